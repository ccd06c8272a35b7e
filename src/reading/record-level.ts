/** The level of a line that has names and values: JSON, or logfmt. */

import { withoutColours } from './fold.ts';
import {
  levelOfMonolog,
  levelOfNumber,
  levelOfOtel,
  levelOfPython,
  levelOfSeverity,
  levelOfSyslog,
  levelOfWord,
} from './levels.ts';
import { isObject, type Json, type LogLevel, scalar } from './log-reading.ts';

/** What a name is without case and joints: `log_level`, `log.level`, `LogLevel` are one. */
const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');

type NumberReader = (value: number, record: Json) => LogLevel | undefined;

/** GELF and journald write syslog's numbers under `level`, monolog its own. */
const underLevel: NumberReader = (value, record) => {
  if (value >= 100 && 'channel' in record) return levelOfMonolog(value);
  return value <= 7 && ('short_message' in record || 'syslog' in record)
    ? levelOfSyslog(value)
    : levelOfNumber(value);
};

/** Names under which loggers write a level, and what a number is there. */
const names: ReadonlyMap<string, NumberReader> = new Map<string, NumberReader>([
  ...[
    'level',
    'lvl',
    'loglevel',
    'levelname',
    'logleveltext',
    'loglevelname',
    'severitytext',
    'severitylabel',
  ].map((name) => [name, underLevel] as const),
  ...['levelvalue', 'loggerlevel', 'levelint'].map((name) => [name, levelOfNumber] as const),
  ['levelno', levelOfPython],
  ['severity', levelOfSeverity],
  ['logseverity', levelOfSeverity],
  ['severitynumber', levelOfOtel],
  ['severitycode', levelOfSyslog],
  ['syslogseverity', levelOfSyslog],
  ['syslogseveritycode', levelOfSyslog],
]);

/** Serilog's compact names: without a level it is Information. */
const compactLevel = '@l';
const compactTime = '@t';
/** Words that are a level under `priority`, where a task may be critical as well. */
const plainLevel = /^(?:fatal|error|err|warn|warning|info|notice|debug|trace)$/i;
/** Levels by one letter: mongod's, beside what wrote it. */
const letters: Readonly<Record<string, LogLevel>> = {
  F: 'FATAL',
  E: 'ERROR',
  W: 'WARN',
  I: 'INFO',
  D: 'DEBUG',
};
/** journald's. */
const priority = 'PRIORITY';
const mayName = /le?ve?l|severity/i;

/** Remembers what a name is: lines of one logger have the same few names. Bounded, as names are whatever a line holds. */
const remembered = <T>(find: (name: string) => T): ((name: string) => T) => {
  const most = 2_000;
  const known = new Map<string, { readonly found: T }>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before.found;
    const found = find(name);
    if (known.size >= most) known.clear();
    known.set(name, { found });
    return found;
  };
};

const readerOf = remembered((name) => (mayName.test(name) ? names.get(plainName(name)) : undefined));

/** `[ERROR]`, `E`, a word in colours. */
const levelOfMarked = (value: string): LogLevel | undefined => {
  if (value.length > 32) return undefined;
  const word = withoutColours(value).replace(/^[\s[<(]+|[\s\])>:]+$/g, '');
  return word.length === 1 ? letters[word] : levelOfWord(word);
};

/** A level out of what stands under its name: a word, a number, or an object with either. */
const levelOfValue = (value: unknown, ofNumber: NumberReader, record: Json): LogLevel | undefined => {
  if (typeof value === 'string') {
    return (
      levelOfWord(value) ??
      levelOfMarked(value) ??
      (/^\d{1,5}$/.test(value) ? ofNumber(Number(value), record) : undefined)
    );
  }
  if (typeof value === 'number') return ofNumber(value, record);
  if (!isObject(value)) return undefined;
  const word = scalar(value['name'] ?? value['text'] ?? value['label'] ?? value['level']);
  const number = value['no'] ?? value['number'] ?? value['code'] ?? value['value'];
  return (
    (word === undefined ? undefined : levelOfWord(word)) ??
    (typeof number === 'number' ? levelOfSeverity(number) : undefined)
  );
};

/** What loggers put a line's own fields into. */
const containers = [
  'log',
  'fields',
  'record',
  'attributes',
  'event',
  'context',
  'meta',
  'metadata',
  'syslog',
] as const;

const ownLevel = (record: Json): LogLevel | undefined => {
  const usual = record['level'];
  const first = typeof usual === 'string' ? levelOfWord(usual) : undefined;
  if (first !== undefined) return first;
  let byNumber: LogLevel | undefined;
  for (const name of Object.keys(record)) {
    const ofNumber = readerOf(name);
    if (ofNumber === undefined) continue;
    const value = record[name];
    const level = levelOfValue(value, ofNumber, record);
    if (level === undefined) continue;
    // A word beside a number says which scale the number is of.
    if (typeof value === 'string' && !/^\d/.test(value)) return level;
    byNumber ??= level;
  }
  return byNumber;
};

/** The level that the program gave; undefined where it gave none. */
export const levelGiven = (record: Json): LogLevel | undefined => {
  const own = ownLevel(record);
  if (own !== undefined) return own;
  const urgency = record['priority'];
  if (typeof urgency === 'string' && plainLevel.test(urgency)) return levelOfWord(urgency);
  if (compactTime in record || compactLevel in record)
    return levelOfWord(scalar(record[compactLevel]) ?? 'info');
  if ('s' in record && 'c' in record && 'ctx' in record)
    return letters[(scalar(record['s']) ?? '').slice(0, 1)];
  if (priority in record && 'MESSAGE' in record) return levelOfSyslog(Number(record[priority]));
  for (const name of containers) {
    const inner = record[name];
    const level = isObject(inner) ? ownLevel(inner) : undefined;
    if (level !== undefined) return level;
  }
  return undefined;
};

/** Under these names stands an error, unless there is nothing. */
const errorNames: ReadonlySet<string> = new Set(
  'error err errors exception errortype errormessage errorname errorstack exceptiontype exceptionmessage exceptionname excinfo thrown x'.split(
    ' ',
  ),
);
const stackNames: ReadonlySet<string> = new Set(['stack', 'stacktrace']);
const mayBeError = /err|exc|stack|thrown|^@x$/i;
const saysNothing = /^(?:|-|0|none|null|nil|no|false|ok|success|undefined)$/i;

const errorKindOf = remembered((name): 'error' | 'code' | 'stack' | undefined => {
  const plain = mayBeError.test(name) ? plainName(name) : '';
  if (plain === 'errorcode') return 'code';
  if (stackNames.has(plain)) return 'stack';
  return errorNames.has(plain) ? 'error' : undefined;
});

const isNothing = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === false ||
  value === 0 ||
  (typeof value === 'string' && saysNothing.test(value.trim()));

/** A number is how many there were, but where it is a code. */
const tellsError = (name: string, value: unknown): boolean => {
  const kind = errorKindOf(name);
  if (kind === undefined || isNothing(value)) return false;
  if (kind === 'stack') return Array.isArray(value) || (typeof value === 'string' && value.includes('\n'));
  if (typeof value === 'number') return kind === 'code';
  if (Array.isArray(value)) return value.length > 0;
  return !isObject(value) || !Object.values(value).every(isNothing);
};

/** What a line without a level is by what it holds: an error, where it holds one. */
export const levelImplied = (record: Json): LogLevel | undefined => {
  for (const name of Object.keys(record)) {
    if (tellsError(name, record[name])) return 'ERROR';
  }
  const type = record['type'];
  if (type === 'error' || type === 'ERROR' || type === 'fatal') return type === 'fatal' ? 'FATAL' : 'ERROR';
  // Datadog's name of a level; also what a job says of its end.
  const status = record['status'];
  const byStatus = typeof status === 'string' ? levelOfWord(status) : undefined;
  return byStatus === 'ERROR' || byStatus === 'FATAL' || byStatus === 'WARN' ? byStatus : undefined;
};
