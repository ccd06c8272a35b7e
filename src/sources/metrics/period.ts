/** When to poll, and how much at a time (cloudwatch.md, "GetMetricData"). Seconds and epoch milliseconds; pure. */
import type { SeriesSpec } from '../../observation/metrics.ts';
import { highResolutionMs, mostPoints } from '../../periods.ts';

/** Aligning a window moves its start back by less than this. */
const alignmentMs = 60_000;

/** How much of the window one series can fill. */
export const windowOf = (periodSeconds: number, windowMs: number): number =>
  periodSeconds < 60
    ? Math.min(windowMs, highResolutionMs - alignmentMs, mostPoints * periodSeconds * 1000)
    : windowMs;

/**
 * Seconds between two polls of a series: its period and never sooner. Faster than five seconds is no news to an eye, and
 * a 1-second metric asked for each second would cost $0.036 an hour.
 */
export const pollSecondsOf = (periodSeconds: number): number => Math.max(5, periodSeconds);

/** Just after a bucket has closed: the newest point is then as young as it gets. */
export const pollOffsetMs = (pollSeconds: number): number => Math.min(5_000, pollSeconds * 200);

/** Buckets of these arrive two to three minutes late. */
const lateNamespaces: ReadonlySet<string> = new Set(['AWS/ApplicationELB', 'AWS/NetworkELB', 'AWS/RDS']);

/** After a bucket has closed, how long its value may still change. */
export const settlingMs = ({ query, periodSeconds }: SeriesSpec): number => {
  if (periodSeconds < 60) return 10_000;
  return query.kind === 'metric' && lateNamespaces.has(query.namespace) ? 180_000 : 120_000;
};
