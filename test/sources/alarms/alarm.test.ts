import { describe, expect, it } from 'vitest';
import {
  fromCompositeAlarm,
  fromLogAlarm,
  fromMetricAlarm,
  toAction,
} from '../../../src/sources/alarms/alarm.ts';
import { isFlapping, toTransition } from '../../../src/sources/alarms/history.ts';
import { readReasonData } from '../../../src/sources/alarms/reason-data.ts';
import { scheduleSeconds } from '../../../src/sources/alarms/schedule.ts';

const since = new Date(Date.UTC(2026, 0, 15, 11));

describe('an alarm', () => {
  it('of one metric', () => {
    const alarm = fromMetricAlarm(
      {
        AlarmName: 'errors',
        AlarmArn: 'arn:aws:cloudwatch:us-east-1:1:alarm:errors',
        StateValue: 'ALARM',
        StateReason: 'Threshold Crossed',
        StateReasonData: '{"version":"1.0","recentDatapoints":[1.0,7.5],"threshold":5.0}',
        StateTransitionedTimestamp: since,
        StateUpdatedTimestamp: new Date(since.getTime() + 60_000),
        ActionsEnabled: false,
        AlarmActions: ['arn:aws:sns:us-east-1:1:on-call'],
        Namespace: 'AWS/Lambda',
        MetricName: 'Errors',
        ExtendedStatistic: 'p99',
        Dimensions: [{ Name: 'FunctionName', Value: 'f' }],
        Period: 60,
        EvaluationPeriods: 3,
        Threshold: 5,
        ComparisonOperator: 'GreaterThanThreshold',
      },
      { region: 'us-east-1' },
    );
    expect(alarm).toEqual({
      type: 'alarm',
      name: 'errors',
      arn: 'arn:aws:cloudwatch:us-east-1:1:alarm:errors',
      kind: 'metric',
      state: 'ALARM',
      since: since.getTime(),
      reason: 'Threshold Crossed',
      region: 'us-east-1',
      metric: 'AWS/Lambda/Errors',
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensions: { FunctionName: 'f' },
      stat: 'p99',
      periodSeconds: 60,
      threshold: 5,
      comparison: 'GreaterThanThreshold',
      datapointsToAlarm: 3,
      evaluationPeriods: 3,
      treatMissingData: 'missing',
      query: {
        kind: 'metric',
        namespace: 'AWS/Lambda',
        metric: 'Errors',
        dimensions: { FunctionName: 'f' },
        stat: 'p99',
      },
      recentValues: [1, 7.5],
      evaluated: [],
      actionsEnabled: false,
      actions: [{ kind: 'sns', name: 'on-call' }],
      judged: { flapping: false },
    });
  });

  it('of an expression, with what it watches and what it is held against, to be asked for again', () => {
    const m1 = { kind: 'metric', namespace: 'N', metric: 'M', dimensions: {}, stat: 'Sum' };
    const alarm = fromMetricAlarm(
      {
        AlarmName: 'rate',
        ThresholdMetricId: 'band',
        EvaluationState: 'PARTIAL_DATA',
        Metrics: [
          {
            Id: 'm1',
            ReturnData: false,
            MetricStat: { Stat: 'Sum', Period: 300, Metric: { Namespace: 'N', MetricName: 'M' } },
          },
          { Id: 'band', Expression: 'ANOMALY_DETECTION_BAND(e1, 2)' },
          { Id: 'e1', Expression: '100 * m1 / m2', Period: 60 },
        ],
      },
      { region: 'us-east-1' },
    );
    expect(alarm).toMatchObject({
      metric: '100 * m1 / m2',
      periodSeconds: 60,
      evaluation: 'PARTIAL_DATA',
      state: 'INSUFFICIENT_DATA',
      query: { kind: 'expression', expression: '100 * m1 / m2', inputs: { m1 } },
      band: {
        kind: 'expression',
        expression: 'ANOMALY_DETECTION_BAND(e1, 2)',
        inputs: { e1: { kind: 'expression', expression: '100 * m1 / m2' }, m1 },
      },
    });
    expect(alarm).not.toHaveProperty('threshold');
  });

  it('has no threshold where AWS tells one that is no number: a recording could not hold it', () => {
    const withThreshold = (Threshold: number) =>
      fromMetricAlarm({ AlarmName: 'odd', Threshold }, { region: 'us-east-1' });
    expect(withThreshold(Number.NaN)).not.toHaveProperty('threshold');
    expect(withThreshold(Number.POSITIVE_INFINITY)).not.toHaveProperty('threshold');
    expect(withThreshold(0)).toHaveProperty('threshold', 0);
  });

  it.each([-1e300, 1e300, -1, Number.NaN])(
    'does not warm up for %s minutes: that ends at no time',
    (minutes) => {
      const warming = (of: number) =>
        fromMetricAlarm(
          {
            AlarmName: 'a',
            StateValue: 'INSUFFICIENT_DATA',
            AlarmConfigurationUpdatedTimestamp: since,
            WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: of },
          },
          { region: 'us-east-1' },
        )?.warmUp;
      expect(warming(20)?.until).toBe(since.getTime() + 20 * 60_000);
      expect(warming(minutes)).toBeUndefined();
    },
  );

  it('tells what decides how it is judged: its unit, missing points, samples that are too few', () => {
    const alarm = fromMetricAlarm(
      {
        AlarmName: 'disk',
        Namespace: 'Shop/Host',
        MetricName: 'disk_used',
        Unit: 'Percent',
        TreatMissingData: 'notBreaching',
        EvaluateLowSampleCountPercentile: 'ignore',
      },
      { region: 'us-east-1' },
    );
    expect(alarm).toMatchObject({
      unit: 'Percent',
      treatMissingData: 'notBreaching',
      lowSamples: 'ignore',
      query: { kind: 'metric', metric: 'disk_used', unit: 'Percent' },
    });
    const ofMath = fromMetricAlarm(
      {
        AlarmName: 'rate',
        Metrics: [
          { Id: 'e1', Expression: 'm1 * 2' },
          {
            Id: 'm1',
            ReturnData: false,
            MetricStat: {
              Stat: 'Sum',
              Period: 60,
              Unit: 'Bytes',
              Metric: { Namespace: 'N', MetricName: 'M' },
            },
          },
        ],
      },
      { region: 'us-east-1' },
    );
    expect(ofMath.query).toMatchObject({ inputs: { m1: { unit: 'Bytes' } } });
  });

  it('of logs has the period of its schedule, and the values of its runs', () => {
    const alarm = fromLogAlarm(
      {
        AlarmName: 'HighErrorCount',
        // As in "Log alarms" of CloudWatch's guide.
        StateReasonData: JSON.stringify({
          version: '1.0',
          queryDate: '2026-06-10T12:15:30.000+0000',
          threshold: 100,
          queryResultsToEvaluate: 5,
          queryResultsToAlarm: 3,
          results: [
            { queryResultId: 'c', status: 'COMPLETE', timestamp: '2026-06-10T12:15:00.000+0000', value: 142 },
            { queryResultId: 'b', status: 'FAILED', timestamp: '2026-06-10T12:10:00.000+0000' },
            { queryResultId: 'a', status: 'COMPLETE', timestamp: '2026-06-10T12:05:00.000+0000', value: 120 },
          ],
        }),
        ScheduledQueryConfiguration: {
          QueryString: 'filter level = "ERROR"',
          AggregationExpression: 'count(*)',
          ScheduledQueryRoleARN: 'arn',
          ScheduleConfiguration: { ScheduleExpression: 'rate(5 minutes)', StartTimeOffset: 300 },
        },
      },
      { region: 'r' },
    );
    expect(alarm).toMatchObject({
      stat: 'count(*)',
      periodSeconds: 300,
      treatMissingData: 'missing',
      recentValues: [120, 142],
      evaluated: [
        { at: Date.UTC(2026, 5, 10, 12, 5), value: 120 },
        { at: Date.UTC(2026, 5, 10, 12, 15), value: 142 },
      ],
    });
  });

  it.each([
    ['rate(1 minute)', 60],
    ['rate(10 minutes)', 600],
    ['rate(2 hours)', 7200],
    ['rate(1 day)', 86_400],
    ['cron(0/10 * * * ? *)', 600],
    ['cron(5 * * * ? *)', 3600],
    ['cron(0,20 8-18 ? * MON-FRI *)', 1200],
    ['cron(30 6,18 * * ? *)', 43_200],
    ['cron(0 2 * * ? *)', 86_400],
    ['at(2026-01-01T00:00:00)', undefined],
    ['rate(0 minutes)', undefined],
    ['', undefined],
  ])('that runs by %s runs every %s s', (expression, seconds) => {
    expect(scheduleSeconds(expression)).toBe(seconds);
  });

  it('that is composed, or of logs', () => {
    expect(
      fromCompositeAlarm(
        { AlarmName: 'c', AlarmRule: 'ALARM(a) OR ALARM(b)', ActionsSuppressedBy: 'WaitPeriod' },
        { region: 'r' },
      ),
    ).toMatchObject({
      kind: 'composite',
      metric: 'ALARM(a) OR ALARM(b)',
      suppressedBy: 'WaitPeriod',
      dimensions: {},
    });
    expect(
      fromLogAlarm({ AlarmName: 'l', QueryResultsToEvaluate: 3, QueryResultsToAlarm: 2 }, { region: 'r' }),
    ).toMatchObject({
      kind: 'log',
      datapointsToAlarm: 2,
      evaluationPeriods: 3,
    });
  });

  it.each([
    ['arn:aws:sns:us-east-1:1:topic', 'sns', 'topic'],
    ['arn:aws:lambda:us-east-1:1:function:page-me:live', 'lambda', 'page-me:live'],
    [
      'arn:aws:autoscaling:us-east-1:1:scalingPolicy:uuid:autoScalingGroupName/g:policyName/out',
      'autoscaling',
      'out',
    ],
    ['arn:aws:automate:us-east-1:ec2:stop', 'ec2', 'stop'],
    ['arn:aws:swf:us-east-1:1:action/actions/AWS_EC2.InstanceId.Reboot/1.0', 'ec2', 'reboot'],
    ['arn:aws-cn:ssm:cn-north-1:1:opsitem:3', 'ssm', 'opsitem:3'],
    ['arn:aws:kinesis:us-east-1:1:stream/x', 'other', 'stream/x'],
    ['nonsense', 'other', 'nonsense'],
  ])('does %s', (arn, kind, name) => expect(toAction(arn)).toEqual({ kind, name }));

  it('tells its last values, oldest first, whatever the text is', () => {
    expect(readReasonData('{"recentDatapoints":[1,null,3]}')).toEqual({
      recentValues: [1, 3],
      evaluated: [],
    });
    expect(
      readReasonData(
        '{"evaluatedDatapoints":[{"timestamp":"2026-01-15T11:02:00.000+0000","value":9},{"timestamp":"2026-01-15T11:01:00.000+0000","value":8}],"recentDatapoints":[1]}',
      ),
    ).toEqual({
      recentValues: [8, 9],
      evaluated: [
        { at: since.getTime() + 60_000, value: 8 },
        { at: since.getTime() + 120_000, value: 9 },
      ],
    });
    for (const text of [undefined, '', '{', '[]', '{"recentDatapoints":"no"}'])
      expect(readReasonData(text)).toEqual({ recentValues: [], evaluated: [] });
  });

  it('tells when they were by the start and the period, where no times are listed', () => {
    const data = { startDate: '2026-01-15T11:00:00.000+0000', period: 300, recentDatapoints: [4, null, 6] };
    expect(readReasonData(JSON.stringify(data))).toEqual({
      recentValues: [4, 6],
      evaluated: [
        { at: since.getTime(), value: 4 },
        { at: since.getTime() + 600_000, value: 6 },
      ],
    });
  });
});

describe('a transition', () => {
  const item = { AlarmName: 'a', Timestamp: since, HistoryItemType: 'StateUpdate' as const };
  const data = (from: string, to: string) =>
    JSON.stringify({
      version: '1.0',
      oldState: { stateValue: from },
      newState: { stateValue: to, stateReason: 'why' },
    });

  it('comes from the history', () => {
    expect(toTransition({ ...item, HistoryData: data('OK', 'ALARM') }, { region: 'r' })).toEqual({
      type: 'alarmHistory',
      name: 'a',
      at: since.getTime(),
      from: 'OK',
      to: 'ALARM',
      reason: 'why',
      region: 'r',
    });
  });

  it('is read from the summary where the data says nothing', () => {
    expect(
      toTransition(
        { ...item, HistorySummary: 'Alarm updated from OK to INSUFFICIENT_DATA' },
        { region: 'r' },
      ),
    ).toMatchObject({ from: 'OK', to: 'INSUFFICIENT_DATA' });
  });

  it('is not an update that changed nothing, nor anything else', () => {
    expect(toTransition({ ...item, HistoryData: data('OK', 'OK') }, { region: 'r' })).toBeUndefined();
    expect(
      toTransition({ ...item, HistoryItemType: 'Action', HistoryData: data('OK', 'ALARM') }, { region: 'r' }),
    ).toBeUndefined();
    expect(
      toTransition({ ...item, HistoryData: 'garbage', HistorySummary: 'garbage' }, { region: 'r' }),
    ).toBeUndefined();
  });
});

describe('flapping', () => {
  const now = 100_000_000;
  const changes = (count: number) => Array.from({ length: count }, (_, nth) => now - nth * 60_000 - 1);

  it('starts at 30 percent of the last 21 results and ends under 20', () => {
    expect(isFlapping(changes(4), now, 60, false)).toBe(false);
    expect(isFlapping(changes(6), now, 60, false)).toBe(true);
    expect(isFlapping(changes(4), now, 60, true)).toBe(true);
    expect(isFlapping(changes(3), now, 60, true)).toBe(false);
    expect(isFlapping([], now, 60, true)).toBe(false);
  });

  it('weighs old changes less, and takes results by the alarm’s own period', () => {
    const old = changes(6).map((at) => at - 14 * 60_000);
    expect(isFlapping(old, now, 60, false)).toBe(false);
    const slow = Array.from({ length: 6 }, (_, nth) => now - nth * 300_000 - 1);
    expect(isFlapping(slow, now, 60, false)).toBe(false);
    expect(isFlapping(slow, now, 300, false)).toBe(true);
  });
});
