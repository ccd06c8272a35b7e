/**
 * The names and numbers of levels. Sources: OpenTelemetry's data model of logs (appendix B: syslog, zap, log4j, .NET), RFC 5424,
 * pino and bunyan (10-60), Python's logging, monolog, java.util.logging, logback (`level_value`), Google Cloud (100-800).
 */
import type { LogLevel } from './log-reading.ts';

const spelled: Readonly<Record<LogLevel, string>> = {
  FATAL: 'fatal fatl ftl emerg emergency',
  ERROR: 'error errors err erro eror errno severe crit critical alert panic dpanic fail failure',
  WARN: 'warn warning wrn',
  INFO: 'info information informational inf notice note success http',
  DEBUG: 'debug debu dbug dbg fine config verbose verb vrb',
  TRACE: 'trace trce trc finer finest silly',
};

const levels: readonly LogLevel[] = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'];

const byWord: ReadonlyMap<string, LogLevel> = new Map(
  levels.flatMap((level) => spelled[level].split(' ').map((word) => [word, level] as const)),
);
const longestWord = Math.max(...[...byWord.keys()].map((word) => word.length));

/** The level that a word names, in any case; undefined for other words. */
export const levelOfWord = (word: string): LogLevel | undefined =>
  byWord.get(word) ?? (word.length > longestWord ? undefined : byWord.get(word.toLowerCase()));

/** Words that are levels as a value, but open sentences where they stand in a text: `information: none`. */
const onlyAsValue = new Set('information informational errors errno failure note success http'.split(' '));
const onlyInCapitals = new Set('fine finer finest config verb silly'.split(' '));
const capital = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;

const byTextWord: ReadonlyMap<string, LogLevel> = new Map(
  [...byWord]
    .filter(([word]) => !onlyAsValue.has(word))
    .flatMap(([word, level]) =>
      (onlyInCapitals.has(word) ? [word.toUpperCase()] : [word, word.toUpperCase(), capital(word)]).map(
        (spelling) => [spelling, level] as const,
      ),
    ),
);

/** The level that a word within a text names, in the three usual spellings. */
export const levelOfTextWord = (word: string): LogLevel | undefined => byTextWord.get(word);

/** The highest number of each level and the level that it is; numbers above the last are none. */
type Scale = readonly (readonly [upTo: number, level: LogLevel | undefined])[];

const scaled = (value: number, scale: Scale): LogLevel | undefined =>
  scale.find(([upTo]) => value <= upTo)?.[1];

const syslog: Scale = [
  [-1, undefined],
  [0, 'FATAL'],
  [3, 'ERROR'],
  [4, 'WARN'],
  [6, 'INFO'],
  [7, 'DEBUG'],
];
const otel: Scale = [
  [0, undefined],
  [4, 'TRACE'],
  [8, 'DEBUG'],
  [12, 'INFO'],
  [16, 'WARN'],
  [20, 'ERROR'],
  [24, 'FATAL'],
];
const pino: Scale = [
  [9, undefined],
  [19, 'TRACE'],
  [29, 'DEBUG'],
  [39, 'INFO'],
  [49, 'WARN'],
  [59, 'ERROR'],
  [69, 'FATAL'],
];
const python: Scale = [
  [4, undefined],
  [9, 'TRACE'],
  [19, 'DEBUG'],
  [29, 'INFO'],
  [39, 'WARN'],
  [59, 'ERROR'],
];
const monolog: Scale = [
  [99, undefined],
  [100, 'DEBUG'],
  [250, 'INFO'],
  [300, 'WARN'],
  [550, 'ERROR'],
  [600, 'FATAL'],
];
const googleCloud: Scale = [
  [99, undefined],
  [100, 'DEBUG'],
  [300, 'INFO'],
  [400, 'WARN'],
  [700, 'ERROR'],
  [800, 'FATAL'],
];
const javaUtil: Scale = [
  [699, undefined],
  [700, 'DEBUG'],
  [800, 'INFO'],
  [900, 'WARN'],
  [1000, 'ERROR'],
];
const logback: Scale = [
  [4999, undefined],
  [5000, 'TRACE'],
  [10_000, 'DEBUG'],
  [20_000, 'INFO'],
  [30_000, 'WARN'],
  [40_000, 'ERROR'],
  [50_000, 'FATAL'],
];

/** A syslog severity (RFC 5424): 0-7. */
export const levelOfSyslog = (severity: number): LogLevel | undefined => scaled(severity, syslog);

/** OpenTelemetry's SeverityNumber: 1-24. */
export const levelOfOtel = (severity: number): LogLevel | undefined => scaled(severity, otel);

/** Python's `levelno`: 10-50. */
export const levelOfPython = (number: number): LogLevel | undefined => scaled(number, python);

/** monolog's `level`: 100-600. */
export const levelOfMonolog = (number: number): LogLevel | undefined => scaled(number, monolog);

/** A number under `severity`: syslog's up to 7, OpenTelemetry's up to 24, Google Cloud's from 100 on. */
export const levelOfSeverity = (number: number): LogLevel | undefined => {
  if (number <= 7) return levelOfSyslog(number);
  return number <= 24 ? levelOfOtel(number) : scaled(number, googleCloud);
};

/** A number under `level`: pino's and bunyan's 10-60, java.util.logging's 700-1000, logback's from 5000 on. */
export const levelOfNumber = (number: number): LogLevel | undefined => {
  if (number < 100) return scaled(number, pino);
  return number <= 1000 ? scaled(number, javaUtil) : scaled(number, logback);
};
