/** Time series and how metric math puts them together. After "Metric math syntax and functions" in the CloudWatch user guide. */
import type { MetricId } from '../account.ts';

export type Point = { readonly at: number; readonly value: number };

export type Series = {
  /** What names it in an array of series: its label. */
  readonly label: string;
  readonly periodSeconds: number;
  /** Oldest first, a period or more apart. */
  readonly points: readonly Point[];
  /** The metric that it is, or was made of. */
  readonly of?: MetricId & { readonly stat: string };
};

/** A scalar, a time series, or an array of time series. */
export type Value = number | Series | readonly Series[];

export const isSeries = (value: Value): value is Series => typeof value === 'object' && 'points' in value;

export const mapPoints = (series: Series, change: (point: Point, index: number) => number): Series => ({
  ...series,
  points: series.points
    .map((point, index) => ({ at: point.at, value: change(point, index) }))
    .filter(({ value }) => Number.isFinite(value)),
});

/** Applies a function of one number to whatever the value is made of. */
export const mapValue = (value: Value, change: (number: number) => number): Value => {
  if (typeof value === 'number') return change(value);
  return isSeries(value)
    ? mapPoints(value, (point) => change(point.value))
    : value.map((series) => mapPoints(series, (point) => change(point.value)));
};

/**
 * Applies an operator. Between two series it does so at every moment that either has, and a missing value counts as 0;
 * a result that is no number (a division by zero) is dropped. An array meets a scalar or a series one by one.
 */
export const combine = (
  left: Value,
  right: Value,
  operator: (a: number, b: number) => number,
): Value | { readonly error: string } => {
  if (typeof left === 'number' && typeof right === 'number') return operator(left, right);
  if (typeof left === 'number') return mapValue(right, (value) => operator(left, value));
  if (typeof right === 'number') return mapValue(left, (value) => operator(value, right));
  if (isSeries(left) && isSeries(right)) return combineSeries(left, right, operator);
  if (isSeries(left))
    return isSeries(right) ? right : right.map((series) => combineSeries(left, series, operator));
  if (isSeries(right)) return left.map((series) => combineSeries(series, right, operator));
  return { error: 'Unsupported operand types: an array of time series with an array of time series' };
};

const combineSeries = (left: Series, right: Series, operator: (a: number, b: number) => number): Series => {
  const ofLeft = valuesByTime(left);
  const ofRight = valuesByTime(right);
  return {
    ...left,
    periodSeconds: Math.max(left.periodSeconds, right.periodSeconds),
    points: moments([left, right])
      .map((at) => ({ at, value: operator(ofLeft.get(at) ?? 0, ofRight.get(at) ?? 0) }))
      .filter(({ value }) => Number.isFinite(value)),
  };
};

/** Every moment that any of the series has, oldest first. */
export const moments = (all: readonly Series[]): readonly number[] =>
  [...new Set(all.flatMap((series) => series.points.map((point) => point.at)))].sort((a, b) => a - b);

export const valuesByTime = (series: Series): ReadonlyMap<number, number> =>
  new Map(series.points.map((point) => [point.at, point.value]));

/** An aggregate: of one series it is a scalar, of an array a series with a value for each moment that any has. */
export const aggregate = (
  value: Value,
  reduce: (values: readonly number[], seriesCount: number) => number,
): Value | { readonly error: string } => {
  if (typeof value === 'number') return { error: 'Unsupported operand type: a scalar' };
  if (isSeries(value)) {
    const values = value.points.map((point) => point.value);
    return reduce(values, values.length);
  }
  const tables = value.map(valuesByTime);
  return {
    label: value[0]?.label ?? '',
    periodSeconds: Math.max(1, ...value.map((series) => series.periodSeconds)),
    points: moments(value)
      .map((at) => ({
        at,
        value: reduce(
          tables.flatMap((table) => table.get(at) ?? []),
          value.length,
        ),
      }))
      .filter((point) => Number.isFinite(point.value)),
  };
};
