/** The lines of a metric widget as they are drawn: their points in the window, their labels, their one figure. */
import type { PlotSeries } from '../../chart/plot.ts';
import { formatUnit } from '../../format.ts';
import type { Point, SeriesUnit } from '../../observation/metrics.ts';
import type { Role } from '../../terminal/row.ts';
import { fillLabel } from './labels.ts';
import type { MetricContent, MetricLine } from './model.ts';

export type LineInput = {
  readonly pointsOf: (seriesId: string) => readonly Point[];
  /** The series that came back for a SEARCH, by the id that was asked for: one for each label. */
  readonly searched?: (
    seriesId: string,
  ) => readonly { readonly label: string; readonly points: readonly Point[] }[];
  readonly from: number;
  readonly to: number;
  /** `to` where absent. */
  readonly now?: number;
  readonly utc: boolean;
};

export type Drawn = PlotSeries & {
  readonly unit: SeriesUnit;
  readonly axis: 'left' | 'right';
  readonly stat: string;
};

const roles: readonly Role[] = ['series1', 'series2', 'series3', 'series4', 'series5', 'series6'];

/** `how` is a statistic, or `last`; what is no such statistic is the last value too. */
export const aggregate = (points: readonly Point[], how: string): number | undefined => {
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

/** The statistics of a table's columns. */
export const labelStats: Readonly<Record<string, string>> = {
  MAX: 'Maximum',
  MIN: 'Minimum',
  AVG: 'Average',
  SUM: 'Sum',
  LAST: 'last',
};

/** Statistics that follow from those of the buckets: a percentile of a whole range, or the outcome of an expression, does not. */
const addsUp: ReadonlySet<string> = new Set(['Sum', 'SampleCount', 'Average', 'Minimum', 'Maximum']);

export const drawnOf = (line: MetricLine, input: LineInput): Drawn[] => {
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
  const { now = input.to, utc } = input;
  const label = fillLabel(line.label, points, { unit, periodSeconds: series.periodSeconds, now, utc });
  return [{ points, label, role, unit, axis, stat }];
};

/** The newest settled value, or the open one where there is nothing else. */
const newest = (points: readonly Point[]): number | undefined =>
  (points.findLast(({ settled }) => settled) ?? points.at(-1))?.value;

/** True where the figure of a line is that of the whole range. */
export const isOfRange = ({ stat }: Drawn, { wholeRange }: MetricContent): boolean =>
  wholeRange && addsUp.has(stat);

/** The one figure of a line: of the whole range where the widget wants that and it can be told, else the newest, which says so. */
export const figureOf = (
  drawn: Drawn,
  content: MetricContent,
): { readonly label: string; readonly value: number | undefined } => {
  const { label, points, stat } = drawn;
  if (isOfRange(drawn, content)) return { label, value: aggregate(points, stat) };
  return { label: content.wholeRange ? `${label} (newest)` : label, value: newest(points) };
};

/** A graph of one line has no legend: its name, unless the title is it, and its newest value, to stand beside the title. */
export const onlyLine = ({ view, legend, lines }: MetricContent, input: LineInput, title: string): string => {
  if (view !== 'timeSeries' || !legend) return '';
  const [drawn, ...others] = lines.filter(({ visible }) => visible).flatMap((line) => drawnOf(line, input));
  if (drawn === undefined || others.length > 0) return '';
  const value = newest(drawn.points);
  return [
    ...(drawn.label === title ? [] : [drawn.label]),
    ...(value === undefined ? [] : [formatUnit(value, drawn.unit)]),
  ].join(' ');
};
