/** What the insights view is shown: what was asked, and what has come of it so far. */
import type { Failure } from '../../src/observation/health-of-sources.ts';
import type { PastQuery } from '../../src/pipeline/queries/named-query.ts';
import { type SavedQuery, savedQueries } from '../../src/pipeline/queries/saved-queries.ts';
import type { QueryAnswer, QueryRow } from '../../src/store/query-store.ts';

/** One query over some log groups and a span of time. What was asked is told by this object itself: a new one runs anew. */
export type Asked = {
  readonly query: string;
  readonly name: string | undefined;
  /** Log groups or stages; those of the whole pipeline where there are none. */
  readonly of: readonly string[];
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  /** Run it, however much it scans: the reader has seen the estimate. */
  readonly isAllowed: boolean;
};

/** A row, and where it was read. */
export type AnswerRow = QueryRow;

export type Answer = QueryAnswer & { readonly asked: Asked };

/** A log event that was opened by its `@ptr`. */
export type OpenedRecord = {
  readonly row: AnswerRow;
  /** Undefined while it is being read. */
  readonly fields: ReadonlyMap<string, string> | undefined;
  readonly failure: Failure | undefined;
};

export type InsightsData = {
  /** Queries that have a name. */
  readonly known: readonly SavedQuery[];
  /** Queries that were run before, newest first. */
  readonly past: readonly PastQuery[];
  /** More than this is not scanned unasked. */
  readonly maxScanBytes: number;
  readonly answer: Answer | undefined;
  readonly record: OpenedRecord | undefined;
};

export const usualMaxScanBytes = 5e9;

export const emptyInsights: InsightsData = {
  known: savedQueries(undefined),
  past: [],
  maxScanBytes: usualMaxScanBytes,
  answer: undefined,
  record: undefined,
};

/** True while AWS works on it, or is about to. */
export const isUnderWay = (answer: Answer | undefined): boolean =>
  answer?.phase === 'estimating' || answer?.phase === 'running';
