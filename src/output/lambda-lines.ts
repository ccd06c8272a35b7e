/** The lines by which Lambda tells of an invocation: START, END, REPORT, INIT_START, as text and as JSON. */
import { formatUnit } from '../format.ts';
import { foldLines, isObject, type Json, type ReadLine, type RuntimeLine, scalar } from './log-reading.ts';

const numberIn = (json: unknown, name: string): number | undefined => {
  const value = isObject(json) ? json[name] : undefined;
  return typeof value === 'number' ? value : undefined;
};

const reportText = ({ durationMs = 0, memoryMb = 0, initMs }: RuntimeLine, status: string): string =>
  [
    `REPORT ${formatUnit(durationMs, 'ms')}, ${memoryMb} MB`,
    ...(initMs === undefined ? [] : [`cold start ${formatUnit(initMs, 'ms')}`]),
    ...(status === '' || status === 'success' ? [] : [status]),
  ].join(', ');

const runtimeRead = (
  runtime: RuntimeLine,
  requestId: string | undefined,
  text: string,
  { status = '', json }: { readonly status?: string; readonly json?: Json } = {},
): ReadLine => ({
  level: /error|timeout|failure/i.test(status) ? 'ERROR' : undefined,
  text: runtime.kind === 'report' ? reportText(runtime, status) : text,
  json,
  requestId,
  runtime,
});

const report =
  /^REPORT RequestId: (\S+)\s+Duration: ([\d.]+) ms.*?Max Memory Used: (\d+) MB(?:.*?Init Duration: ([\d.]+) ms)?/s;
const mark = /^(START|END|INIT_START)\b(?: RequestId: (\S+))?/;

/** A line of Lambda's own text format; undefined for any other. */
export const readRuntimeText = (head: string): ReadLine | undefined => {
  const [isReport, id, duration, memory, init] = report.exec(head) ?? [];
  if (isReport !== undefined) {
    const runtime: RuntimeLine = {
      kind: 'report',
      durationMs: Number(duration),
      memoryMb: Number(memory),
      ...(init === undefined ? {} : { initMs: Number(init) }),
    };
    return runtimeRead(runtime, id, head, { status: /\bStatus: (\w+)/.exec(head)?.[1] ?? '' });
  }
  const [isMark, word, requestId] = mark.exec(head) ?? [];
  if (isMark === undefined) return undefined;
  const kind = word === 'START' ? 'start' : word === 'END' ? 'end' : 'init';
  return runtimeRead({ kind }, requestId, foldLines(head));
};

const platformKinds: Readonly<Record<string, RuntimeLine['kind']>> = {
  'platform.initStart': 'init',
  'platform.start': 'start',
  'platform.runtimeDone': 'end',
  'platform.report': 'report',
};

/** A line of Lambda's own JSON format; undefined for any other. */
export const readPlatform = (json: Json): ReadLine | undefined => {
  const type = scalar(json['type']) ?? '';
  const kind = platformKinds[type];
  const record = json['record'];
  if (kind === undefined || !isObject(record)) return undefined;
  const metrics = record['metrics'];
  const runtime: RuntimeLine = {
    kind,
    durationMs: numberIn(metrics, 'durationMs'),
    memoryMb: numberIn(metrics, 'maxMemoryUsedMB'),
    initMs: numberIn(metrics, 'initDurationMs'),
  };
  const status = scalar(record['status']) ?? '';
  return runtimeRead(runtime, scalar(record['requestId']), kind.toUpperCase(), { status, json });
};
