import type { Point } from '../observation/metrics.ts';
import { clamp } from './scale.ts';

/** One column of a graph; `value` is undefined where nothing is known: a gap. */
export type Column = { readonly value: number | undefined; readonly settled: boolean };

export type Window = {
  readonly from: number;
  /** End, exclusive. */
  readonly to: number;
  /** Width of a bucket. */
  readonly periodMs: number;
};

const gap: Column = { value: undefined, settled: true };

/**
 * Points (oldest first) as `width` columns of equal time. A bucket wider than a column is held over all of its
 * columns; of several buckets in a column the highest shows, because a spike must not get lost. A column is a gap
 * when it has no point, or when more than half of its buckets are missing.
 */
export const resample = (
  points: readonly Point[],
  { from, to, periodMs }: Window,
  width: number,
): Column[] => {
  const columnMs = (to - from) / width;
  if (!(width > 0) || !(columnMs > 0) || !(periodMs > 0))
    return new Array<Column>(Math.max(0, width)).fill(gap);
  const known = points.filter(
    (point) => Number.isFinite(point.value) && point.at + periodMs > from && point.at < to,
  );
  let next = 0;
  return Array.from({ length: width }, (_, index) => {
    const start = from + index * columnMs;
    const end = start + columnMs;
    if (columnMs <= periodMs) {
      const middle = start + columnMs / 2;
      while ((known[next]?.at ?? Number.POSITIVE_INFINITY) + periodMs <= middle) next += 1;
      const point = known[next];
      if (point === undefined || point.at > middle) return gap;
      return { value: clamp(point.value), settled: point.settled };
    }
    let value: number | undefined;
    let settled = true;
    let count = 0;
    for (let point = known[next]; point !== undefined && point.at < end; next += 1, point = known[next]) {
      // The bucket that began before the window belongs to no column but the first.
      if (point.at < start && index > 0) continue;
      value = Math.max(value ?? Number.NEGATIVE_INFINITY, clamp(point.value));
      settled &&= point.settled;
      count += 1;
    }
    const expected = Math.floor(columnMs / periodMs);
    return value === undefined || count * 2 < expected ? gap : { value, settled };
  });
};

/** First and last index of each run of columns that have a value. */
export const runs = (columns: readonly Column[]): { readonly start: number; readonly end: number }[] => {
  const found: { start: number; end: number }[] = [];
  columns.forEach((column, index) => {
    if (column.value === undefined) return;
    const last = found.at(-1);
    if (last?.end === index - 1) last.end = index;
    else found.push({ start: index, end: index });
  });
  return found;
};
