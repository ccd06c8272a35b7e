/** The lines by which Lambda tells of an invocation and of an environment, in its text format and in its JSON format. */
import { formatUnit } from '../format.ts';
import { compact } from './details.ts';
import { foldLines } from './fold.ts';
import {
  isObject,
  type Json,
  type LogLevel,
  plainRead,
  type ReadLine,
  type RuntimeLine,
  scalar,
} from './log-reading.ts';

/** What a REPORT tells beside the invocation; words as Lambda writes them. */
type Report = RuntimeLine & {
  readonly sizeMb?: number | undefined;
  readonly restoreMs?: number | undefined;
  readonly status?: string | undefined;
  readonly errorType?: string | undefined;
};

const isFailure = (status: string | undefined): boolean =>
  status !== undefined && /error|timeout|failure/i.test(status);

/** `REPORT 3 s, 128 of 128 MB, Runtime.OutOfMemory`: that all was used is often the only sign of why it ended. */
const reportText = (word: string, report: Report): string => {
  const { durationMs, memoryMb, sizeMb, initMs, restoreMs, status, errorType } = report;
  const told: string[] = [];
  if (durationMs !== undefined) told.push(formatUnit(durationMs, 'ms'));
  if (memoryMb !== undefined) told.push(`${memoryMb}${sizeMb === undefined ? '' : ` of ${sizeMb}`} MB`);
  if (initMs !== undefined) told.push(`cold start ${formatUnit(initMs, 'ms')}`);
  if (restoreMs !== undefined) told.push(`restored in ${formatUnit(restoreMs, 'ms')}`);
  if (errorType !== undefined) told.push(errorType);
  else if (status !== undefined && isFailure(status)) told.push(status);
  return `${word} ${told.join(', ')}`.trimEnd();
};

const readReport = (word: string, report: Report, requestId: string | undefined): ReadLine => {
  const { kind, durationMs, memoryMb, initMs, status, errorType } = report;
  return plainRead(reportText(word, report), {
    level: isFailure(status) || errorType !== undefined ? 'ERROR' : undefined,
    runtime: { kind, durationMs, memoryMb, initMs },
    requestId,
  });
};

const readFault = (text: string, requestId: string | undefined): ReadLine =>
  plainRead(foldLines(text), { level: 'ERROR', requestId, runtime: { kind: 'fault' } });

// ---- text ----------------------------------------------------------------------------------------------------

const id = '[\\w-]{1,64}';
const mark = new RegExp(`^(START|END) RequestId: (${id})\\b`);
const environment =
  /^(?:(INIT_START|RESTORE_START) Runtime Version: |(?:EXTENSION|TELEMETRY|LOGS)\tName: \S+\tState: )/;
const report = new RegExp(`^(REPORT|INIT_REPORT|RESTORE_REPORT) (?:RequestId: (${id})\\b)?`);
const fault = new RegExp(`^RequestId: (${id}) (?=Error: |Process exited |.*\\btimed out\\b)`);
const timeout = new RegExp(`^\\S+ (${id}) (?=Task timed out after )`);

/** Most reports by far: a duration, what is billed, the size, what was used, nothing else. */
const usual =
  /^REPORT RequestId: (\S+)\s+Duration: ([\d.]+) ms\s+Billed Duration: \d+ ms\s+Memory Size: (\d+) MB\s+Max Memory Used: (\d+) MB$/;
const figures =
  /\b(Billed Restore Duration|Billed Duration|Init Duration|Restore Duration|Duration|Memory Size|Max Memory Used|Status|Error Type): ([\w.]{1,80})/g;

const textReport = (head: string, word: string): Report => {
  const told = new Map(
    [...head.matchAll(figures)].map(([, name = '', value = '']) => [name, value] as const),
  );
  const figure = (name: string): number | undefined => {
    const value = Number(told.get(name) ?? Number.NaN);
    return Number.isNaN(value) ? undefined : value;
  };
  const isReport = word === 'REPORT';
  return {
    kind: isReport ? 'report' : 'init',
    durationMs: figure(isReport ? 'Duration' : word === 'INIT_REPORT' ? 'Init Duration' : 'Restore Duration'),
    memoryMb: figure('Max Memory Used'),
    sizeMb: figure('Memory Size'),
    initMs: isReport ? figure('Init Duration') : undefined,
    restoreMs: isReport ? figure('Restore Duration') : undefined,
    status: told.get('Status'),
    errorType: told.get('Error Type'),
  };
};

/** A line of Lambda's own text format; undefined for any other. */
export const readRuntimeText = (head: string): ReadLine | undefined => {
  switch (head.charAt(0)) {
    case 'S':
    case 'E': {
      const [found, word, requestId] = mark.exec(head) ?? [];
      if (found === undefined) break;
      return plainRead(foldLines(head), { requestId, runtime: { kind: word === 'START' ? 'start' : 'end' } });
    }
    case 'R':
    case 'I': {
      const [isUsual, requestId, duration, size, used] = usual.exec(head) ?? [];
      if (isUsual !== undefined) {
        const [durationMs, memoryMb] = [Number(duration), Number(used)];
        return plainRead(`REPORT ${formatUnit(durationMs, 'ms')}, ${memoryMb} of ${size} MB`, {
          requestId,
          runtime: { kind: 'report', durationMs, memoryMb },
        });
      }
      const [isReport, word = '', of] = report.exec(head) ?? [];
      if (isReport !== undefined && / (?:Duration|Phase): /.test(head)) {
        return readReport(word, textReport(head, word), of);
      }
      const [ended, failed] = fault.exec(head) ?? [];
      if (ended !== undefined) return readFault(head.slice(ended.length), failed);
      break;
    }
    case 'T':
    case 'L':
      break;
    default: {
      const [before, requestId] = head.includes('Task timed out after ') ? (timeout.exec(head) ?? []) : [];
      return before === undefined ? undefined : readFault(head.slice(before.length), requestId);
    }
  }
  const [isOther, init] = environment.exec(head) ?? [];
  if (isOther === undefined) return undefined;
  const runtime: RuntimeLine = { kind: init === undefined ? 'other' : 'init' };
  return plainRead(foldLines(head).replaceAll('\t', ' '), { runtime });
};

// ---- JSON ----------------------------------------------------------------------------------------------------

/** Lambda's platform events (Telemetry API, Event schema reference), and what a row calls them. */
const platformKinds: Readonly<Record<string, readonly [kind: RuntimeLine['kind'], word: string]>> = {
  initStart: ['init', 'INIT'],
  initRuntimeDone: ['init', 'INIT END'],
  initReport: ['init', 'INIT REPORT'],
  restoreStart: ['init', 'RESTORE'],
  restoreRuntimeDone: ['init', 'RESTORE END'],
  restoreReport: ['init', 'RESTORE REPORT'],
  start: ['start', 'START'],
  end: ['end', 'END'],
  runtimeDone: ['end', 'END'],
  report: ['report', 'REPORT'],
  fault: ['fault', 'FAULT'],
  extension: ['other', 'EXTENSION'],
  telemetrySubscription: ['other', 'TELEMETRY'],
  logsSubscription: ['other', 'LOGS'],
  logsDropped: ['other', 'LOGS DROPPED'],
};

/** Of an event that this tool does not know. */
const mostOtherChars = 500;

const numberIn = (json: unknown, name: string): number | undefined => {
  const value = isObject(json) ? json[name] : undefined;
  return typeof value === 'number' ? value : undefined;
};

/** What a row says of an event that is no report: `END error Runtime.ExitError`, `EXTENSION agent Ready`. */
const eventText = (word: string, record: Json): string => {
  const status = scalar(record['status']);
  const said = [
    status === 'success' ? undefined : status,
    scalar(record['errorType']),
    scalar(record['name']),
    scalar(record['state']),
    scalar(record['reason']),
  ].filter((part) => part !== undefined);
  return [word, ...said].join(' ');
};

const levelOfEvent = (kind: string, status: string | undefined, record: Json): LogLevel | undefined => {
  if (kind === 'logsDropped') return 'WARN';
  return isFailure(status) || scalar(record['errorType']) !== undefined ? 'ERROR' : undefined;
};

/** A line of Lambda's own JSON format; undefined for any other. */
export const readPlatform = (json: Json): ReadLine | undefined => {
  const type = json['type'];
  if (typeof type !== 'string' || !type.startsWith('platform.')) return undefined;
  const name = type.slice('platform.'.length);
  const [kind, word] = platformKinds[name] ?? ['other', undefined];
  const record = json['record'];
  if (typeof record === 'string') {
    const told = readRuntimeText(record) ?? plainRead(foldLines(record));
    const level = kind === 'fault' ? 'ERROR' : told.level;
    return { ...told, level, json, fields: json, runtime: { kind } };
  }
  if (!isObject(record)) return undefined;
  const metrics = record['metrics'];
  const status = scalar(record['status']);
  const figures: Report = {
    kind,
    durationMs: numberIn(metrics, 'durationMs'),
    memoryMb: numberIn(metrics, 'maxMemoryUsedMB'),
    sizeMb: numberIn(metrics, 'memorySizeMB'),
    initMs: numberIn(metrics, 'initDurationMs'),
    restoreMs: numberIn(metrics, 'restoreDurationMs'),
    status,
    errorType: scalar(record['errorType']),
  };
  const { durationMs, memoryMb, initMs } = figures;
  const runtime: RuntimeLine = { kind, durationMs, memoryMb, initMs };
  const text =
    word === undefined
      ? `${name} ${compact(record, mostOtherChars)}`
      : word.endsWith('REPORT')
        ? reportText(word, figures)
        : eventText(word, record);
  return plainRead(text, {
    level: levelOfEvent(name, status, record),
    json,
    requestId: scalar(record['requestId']),
    runtime,
  });
};
