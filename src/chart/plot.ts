import { formatUnit } from '../format.ts';
import type { Point, SeriesUnit } from '../observation.ts';
import type { Role, Row } from '../terminal/row.ts';
import { type Area, drawThreshold, drawXAxis, drawYAxis } from './axes.ts';
import { brailleGlyphs } from './braille.ts';
import { createGrid, type Grid, textCells } from './grid.ts';
import { lineGlyphs } from './line.ts';
import { resample, type Window } from './resample.ts';
import { type Bounds, extentOf, niceBounds, steadyBounds, tickLabels } from './scale.ts';

export type PlotSeries = {
  /** Oldest first; an absent bucket is a gap. */
  readonly points: readonly Point[];
  readonly role: Role;
  readonly label: string;
};

export type Threshold = { readonly value: number; readonly label?: string };

export type Plot = Window & {
  readonly series: readonly PlotSeries[];
  readonly unit: SeriesUnit;
  readonly threshold?: Threshold | undefined;
  /** Cells; the rows are exactly that wide and that many. */
  readonly width: number;
  readonly height: number;
  readonly utc: boolean;
  readonly ascii?: boolean;
  /** Braille lines have four times the height; `ascii` draws lines instead. */
  readonly style?: 'line' | 'braille';
  /** The bounds of the frame before: the scale stays there while it fits. See `plotBounds`. */
  readonly previous?: Bounds | undefined;
  /** What stands in the middle where there is no point at all. */
  readonly empty?: string;
};

/** Cells for the labels of the y axis, so that graphs line up; longer labels take more. */
const labelCells = 6;

type Layout = { readonly area: Area; readonly axisRows: 0 | 1 | 2 };

/** What gives way first when a graph is small: the axis line, the legend, the times, the labels. */
const layoutOf = ({ series, width, height }: Plot, longestLabel: number): Layout => {
  const top = series.length > 1 && height >= 5 ? 1 : 0;
  const room = height - top;
  const axisRows = room >= 8 ? 2 : room >= 3 ? 1 : 0;
  const gutter = Math.max(labelCells, longestLabel) + 2;
  const left = width >= gutter * 2 && room >= 2 ? gutter : 0;
  return { area: { left, top, width: width - left, height: room - axisRows }, axisRows };
};

/** A label on every row of a small graph, on every second one of a larger, five at the most. */
const intervalsFor = (height: number): number =>
  Math.min(4, Math.max(1, height <= 4 ? height - 1 : Math.floor((height - 1) / 2)));

const inWindow = (points: readonly Point[], { from, to, periodMs }: Window): readonly Point[] =>
  points.filter((point) => point.at + periodMs > from && point.at < to);

/**
 * The bounds of the y scale as `plot` draws it. A view keeps them and gives them back as `previous` with the next frame,
 * so that the scale does not jump.
 */
export const plotBounds = (plot: Plot): Bounds => {
  const { series, threshold, unit, previous } = plot;
  const intervals = intervalsFor(layoutOf(plot, 0).area.height);
  const data = extentOf(series.flatMap(({ points }) => inWindow(points, plot).map(({ value }) => value)));
  if (data === undefined) return previous ?? niceBounds({ min: 0, max: 0 }, intervals, unit);
  // A threshold is drawn when it is near enough not to crush the line.
  const size = Math.max(Math.abs(data.min), Math.abs(data.max));
  const near = threshold !== undefined && (size === 0 || Math.abs(threshold.value) <= 4 * size);
  const extent = (near ? extentOf([data.min, data.max, threshold.value]) : data) ?? data;
  return steadyBounds(niceBounds(extent, intervals, unit), extent, previous);
};

const drawSeries = (grid: Grid, { left, top, width, height }: Area, bounds: Bounds, plot: Plot): void => {
  const ascii = plot.ascii ?? false;
  const braille = plot.style === 'braille' && !ascii;
  const perCell = braille ? 2 : 1;
  // The first series is the one that matters most: it is drawn over the others.
  for (const { points, role } of [...plot.series].reverse()) {
    const columns = resample(points, plot, width * perCell);
    const glyphs = braille
      ? brailleGlyphs(columns, bounds, height)
      : lineGlyphs(columns, bounds, height, ascii);
    const settled = (column: number) =>
      columns.slice(column * perCell, (column + 1) * perCell).every((part) => part.settled);
    for (const { row, column, text } of glyphs) {
      grid.put(top + row, left + column, text, settled(column) ? role : 'unsettled');
    }
  }
};

const drawLegend = (grid: Grid, { series, unit, ascii = false }: Plot): void => {
  let column = 0;
  for (const { label, points, role } of series) {
    const value = points.findLast((point) => point.settled && Number.isFinite(point.value))?.value;
    const text = `${ascii ? '-' : '─'} ${label}${value === undefined ? '' : ` ${formatUnit(value, unit)}`}`;
    grid.put(0, column, text, role);
    column += textCells(text) + 2;
  }
};

/**
 * Draws series over a window of time as rows of exactly `width` x `height` cells, whatever the points are. Gaps stay gaps,
 * values that may still change have the role `unsettled`, text is harmless for the layout.
 */
export const plot = (input: Plot): Row[] => {
  const ascii = input.ascii ?? false;
  const grid = createGrid({ width: input.width, height: input.height, ascii });
  const sized = { ...input, width: grid.width, height: grid.height };
  const bounds = plotBounds(sized);
  const labels = tickLabels(bounds, input.unit);
  const { area, axisRows } = layoutOf(sized, Math.max(...labels.map(textCells)));
  const style = { unit: input.unit, utc: input.utc, ascii };
  const isEmpty = input.series.every(({ points }) =>
    inWindow(points, input).every(({ value }) => !Number.isFinite(value)),
  );
  if (area.top > 0) drawLegend(grid, sized);
  if (area.left > 0 && !isEmpty) drawYAxis(grid, area, bounds, style);
  drawXAxis(grid, area, axisRows, input, style);
  if (isEmpty) {
    const text = input.empty ?? 'no data';
    const middle = area.top + Math.floor((area.height - 1) / 2);
    grid.put(middle, area.left + Math.max(0, Math.floor((area.width - textCells(text)) / 2)), text, 'dim');
    return grid.rows();
  }
  drawSeries(grid, area, bounds, sized);
  drawThreshold(grid, area, bounds, input.threshold, style);
  return grid.rows();
};
