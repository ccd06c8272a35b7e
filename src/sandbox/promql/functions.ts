/** What PromQL's functions and operators make of numbers. Pure. */

type OverRange = (samples: readonly number[], seconds: number) => number | undefined;

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Growth of a counter; after a fall it has begun anew at 0. */
const growth = (values: readonly number[]): number =>
  values.reduce((sum, value, nth) => {
    const before = values[nth - 1];
    return before === undefined ? sum : sum + (value < before ? value : value - before);
  }, 0);

export const overRange: Readonly<Record<string, OverRange>> = {
  sum_over_time: total,
  avg_over_time: (values) => total(values) / values.length,
  min_over_time: (values) => Math.min(...values),
  max_over_time: (values) => Math.max(...values),
  count_over_time: (values) => values.length,
  last_over_time: (values) => values.at(-1),
  // Growth between the first and the last sample, stretched over the range as Prometheus does for evenly spaced samples.
  increase: (values) =>
    values.length < 2 ? undefined : (growth(values) * values.length) / (values.length - 1),
  rate: (values, seconds) =>
    values.length < 2 ? undefined : (growth(values) * values.length) / (values.length - 1) / seconds,
};

export const histogramStats: Readonly<Record<string, string>> = {
  histogram_avg: 'Average',
  histogram_sum: 'Sum',
  histogram_count: 'SampleCount',
};

export const aggregations: Readonly<Record<string, (values: readonly number[]) => number>> = {
  sum: total,
  avg: (values) => total(values) / values.length,
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  count: (values) => values.length,
};

const compute: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
};

export const compare: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

/** Of two numbers: the result, or that a comparison leaves it out. */
export const combined = (
  operator: string,
  isBool: boolean,
  left: number,
  right: number,
): number | undefined => {
  const holds = compare[operator]?.(left, right);
  if (holds === undefined) return compute[operator]?.(left, right);
  return isBool ? Number(holds) : holds ? left : undefined;
};
