/** The y scale: bounds that people can read and that do not jump from frame to frame. */
import { formatDuration, formatNumber, perSecond, unitSign } from '../format.ts';
import type { SeriesUnit } from '../observation/metrics.ts';

/** From the lowest to the highest line of a graph, in steps that carry the labels. */
export type Bounds = { readonly low: number; readonly high: number; readonly step: number };

export type Extent = { readonly min: number; readonly max: number };

/** What lies beyond is drawn at the edge: sums and shares of it would not be numbers any more. */
const largest = 1e300;
const smallest = 1e-280;

/** Keeps a finite value within what arithmetic can bear. */
export const clamp = (value: number): number =>
  Math.abs(value) < smallest ? 0 : Math.min(largest, Math.max(-largest, value));

/** Lowest and highest of the finite values; undefined where there is none. */
export const extentOf = (values: Iterable<number>): Extent | undefined => {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, clamp(value));
    max = Math.max(max, clamp(value));
  }
  return min <= max ? { min, max } : undefined;
};

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
/** Steps of a clock, in seconds. */
const clockSteps = [
  1,
  2,
  5,
  10,
  15,
  30,
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 5, 10, 20, 50, 100].map((n) => n * day),
];

/** The smallest of 1, 2, 5, 10 … that is not less than `rough`. */
const decimalStep = (rough: number): number => {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5].find((candidate) => candidate * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
};

const stepFor = (rough: number, unit: SeriesUnit): number => {
  // A count has no halves.
  if (unit === 'count') return Math.max(1, decimalStep(rough));
  const inSecond = perSecond(unit);
  if (inSecond !== undefined && rough > 10 * inSecond) {
    const step = clockSteps.find((seconds) => seconds * inSecond >= rough);
    if (step !== undefined) return step * inSecond;
  }
  return decimalStep(rough);
};

/**
 * The range that must be seen. It starts at zero, so that a height means an amount, unless the values sit close
 * together far from it; and it is never so thin that its labels would read alike.
 */
const seenRange = ({ min, max }: Extent): Extent => {
  if (min >= 0 && max - min > max / 4) return { min: 0, max };
  if (max <= 0 && max - min > -min / 4) return { min, max: 0 };
  const size = Math.max(Math.abs(min), Math.abs(max));
  if (size === 0) return { min: 0, max: 1 };
  const thinnest = size / 20;
  if (max - min >= thinnest) return { min, max };
  const middle = min / 2 + max / 2;
  return { min: middle - thinnest / 2, max: middle + thinnest / 2 };
};

/** Bounds on round figures with `intervals` steps between them at the most. */
export const niceBounds = (extent: Extent, intervals: number, unit: SeriesUnit): Bounds => {
  const { min, max } = seenRange(extent);
  const most = Math.max(1, intervals);
  let rough = (max - min) / most;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const step = stepFor(rough, unit);
    const low = Math.floor(min / step + 1e-9) * step;
    const high = Math.max(Math.ceil(max / step - 1e-9) * step, low + step);
    // The outermost steps may need one more interval than the range itself.
    if (Math.round((high - low) / step) <= most) return { low: low === 0 ? 0 : low, high, step };
    rough = step * 1.01;
  }
  return { low: min, high: max, step: (max - min) / most };
};

/**
 * Bounds that hold still: the previous ones stay while the values fit and fill a good part of them, so that a graph
 * does not change its scale at every poll.
 */
export const steadyBounds = (next: Bounds, extent: Extent, previous: Bounds | undefined): Bounds => {
  if (previous === undefined) return next;
  const fits = extent.min >= previous.low && extent.max <= previous.high;
  const filled = next.high - next.low > (previous.high - previous.low) * 0.4;
  return fits && filled ? previous : next;
};

/** Values of the labelled lines, lowest first. */
export const ticksOf = ({ low, high, step }: Bounds): number[] => {
  const count = Math.round((high - low) / step);
  if (!Number.isFinite(count) || count > 100) return [low, high];
  // Products of a decimal step carry dust (3 * 0.1): a tick is as precise as its step.
  return Array.from({ length: count + 1 }, (_, i) => Number((low + i * step).toPrecision(12)));
};

/** Decimals that tell neighbours of this step apart, and round none of them: 0.5 has one, 0.25 two, 20 none. */
const decimalsOf = (step: number): number =>
  [0, 1, 2, 3, 4].find((decimals) => Math.abs(Number(step.toFixed(decimals)) - step) < step * 1e-6) ?? 4;

const prefixes = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const;

/**
 * The labels of a scale, all with the prefix of its largest figure and the decimals of its step: as short as can be, without
 * rounding a tick to what it is not.
 */
export const tickLabels = (bounds: Bounds, unit: SeriesUnit): string[] => {
  const inSecond = perSecond(unit);
  if (inSecond !== undefined) return timeLabels(bounds, inSecond);
  const [factor, sign] = unitSign(unit);
  const ticks = ticksOf(bounds).map((tick) => tick * factor);
  const step = bounds.step * factor;
  const largestTick = Math.max(...ticks.map(Math.abs));
  const power = largestTick < 1000 ? 0 : Math.floor(Math.log10(largestTick) / 3 + 1e-9);
  const prefix = prefixes[power];
  const decimals = decimalsOf(step / 1000 ** power);
  // Out of the prefixes' reach, or with more decimals than a label has room for.
  const exponential = prefix === undefined || (decimals === 4 && step < 1e-4);
  return ticks.map((tick) => {
    const figure = exponential ? formatNumber(tick) : (tick / 1000 ** power).toFixed(decimals);
    const suffix = `${exponential ? '' : (prefix ?? '')}${sign}`;
    return suffix === '' ? figure : `${figure} ${suffix}`;
  });
};

const timeLabels = (bounds: Bounds, inSecond: number): string[] => {
  const ticks = ticksOf(bounds);
  const largestTick = Math.max(...ticks.map(Math.abs));
  if (largestTick >= 60 * inSecond) {
    return ticks.map((tick) => formatDuration((tick / inSecond) * 1000, { precise: true }));
  }
  const inMs = largestTick < inSecond;
  const scale = inSecond / (inMs ? 1000 : 1);
  const decimals = decimalsOf(bounds.step / scale);
  return ticks.map((tick) => `${(tick / scale).toFixed(decimals)} ${inMs ? 'ms' : 's'}`);
};
