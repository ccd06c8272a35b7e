/** What a log line says, once it is read; and the few tools that every reader of lines needs. */

/** As the contract of `--json` names them; Lambda's own names of levels, too. */
export type LogLevel = 'FATAL' | 'ERROR' | 'WARN' | 'INFO' | 'DEBUG' | 'TRACE';

/** A line by which Lambda itself tells of an invocation. */
export type RuntimeLine = {
  /** A fault is an end before its time: a timeout, a process that was killed. */
  readonly kind: 'init' | 'start' | 'end' | 'report' | 'fault' | 'other';
  readonly durationMs?: number | undefined;
  readonly memoryMb?: number | undefined;
  /** A cold start. */
  readonly initMs?: number | undefined;
};

export type ReadLine = {
  readonly level: LogLevel | undefined;
  /** One line: what a row shows after time and level. */
  readonly text: string;
  /** What the program said, without the fields beside it. */
  readonly message: string;
  /** The line's JSON, where it is or holds an object. */
  readonly json: Json | undefined;
  /** The names and values of a line: its JSON, or the pairs of logfmt. */
  readonly fields: Json | undefined;
  /** The invocation that wrote it. */
  readonly requestId: string | undefined;
  readonly runtime: RuntimeLine | undefined;
  /** What an access log tells of a request, whose line is written when the answer is. */
  readonly request: RequestLine | undefined;
};

export type RequestLine = { readonly tookMs: number | undefined };

export type Json = Readonly<Record<string, unknown>>;

/** What an error is: it counts as one, and the key that leads to the next trouble stops there. */
export const isError = (level: LogLevel | undefined): boolean => level === 'ERROR' || level === 'FATAL';

export const scalar = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The line as it is, where nothing more is known of it. */
export const plainRead = (
  text: string,
  { level, requestId, runtime, json, request }: Partial<Omit<ReadLine, 'text' | 'message' | 'fields'>> = {},
): ReadLine => ({ level, text, message: text, json, fields: json, requestId, runtime, request });
