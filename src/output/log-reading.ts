/** What a log line says, once it is read; and the few tools that every reader of lines needs. */

export type LogLevel = 'ERROR' | 'WARN' | 'INFO' | 'DEBUG';

/** A line by which Lambda itself tells of an invocation. */
export type RuntimeLine = {
  readonly kind: 'init' | 'start' | 'end' | 'report';
  readonly durationMs?: number | undefined;
  readonly memoryMb?: number | undefined;
  /** A cold start. */
  readonly initMs?: number | undefined;
};

export type ReadLine = {
  readonly level: LogLevel | undefined;
  /** One line: what a row shows. */
  readonly text: string;
  /** The line's JSON, where it is or holds an object. */
  readonly json: Json | undefined;
  /** The invocation that wrote it. */
  readonly requestId: string | undefined;
  readonly runtime: RuntimeLine | undefined;
};

export type Json = Readonly<Record<string, unknown>>;

export const scalar = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const stackLine = /^\s+(?:at\s|File "|\.\.\. \d+ (?:more|common)|raise\s|return\s)|^\s{4,}\S/;

/** Several lines as one: what a stack says without its frames, which are counted. */
export const foldLines = (text: string): string => {
  if (!text.includes('\n')) return text.trimEnd();
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const said = lines.filter((line, index) => index === 0 || !stackLine.test(line));
  const frames = lines.length - said.length;
  const more = frames === 0 ? [] : [`(${frames} more ${frames === 1 ? 'line' : 'lines'})`];
  return [said.map((line) => line.trim()).join(' ⏎ '), ...more].join(' ');
};
