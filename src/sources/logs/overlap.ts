/** How far back each poll of a log group looks again, learnt from how late its events came (rule 2). */

const shortestMs = 30_000;
const longestMs = 5 * 60_000;
const samples = 1_000;

/** The longest overlap: events that are later than this are not waited for. */
export const longestOverlapMs = longestMs;

export type Lateness = {
  /** Learns from one event: ingestion time less its own time. */
  readonly add: (delayMs: number) => void;
  /** The 99th percentile of what was seen lately, between 30 s and 5 min. */
  readonly overlapMs: () => number;
};

export const createLateness = (): Lateness => {
  const seen: number[] = [];
  let next = 0;
  let sorted: readonly number[] | undefined;
  return {
    add: (delayMs) => {
      seen[next] = delayMs;
      next = (next + 1) % samples;
      sorted = undefined;
    },
    overlapMs: () => {
      sorted ??= [...seen].sort((a, b) => a - b);
      const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? 0;
      return Math.min(longestMs, Math.max(shortestMs, p99));
    },
  };
};
