/** How much the store holds. */
export type StoreLimits = {
  readonly logLines: number;
  /** Errors and warnings that are older than those lines, and first lines of what was said that are older still. */
  readonly loudLines: number;
  readonly firstLines: number;
  readonly changes: number;
  /** Sum of the records' own sizes: a ring of 400 KB items must not eat the machine. */
  readonly changeBytes: number;
  readonly alarmTransitions: number;
  readonly pointsPerSeries: number;
  /** Series of windows in the past, of wide ranges and of comparisons. */
  readonly historySeries: number;
  /** Of each of them: a window and what it is compared with, and those around that were looked at before. */
  readonly pointsPerHistory: number;
};

export const defaultLimits: StoreLimits = {
  logLines: 20_000,
  loudLines: 10_000,
  firstLines: 500,
  changes: 20_000,
  changeBytes: 64 * 1024 * 1024,
  alarmTransitions: 5_000,
  pointsPerSeries: 2_000,
  historySeries: 300,
  pointsPerHistory: 5_000,
};
