/** The body of a metric widget in each of its views. */
import { type Amount, barChart, gaugeChart, shareChart, singleValue } from '../../chart/figures.ts';
import type { Mark } from '../../chart/marks.ts';
import { type Plot, type PlotSeries, plot, plotBounds, type Threshold } from '../../chart/plot.ts';
import type { Bounds } from '../../chart/scale.ts';
import { formatUnit } from '../../format.ts';
import type { AlarmSeen, Point, SeriesUnit } from '../../observation.ts';
import { beside, fitRows } from '../../terminal/paint.ts';
import type { Role, Row } from '../../terminal/row.ts';
import { pad, textWidth } from '../../terminal/width.ts';
import type { Axis, MetricContent, MetricLine } from './model.ts';

export type MetricWidgetInput = {
  readonly pointsOf: (seriesId: string) => readonly Point[];
  /** The series that came back for a SEARCH, by the id that was asked for: one for each label. */
  readonly searched?: (
    seriesId: string,
  ) => readonly { readonly label: string; readonly points: readonly Point[] }[];
  /** What is to be said of a series: that it is loading, or what AWS said of it. */
  readonly noteOf?: (seriesId: string) => string | undefined;
  readonly alarms: readonly AlarmSeen[];
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly height: number;
  readonly utc: boolean;
  readonly ascii: boolean;
  /** The scales of the frame before, so that an axis does not jump; kept by the screen, written here. */
  readonly scales?: Map<string, Bounds>;
};

const heightWithLabel = 9;

type Drawn = PlotSeries & {
  readonly unit: SeriesUnit;
  readonly axis: 'left' | 'right';
  readonly stat: string;
};

const roles: readonly Role[] = ['series1', 'series2', 'series3', 'series4', 'series5', 'series6'];

const aggregate = (points: readonly Point[], how: string): number | undefined => {
  const values = points.map(({ value }) => value).filter(Number.isFinite);
  if (values.length === 0) return undefined;
  const sum = values.reduce((total, value) => total + value, 0);
  switch (how) {
    case 'Sum':
    case 'SampleCount':
      return sum;
    case 'Average':
      return sum / values.length;
    case 'Minimum':
      return values.reduce((a, b) => Math.min(a, b));
    case 'Maximum':
      return values.reduce((a, b) => Math.max(a, b));
    default:
      return values.at(-1);
  }
};

const labelStats: Readonly<Record<string, string>> = {
  MAX: 'Maximum',
  MIN: 'Minimum',
  AVG: 'Average',
  SUM: 'Sum',
  LAST: 'last',
};

/** Fills in the dynamic parts of a label that speak of points: `${MAX}`, `${LAST}` …; parts that are not known stay out. */
export const fillLabel = (label: string, points: readonly Point[], unit: SeriesUnit): string =>
  label.replace(/\$\{([A-Z_]+)[^}]*\}/g, (_, name: string) => {
    const how = name === 'FIRST' ? undefined : labelStats[name];
    const value = name === 'FIRST' ? points[0]?.value : how && aggregate(points, how);
    return typeof value === 'number' ? formatUnit(value, unit) : '';
  });

/** Statistics that follow from those of the buckets: a percentile of a whole range, or the outcome of an expression, does not. */
const addsUp: ReadonlySet<string> = new Set(['Sum', 'SampleCount', 'Average', 'Minimum', 'Maximum']);

const drawnOf = (
  line: MetricLine,
  input: Pick<MetricWidgetInput, 'pointsOf' | 'searched' | 'from' | 'to'>,
): Drawn[] => {
  const { series, axis, role } = line;
  const { unit, query } = series;
  const stat = query.kind === 'metric' ? query.stat : 'last';
  const inWindow = (points: readonly Point[]) => points.filter(({ at }) => at >= input.from && at < input.to);
  const found = input.searched?.(series.id) ?? [];
  if (found.length > 0) {
    return found.map(({ label, points }, index) => ({
      points: inWindow(points),
      label,
      role: roles[index % roles.length] ?? role,
      unit,
      axis,
      stat,
    }));
  }
  const points = inWindow(input.pointsOf(series.id));
  return [{ points, label: fillLabel(line.label, points, unit), role, unit, axis, stat }];
};

/** The newest settled value, or the open one where there is nothing else. */
const newest = (points: readonly Point[]): number | undefined =>
  (points.findLast(({ settled }) => settled) ?? points.at(-1))?.value;

const isOfRange = ({ stat }: Drawn, { wholeRange }: MetricContent): boolean => wholeRange && addsUp.has(stat);

/** The one figure of a line: of the whole range where the widget wants that and it can be told, else the newest, which says so. */
const figureOf = (
  drawn: Drawn,
  content: MetricContent,
): { readonly label: string; readonly value: number | undefined } => {
  const { label, points, stat } = drawn;
  if (isOfRange(drawn, content)) return { label, value: aggregate(points, stat) };
  return { label: content.wholeRange ? `${label} (newest)` : label, value: newest(points) };
};

/** A graph of one line has no legend: its name, unless the title is it, and its newest value, to stand beside the title. */
export const onlyLine = (
  { view, legend, lines }: MetricContent,
  input: Pick<MetricWidgetInput, 'pointsOf' | 'searched' | 'from' | 'to'>,
  title: string,
): string => {
  if (view !== 'timeSeries' || !legend) return '';
  const [drawn, ...others] = lines.filter(({ visible }) => visible).flatMap((line) => drawnOf(line, input));
  if (drawn === undefined || others.length > 0) return '';
  const value = newest(drawn.points);
  return [
    ...(drawn.label === title ? [] : [drawn.label]),
    ...(value === undefined ? [] : [formatUnit(value, drawn.unit)]),
  ].join(' ');
};

const alarmThresholds = (alarms: readonly AlarmSeen[]): Threshold[] =>
  alarms.flatMap(({ name, threshold }) =>
    threshold === undefined ? [] : [{ value: threshold, label: name, stretch: true }],
  );

const alarmMarks = (alarms: readonly AlarmSeen[]): Mark[] =>
  alarms.flatMap(({ name, state, since }) =>
    state === 'ALARM' ? [{ at: since, label: name, role: 'bad' as const }] : [],
  );

/** What an axis counts stands above it, where that takes no room from the graph that it needs. */
const axisRow = ({ label }: Axis, height: number): Row[] =>
  label === undefined || height < heightWithLabel ? [] : [[{ text: label, role: 'dim' }]];

const drawPlot = (
  drawn: readonly Drawn[],
  axis: Axis,
  content: MetricContent,
  alarms: readonly AlarmSeen[],
  { from, to, utc, ascii, width, scales }: MetricWidgetInput,
  height: number,
): Row[] => {
  const above = axisRow(axis, height);
  const key = `${content.lines[0]?.series.id ?? ''} ${axis === content.left ? 'left' : 'right'}`;
  const drawing: Plot = {
    series: drawn,
    unit: drawn[0]?.unit ?? 'none',
    from,
    to,
    periodMs: Math.max(...content.lines.map(({ series }) => series.periodSeconds), 1) * 1000,
    width,
    height: height - above.length,
    utc,
    ascii,
    style: content.stacked ? 'stacked' : ascii ? 'line' : 'braille',
    thresholds: [...axis.thresholds, ...alarmThresholds(alarms)],
    legend: content.legend,
    include: [axis.min, axis.max].filter((value) => value !== undefined),
    marks: [...content.marks, ...alarmMarks(alarms)],
    previous: scales?.get(key),
  };
  scales?.set(key, plotBounds(drawing));
  return [...above, ...plot(drawing)];
};

/** Two axes share no scale: each has its own graph, one above the other, as long as there is room for two. */
const timeSeries = (
  drawn: readonly Drawn[],
  content: MetricContent,
  alarms: readonly AlarmSeen[],
  input: MetricWidgetInput,
): Row[] => {
  const left = drawn.filter(({ axis }) => axis === 'left');
  const right = drawn.filter(({ axis }) => axis === 'right');
  if (left.length === 0 && right.length > 0)
    return drawPlot(right, content.right, content, alarms, input, input.height);
  if (right.length === 0) return drawPlot(left, content.left, content, alarms, input, input.height);
  const upper = Math.ceil(input.height / 2);
  return [
    ...drawPlot(left, content.left, content, alarms, input, upper),
    ...drawPlot(right, content.right, content, [], input, input.height - upper),
  ];
};

const table = (
  drawn: readonly Drawn[],
  { summary }: MetricContent,
  { width, height }: MetricWidgetInput,
): Row[] => {
  const columns = ['LAST', ...summary];
  const figures = drawn.map(({ points, unit }) =>
    columns.map((name) => formatUnit(aggregate(points, labelStats[name] ?? 'last') ?? Number.NaN, unit)),
  );
  const cells = columns.map(
    (name, i) => Math.max(name.length, ...figures.map((row) => textWidth(row[i] ?? ''))) + 2,
  );
  const labelWidth = Math.max(8, width - cells.reduce((sum, size) => sum + size, 0));
  const rowOf = (label: string, texts: readonly string[], labelRole: Role, role: Role): Row => [
    { text: pad(label, labelWidth, 'left', '..'), role: labelRole },
    ...texts.map((text, i) => ({ text: pad(text, cells[i] ?? 0, 'right'), role })),
  ];
  const rows = drawn.map(({ label, role }, i) => rowOf(label, figures[i] ?? [], role, 'text'));
  return fitRows(
    [
      rowOf(
        '',
        columns.map((name) => name.toLowerCase()),
        'dim',
        'dim',
      ),
      ...rows,
    ],
    width,
    height,
  );
};

/** Figures side by side, as many in a line as there is room for. */
const singleValues = (drawn: readonly Drawn[], content: MetricContent, input: MetricWidgetInput): Row[] => {
  const { width, height, ascii } = input;
  const perLine = Math.max(1, Math.min(drawn.length, Math.floor(width / 18)));
  const lines = Math.ceil(drawn.length / perLine);
  const rows = content.sparkline ? 3 : 2;
  const each = Math.max(1, Math.min(rows, Math.floor(height / Math.max(1, lines))));
  const cell = Math.floor(width / perLine);
  const drawnLines = Array.from({ length: lines }, (_, line) =>
    beside(
      drawn.slice(line * perLine, (line + 1) * perLine).map((one) => {
        const { label, value } = figureOf(one, content);
        const { unit, points, role } = one;
        return {
          width: cell,
          rows: singleValue(
            { label, unit, points, role, value: isOfRange(one, content) ? value : undefined },
            { width: cell - 2, height: each, ascii },
          ),
        };
      }),
      each,
    ),
  );
  return fitRows(drawnLines.flat(), width, height);
};

/** The rows inside the frame: exactly `width` x `height` cells. What is to be said of a series takes the last one. */
export const metricRows = (content: MetricContent, input: MetricWidgetInput): Row[] => {
  const visible = content.lines.filter((line) => line.visible);
  const notes = new Set(visible.flatMap(({ series }) => input.noteOf?.(series.id) ?? []));
  if (notes.size === 0 || input.height < 3) return viewRows(content, input);
  const note: Row = [{ text: [...notes].join('; '), role: 'warn' }];
  return fitRows(
    [...viewRows(content, { ...input, height: input.height - 1 }), note],
    input.width,
    input.height,
  );
};

const viewRows = (content: MetricContent, input: MetricWidgetInput): Row[] => {
  const { width, height, ascii } = input;
  const drawn = content.lines.filter(({ visible }) => visible).flatMap((line) => drawnOf(line, input));
  const alarms = input.alarms.filter(({ arn }) => content.alarmArns.includes(arn));
  const [first] = drawn;
  const unit = first?.unit ?? 'none';
  const amounts = drawn.map((one): Amount => ({ role: one.role, ...figureOf(one, content) }));
  switch (content.view) {
    case 'timeSeries':
      return timeSeries(drawn, content, alarms, input);
    case 'singleValue':
      return singleValues(drawn, content, input);
    case 'bar':
      return barChart(amounts, unit, { width, height, ascii });
    case 'pie':
      return shareChart(amounts, unit, { width, height, ascii });
    case 'table':
      return table(drawn, content, input);
    case 'gauge': {
      const { min = 0, max = 100, thresholds } = content.left;
      const each = Math.max(1, Math.min(3, Math.floor(height / Math.max(1, amounts.length))));
      const limits = thresholds.map(({ value }) => ({ value, role: 'warn' as const }));
      const gauges = amounts.flatMap(({ label, value }) =>
        gaugeChart({ label, value, min, max, unit, limits }, { width, height: each, ascii }),
      );
      return fitRows(gauges, width, height);
    }
  }
};
