/** Rules of periods and windows (cloudwatch.md, "GetMetricData"). Seconds and epoch milliseconds; pure. */
import type { SeriesSpec } from '../../observation.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Data of less than a minute is kept so long. */
const highResolutionMs = 3 * hourMs;
/** Aligning a window moves its start back by less than this. */
const alignmentMs = 60_000;
/** A 1-second metric over three hours is more than any screen or store can hold. */
const mostBuckets = 1_800;
const highResolutionPeriods = [1, 5, 10, 20, 30] as const;

/** The finest period that AWS answers for a window that starts `ageMs` ago, at least `wantedSeconds`. */
export const legalPeriod = (wantedSeconds: number, ageMs: number): number => {
  const step = ageMs > 63 * dayMs ? 3600 : ageMs > 15 * dayMs ? 300 : ageMs > highResolutionMs ? 60 : 1;
  if (step > 1 || wantedSeconds > 30) {
    const unit = Math.max(step, 60);
    return Math.max(unit, Math.ceil(wantedSeconds / unit) * unit);
  }
  return highResolutionPeriods.find((period) => period >= wantedSeconds) ?? 60;
};

/** A period for a window that is drawn with about `maxPoints` points: the series' own, or coarser. */
export const periodForWindow = (ownSeconds: number, windowMs: number, maxPoints: number): number => {
  const wanted = windowMs / 1000 / maxPoints;
  const steps = [60, 300, 900, 3600, 6 * 3600, 24 * 3600];
  if (wanted <= ownSeconds && legalPeriod(ownSeconds, windowMs) === ownSeconds) return ownSeconds;
  const coarser = steps.find((step) => step >= wanted && step >= ownSeconds) ?? 24 * 3600;
  return legalPeriod(coarser, windowMs);
};

/** How much of the window one series can fill. */
export const windowOf = (periodSeconds: number, windowMs: number): number =>
  periodSeconds < 60
    ? Math.min(windowMs, highResolutionMs - alignmentMs, mostBuckets * periodSeconds * 1000)
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
