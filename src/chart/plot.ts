import type { Point, SeriesUnit } from '../observation/metrics.ts';
import type { Role, Row } from '../terminal/row.ts';
import { areaGlyphs, stack } from './area.ts';
import { type Area, drawThreshold, drawXAxis, drawYAxis } from './axes.ts';
import { type Band, drawBand } from './band.ts';
import { brailleGlyphs } from './braille.ts';
import { columnGlyphs } from './columns.ts';
import { type Dot, drawDots } from './dots.ts';
import { drawEmpty } from './empty.ts';
import { createGrid, type Grid, textCells } from './grid.ts';
import { drawLegend } from './legend.ts';
import { type Glyph, lineGlyphs, rowOf } from './line.ts';
import { drawCursor, drawMarks, type Mark } from './marks.ts';
import type { Reason } from './newest.ts';
import { type Column, resample, type Window } from './resample.ts';
import { type Bounds, extentOf, niceBounds, steadyBounds, tickLabels } from './scale.ts';

export type PlotSeries = {
  /** Oldest first; an absent bucket is a gap. */
  readonly points: readonly Point[];
  /** Buckets that have no value and say why. */
  readonly reasons?: readonly Reason[];
  readonly role: Role;
  readonly label: string;
  /** A line of single dots, that is told from the others without its colour. */
  readonly dotted?: boolean;
  /** What it counts, where that is not what the axis counts. */
  readonly unit?: SeriesUnit;
  /** Width of its buckets, where that is not the plot's. */
  readonly periodMs?: number;
};

/** The unit of an axis: that of all its lines, none where they count different things. */
export const sharedUnit = (units: readonly SeriesUnit[]): SeriesUnit => {
  const [first = 'none', ...others] = units;
  return others.every((unit) => unit === first) ? first : 'none';
};

export type Threshold = {
  readonly value: number;
  readonly label?: string;
  /** The scale grows until the line is on it; else a line that would crush the data is left out. */
  readonly stretch?: boolean;
  /** `threshold` where absent. */
  readonly role?: Role;
};

export type Plot = Window & {
  readonly series: readonly PlotSeries[];
  readonly unit: SeriesUnit;
  readonly threshold?: Threshold | undefined;
  /** More lines like it. */
  readonly thresholds?: readonly Threshold[];
  /** Values that the scale must reach, whether or not there are points. */
  readonly include?: readonly number[];
  /** What is expected: an area behind the lines. */
  readonly band?: Band | undefined;
  /** Points that stand out. */
  readonly dots?: readonly Dot[];
  /** Moments worth a mark: alarms, deployments. */
  readonly marks?: readonly Mark[];
  /** Start of the newest bucket that is known beside these: a figure of the legend that is older says so. */
  readonly asOf?: number | undefined;
  /** A moment whose values the legend shows, with a line through it. */
  readonly cursor?: number | undefined;
  /** Cells; the rows are exactly that wide and that many. */
  readonly width: number;
  readonly height: number;
  readonly utc: boolean;
  readonly ascii?: boolean;
  /**
   * Braille lines have four times the height (`ascii` draws lines instead); bars are for counts; `stacked` adds the series
   * up, the first one lowest.
   */
  readonly style?: 'line' | 'braille' | 'bars' | 'stacked';
  /** `false` leaves the labels of several series out, and what the cursor reads. */
  readonly legend?: boolean;
  /** The bounds of the frame before: the scale stays there while it fits. See `plotBounds`. */
  readonly previous?: Bounds | undefined;
  /** What stands in the middle where there is no point at all. */
  readonly empty?: string;
};

/** Cells for the labels of the y axis, so that graphs line up; longer labels take more. */
const labelCells = 6;

type Layout = { readonly area: Area; readonly axisRows: 0 | 1 | 2 };

/** What gives way first when a graph is small: the axis line, the legend, the times, the labels. */
const layoutOf = ({ series, width, height, cursor, legend = true }: Plot, longestLabel: number): Layout => {
  const top = legend && (series.length > 1 || cursor !== undefined) && height >= 5 ? 1 : 0;
  const room = height - top;
  const axisRows = room >= 8 ? 2 : room >= 3 ? 1 : 0;
  const gutter = Math.max(labelCells, longestLabel) + 2;
  const left = width >= gutter * 2 && room >= 2 ? gutter : 0;
  return { area: { left, top, width: width - left, height: room - axisRows }, axisRows };
};

/** A label on every row of a small graph, on every second one of a larger, five at the most. */
const intervalsFor = (height: number): number =>
  Math.min(4, Math.max(1, height <= 4 ? height - 1 : Math.floor((height - 1) / 2)));

const inWindow = <P extends Pick<Point, 'at' | 'value'>>(
  points: readonly P[],
  { from, to, periodMs }: Window,
): readonly P[] => points.filter((point) => point.at + periodMs > from && point.at < to);

/** The window of one line, with the width of its own buckets. */
const windowOf = ({ periodMs }: PlotSeries, plot: Plot): Window => ({
  from: plot.from,
  to: plot.to,
  periodMs: periodMs ?? plot.periodMs,
});

const thresholdsOf = ({ threshold, thresholds = [] }: Plot): readonly Threshold[] =>
  threshold === undefined ? thresholds : [threshold, ...thresholds];

/** The values that must be seen: those of the points, or their sums. */
const valuesOf = (plot: Plot): readonly number[] => {
  const shown = plot.series.map((line) => inWindow(line.points, windowOf(line, plot)));
  if (plot.style !== 'stacked') return shown.flatMap((points) => points.map(({ value }) => value));
  const sums = new Map<number, number>();
  for (const { at, value } of shown.flat()) {
    if (Number.isFinite(value)) sums.set(at, (sums.get(at) ?? 0) + Math.max(0, value));
  }
  return [...sums.values()];
};

/**
 * The bounds of the y scale as `plot` draws it. A view keeps them and gives them back as `previous` with the next frame,
 * so that the scale does not jump.
 */
export const plotBounds = (plot: Plot): Bounds => {
  const { unit, previous, style } = plot;
  const intervals = intervalsFor(layoutOf(plot, 0).area.height);
  // Where a line has no points, dots may stand alone.
  const values =
    extentOf(valuesOf(plot)) ?? extentOf(inWindow(plot.dots ?? [], plot).map(({ value }) => value));
  if (values === undefined) return previous ?? niceBounds({ min: 0, max: 0 }, intervals, unit);
  // A bar, and an area, is an amount: it stands on zero.
  const standing = style === 'bars' || style === 'stacked';
  const data = (standing && extentOf([0, values.min, values.max])) || values;
  // A threshold is drawn when it is near enough not to crush the line.
  const size = Math.max(Math.abs(data.min), Math.abs(data.max));
  const near = thresholdsOf(plot).filter(
    ({ value, stretch }) => stretch === true || size === 0 || Math.abs(value) <= 4 * size,
  );
  const { band: { upper, lower } = { upper: [], lower: [] }, dots = [], include = [] } = plot;
  // What is never negative is not expected to be: a band below zero takes no room.
  const floor = data.min >= 0 ? 0 : Number.NEGATIVE_INFINITY;
  const edges = [upper, lower].flatMap((edge) =>
    inWindow(edge, plot).map(({ value }) => Math.max(floor, value)),
  );
  const seen = [
    data.min,
    data.max,
    ...edges,
    ...[...near, ...inWindow(dots, plot)].map(({ value }) => value),
    ...include,
  ];
  const extent = extentOf(seen) ?? data;
  return steadyBounds(niceBounds(extent, intervals, unit), extent, previous);
};

type RoleGlyph = Glyph & { readonly role?: Role };

/** Every second column of dots, or a dot a cell; nothing joins them. */
const dottedGlyphs = (columns: readonly Column[], bounds: Bounds, height: number, plot: Plot): Glyph[] => {
  if (plot.style === 'braille' && plot.ascii !== true) {
    const thinned = columns.map((column, index) =>
      index % 2 === 0 ? column : { ...column, value: undefined },
    );
    return brailleGlyphs(thinned, bounds, height);
  }
  const text = plot.ascii ? '.' : '·';
  return columns.flatMap(({ value }, column) =>
    value === undefined ? [] : [{ row: height - 1 - rowOf(value, bounds, height), column, text }],
  );
};

const glyphsOf = (columns: readonly Column[], bounds: Bounds, height: number, plot: Plot): Glyph[] =>
  plot.style === 'braille' && plot.ascii !== true
    ? brailleGlyphs(columns, bounds, height)
    : lineGlyphs(columns, bounds, height, plot.ascii ?? false);

type Drawn = { readonly columns: readonly Column[]; readonly role: Role; readonly dotted: boolean };

/** Bars stand before those that are higher, each in its own colour: none hides another. */
const barsInOrder = (drawn: readonly Drawn[], bounds: Bounds, height: number, ascii: boolean) =>
  drawn
    .flatMap((of) =>
      columnGlyphs(of.columns, bounds, height, ascii).map((glyph) => ({
        of,
        glyph,
        size: Math.abs(of.columns[glyph.column]?.value ?? 0),
      })),
    )
    .sort((a, b) => b.size - a.size);

const drawSeries = (grid: Grid, { left, top, width, height }: Area, bounds: Bounds, plot: Plot): void => {
  const ascii = plot.ascii ?? false;
  const perCell = (plot.style === 'braille' || plot.style === 'stacked') && !ascii ? 2 : 1;
  const drawn = plot.series.map((line): Drawn => {
    const { points, role, dotted = false } = line;
    return { columns: resample(points, windowOf(line, plot), width * perCell), role, dotted };
  });
  const put = (glyphs: readonly RoleGlyph[], of: readonly Column[], usual: Role) => {
    const settled = (column: number) =>
      of.slice(column * perCell, (column + 1) * perCell).every((part) => part.settled);
    for (const { row, column, text, role = usual } of glyphs) {
      grid.put(top + row, left + column, text, settled(column) ? role : 'unsettled');
    }
  };
  if (plot.style === 'stacked') {
    const { layers, total } = stack(drawn.map(({ columns }) => columns));
    const roles = drawn.map(({ role }) => role);
    put(areaGlyphs(layers, roles, bounds, height, ascii), total, 'series1');
    return;
  }
  if (plot.style === 'bars') {
    const bars = drawn.filter(({ dotted }) => !dotted);
    for (const { glyph, of } of barsInOrder(bars, bounds, height, ascii)) put([glyph], of.columns, of.role);
  }
  // The first series is the one that matters most: it is drawn over the others.
  for (const { columns, role, dotted } of drawn.reverse()) {
    if (dotted) put(dottedGlyphs(columns, bounds, height, plot), columns, role);
    else if (plot.style !== 'bars') put(glyphsOf(columns, bounds, height, plot), columns, role);
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
  const seen = [
    ...input.series.flatMap((line) => inWindow(line.points, windowOf(line, input))),
    ...inWindow(input.dots ?? [], input),
  ];
  const isEmpty = seen.every(({ value }) => !Number.isFinite(value));
  if (area.top > 0) drawLegend(grid, sized);
  if (area.left > 0 && !isEmpty) drawYAxis(grid, area, bounds, style);
  drawXAxis(grid, area, axisRows, input, style);
  if (isEmpty) {
    drawEmpty(grid, area, input.empty ?? 'no data');
    return grid.rows();
  }
  drawSeries(grid, area, bounds, sized);
  drawDots(grid, area, input.dots ?? [], bounds, input, ascii);
  for (const threshold of thresholdsOf(input)) drawThreshold(grid, area, bounds, threshold, style);
  drawMarks(grid, area, input.marks ?? [], input, ascii);
  drawCursor(grid, area, input.cursor, input, ascii);
  drawBand(grid, area, input.band, bounds, input, ascii);
  return grid.rows();
};
