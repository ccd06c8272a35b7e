/**
 * How often to ask (rules 18 to 20): pure arithmetic, times in milliseconds. DynamoDB serves two readers a shard at
 * most and about five calls a second of each; whoever asks more throttles the Lambda functions of production.
 */

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

export type PageSeen = {
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
export const pauseAfterPage = (page: PageSeen): number => Math.max(page.leastMs, unthrottledPause(page));

const unthrottledPause = (page: PageSeen): number => {
  if (page.records >= fullPageRecords || page.bytes >= fullPageBytes) return 0;
  if (page.catchingUpMs !== undefined) return page.records > 0 ? 0 : page.catchingUpMs;
  if (page.records > 0) return page.pollMs;
  return Math.min(Math.max(idleMs, page.pollMs), page.pollMs * 2 ** Math.min(page.emptyPages, 10));
};

const shortestBackoffMs = 100;
const longestBackoffMs = 10_000;

/**
 * How long to wait after the n-th failure in a row (rule 18): 100 ms doubling to 10 s, half of it left to chance so
 * that a thousand shards do not come back together. `random` is in [0, 1).
 */
export const backoffMs = (failures: number, random: number): number => {
  const full = Math.min(longestBackoffMs, shortestBackoffMs * 2 ** Math.min(failures - 1, 20));
  return full / 2 + (full / 2) * random;
};

/** Waits of rule 8, for a shard's children: 100 ms doubling to 1 s, with jitter. */
export const childrenBackoffMs = (tries: number, random: number): number => {
  const full = Math.min(1000, 100 * 2 ** Math.min(tries, 10));
  return full / 2 + (full / 2) * random;
};

/** A limit on calls: so many a second, and so many at once after a rest. */
export type Limit = { readonly perSecond: number; readonly burst: number };

/** A listing that began so long after a shard came to be shows it (rule 24). */
export const settledAfterMs = 8000;

/** Between two passes over the whole listing, give or take a third (rule 8). */
export const passIntervalMs = 45_000;

/** DescribeStream is limited to about ten calls a second an account (rule 2): we take eight. */
export const describeLimit: Limit = { perSecond: 8, burst: 10 };

/** About five GetRecords a second and shard before it throttles (rule 19), full pages apart. */
export const shardLimit: Limit = { perSecond: 5, burst: 5 };

/** What is left of a limit, and as of when. */
export type Allowance = { readonly calls: number; readonly at: number };

export const fullAllowance = (limit: Limit, now: number): Allowance => ({ calls: limit.burst, at: now });

const callsLeft = (limit: Limit, allowance: Allowance, now: number): number =>
  Math.min(limit.burst, allowance.calls + (Math.max(0, now - allowance.at) * limit.perSecond) / 1000);

/** The allowance after one call, which may overdraw it. */
export const spend = (limit: Limit, allowance: Allowance, now: number): Allowance => ({
  calls: Math.max(-1, callsLeft(limit, allowance, now) - 1),
  at: now,
});

/** Milliseconds until a call is allowed: 0 when it is now. */
export const waitForAllowance = (limit: Limit, allowance: Allowance, now: number): number => {
  const calls = callsLeft(limit, allowance, now);
  return calls >= 1 ? 0 : Math.ceil(((1 - calls) * 1000) / limit.perSecond);
};
