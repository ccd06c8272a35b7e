/** Answers of Logs Insights, log events that were opened, and log lines around a moment: what somebody asked for by hand. */
import type { Origin } from '../origin.ts';
import type { Failure, Gap, Ready, SourceProblem } from './health-of-sources.ts';
import type { LogEvent } from './logs.ts';

export type QueryPhase =
  | 'estimating'
  /** More than may be scanned unasked: it waits to be allowed. */
  | 'tooMuch'
  | 'running'
  | 'finished'
  | 'failed'
  /** By the reader, before it was done: its rows are some of them. */
  | 'stopped';

/** Bytes that are read, and what that costs. */
export type Scan = { readonly bytes: number; readonly dollars: number };

/** How far a query is. It replaces what was said of the same run before; its rows come by themselves. */
export type QueryProgress = {
  readonly type: 'query';
  /** Unique to one run. */
  readonly id: string;
  readonly at: number;
  readonly query: string;
  /** The window: epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly phase: QueryPhase;
  readonly estimated?: Scan | undefined;
  /** How many log groups it reads, and which of those wanted are not there. */
  readonly groups: number;
  readonly missing: readonly string[];
  readonly scanned: Scan;
  readonly recordsScanned: number;
  readonly recordsMatched: number;
  readonly failure?: Failure | undefined;
};

/** Columns in the service's order, `@ptr` among them, and where the row was read. */
export type QueryResultRow = Origin & { readonly cells: readonly (readonly [string, string])[] };

/** Rows of a query. They replace all rows from index `from` on: while it runs rows may change until the end. */
export type QueryRows = {
  readonly type: 'queryRows';
  readonly id: string;
  readonly from: number;
  readonly rows: readonly QueryResultRow[];
};

/** A log event that was opened by the `@ptr` of a row. */
export type LogRecord = Origin & {
  readonly type: 'logRecord';
  readonly pointer: string;
  /** Undefined where it could not be read. */
  readonly fields?: readonly (readonly [string, string])[] | undefined;
  readonly failure?: Failure | undefined;
};

/** Log lines around a moment, and what was said of reading them. Lines of another `id` take their place. */
export type LogContext = {
  readonly type: 'logContext';
  /** Of the moment, e.g. its stage and time. */
  readonly id: string;
  readonly observations: readonly (LogEvent | Gap | Ready | SourceProblem)[];
};
