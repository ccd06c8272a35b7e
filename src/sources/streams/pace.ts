/**
 * How often to ask (rules 18 to 20): pure arithmetic, times in milliseconds. DynamoDB serves two readers a shard at
 * most and about five calls a second of each; whoever asks more throttles the Lambda functions of production.
 */
import type { Backoff } from '../../pacing/backoff.ts';
import type { Limit } from '../../pacing/limiter.ts';

/** GetRecords gives at most so many records, or 1 MB, a call (rule 19). A page near either is full: more is waiting. */
export const fullPageRecords = 1000;
const fullPageBytes = 900_000;

export const afterDataMs = 250;
const idleMs = 1000;

/**
 * At the first throttle a shard is read no faster than five times a second, full pages or not, and half as fast at
 * each one more (rule 20): somebody else may depend on reading it. Each page that comes eases that by a fifth.
 */
export const slowerPause = (leastPauseMs: number): number => Math.min(2000, Math.max(200, leastPauseMs * 2));
export const easedPause = (leastPauseMs: number): number => (leastPauseMs < 20 ? 0 : leastPauseMs * 0.8);

/** Reads a second that a tail allows itself over all its shards: about a third of a core. */
export const defaultReadsPerSecond = 300;

/**
 * The shortest time between two reads of a shard at the tip: 250 ms, and more once that many shards would exceed the
 * budget of reads a second (1,000 shards at 300 reads a second: 3.3 s).
 */
export const pollIntervalMs = (shards: number, readsPerSecond: number): number =>
  Math.max(afterDataMs, Math.ceil((shards * 1000) / readsPerSecond));

export type PageStats = {
  readonly records: number;
  readonly bytes: number;
  /**
   * Where the shard is known to hold more (it is closed and not at its end, or its newest record is old): how long an
   * empty page is to be followed by nothing. Absent at the tip.
   */
  readonly catchingUpMs?: number;
  /** Empty pages in a row, this one included. */
  readonly emptyPages: number;
  readonly pollMs: number;
  /** `slowerPause` of a shard that has been throttled. */
  readonly leastMs: number;
};

/**
 * How long to leave a shard alone after a page (rule 19): not at all while full pages come or there is more to catch
 * up with, five times a second where it is to be caught up with and pages are empty (`shardLimit`), the polling interval
 * after data at the tip, doubling to 1 s while it is empty.
 */
export const pauseAfterPage = (page: PageStats): number => Math.max(page.leastMs, unthrottledPause(page));

const unthrottledPause = (page: PageStats): number => {
  if (page.records >= fullPageRecords || page.bytes >= fullPageBytes) return 0;
  if (page.catchingUpMs !== undefined) return page.records > 0 ? 0 : page.catchingUpMs;
  if (page.records > 0) return page.pollMs;
  return Math.min(Math.max(idleMs, page.pollMs), page.pollMs * 2 ** Math.min(page.emptyPages, 10));
};

/** After a call of a shard, or of the listing, that failed (rule 18). */
export const callBackoff: Backoff = { firstMs: 100, longestMs: 10_000 };

/** After one that nobody answered: with the deadline of a call a network that is back is noticed within 15 s (issue 15). */
export const awayBackoff: Backoff = { firstMs: 100, longestMs: 2_500 };

/** Between two looks for a shard's children (rule 8). */
export const childrenBackoff: Backoff = { firstMs: 100, longestMs: 1000 };

/** A listing that began so long after a shard came to be shows it (rule 24). */
export const settledAfterMs = 8000;

/** Between two passes over the whole listing, give or take a third (rule 8). */
export const passIntervalMs = 45_000;

/** DescribeStream is limited to about ten calls a second an account (rule 2): we take eight, and ten at once after a rest. */
export const describeLimit: Limit = { perSecond: 8, saved: 9, mostDebt: 2 };

/** About five GetRecords a second and shard before it throttles (rule 19), full pages apart. */
export const shardLimit: Limit = { perSecond: 5, saved: 4, mostDebt: 2 };
