/** An area between two edges behind the lines: what is expected. Drawn last, wherever lines and marks leave room. */
import type { Point } from '../observation/metrics.ts';
import type { Area } from './axes.ts';
import type { Grid } from './grid.ts';
import { rowOf } from './line.ts';
import { resample, type Window } from './resample.ts';
import type { Bounds } from './scale.ts';

export type Band = {
  /** Oldest first; where one edge has no point there is no band. */
  readonly upper: readonly Point[];
  readonly lower: readonly Point[];
};

const turned = (points: readonly Point[]): readonly Point[] =>
  points.map((point) => ({ ...point, value: -point.value }));

/** The whole of what was expected in each column: its highest upper and its lowest lower edge. */
export const bandColumns = (
  { upper, lower }: Band,
  window: Window,
  width: number,
): readonly ({ readonly low: number; readonly high: number } | undefined)[] => {
  // Of several buckets in a column the highest shows: the lowest is the highest of the turned ones.
  const lows = resample(turned(lower), window, width);
  return resample(upper, window, width).map(({ value: high }, column) => {
    const low = lows[column]?.value;
    return high === undefined || low === undefined ? undefined : { low: -low, high };
  });
};

export const drawBand = (
  grid: Grid,
  { left, top, width, height }: Area,
  band: Band | undefined,
  bounds: Bounds,
  window: Window,
  ascii: boolean,
): void => {
  if (band === undefined) return;
  bandColumns(band, window, width).forEach((edges, column) => {
    if (edges === undefined || edges.high < bounds.low || edges.low > bounds.high) return;
    const lowest = top + height - 1 - rowOf(edges.low, bounds, height);
    const highest = top + height - 1 - rowOf(edges.high, bounds, height);
    for (let row = highest; row <= lowest; row += 1) {
      if (grid.isBlank(row, left + column)) grid.put(row, left + column, ascii ? '.' : '░', 'dim');
    }
  });
};
