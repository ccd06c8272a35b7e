/** One graph over a whole screen, with a line of figures for each of its series. */
import type { Bounds } from '../../src/chart/scale.ts';
import { formatClock, formatUnit, zoneLabel } from '../../src/format.ts';
import type { Point, SeriesSpec } from '../../src/observation/metrics.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { fitRow, fitRows } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';
import { cut, pad, textWidth } from '../../src/terminal/width.ts';
import { costTextIn, type Spending } from '../frame/cost-text.ts';
import type { Size } from '../frame/layout.ts';
import { drawingRows } from '../graphs/graph-rows.ts';
import { seriesNote } from '../graphs/series-note.ts';
import { shortSpan, windowText } from '../graphs/window-text.ts';
import { type DrawnMetrics, drawnMetrics, type MetricLine } from './drawn-metrics.ts';
import type { MetricsState } from './state.ts';

export type MetricsInput = Spending & {
  readonly state: MetricsState;
  readonly snapshot: Snapshot;
  /** What is asked for. */
  readonly series: readonly SeriesSpec[];
  /** What is drawn, in words. */
  readonly title: string;
  readonly ascii: boolean;
  readonly size: Size;
  /** The last row; none where there are no keys. */
  readonly footer: Row | undefined;
  readonly help: readonly Row[];
  /** The scale of the frame before, so that the axis does not jump; kept by the screen, written here. */
  readonly scales: Map<string, Bounds>;
};

const labelCells = 44;
const figureCells = 10;

const headRow = (input: MetricsInput, { drawn, before }: DrawnMetrics): Row => {
  const { snapshot, state, size, ascii, title } = input;
  const dot = ` ${glyphsFor(ascii).dot} `;
  const right = [
    windowText({
      window: state,
      now: snapshot.at,
      look: { utc: state.utc, ascii },
      drawn: { of: drawn, ownSeconds: 0 },
      before,
      room: Math.floor(size.width * 0.35),
      zone: false,
    }),
    costTextIn(size.width, snapshot.cost, input),
    input.footer === undefined
      ? zoneLabel(snapshot.at, state.utc)
      : formatClock(snapshot.at, { utc: state.utc, seconds: true, zone: true }),
  ].join(dot);
  const room = Math.max(0, size.width - textWidth(right) - 3);
  const left: Row = fitRow([{ text: ` ${cut(title, room - 1, '..')}`, role: 'title', bold: true }], room);
  return fitRow([...left, { text: `  ${right}`, role: 'dim' }], size.width);
};

const heads = ['last', 'min', 'avg', 'max'] as const;

/** The value in the bucket that holds a moment; the newest settled one where there is none. */
const valueAt = (points: readonly Point[], at: number | undefined, periodMs: number): number | undefined => {
  if (at !== undefined) return points.find((point) => point.at <= at && at < point.at + periodMs)?.value;
  return (points.findLast(({ settled }) => settled) ?? points.at(-1))?.value;
};

const figuresOf = (
  { points, unit, before }: MetricLine,
  { state }: MetricsInput,
  periodMs: number,
): readonly string[] => {
  const values = points.map(({ value }) => value);
  const sum = values.reduce((total, value) => total + value, 0);
  const at = state.crosshair;
  const newest = points.findLast(({ settled }) => settled)?.at ?? points.at(-1)?.at;
  return [
    valueAt(points, at, periodMs),
    values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    sum / values.length,
    values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
    ...(state.compareMs === undefined ? [] : [before && valueAt(before.points, at ?? newest, periodMs)]),
  ].map((value) => formatUnit(value ?? Number.NaN, unit));
};

/** A row for each series: its label and figures, and what AWS said of it. */
const figureRows = (input: MetricsInput, { lines, more, graph }: DrawnMetrics): Row[] => {
  const { state, ascii } = input;
  const { crosshair, compareMs, utc } = state;
  const cells = Math.min(labelCells, Math.max(6, ...lines.map(({ label }) => textWidth(label))));
  const head = [
    ...(crosshair === undefined ? heads : [formatClock(crosshair, { utc }), ...heads.slice(1)]),
    ...(compareMs === undefined ? [] : [`${shortSpan(compareMs)} ago`]),
  ];
  return [
    [
      { text: `   ${pad('', cells, 'left')}` },
      ...head.map((text) => ({ text: pad(text, figureCells, 'right'), role: 'dim' as const })),
    ],
    ...lines.map((line): Row => {
      const { label, role, note } = line;
      return [
        { text: ` ${glyphsFor(ascii).horizontal} `, role },
        { text: pad(label, cells, 'left', '..') },
        ...figuresOf(line, input, graph.periodSeconds * 1000).map((text) => ({
          text: pad(text, figureCells, 'right'),
        })),
        ...(note === undefined ? [] : [{ text: `  ${note}`, role: 'warn' as const }]),
      ];
    }),
    ...(more > 0 ? [[{ text: `   and ${more} more`, role: 'dim' as const }]] : []),
  ];
};

const emptyText = ({ snapshot, series }: MetricsInput, { drawn }: DrawnMetrics): string => {
  const trouble = snapshot.problems[0]?.failure;
  if (trouble !== undefined) return `${trouble.message}. ${trouble.hint}`;
  const [note] = series.flatMap(({ id }) => seriesNote(drawn.knownOf(id)) ?? []);
  if (note !== undefined) return note;
  if (!snapshot.answered.has('metrics') || drawn.loading !== undefined) return 'loading ...';
  const isKnown = [...snapshot.series.values()].some(({ points }) => points.length > 0);
  return isKnown
    ? 'Nothing measured in this range.'
    : 'Nothing measured in this range: check the name, the dimensions and the Region.';
};

/** Exactly the screen's size: what it is, the graph, its figures, the keys. */
export const metricsRows = (input: MetricsInput): Row[] => {
  const { state, snapshot, series, size, ascii, footer, scales } = input;
  const { width, height } = size;
  const metrics = drawnMetrics(series, snapshot, state);
  const last = footer === undefined ? [] : [footer];
  const head = headRow(input, metrics);
  const room = height - 1 - last.length;
  if (state.help) return [head, ...fitRows(input.help, width, room), ...last];
  if (metrics.lines.length === 0) {
    const text = fitRow([{ text: ` ${emptyText(input, metrics)}`, role: 'dim' }], width);
    return [head, ...fitRows([[], text], width, room), ...last];
  }
  const all = figureRows(input, metrics);
  // The graph keeps the greater part of a small screen.
  const figures = all.slice(0, Math.max(0, Math.min(all.length, Math.floor(room / 3))));
  const drawing = drawingRows(
    metrics.graph,
    { width, height: room - figures.length },
    {
      stage: '',
      now: snapshot.at,
      window: state,
      style: state.style,
      marks: [],
      cursor: state.crosshair,
      look: { utc: state.utc, ascii },
      scales,
      legend: false,
    },
  );
  return [head, ...fitRows([...drawing, ...figures], width, room), ...last];
};
