/**
 * Reads log lines: level and message picked out of JSON, of the runtimes' own prefixes, of Lambda's lines about an
 * invocation, and of plain text. What a row shows beside the message (time, level) is taken out of it.
 */
import { z } from 'zod';
import { formatUnit } from '../format.ts';
import { readPlatform, readRuntimeText } from './lambda-lines.ts';
import { foldLines, isObject, type Json, type LogLevel, type ReadLine, scalar } from './log-reading.ts';

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
const levelOf = (name: string | undefined): LogLevel | undefined => levelNames[(name ?? '').toLowerCase()];

const level = '\\[?(FATAL|CRITICAL|ERROR|ERR|WARN(?:ING)?|INFO|NOTICE|DEBUG|TRACE)\\]?:?';
const iso = '\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)?';
const uuid = '([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|undefined)';
const blank = '[ \\t]+';

/** What stands before the message, and which group of it is what. The first that fits is taken. */
const prefixes: readonly {
  readonly pattern: RegExp;
  readonly level?: number;
  readonly requestId?: number;
}[] = [
  // Node on Lambda, and a timeout, which has no level.
  {
    pattern: new RegExp(`^${iso}${blank}${uuid}(?:${blank}${level})?${blank}`, 'i'),
    requestId: 1,
    level: 2,
  },
  // Python on Lambda.
  { pattern: new RegExp(`^${level}${blank}${iso}${blank}${uuid}${blank}`, 'i'), level: 1, requestId: 2 },
  { pattern: new RegExp(`^${iso}${blank}${level}(?=\\s)${blank}`, 'i'), level: 1 },
  { pattern: new RegExp(`^${iso}${blank}`) },
  // `info: ready`, `[warn] slow`.
  { pattern: new RegExp(`^(?=[[\\w]+[\\]:])${level}${blank}`, 'i'), level: 1 },
  // Syslog: time and host.
  { pattern: /^(?:\d{1,2} [A-Z][a-z]{2}|[A-Z][a-z]{2} {1,2}\d{1,2}) \d\d:\d\d:\d\d \S+ (?=\S+: )/ },
];

/** Colours, as programs write them for a terminal. They say nothing, and stand between a level and its message. */
const colours = /\u001b\[[\d;:]*m/g;
const withoutColours = (text: string): string =>
  text.includes('\u001b[') ? text.replace(colours, '') : text;

const textLevel = /\b(FATAL|CRITICAL|ERROR|WARN(?:ING)?|INFO|DEBUG|TRACE)\b/;
/** Exceptions, and Lambda's own words for an end before its time. */
const failureWords = /\bTask timed out after\b|\bUnhandled\b|^Traceback \(|^[\w.]*(?:Error|Exception): /;

const parseJson = (text: string): Json | undefined => {
  if (!text.startsWith('{') || text.length > maxParsedChars) return undefined;
  try {
    const parsed = jsonLine.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
};

// ---- JSON ----------------------------------------------------------------------------------------------------

/** What a row tells elsewhere, or nobody reads in a row. */
const notDetails = new Set([
  'level',
  'severity',
  'message',
  'msg',
  'log',
  'timestamp',
  'time',
  'ts',
  '@timestamp',
  'requestId',
  'function_request_id',
  'service',
  'errorType',
  'errorMessage',
]);
const accessDetails = new Set([
  'httpMethod',
  'path',
  'status',
  'responseLatency',
  'responseLength',
  'integrationLatency',
  'ip',
  'requestTime',
  'protocol',
]);
const requestIds = ['requestId', 'function_request_id', 'awsRequestId', 'AWSRequestId'] as const;

const errorText = (json: Json): string | undefined => {
  const error = json['error'] ?? json['err'] ?? json['exception'];
  const [name, message] = isObject(error)
    ? [error['name'] ?? error['type'], error['message']]
    : [json['errorType'], json['errorMessage']];
  const parts = [scalar(name), scalar(message)].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(': ');
};

const detailsOf = (json: Json, hidden: ReadonlySet<string>): readonly string[] =>
  Object.entries(json).flatMap(([name, value]) => {
    const text = notDetails.has(name) || hidden.has(name) ? undefined : scalar(value);
    return text === undefined ? [] : [`${name}=${text}`];
  });

/** API Gateway's access log: `POST /prod/orders 201 48 ms`. A server error is an error. */
const readAccess = (json: Json): ReadLine | undefined => {
  const [method, path, status] = [json['httpMethod'], json['path'] ?? json['routeKey'], json['status']].map(
    scalar,
  );
  if (method === undefined || status === undefined) return undefined;
  const latency = Number(scalar(json['responseLatency']) ?? Number.NaN);
  const took = Number.isFinite(latency) ? [formatUnit(latency, 'ms')] : [];
  const details = detailsOf(json, accessDetails);
  return {
    level: status.startsWith('5') ? 'ERROR' : undefined,
    text: [method, path, status, ...took, ...details].filter((part) => part !== undefined).join(' '),
    json,
    requestId: undefined,
    runtime: undefined,
  };
};

const nothingHidden: ReadonlySet<string> = new Set();
/** `stdout` or `stderr`, beside the line that Fluent Bit wraps. */
const wrapping: ReadonlySet<string> = new Set(['stream']);

const readJson = (json: Json): ReadLine => {
  const other = readPlatform(json) ?? readAccess(json);
  if (other !== undefined) return other;
  const named = levelOf(scalar(json['level']) ?? scalar(json['severity']));
  const inner = scalar(json['log']);
  const message = scalar(json['message']) ?? scalar(json['msg']);
  // What Fluent Bit wraps is a line of its own.
  const wrapped = message === undefined && inner !== undefined ? readPlain(inner) : undefined;
  const parts = [
    message ?? wrapped?.text,
    errorText(json),
    ...detailsOf(json, wrapped === undefined ? nothingHidden : wrapping),
  ];
  return {
    level: named ?? wrapped?.level,
    text: foldLines(parts.filter((part) => part !== undefined).join(' ')),
    json,
    requestId: requestIds.map((name) => scalar(json[name])).find((id) => id !== undefined),
    runtime: undefined,
  };
};

// ---- plain text ----------------------------------------------------------------------------------------------

const readPlain = (message: string): ReadLine => {
  const head = withoutColours(message.slice(0, maxTextChars)).trimEnd();
  const runtime = readRuntimeText(head);
  if (runtime !== undefined) return runtime;
  let body = head;
  let own: LogLevel | undefined;
  let requestId: string | undefined;
  for (const prefix of prefixes) {
    const found = prefix.pattern.exec(head);
    if (found === null) continue;
    body = head.slice(found[0].length);
    own = levelOf(found[prefix.level ?? -1]);
    const id = found[prefix.requestId ?? -1];
    requestId = id === 'undefined' ? undefined : id;
    break;
  }
  // `Invoke Error <TAB> {JSON}`: what a runtime writes of what was thrown.
  const [, words = '', object = ''] = /^([^{\t]{0,80})\t\s?(\{.*\})$/s.exec(body) ?? [];
  const json = parseJson(body) ?? parseJson(object);
  if (json !== undefined) {
    const read = readJson(json);
    const text = [words.trim(), read.text].filter((part) => part !== '').join(' ');
    return { ...read, level: own ?? read.level, text, requestId: requestId ?? read.requestId };
  }
  const level =
    own ??
    levelOf(textLevel.exec(body.slice(0, 200))?.[1]) ??
    (failureWords.test(body) ? 'ERROR' : undefined);
  return { level, text: foldLines(body), json: undefined, requestId, runtime: undefined };
};

/** Reads a log message. Costs nothing much for a line of 90,000 characters: only its beginning is looked at. */
export const readLogLine = (message: string): ReadLine => {
  const json = parseJson(message);
  if (json === undefined) return readPlain(message);
  const read = readJson(json);
  return { ...read, text: withoutColours(read.text) };
};
