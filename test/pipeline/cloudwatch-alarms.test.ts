/** Widgets that show alarms: of metric math, of a band, of logs, composites; as the screen of alarms draws them (issue 13). */
import { describe, expect, it } from 'vitest';
import { withPeriods } from '../../src/app/cloudwatch/sources.ts';
import type { Alarm } from '../../src/observation/alarms.ts';
import { withAlarmMetrics } from '../../src/pipeline/cloudwatch-dashboard/alarm-lines.ts';
import { seriesOfDashboard } from '../../src/pipeline/cloudwatch-dashboard/model.ts';
import { fromCompositeAlarm, fromLogAlarm, fromMetricAlarm } from '../../src/sources/alarms/alarm.ts';
import { toQueries } from '../../src/sources/metrics/query.ts';
import { constant, metricWidget, minute, readBody, type rowsOf, textOf, to } from './cloudwatch-widgets.ts';

const origin = { region: 'us-east-1' };
const arnOf = (name: string): string => `arn:aws:cloudwatch:us-east-1:111122223333:alarm:${name}`;
const stat = (name: string) => ({
  Metric: {
    Namespace: 'AWS/Lambda',
    MetricName: name,
    Dimensions: [{ Name: 'FunctionName', Value: 'pay' }],
  },
  Period: 300,
  Stat: 'Sum',
});
const since = new Date(to - 20 * minute);

const errorRate = fromMetricAlarm(
  {
    AlarmName: 'error-rate',
    AlarmArn: arnOf('error-rate'),
    StateValue: 'ALARM',
    StateReason: 'x',
    StateTransitionedTimestamp: since,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    Threshold: 5,
    ComparisonOperator: 'GreaterThanThreshold',
    Metrics: [
      { Id: 'e1', Expression: '100*errors/invocations', ReturnData: true },
      { Id: 'errors', MetricStat: stat('Errors'), ReturnData: false },
      { Id: 'invocations', MetricStat: stat('Invocations'), ReturnData: false },
    ],
  },
  origin,
);
const odd = fromMetricAlarm(
  {
    AlarmName: 'odd',
    AlarmArn: arnOf('odd'),
    StateValue: 'OK',
    StateTransitionedTimestamp: since,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanUpperThreshold',
    ThresholdMetricId: 'band',
    Metrics: [
      { Id: 'm1', MetricStat: stat('Invocations') },
      { Id: 'band', Expression: 'ANOMALY_DETECTION_BAND(m1, 2)' },
    ],
  },
  origin,
);
const outage = fromCompositeAlarm(
  {
    AlarmName: 'outage',
    AlarmArn: arnOf('outage'),
    StateValue: 'ALARM',
    StateTransitionedTimestamp: since,
    StateReason: `${arnOf('error-rate')} transitioned to ALARM at Thursday 15 January, 2026 13:40:00 UTC`,
    AlarmRule: 'ALARM("error-rate")',
  },
  origin,
);
const ofLogs = fromLogAlarm(
  {
    AlarmName: 'declined',
    AlarmArn: arnOf('declined'),
    StateValue: 'ALARM',
    StateTransitionedTimestamp: since,
    Threshold: 100,
    ComparisonOperator: 'GreaterThanThreshold',
    QueryResultsToEvaluate: 3,
    StateReasonData: JSON.stringify({
      results: [40, 30, 20].map((ago) => ({
        queryResultId: `${ago}`,
        status: 'COMPLETE',
        timestamp: new Date(to - ago * minute).toISOString(),
        value: 200 - ago,
      })),
    }),
    ScheduledQueryConfiguration: {
      QueryString: 'filter declined',
      AggregationExpression: 'count(*)',
      ScheduledQueryRoleARN: 'arn',
      ScheduleConfiguration: { ScheduleExpression: 'rate(10 minutes)', StartTimeOffset: 600 },
    },
  },
  origin,
);
const all = [errorRate, odd, outage, ofLogs];

const shows = (...arns: readonly string[]) =>
  metricWidget({ title: 'error rate', view: 'timeSeries', annotations: { alarms: arns } });
const dashboardOf = (body: object, alarms: readonly Alarm[] = all) =>
  withPeriods(withAlarmMetrics(readBody(body), alarms), 180 * minute);
const drawn = (body: object, more: Parameters<typeof rowsOf>[1] = {}) =>
  textOf(dashboardOf(body), { alarms: all, pointsOf: () => constant(2, 8), ...more });

describe('a widget with nothing but an alarm', () => {
  it('of metric math draws its expression, its threshold and when it went off', () => {
    const dashboard = dashboardOf(shows(errorRate.arn));
    const [series] = seriesOfDashboard(dashboard);
    expect(series).toMatchObject({ periodSeconds: 300, unit: 'percent', region: 'us-east-1' });
    expect(toQueries(series === undefined ? [] : [series])).toMatchObject([
      { Expression: expect.stringMatching(/^100\*\w+\/\w+$/) },
      { MetricStat: { Metric: { MetricName: 'Errors' }, Stat: 'Sum' }, ReturnData: false },
      { MetricStat: { Metric: { MetricName: 'Invocations' } }, ReturnData: false },
    ]);
    const text = drawn(shows(errorRate.arn));
    expect(text).toMatch(/✖ error-rate +20 m/);
    expect(text).toContain('100*errors/invocations   ╌ > 5');
    expect(text).toMatch(/[⠁-⣿]{3}/);
    expect(text).toMatch(/10 % ┤/);
    expect(text).toContain('┊ALARM');
    expect(text).not.toContain('no data');
  });

  it('of a band draws what is expected', () => {
    const dashboard = dashboardOf(shows(odd.arn));
    expect(seriesOfDashboard(dashboard).map(({ query }) => query.kind)).toEqual(['metric', 'expression']);
    const searched = (id: string) =>
      id.endsWith('band0')
        ? [
            { label: 'upper', points: constant(6) },
            { label: 'lower', points: constant(1) },
          ]
        : [];
    const text = drawn(shows(odd.arn), { searched });
    expect(text).toContain('░ expected 1 to 6');
    expect(text).toMatch(/● odd +20 m {2}above band/);
    expect(text).toMatch(/░{2}/);
  });

  it('of logs draws what was judged, though nothing can be asked for', () => {
    expect(seriesOfDashboard(dashboardOf(shows(ofLogs.arn)))).toEqual([]);
    const text = drawn(shows(ofLogs.arn));
    expect(text).toContain('count(*)   ╌ > 100   ● judged');
    expect(text.match(/●/g)?.length).toBeGreaterThanOrEqual(3);
  });

  it('that is composite is its state, and what brought it about', () => {
    expect(drawn(shows(outage.arn))).toMatch(/✖ outage +20 m {2}by error-rate.*error-rate went to ALARM/);
  });

  it('that nobody has read says so; several share the room', () => {
    const text = drawn(shows(errorRate.arn, arnOf('gone'), outage.arn));
    expect(text).toMatch(/✖ error-rate/);
    expect(text).toContain('○ gone  not read');
    expect(text).toMatch(/✖ outage/);
  });

  it('has a figure in another view', () => {
    const body = metricWidget({ view: 'singleValue', annotations: { alarms: [errorRate.arn] } });
    expect(textOf(dashboardOf(body), { alarms: all, pointsOf: () => constant(8) })).toContain('8 %');
  });
});

describe('alarms on the lines of a widget', () => {
  const body = metricWidget({
    metrics: [['AWS/Lambda', 'Invocations', 'FunctionName', 'pay']],
    stat: 'Sum',
    period: 300,
    annotations: { alarms: [odd.arn, errorRate.arn] },
  });

  it('bring their thresholds, their marks, and the band of one that has one', () => {
    const dashboard = dashboardOf(body);
    expect(seriesOfDashboard(dashboard).map(({ id }) => id)).toEqual(['d.w0.r0', 'd.w0.band0']);
    const searched = (id: string) =>
      id === 'd.w0.band0'
        ? [
            { label: 'a', points: constant(7) },
            { label: 'b', points: constant(1) },
          ]
        : [];
    const text = drawn(body, { searched, pointsOf: () => constant(2) });
    expect(text).toMatch(/░{2}/);
    expect(text).toContain('┊error-rate');
    expect(text).toMatch(/╌{10}.*error-rate/);
  });
});
