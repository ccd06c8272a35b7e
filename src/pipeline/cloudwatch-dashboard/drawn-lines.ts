/** The lines of a metric widget as they are drawn: their points in the window, their labels, their one figure. */
import type { PlotSeries } from '../../chart/plot.ts';
import { formatUnit } from '../../format.ts';
import type { Point, SeriesSpec, SeriesUnit } from '../../observation/metrics.ts';
import type { Role } from '../../terminal/row.ts';
import { fillLabel } from './labels.ts';
import type { MetricContent, MetricLine } from './model.ts';

export type LineInput = {
  readonly pointsOf: (seriesId: string) => readonly Point[];
  /** The series that came back for a SEARCH, by the id that was asked for: one for each label. */
  readonly searched?: (
    seriesId: string,
  ) => readonly { readonly label: string; readonly points: readonly Point[] }[];
  /** What a series counts, where that is known beside what its spec says. */
  readonly unitOf?: (series: SeriesSpec) => SeriesUnit;
  readonly from: number;
  readonly to: number;
  /** `to` where absent. */
  readonly now?: number;
  readonly utc: boolean;
};

export type Drawn = PlotSeries & {
  readonly unit: SeriesUnit;
  readonly axis: 'left' | 'right';
  /** Its one point is the figure of the whole range. */
  readonly isOfRange: boolean;
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

export const drawnOf = (line: MetricLine, input: LineInput): Drawn[] => {
  const { series, axis, role } = line;
  const { periodSeconds, overRange } = series;
  const unit = input.unitOf?.(series) ?? series.unit;
  const isOfRange = overRange !== undefined;
  // A bucket that began before the window and reaches into it is part of what is seen; of a range the last answer counts.
  const seen = (points: readonly Point[]) =>
    isOfRange
      ? points.slice(-1)
      : points.filter(({ at }) => at + periodSeconds * 1000 > input.from && at < input.to);
  const { now = input.to, utc } = input;
  const drawn = (label: string, all: readonly Point[], own: Role): Drawn => {
    const points = seen(all);
    const filled = fillLabel(label, points, { unit, periodSeconds, now, utc });
    return { points, label: filled, role: own, unit, axis, isOfRange, periodMs: periodSeconds * 1000 };
  };
  const found = input.searched?.(series.id) ?? [];
  return found.length === 0
    ? [drawn(line.label, input.pointsOf(series.id), role)]
    : found.map(({ label, points }, index) => drawn(label, points, roles[index % roles.length] ?? role));
};

/** The newest settled value, or the open one where there is nothing else. */
const newest = (points: readonly Point[]): number | undefined =>
  (points.findLast(({ settled }) => settled) ?? points.at(-1))?.value;

/** The one figure of a line: of the whole range where the widget wants that, else the newest. */
export const figureOf = ({
  label,
  points,
  isOfRange,
}: Drawn): { readonly label: string; readonly value: number | undefined } => ({
  label,
  value: isOfRange ? points.at(-1)?.value : newest(points),
});

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
