/** SORT and SLICE: which series of an array, and in which order. After "Functions supported for metric math". */
import type { Outcome } from './functions.ts';
import type { Node } from './parse.ts';
import { isSeries, type Series, type Value } from './series.ts';

const ranks: Readonly<Record<string, (values: readonly number[]) => number>> = {
  AVG: (values) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length),
  SUM: (values) => values.reduce((sum, value) => sum + value, 0),
  MIN: (values) => Math.min(...values),
  MAX: (values) => Math.max(...values),
};

const wordOf = (node: Node | undefined): string => (node?.kind === 'name' ? node.name : '');

const seriesIn = (value: Value): readonly Series[] | undefined =>
  typeof value === 'number' ? undefined : isSeries(value) ? [value] : value;

/** `SORT(array, AVG, DESC, 10)`; the last is how many are left. */
export const sortSeries = (
  value: Value,
  [by, order]: readonly (Node | undefined)[],
  most: Value | undefined,
): Outcome => {
  const all = seriesIn(value);
  const rank = ranks[wordOf(by)];
  const direction = { ASC: 1, DESC: -1 }[wordOf(order)];
  if (all === undefined || rank === undefined || direction === undefined)
    return { error: 'SORT takes an array, AVG, MIN, MAX or SUM, and ASC or DESC' };
  const ranked = all.map((series) => ({ series, place: rank(series.points.map((point) => point.value)) }));
  return ranked
    .sort((a, b) => direction * (a.place - b.place))
    .map(({ series }) => series)
    .slice(0, typeof most === 'number' ? most : undefined);
};

/** `SLICE(array, 0, 10)`: from the first, from 0, up to the last, which is left out. */
export const sliceSeries = (value: Value, from: Value | undefined, to: Value | undefined): Outcome => {
  const all = seriesIn(value);
  return all === undefined || typeof from !== 'number' || (to !== undefined && typeof to !== 'number')
    ? { error: 'SLICE takes an array and one or two numbers' }
    : all.slice(from, to);
};
