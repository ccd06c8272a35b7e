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

/** 1, 5, 10, 20, 30, or a multiple of 60. */
export const isPeriod = (seconds: number): boolean =>
  [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0);
