/** One graph over a whole screen, with a line of figures for each of its series. */
import { type Plot, plot, plotBounds } from '../../src/chart/plot.ts';
import type { Bounds } from '../../src/chart/scale.ts';
import { formatClock, formatDuration, formatUnit, zoneLabel } from '../../src/format.ts';
import type { SeriesState } from '../../src/store/series-store.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { fitRow, fitRows } from '../../src/terminal/paint.ts';
import type { Role, Row } from '../../src/terminal/row.ts';
import { cut, pad, textWidth } from '../../src/terminal/width.ts';
import { costTextIn, type Spending } from '../cost-text.ts';
import type { Look, Size } from '../layout.ts';
import type { MetricsState } from './state.ts';

export type MetricsInput = Spending & {
  readonly state: MetricsState;
  readonly snapshot: Snapshot;
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

const roles: readonly Role[] = ['series1', 'series2', 'series3', 'series4', 'series5', 'series6'];
/** As many as there are colours: more lines are no graph. */
const mostLines = roles.length;
const labelCells = 44;
const figureCells = 10;

type Line = SeriesState & { readonly role: Role };

/** End of the open bucket, and start of the range before it. */
const windowOf = ({ snapshot, state }: MetricsInput, periodMs: number) => {
  const to = Math.ceil(snapshot.at / periodMs) * periodMs;
  return { from: to - state.rangeMs, to, periodMs };
};

const longestPeriodMs = (series: Iterable<SeriesState>): number =>
  Math.max(1, ...[...series].map(({ spec }) => spec.periodSeconds)) * 1000;

/** Buckets of the range: as far as the crosshair can go. */
export const bucketsOf = ({ snapshot, state }: Pick<MetricsInput, 'snapshot' | 'state'>): number =>
  Math.max(1, Math.floor(state.rangeMs / longestPeriodMs(snapshot.series.values())));

const highest = ({ points }: SeriesState): number =>
  points.reduce((most, { value }) => Math.max(most, value), Number.NEGATIVE_INFINITY);

/** The series with points in the range; the highest where there are more than can be told apart. */
const linesOf = (
  { snapshot }: MetricsInput,
  from: number,
): { readonly lines: Line[]; readonly more: number } => {
  const known = [...snapshot.series.values()].map((one) => ({
    ...one,
    points: one.points.filter(({ at }) => at >= from),
  }));
  const drawn = known.filter(({ points }) => points.length > 0);
  const regions = new Set(drawn.map(({ spec }) => spec.region));
  // What a search found has a label of AWS's own.
  const labelOf = ({ label, region }: SeriesState['spec']): string =>
    regions.size > 1 && !label.endsWith(region) ? `${label} ${region}` : label;
  const kept = drawn.length <= mostLines ? drawn : drawn.toSorted((a, b) => highest(b) - highest(a));
  return {
    lines: kept.slice(0, mostLines).map((one, index) => ({
      ...one,
      spec: { ...one.spec, label: labelOf(one.spec) },
      role: roles[index] ?? 'series1',
    })),
    more: Math.max(0, drawn.length - mostLines),
  };
};

const headRow = (input: MetricsInput, periodMs: number): Row => {
  const { snapshot, state, size, ascii, title } = input;
  const dot = ` ${glyphsFor(ascii).dot} `;
  const right = [
    `last ${formatDuration(state.rangeMs)} by ${formatDuration(periodMs)}`,
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

const figuresOf = ({ points, spec }: Line, cursorAt: number | undefined): readonly string[] => {
  const values = points.map(({ value }) => value);
  const sum = values.reduce((total, value) => total + value, 0);
  const at = cursorAt === undefined ? undefined : points.find((point) => point.at === cursorAt)?.value;
  const last = (points.findLast(({ settled }) => settled) ?? points.at(-1))?.value;
  return [
    cursorAt === undefined ? last : at,
    values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    sum / values.length,
    values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  ].map((value) => formatUnit(value ?? Number.NaN, spec.unit));
};

/** A row for each series: its label and figures, and what AWS said of it. */
const figureRows = (
  lines: readonly Line[],
  more: number,
  cursorAt: number | undefined,
  look: Look,
): Row[] => {
  const cells = Math.min(labelCells, Math.max(6, ...lines.map(({ spec }) => textWidth(spec.label))));
  const head = cursorAt === undefined ? heads : [formatClock(cursorAt, look), ...heads.slice(1)];
  return [
    [
      { text: `   ${pad('', cells, 'left')}` },
      ...head.map((text) => ({ text: pad(text, figureCells, 'right'), role: 'dim' as const })),
    ],
    ...lines.map((line): Row => {
      const { spec, role, messages } = line;
      return [
        { text: ` ${glyphsFor(look.ascii).horizontal} `, role },
        { text: pad(spec.label, cells, 'left', '..') },
        ...figuresOf(line, cursorAt).map((text) => ({ text: pad(text, figureCells, 'right') })),
        ...(messages.length === 0 ? [] : [{ text: `  ${messages.join('; ')}`, role: 'warn' as const }]),
      ];
    }),
    ...(more > 0 ? [[{ text: `   and ${more} more`, role: 'dim' as const }]] : []),
  ];
};

const emptyText = ({ snapshot }: MetricsInput): string => {
  const trouble = snapshot.problems[0]?.failure;
  if (trouble !== undefined) return `${trouble.message}. ${trouble.hint}`;
  const [refused] = [...snapshot.series.values()].filter(({ status }) => status === 'forbidden');
  if (refused !== undefined) return `No permission to read it. ${refused.messages.join('; ')}`;
  if (!snapshot.answered.has('metrics')) return 'loading ...';
  return 'Nothing measured in this range: check the name, the dimensions and the Region.';
};

/** Exactly the screen's size: what it is, the graph, its figures, the keys. */
export const metricsRows = (input: MetricsInput): Row[] => {
  const { state, size, ascii, footer } = input;
  const { width, height } = size;
  const periodMs = longestPeriodMs(input.snapshot.series.values());
  const window = windowOf(input, periodMs);
  const { lines, more } = linesOf(input, window.from);
  const last = footer === undefined ? [] : [footer];
  const head = headRow(input, periodMs);
  const room = height - 1 - last.length;
  if (state.help) return [head, ...fitRows(input.help, width, room), ...last];
  if (lines.length === 0) {
    const text = fitRow([{ text: ` ${emptyText(input)}`, role: 'dim' }], width);
    return [head, ...fitRows([[], text], width, room), ...last];
  }
  const cursorAt = state.cursor === undefined ? undefined : window.to - (state.cursor + 1) * periodMs;
  const look = { utc: state.utc, ascii };
  const all = figureRows(lines, more, cursorAt, look);
  // The graph keeps the greater part of a small screen.
  const figures = all.slice(0, Math.max(0, Math.min(all.length, Math.floor(room / 3))));
  const drawing: Plot = {
    ...window,
    series: lines.map(({ points, role, spec }) => ({ points, role, label: spec.label })),
    unit: lines[0]?.spec.unit ?? 'none',
    legend: false,
    cursor: cursorAt,
    width,
    height: room - figures.length,
    utc: state.utc,
    ascii,
    style: ascii ? 'line' : 'braille',
    previous: input.scales.get('graph'),
  };
  input.scales.set('graph', plotBounds(drawing));
  return [head, ...fitRows([...plot(drawing), ...figures], width, room), ...last];
};
