/** When to poll, and how much at a time. Seconds and epoch milliseconds; pure. Rules are those of `rules.md`. */
import type { SeriesSpec } from '../../observation/metrics.ts';
import { highResolutionMs, legalPeriod, livePoints } from '../../periods.ts';

/** Aligning a window moves its start back by less than this. */
const alignmentMs = 60_000;

/** How much of the window one series can fill. */
export const windowOf = (periodSeconds: number, windowMs: number): number =>
  periodSeconds < 60
    ? Math.min(windowMs, highResolutionMs - alignmentMs, livePoints * periodSeconds * 1000)
    : windowMs;

/**
 * When a range that is one bucket begins: buckets begin where a call does, once CloudWatch has rounded that down to the minute, to
 * five minutes after 15 days, to the hour after 63 (rule 3). Undefined for all that is no such range.
 */
export const rangeStart = ({ periodSeconds, overRange }: SeriesSpec, now: number): number | undefined => {
  if (overRange === undefined) return undefined;
  const ageMs = periodSeconds * 1000 + overRange.endAgoMs;
  const stepMs = legalPeriod(60, ageMs) * 1000;
  return Math.floor((now - ageMs) / stepMs) * stepMs;
};

/** A figure of a range changes slowly: so many times in its range it is worth asking for. */
const timesARange = 180;

/**
 * Seconds between two polls of a series: its period and never sooner (rule 14). Faster than five seconds is no news to an eye, and
 * a 1-second metric asked for each second would cost $0.036 an hour.
 */
export const pollSecondsOf = ({
  periodSeconds,
  overRange,
}: Pick<SeriesSpec, 'periodSeconds' | 'overRange'>): number =>
  overRange !== undefined
    ? Math.max(60, Math.ceil(periodSeconds / timesARange / 60) * 60)
    : Math.max(5, periodSeconds);

/** Just after a bucket has closed (rule 14): the newest point is then as young as it gets. */
export const pollOffsetMs = (pollSeconds: number): number => Math.min(5_000, pollSeconds * 200);

/** Buckets of these arrive two to three minutes late (rule 11). */
const lateNamespaces: ReadonlySet<string> = new Set(['AWS/ApplicationELB', 'AWS/NetworkELB', 'AWS/RDS']);

/** After a bucket has closed, how long its value may still change. */
export const settlingMs = ({ query, periodSeconds }: SeriesSpec): number => {
  if (periodSeconds < 60) return 10_000;
  return query.kind === 'metric' && lateNamespaces.has(query.namespace) ? 180_000 : 120_000;
};
