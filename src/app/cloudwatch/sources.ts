/** What a CloudWatch dashboard asks for: the series of its widgets, and the alarms that stand in them. */
import { isRegion } from '../../aws/region.ts';
import type { SeriesSpec } from '../../observation/metrics.ts';
import { type Origin, originsOf } from '../../origin.ts';
import { periodForWindow } from '../../periods.ts';
import {
  type CloudWatchDashboard,
  seriesOfDashboard,
  type TimeBound,
} from '../../pipeline/cloudwatch-dashboard/model.ts';

/** More points than a widget has dots. */
const mostPoints = 720;

/** The dashboard with periods that fit the range: what is asked for is what is drawn. */
export const withPeriods = (dashboard: CloudWatchDashboard, rangeMs: number): CloudWatchDashboard => ({
  ...dashboard,
  widgets: dashboard.widgets.map((widget) => {
    const { content } = widget;
    if (content.kind !== 'metric') return widget;
    const { own } = content;
    const windowMs = own?.fromAgoMs ?? rangeMs;
    const lines = content.lines.map((line) => {
      const periodSeconds = periodForWindow(line.series.periodSeconds, windowMs, mostPoints);
      const series = { ...line.series, periodSeconds, ...(own === undefined ? {} : { windowMs }) };
      return { ...line, series };
    });
    return { ...widget, content: { ...content, lines } };
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
    ...widgets.flatMap(({ content }): readonly Origin[] => {
      if (content.kind === 'metric') return content.lines.map(({ series }) => series);
      return content.kind === 'log' ? [content] : [];
    }),
  ]);

/** ARNs of the alarms that are shown. */
export const alarmsOf = ({ widgets }: CloudWatchDashboard): readonly string[] =>
  widgets.flatMap(({ content }) => {
    if (content.kind === 'alarm') return content.arns;
    return content.kind === 'metric' ? content.alarmArns : [];
  });

/** Where the alarms are that are shown; nowhere where a dashboard shows no alarm. */
export const alarmOriginsOf = (dashboard: CloudWatchDashboard): readonly Origin[] =>
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
