/** Alarms in metric widgets: what they watch, asked for beside the lines of the widget. */
import type { Alarm } from '../../observation/alarms.ts';
import type { SeriesSpec } from '../../observation/metrics.ts';
import { type AlarmPart, alarmSpecs } from '../alarm-graph.ts';
import type { AlarmPicture, CloudWatchDashboard, MetricContent, MetricLine } from './model.ts';

const lineOf = (series: SeriesSpec): MetricLine => ({
  series,
  label: series.label,
  visible: true,
  axis: 'left',
  role: 'series1',
});

/** With the series of its alarms: all of them where it has nothing else, their bands where they stand on its lines. */
const withAlarms = (
  content: MetricContent,
  alarms: readonly Alarm[],
  idOf: (nth: number, part: AlarmPart) => string,
): MetricContent => {
  const isOnlyAlarms = content.lines.length === 0;
  const pictures: AlarmPicture[] = [];
  const series: SeriesSpec[] = [];
  for (const [nth, arn] of content.alarmArns.entries()) {
    const alarm = alarms.find((one) => one.arn === arn);
    const specs = alarm === undefined ? [] : alarmSpecs(alarm, (part) => idOf(nth, part));
    const band = specs.find(({ id }) => id === idOf(nth, 'band'));
    const watched = isOnlyAlarms ? specs.find(({ id }) => id === idOf(nth, 'alarm')) : undefined;
    pictures.push({
      arn,
      ...(watched === undefined ? {} : { watched: watched.id }),
      ...(band === undefined ? {} : { band: band.id }),
    });
    series.push(...(watched === undefined ? [] : [watched]), ...(band === undefined ? [] : [band]));
  }
  // Another view than a graph has its figures from lines.
  if (isOnlyAlarms && content.view !== 'timeSeries') {
    const bands = new Set(pictures.map(({ band }) => band));
    return { ...content, lines: series.filter(({ id }) => !bands.has(id)).map(lineOf) };
  }
  return { ...content, alarms: pictures, beside: series };
};

/** The dashboard with what the alarms in its metric widgets watch, and are held against. */
export const withAlarmMetrics = (
  dashboard: CloudWatchDashboard,
  alarms: readonly Alarm[],
): CloudWatchDashboard => ({
  ...dashboard,
  widgets: dashboard.widgets.map((widget) => {
    const { content, index } = widget;
    if (content.kind !== 'metric' || content.alarmArns.length === 0) return widget;
    const idOf = (nth: number, part: AlarmPart) =>
      `${dashboard.name}.w${index}.${part === 'alarm' ? 'alarm' : 'band'}${nth}`;
    return { ...widget, content: withAlarms(content, alarms, idOf) };
  }),
});
