/** Single points that stand out of a line: those that an alarm was judged by. */
import type { Role } from '../terminal/row.ts';
import type { Area } from './axes.ts';
import type { Grid } from './grid.ts';
import { rowOf } from './line.ts';
import { columnOf } from './marks.ts';
import type { Window } from './resample.ts';
import type { Bounds } from './scale.ts';

export type Dot = {
  /** Start of its bucket, epoch milliseconds: it is drawn at the bucket's middle. */
  readonly at: number;
  readonly value: number;
  readonly role: Role;
};

/** Drawn over the lines, at the height of their values. */
export const drawDots = (
  grid: Grid,
  { left, top, width, height }: Area,
  dots: readonly Dot[],
  bounds: Bounds,
  window: Window,
  ascii: boolean,
): void => {
  for (const { at, value, role } of dots) {
    const column = columnOf(at + window.periodMs / 2, window, width);
    if (column === undefined || value < bounds.low || value > bounds.high) continue;
    grid.put(top + height - 1 - rowOf(value, bounds, height), left + column, ascii ? '@' : '●', role);
  }
};
