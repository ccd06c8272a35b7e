import type { AlarmSeen } from '../../observation/alarms.ts';
import type { SeriesSpec } from '../../observation/metrics.ts';
import { unitOf } from '../units.ts';
import type { CloudWatchDashboard, MetricLine } from './model.ts';

/** The metric that an alarm watches; undefined for metric math and composite alarms, which tell none. */
const alarmSeries = (alarm: AlarmSeen, id: string): SeriesSpec | undefined => {
  const { namespace, metricName, stat, dimensions, periodSeconds, region } = alarm;
  if (namespace === undefined || metricName === undefined || stat === undefined) return undefined;
  const query = { kind: 'metric', namespace, metric: metricName, dimensions, stat } as const;
  return {
    id,
    label: metricName,
    region,
    query,
    periodSeconds: periodSeconds ?? 60,
    unit: unitOf(query),
    missing: 'gap',
  };
};

/** The dashboard with the metrics of its alarms in those widgets that show nothing but an alarm. */
export const withAlarmMetrics = (
  dashboard: CloudWatchDashboard,
  alarms: readonly AlarmSeen[],
): CloudWatchDashboard => ({
  ...dashboard,
  widgets: dashboard.widgets.map((widget) => {
    const { content, index } = widget;
    if (content.kind !== 'metric' || content.lines.length > 0) return widget;
    const lines = content.alarmArns.flatMap((arn, at): MetricLine[] => {
      const alarm = alarms.find((one) => one.arn === arn);
      const series = alarm && alarmSeries(alarm, `${dashboard.name}.w${index}.alarm${at}`);
      return series === undefined
        ? []
        : [{ series, label: series.label, visible: true, axis: 'left', role: 'series1' }];
    });
    return lines.length === 0 ? widget : { ...widget, content: { ...content, lines } };
  }),
});
