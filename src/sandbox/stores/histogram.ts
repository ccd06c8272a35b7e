/**
 * A histogram with 32 bins in each power of two: percentiles come out within 2 % whatever the scale, in two kilobytes
 * a bucket.
 */

/** A bin is the exponent and the first five digits of a 32-bit float: no logarithm is taken. */
const shift = 18;
const asFloat = new Float32Array(1);
const asBits = new Uint32Array(asFloat.buffer);
const bitsOf = (value: number): number => {
  asFloat[0] = value;
  return asBits[0] ?? 0;
};
const floatOf = (bits: number): number => {
  asBits[0] = bits;
  return asFloat[0] ?? 0;
};

/** Reaches from 1/128 to 16 million. */
const lowestBin = bitsOf(2 ** -7) >>> shift;
const bins = (bitsOf(2 ** 24) >>> shift) - lowestBin;
const halfBin = 1 << (shift - 1);

export type Histogram = Uint16Array;

export const createHistogram = (): Histogram => new Uint16Array(bins);

export const countValue = (into: Histogram, value: number): void => {
  const bin = Math.min(Math.max((bitsOf(Math.max(value, 0)) >>> shift) - lowestBin, 0), bins - 1);
  into[bin] = (into[bin] ?? 0) + 1;
};

/** Calls `each` with the middle of every bin that holds something, lowest first. */
export const eachBin = (of: Histogram, each: (value: number, count: number) => void): void => {
  for (let bin = 0; bin < bins; bin++) {
    const count = of[bin] ?? 0;
    if (count > 0) each(floatOf(((bin + lowestBin) << shift) + halfBin), count);
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
