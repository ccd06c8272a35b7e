const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How long CloudWatch keeps points of a period: it rolls them up into coarser ones, and drops the finer. */
const retentionMs = (periodSeconds: number): number => {
  if (periodSeconds < 60) return 3 * hourMs;
  if (periodSeconds % 3600 === 0) return 455 * dayMs;
  if (periodSeconds % 300 === 0) return 63 * dayMs;
  return 15 * dayMs;
};

/** The oldest moment that a period still has points for: what lies before comes back as no points, not as an error. */
export const oldestPoint = (periodSeconds: number, now: number): number => now - retentionMs(periodSeconds);

/**
 * StartTime as CloudWatch rounds it down: to the minute, five minutes after 15 days, the hour after 63; for periods below a minute to
 * a multiple of them. Buckets begin there, whatever the period (so does the example of get-metric-statistics in the CLI's reference).
 */
export const roundedStart = (startTime: number, periodSeconds: number, now: number): number => {
  const ageMs = now - startTime;
  const coarse = ageMs > 63 * dayMs ? 3_600 : ageMs > 15 * dayMs ? 300 : 60;
  const stepMs = (periodSeconds < 60 ? periodSeconds : coarse) * 1000;
  return Math.floor(startTime / stepMs) * stepMs;
};

/** 1, 5, 10, 20, 30, or a multiple of 60. */
export const isPeriod = (seconds: number): boolean =>
  [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0);
