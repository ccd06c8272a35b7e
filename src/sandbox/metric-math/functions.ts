import {
  aggregate,
  isSeries,
  mapPoints,
  mapValue,
  moments,
  type Series,
  type Value,
  valuesByTime,
} from './series.ts';

/** The window that the request asks for, epoch milliseconds: what FILL and TIME_SERIES fill. */
export type Window = { readonly from: number; readonly to: number };

export type Outcome = Value | { readonly error: string };

type MathFunction = {
  /** How many arguments it takes, at least and at most. */
  readonly arity: readonly [number, number];
  readonly apply: (args: readonly Value[], window: Window) => Outcome;
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const ofEach = (change: (series: Series) => Series): MathFunction => ({
  arity: [1, 1],
  apply: ([value = 0]) => {
    if (typeof value === 'number') return { error: 'Unsupported operand type: a scalar' };
    return isSeries(value) ? change(value) : value.map(change);
  },
});

const ofNumbers = (change: (number: number) => number): MathFunction => ({
  arity: [1, 1],
  apply: ([value = 0]) => mapValue(value, change),
});

const aggregator = (reduce: (values: readonly number[], seriesCount: number) => number): MathFunction => ({
  arity: [1, 1],
  apply: ([value = 0]) => aggregate(value, reduce),
});

const deviation = (values: readonly number[]): number => {
  const mean = sum(values) / values.length;
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length);
};

/** What each point is to the one before it; the first has none before it and falls out. */
const pairwise = (relate: (value: number, seconds: number) => number): MathFunction =>
  ofEach((series) =>
    mapPoints(series, (point, index) => {
      const before = series.points[index - 1];
      return before === undefined
        ? Number.NaN
        : relate(point.value - before.value, (point.at - before.at) / 1000);
    }),
  );

const list = (value: Value): readonly Series[] =>
  typeof value === 'number' ? [] : isSeries(value) ? [value] : value;

const runningSum = (series: Series): Series => {
  let total = 0;
  return mapPoints(series, (point) => {
    total += point.value;
    return total;
  });
};

/** Functions of evaluated arguments; METRICS, FILL, PERIOD and the like look at more and live with the evaluator. */
export const mathFunctions: Readonly<Record<string, MathFunction>> = {
  ABS: ofNumbers(Math.abs),
  CEIL: ofNumbers(Math.ceil),
  FLOOR: ofNumbers(Math.floor),
  LOG: ofNumbers(Math.log),
  LOG10: ofNumbers(Math.log10),
  SUM: aggregator(sum),
  // AWS counts a missing value of an array's series as 0.
  AVG: aggregator((values, count) => sum(values) / count),
  MIN: aggregator((values) =>
    values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
  ),
  MAX: aggregator((values) =>
    values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  ),
  STDDEV: aggregator(deviation),
  DATAPOINT_COUNT: aggregator((values) => values.length),
  METRIC_COUNT: { arity: [1, 1], apply: ([value = 0]) => list(value).length },
  RATE: pairwise((change, seconds) => change / seconds),
  DIFF: pairwise((change) => change),
  DIFF_TIME: pairwise((_change, seconds) => seconds),
  RUNNING_SUM: ofEach(runningSum),
  REMOVE_EMPTY: {
    arity: [1, 1],
    apply: ([value = 0]) => list(value).filter((series) => series.points.length > 0),
  },
  FIRST: { arity: [1, 1], apply: ([value = 0]) => list(value)[0] ?? { error: 'FIRST of an empty array' } },
  LAST: { arity: [1, 1], apply: ([value = 0]) => list(value).at(-1) ?? { error: 'LAST of an empty array' } },
  IF: { arity: [2, 3], apply: ([condition = 0, then = 0, otherwise]) => choose(condition, then, otherwise) },
};

/**
 * IF(condition, then, otherwise), moment by moment. Where the condition holds and `then` has no value it is 0; where it
 * does not hold and `otherwise` has none the moment is dropped.
 */
const choose = (condition: Value, then: Value, otherwise: Value | undefined): Outcome => {
  if (typeof condition === 'number') {
    return (condition !== 0 ? then : otherwise) ?? { label: '', periodSeconds: 60, points: [] };
  }
  if (!isSeries(condition)) return { error: 'IF takes a scalar or a time series as its condition' };
  const thenAt = valueAt(then);
  const otherwiseAt = otherwise === undefined ? () => undefined : valueAt(otherwise);
  if (thenAt === undefined || otherwiseAt === undefined) {
    return { error: 'IF takes scalars or time series, not arrays' };
  }
  return mapPoints(condition, ({ at, value }) =>
    value !== 0 ? (thenAt(at) ?? 0) : (otherwiseAt(at) ?? Number.NaN),
  );
};

const valueAt = (value: Value): ((at: number) => number | undefined) | undefined => {
  if (typeof value === 'number') return () => value;
  if (!isSeries(value)) return undefined;
  const values = valuesByTime(value);
  return (at) => values.get(at);
};

export type Filler = number | Series | 'REPEAT' | 'LINEAR';

/** The moments of a window at a period: the first is where the window begins. */
export const grid = (periodSeconds: number, { from, to }: Window): readonly number[] => {
  const step = periodSeconds * 1000;
  return Array.from(
    { length: Math.max(0, Math.ceil((to - from) / step)) },
    (_, index) => from + index * step,
  );
};

/** Puts a value wherever the window has none; REPEAT and LINEAR leave what lies before the first point. */
export const fill = (series: Series, filler: Filler, window: Window): Series => {
  const values = valuesByTime(series);
  const fillerAt = typeof filler === 'object' ? valuesByTime(filler) : undefined;
  const known = series.points;
  let before = -1;
  const points = [...new Set([...grid(series.periodSeconds, window), ...moments([series])])]
    .sort((a, b) => a - b)
    .flatMap((at) => {
      const value = values.get(at);
      if (value !== undefined) {
        before++;
        return [{ at, value }];
      }
      const filled =
        typeof filler === 'number'
          ? filler
          : fillerAt !== undefined
            ? fillerAt.get(at)
            : between(known[before], filler === 'LINEAR' ? known[before + 1] : known[before], at);
      return filled === undefined ? [] : [{ at, value: filled }];
    });
  return { ...series, points };
};

type Known = Series['points'][number] | undefined;

const between = (left: Known, right: Known, at: number): number | undefined => {
  if (left === undefined || right === undefined) return undefined;
  if (left.at === right.at) return left.value;
  return left.value + ((right.value - left.value) * (at - left.at)) / (right.at - left.at);
};
