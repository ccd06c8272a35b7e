/** Times spent, counted in classes of 2 % so that percentiles cost a bounded memory: of the last hour, by when they ended. */

export type TimeDigest = {
  /** A time in seconds that ended at `at` (epoch ms). */
  readonly add: (at: number, seconds: number) => void;
  /** The middle of the class that the percentile is in, 0-1; undefined where nothing ended in the hour before `now`. */
  readonly quantiles: (now: number, wanted: readonly number[]) => readonly (number | undefined)[];
  readonly save: () => SavedDigest;
};

/** By part of time: classes and their counts. */
export type SavedDigest = readonly (readonly [
  part: number,
  counts: readonly (readonly [number, number])[],
])[];

/** The hour goes in parts: what ended in one is forgotten together. */
const partMs = 600_000;
const parts = 6;

/** Below this each second is a class; above, each step of 2 %. */
const exactSeconds = 50;
const step = 1.02;
const mostClasses = 1_000;

const classOf = (seconds: number): number =>
  seconds < exactSeconds
    ? Math.max(0, Math.floor(seconds))
    : Math.min(mostClasses, exactSeconds + Math.floor(Math.log(seconds / exactSeconds) / Math.log(step)));

const secondsOf = (index: number): number =>
  index < exactSeconds ? index : exactSeconds * step ** (index - exactSeconds + 0.5);

export const createTimeDigest = (saved: SavedDigest = []): TimeDigest => {
  const counts = new Map<number, Map<number, number>>(
    saved.map(([part, classes]) => [part, new Map(classes)]),
  );
  return {
    add: (at, seconds) => {
      const part = Math.floor(at / partMs);
      let classes = counts.get(part);
      if (classes === undefined) {
        classes = new Map();
        counts.set(part, classes);
        // Records of several shards come in no order of time: the oldest part makes room, whichever that is.
        if (counts.size > parts + 1) counts.delete(Math.min(...counts.keys()));
      }
      const index = classOf(seconds);
      classes.set(index, (classes.get(index) ?? 0) + 1);
    },
    quantiles: (now, wanted) => {
      const sums = new Map<number, number>();
      let total = 0;
      for (const [part, classes] of counts) {
        if ((part + 1) * partMs <= now - parts * partMs) continue;
        for (const [index, count] of classes) {
          sums.set(index, (sums.get(index) ?? 0) + count);
          total += count;
        }
      }
      if (total === 0) return wanted.map(() => undefined);
      const sorted = [...sums].sort(([a], [b]) => a - b);
      return wanted.map((quantile) => {
        let left = Math.max(1, Math.ceil(quantile * total));
        for (const [index, count] of sorted) {
          left -= count;
          if (left <= 0) return secondsOf(index);
        }
        return undefined;
      });
    },
    save: () => [...counts].map(([part, classes]) => [part, [...classes]] as const),
  };
};
