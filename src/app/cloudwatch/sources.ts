/** What a CloudWatch dashboard asks for: the series of its widgets, and the alarms that stand in them. */
import { isRegion } from '../../aws/region.ts';
import type { SeriesSpec } from '../../observation/metrics.ts';
import { type Origin, originsOf } from '../../origin.ts';
import { finePoints, inPeriods, legalPeriod, periodForWindow } from '../../periods.ts';
import {
  type CloudWatchDashboard,
  type MetricContent,
  seriesOfDashboard,
  type TimeBound,
} from '../../pipeline/cloudwatch-dashboard/model.ts';

/** Of a dashboard that keeps its periods: as many minutes, or five of them, or hours, as CloudWatch keeps. */
export const pointsOfWidgets = 22_000;

/** One figure of the whole range: one bucket, as CloudWatch asks for it, never put together from those of finer ones. */
const overRange = (series: SeriesSpec, rangeMs: number, endAgoMs: number): SeriesSpec => {
  const periodSeconds = legalPeriod(Math.max(60, Math.round(rangeMs / 1000)), rangeMs + endAgoMs);
  return { ...inPeriods(series, () => periodSeconds), overRange: { endAgoMs } };
};

const contentInPeriods = (
  content: MetricContent,
  rangeMs: number,
  override: CloudWatchDashboard['periodOverride'],
): MetricContent => {
  const { own, wholeRange, view } = content;
  const windowMs = own?.fromAgoMs ?? rangeMs;
  const isFigure = wholeRange && view !== 'timeSeries';
  const periodOf = (seconds: number): number =>
    override === 'inherit' ? legalPeriod(seconds, windowMs) : periodForWindow(seconds, windowMs, finePoints);
  const lines = content.lines.map((line) => {
    const series = isFigure
      ? overRange(line.series, windowMs - (own?.toAgoMs ?? 0), own?.toAgoMs ?? 0)
      : inPeriods(line.series, periodOf);
    return { ...line, series: { ...series, ...(own === undefined ? {} : { windowMs }) } };
  });
  const beside = content.beside?.map((series) => ({
    ...inPeriods(series, periodOf),
    ...(own === undefined ? {} : { windowMs }),
  }));
  const changed = lines.flatMap(({ series, visible }, index) =>
    visible && series.periodSeconds !== content.lines[index]?.series.periodSeconds
      ? [series.periodSeconds]
      : [],
  );
  const drawnBy = isFigure || changed.length === 0 ? {} : { drawnBySeconds: Math.max(...changed) };
  return { ...content, lines, ...(beside === undefined ? {} : { beside }), ...drawnBy };
};

/**
 * The dashboard with periods that fit the range: what is asked for is what is drawn. One that says `inherit` keeps its own, as
 * long as CloudWatch has points of them.
 */
export const withPeriods = (dashboard: CloudWatchDashboard, rangeMs: number): CloudWatchDashboard => ({
  ...dashboard,
  widgets: dashboard.widgets.map((widget) => {
    const { content } = widget;
    if (content.kind !== 'metric') return widget;
    return { ...widget, content: contentInPeriods(content, rangeMs, dashboard.periodOverride) };
  }),
});

/** The series of these widgets. */
export const seriesIn = (dashboard: CloudWatchDashboard, inSight: ReadonlySet<number>): SeriesSpec[] =>
  seriesOfDashboard({ widgets: dashboard.widgets.filter(({ index }) => inSight.has(index)) });

/** Where the widgets of a dashboard may read from. A pattern may stand for a Region as well as the property does. */
export const originsIn = ({ widgets, variables }: CloudWatchDashboard): readonly Origin[] =>
  originsOf([
    ...variables.flatMap(({ choices }) =>
      choices.flatMap(({ value }) => (isRegion(value) ? [{ region: value }] : [])),
    ),
    // What an alarm watches is asked for where the alarm is.
    ...alarmOriginsOf({ widgets }),
    ...widgets.flatMap(({ content }): readonly Origin[] => {
      if (content.kind === 'metric') return content.lines.map(({ series }) => series);
      return content.kind === 'log' ? [content] : [];
    }),
  ]);

/** ARNs of the alarms that are shown. */
export const alarmsOf = ({ widgets }: Pick<CloudWatchDashboard, 'widgets'>): readonly string[] =>
  widgets.flatMap(({ content }) => {
    if (content.kind === 'alarm') return content.arns;
    return content.kind === 'metric' ? content.alarmArns : [];
  });

/** Where the alarms are that are shown; nowhere where a dashboard shows no alarm. */
export const alarmOriginsOf = (dashboard: Pick<CloudWatchDashboard, 'widgets'>): readonly Origin[] =>
  originsOf(alarmsOf(dashboard).map((arn) => ({ region: arn.split(':')[3] ?? '' }))).filter(
    ({ region }) => region !== '',
  );

const usualRangeMs = 3 * 3_600_000;

/** The range that a dashboard opens with: as long as its own, else three hours, as in the console. It ends now. */
export const rangeOf = ({ start, end }: CloudWatchDashboard, now: number): number => {
  const timeOf = (bound: TimeBound): number => ('agoMs' in bound ? now - bound.agoMs : bound.at);
  if (start === undefined) return usualRangeMs;
  const rangeMs = (end === undefined ? now : timeOf(end)) - timeOf(start);
  return rangeMs > 0 ? rangeMs : usualRangeMs;
};
