/**
 * A histogram with logarithmic bins, 3 % wide: percentiles come out within 1.5 % whatever the scale, in one kilobyte
 * a bucket.
 */

const lowest = 0.01;
const width = Math.log(1.03);
/** Reaches from 0.01 to about 10 million. */
const bins = 700;
const midpoint = Math.exp(width / 2);

export type Histogram = Uint16Array;

export const createHistogram = (): Histogram => new Uint16Array(bins);

export const countValue = (into: Histogram, value: number): void => {
  const bin = value <= lowest ? 0 : Math.min(bins - 1, (Math.log(value / lowest) / width) | 0);
  into[bin] = (into[bin] ?? 0) + 1;
};

/** Calls `each` with the middle of every bin that holds something, lowest first. */
export const eachBin = (of: Histogram, each: (value: number, count: number) => void): void => {
  for (let bin = 0; bin < bins; bin++) {
    const count = of[bin] ?? 0;
    if (count > 0) each(lowest * Math.exp(bin * width) * midpoint, count);
  }
};

/**
 * The value at `percent` of weighted values, with linear interpolation between neighbours. Undefined where there is none.
 */
export const percentile = (
  values: { readonly value: number; readonly count: number }[],
  percent: number,
): number | undefined => {
  values.sort((a, b) => a.value - b.value);
  let total = 0;
  for (const entry of values) total += entry.count;
  const rank = (Math.min(Math.max(percent, 0), 100) / 100) * (total - 1);
  const lower = Math.floor(rank);
  let seen = 0;
  let below: number | undefined;
  for (const { value, count } of values) {
    if (below !== undefined) return below + (value - below) * (rank - lower);
    seen += count;
    if (seen > lower + 1 || (seen === lower + 1 && rank === lower)) return value;
    if (seen === lower + 1) below = value;
  }
  return below;
};
