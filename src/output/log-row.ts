/** One log line as a row of spans: time, level and message picked out of JSON, Lambda's own lines and plain text. */
import { z } from 'zod';
import { formatClock } from '../format.ts';
import type { LogSeen } from '../observation.ts';
import type { Role, Row } from '../terminal/row.ts';

export type LogLevel = 'ERROR' | 'WARN' | 'INFO' | 'DEBUG';

export type ReadLine = {
  readonly level: LogLevel | undefined;
  readonly text: string;
  /** The line's JSON, where it is an object. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
};

/** Lines beyond this are not parsed: they are shown by their beginning. */
const maxParsedChars = 32_768;
const maxTextChars = 2_000;

const jsonLine = z.record(z.string(), z.unknown());
const levelNames: Readonly<Record<string, LogLevel>> = {
  fatal: 'ERROR',
  critical: 'ERROR',
  error: 'ERROR',
  err: 'ERROR',
  warn: 'WARN',
  warning: 'WARN',
  info: 'INFO',
  notice: 'INFO',
  debug: 'DEBUG',
  trace: 'DEBUG',
};
const textLevel = /\b(FATAL|CRITICAL|ERROR|WARN(?:ING)?|INFO|DEBUG|TRACE)\b/;
const report =
  /^REPORT RequestId: \S+\s+Duration: ([\d.]+) ms.*?Max Memory Used: (\d+) MB(?:.*?Init Duration: ([\d.]+) ms)?/;

const parseJson = (message: string): Readonly<Record<string, unknown>> | undefined => {
  if (!message.startsWith('{') || message.length > maxParsedChars) return undefined;
  try {
    const parsed = jsonLine.safeParse(JSON.parse(message));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
};

const scalar = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;

const notDetails = new Set([
  'level',
  'severity',
  'message',
  'msg',
  'timestamp',
  'time',
  'ts',
  '@timestamp',
  'requestId',
]);

const readJson = (json: Readonly<Record<string, unknown>>): ReadLine => {
  const level = levelNames[(scalar(json['level']) ?? scalar(json['severity']) ?? '').toLowerCase()];
  const message = scalar(json['message']) ?? scalar(json['msg']);
  const details = Object.entries(json).flatMap(([name, value]) => {
    const text = notDetails.has(name) ? undefined : scalar(value);
    return text === undefined ? [] : [`${name}=${text}`];
  });
  return { level, text: [message, ...details].filter((part) => part !== undefined).join(' '), json };
};

/** Reads a log message. Costs nothing much for a line of 90,000 characters: only its beginning is looked at. */
export const readLogLine = (message: string): ReadLine => {
  const json = parseJson(message);
  if (json !== undefined) return readJson(json);
  const head = message.slice(0, maxTextChars).trimEnd();
  const lambda = report.exec(head);
  if (lambda !== null) {
    const [, duration, memory, init] = lambda;
    const cold = init === undefined ? '' : `, cold start ${init} ms`;
    return { level: undefined, text: `REPORT ${duration} ms, ${memory} MB${cold}`, json: undefined };
  }
  const level = levelNames[(textLevel.exec(head.slice(0, 200))?.[1] ?? '').toLowerCase()];
  return { level, text: head.replaceAll(/\s*\r?\n\s*/g, ' ⏎ '), json: undefined };
};

const known = new WeakMap<LogSeen, ReadLine>();

/** `readLogLine` of an event, read once however often it is drawn. */
export const readLog = (entry: LogSeen): ReadLine => {
  const before = known.get(entry);
  if (before !== undefined) return before;
  const read = readLogLine(entry.message);
  known.set(entry, read);
  return read;
};

const levelRoles: Readonly<Record<LogLevel, Role>> = {
  ERROR: 'bad',
  WARN: 'warn',
  INFO: 'text',
  DEBUG: 'dim',
};

/** The last part of a group's name: `/aws/lambda/payment-worker` is `payment-worker`. */
export const shortGroup = (group: string): string => group.slice(group.lastIndexOf('/') + 1);

/** `14:03:18 payment-worker ERROR charge failed ORD-10432 gateway timeout`. */
export const logRow = (
  entry: LogSeen,
  { utc, ascii, withGroup }: { readonly utc: boolean; readonly ascii: boolean; readonly withGroup: boolean },
): Row => {
  const { level, text } = readLog(entry);
  const role = level === undefined ? 'text' : levelRoles[level];
  return [
    { text: `${formatClock(entry.at, { utc, seconds: true })} `, role: 'dim' },
    ...(entry.late ? [{ text: ascii ? '<late ' : '↩ late ', role: 'warn' as const }] : []),
    ...(withGroup ? [{ text: `${shortGroup(entry.group)} `, role: 'accent' as const }] : []),
    ...(level === undefined || text.includes(level)
      ? []
      : [{ text: `${level.padEnd(5)} `, role, bold: level === 'ERROR' }]),
    { text: ascii ? text.replaceAll('⏎', '|') : text, role },
  ];
};
