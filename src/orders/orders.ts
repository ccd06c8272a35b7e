/** Orders in flight, as a table's stream tells of them (issue 14): plain data. Times are epoch milliseconds. */
import type { Origin } from '../origin.ts';

/** How many orders are in a status: a line a status and currency, as sums of different currencies never mix. */
export type Flow = {
  readonly status: string;
  readonly count: number;
  /** Since when the oldest of them is in it; undefined where there is none. */
  readonly oldestSince: number | undefined;
  /** Of the time spent in the status by those that left it in the last hour; undefined where none has. */
  readonly p50Seconds: number | undefined;
  readonly p99Seconds: number | undefined;
  readonly inPerMinute: number;
  readonly outPerMinute: number;
  /** Those that are in it for longer than its objective. */
  readonly late: number;
  /** Sum of the values of all that are in it; undefined where the file names no value. */
  readonly value: number | undefined;
  /** And of those that are late. */
  readonly lateValue: number | undefined;
  readonly currency: string | undefined;
  /** A status of orders that are done or failed. */
  readonly isFinished: boolean;
  readonly isFailed: boolean;
  readonly objectiveMs: number | undefined;
};

/** An order that is in a status for longer than the status' objective. */
export type LateOrder = {
  readonly orderId: string;
  readonly status: string;
  /** Since when it is in that status. */
  readonly since: number;
  readonly objectiveMs: number;
  readonly value: number | undefined;
  readonly currency: string | undefined;
};

/** An order that came to a status that counts as failed. */
export type FailedOrder = Omit<LateOrder, 'objectiveMs'>;

export type OrdersSnapshot = Origin & {
  readonly table: string;
  /** What the stream has not told since then is not known. */
  readonly knownSince: number;
  readonly flows: readonly Flow[];
  /** The worst first; as many as are kept. `flows` has how many there are. */
  readonly late: readonly LateOrder[];
  /** The newest last; as many as are kept. */
  readonly failed: readonly FailedOrder[];
  /** Orders that are not finished. */
  readonly open: number;
  /** Forgotten to stay within the bound, finished ones first. */
  readonly evicted: number;
};
