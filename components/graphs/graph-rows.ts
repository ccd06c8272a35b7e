/** One graph of a stage: its title with the newest figure and what is wrong with it, then the drawing. */
import { type HeatMap, heatBounds, heatMap } from '../../src/chart/heat-map.ts';
import type { Mark } from '../../src/chart/marks.ts';
import { newestOf } from '../../src/chart/newest.ts';
import { type Plot, plot, plotBounds } from '../../src/chart/plot.ts';
import type { Bounds } from '../../src/chart/scale.ts';
import type { GraphWindow } from '../../src/graph-window.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { fitRow, fitRows } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';
import { cut } from '../../src/terminal/width.ts';
import { type Look, rowWidth, type Size } from '../frame/layout.ts';
import type { DrawnGraph } from './stage-graphs.ts';
import type { GraphStyle } from './time-steps.ts';

export type GraphRowsInput = {
  /** Name of the stage: scales are kept by it. */
  readonly stage: string;
  readonly now: number;
  readonly window: GraphWindow;
  readonly style: GraphStyle;
  readonly marks: readonly Mark[];
  /** A moment that the values are read at. */
  readonly cursor: number | undefined;
  readonly look: Look;
  /** The scales of the frame before, so that an axis does not jump; kept by the screen, written here. */
  readonly scales: Map<string, Bounds> | undefined;
  /** False where the figures stand elsewhere. */
  readonly legend?: boolean;
};

/** End of the bucket that is open now, or the end of the window. */
export const graphEnd = ({ end }: GraphWindow, now: number, periodMs: number): number =>
  end ?? Math.ceil(now / periodMs) * periodMs;

/** How lines are drawn on this terminal. */
const plotStyle = (style: GraphStyle, ascii: boolean): NonNullable<Plot['style']> => {
  if (style === 'bars') return 'bars';
  return ascii ? 'line' : 'braille';
};

/** AWS may deliver as late as this. */
const lateMs = 5 * 60_000;

/** Start of the newest bucket that should be known: figures that are older say their age. */
const asOfNow = (graph: DrawnGraph, { window, now }: GraphRowsInput): number | undefined => {
  const expected = window.end === undefined ? now - lateMs - graph.periodSeconds * 1000 : undefined;
  return expected === undefined ? graph.newestAt : Math.max(expected, graph.newestAt ?? expected);
};

/** `errors %  5.1 %  ▲ no permission to read it`. */
const headRow = (graph: DrawnGraph, width: number, input: GraphRowsInput): Row => {
  const { cursor, look } = input;
  // Several lines have a legend with their figures, and so has the crosshair; one line has its figure here.
  const hasLegend = graph.series.length > 1 || graph.compared.length > 0 || cursor !== undefined;
  const [only] = hasLegend ? [] : graph.series;
  const newest = only && newestOf(only, graph.unit, graph.periodSeconds * 1000, asOfNow(graph, input));
  const figure: Row =
    only === undefined || newest === undefined
      ? []
      : [{ text: `  ${newest.text}`, role: newest.isOld ? 'dim' : only.role, bold: !newest.isOld }];
  const head: Row = [{ text: graph.title, role: 'title' }, ...figure];
  // Where nothing is drawn, it stands in the middle.
  const isDrawn = graph.series.some(({ points }) => points.length > 0);
  if (graph.note === undefined || !isDrawn) return fitRow(head, width);
  const note = `  ${glyphsFor(look.ascii).warn} ${graph.note}`;
  const shown = cut(note, width - rowWidth(head), look.ascii ? '~' : '…');
  return fitRow([...head, { text: shown, role: 'warn' }], width);
};

const heatRows = (graph: DrawnGraph, size: Size, input: GraphRowsInput): Row[] => {
  const { window, now, look, scales, marks, cursor } = input;
  const periodMs = graph.periodSeconds * 1000;
  const to = graphEnd(window, now, periodMs);
  const key = `${input.stage} ${graph.title} heat map`;
  const drawing: HeatMap = {
    percentiles: graph.percentiles,
    unit: graph.unit,
    from: to - window.rangeMs,
    to,
    periodMs,
    ...size,
    ...look,
    legend: true,
    marks,
    cursor,
    previous: scales?.get(key),
    ...(graph.empty === undefined ? {} : { empty: graph.empty }),
  };
  const bounds = heatBounds(drawing);
  if (bounds !== undefined) scales?.set(key, bounds);
  return heatMap(drawing);
};

const lineRows = (graph: DrawnGraph, size: Size, input: GraphRowsInput): Row[] => {
  const { window, now, look, scales, marks, cursor, style } = input;
  const periodMs = graph.periodSeconds * 1000;
  const to = graphEnd(window, now, periodMs);
  const key = `${input.stage} ${graph.title}`;
  const drawing: Plot = {
    series: [...graph.series, ...graph.compared],
    unit: graph.unit,
    threshold: graph.threshold,
    from: to - window.rangeMs,
    to,
    periodMs,
    ...size,
    ...look,
    style: plotStyle(style, look.ascii),
    legend: input.legend ?? true,
    previous: scales?.get(key),
    marks,
    cursor,
    asOf: asOfNow(graph, input),
    ...(graph.empty === undefined ? {} : { empty: graph.empty }),
  };
  scales?.set(key, plotBounds(drawing));
  return plot(drawing);
};

/** The drawing alone, exactly the size that is given. */
export const drawingRows = (graph: DrawnGraph, size: Size, input: GraphRowsInput): Row[] =>
  graph.percentiles.length > 1 ? heatRows(graph, size, input) : lineRows(graph, size, input);

/** Title and drawing, exactly the size that is given. */
export const graphRows = (graph: DrawnGraph, { width, height }: Size, input: GraphRowsInput): Row[] => {
  const drawn = drawingRows(graph, { width, height: height - 1 }, input);
  return fitRows([headRow(graph, width, input), ...drawn], width, height);
};
