/** What surrounds the lines of a graph: axes, threshold, legend. */
import { formatUnit, zoneLabel } from '../format.ts';
import type { SeriesUnit } from '../observation/metrics.ts';
import type { Role } from '../terminal/row.ts';
import { type Grid, textCells } from './grid.ts';
import { rowOf } from './line.ts';
import type { Window } from './resample.ts';
import { type Bounds, tickLabels, ticksOf } from './scale.ts';
import { timeTicks } from './time-axis.ts';

/** The cells of the lines, inside a grid. */
export type Area = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

type Style = { readonly unit: SeriesUnit; readonly utc: boolean; readonly ascii: boolean };

/** Labels on the lines of the scale, right-aligned left of the area. */
export const drawYAxis = (grid: Grid, area: Area, bounds: Bounds, { unit, ascii }: Style): void => {
  const axis = area.left - 1;
  for (let row = 0; row < area.height; row += 1) grid.put(area.top + row, axis, ascii ? '|' : '│', 'axis');
  const ticks = ticksOf(bounds);
  const labels = tickLabels(bounds, unit);
  let below = Number.POSITIVE_INFINITY;
  ticks.forEach((tick, index) => {
    const row = area.top + area.height - 1 - rowOf(tick, bounds, area.height);
    const label = labels[index] ?? '';
    if (row >= below) return;
    below = row;
    grid.put(row, axis - 1 - textCells(label), label, 'axis');
    grid.put(row, axis, ascii ? '+' : '┤', 'axis');
  });
};

/**
 * Times below the area, the zone below the labels of the y axis. With two rows the upper one is a line with tick marks; a
 * label begins right below its mark.
 */
export const drawXAxis = (
  grid: Grid,
  area: Area,
  rows: 0 | 1 | 2,
  { from, to }: Window,
  { utc, ascii }: Style,
): void => {
  if (rows === 0) return;
  const bottom = area.top + area.height + rows - 1;
  const right = area.left + area.width;
  const ticks = timeTicks(from, to, area.width, utc);
  if (rows === 2) {
    grid.put(bottom - 1, area.left - 1, ascii ? '+' : '└', 'axis');
    grid.put(bottom - 1, area.left, (ascii ? '-' : '─').repeat(area.width), 'axis');
    for (const { column } of ticks) grid.put(bottom - 1, area.left + column, ascii ? '+' : '┬', 'axis');
  }
  const zone = zoneLabel(to, utc);
  if (zone.length < area.left) grid.put(bottom, Math.max(0, area.left - 2 - zone.length), zone, 'axis');
  for (const { column, label } of ticks) {
    const start = area.left + column;
    // A label moved to where it fits would tell another time.
    if (start + label.length <= right) grid.put(bottom, start, label, 'axis');
  }
};

/** A dashed line and its figure, wherever the lines of the graph leave room: draw it last. */
export const drawThreshold = (
  grid: Grid,
  { left, top, width, height }: Area,
  bounds: Bounds,
  threshold: { readonly value: number; readonly label?: string; readonly role?: Role } | undefined,
  { unit, ascii }: Style,
): void => {
  if (threshold === undefined || !(threshold.value >= bounds.low && threshold.value <= bounds.high)) return;
  const row = top + height - 1 - rowOf(threshold.value, bounds, height);
  const { role = 'threshold' } = threshold;
  const label = threshold.label ?? formatUnit(threshold.value, unit);
  const size = textCells(label) + 2;
  const isFree = (start: number) =>
    size * 2 < width &&
    Array.from({ length: size }, (_, i) => start + i).every((at) => grid.isBlank(row, at));
  const start = [left + width - size, left].find(isFree);
  for (let column = left; column < left + width; column += 1) {
    if (!grid.isBlank(row, column)) continue;
    if (start !== undefined && column >= start && column < start + size) continue;
    if (!ascii || (column - left) % 2 === 0) grid.put(row, column, ascii ? '-' : '╌', role);
  }
  if (start !== undefined) grid.put(row, start + 1, label, role);
};
