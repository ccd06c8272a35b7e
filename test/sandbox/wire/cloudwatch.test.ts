import {
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  ListMetricsCommand,
  type MetricDataQuery,
  paginateDescribeAlarmHistory,
  paginateDescribeAlarms,
  paginateListMetrics,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import type { Account } from '../../../src/sandbox/account.ts';
import { noFaults } from '../../../src/sandbox/faults.ts';
import { serve } from './clients.ts';
import { handmadeAccount, handmadeAlarm, minuteMs, now } from './handmade-account.ts';

const worker = { FunctionName: 'payment-worker' };
const errors = {
  namespace: 'AWS/Lambda',
  name: 'Errors',
  dimensions: worker,
  valueAt: (ago: number) => (ago % 2 === 0 ? undefined : ago),
};
const calls = {
  namespace: 'AWS/Lambda',
  name: 'Invocations',
  dimensions: worker,
  valueAt: (ago: number) => 10 * ago,
};
const account = handmadeAccount({ metrics: [errors, calls] });

const stat = (Id: string, MetricName: string, change: Partial<MetricDataQuery> = {}): MetricDataQuery => ({
  Id,
  MetricStat: {
    Metric: {
      Namespace: 'AWS/Lambda',
      MetricName,
      Dimensions: [{ Name: 'FunctionName', Value: 'payment-worker' }],
    },
    Period: 60,
    Stat: 'Sum',
  },
  ...change,
});

/** The last five minutes, oldest first, as [minutes ago, value]. */
const ask = async (source: Account, MetricDataQueries: MetricDataQuery[], minutes = 5) => {
  const { cloudwatch } = await serve(source);
  const { MetricDataResults = [] } = await cloudwatch.send(
    new GetMetricDataCommand({
      MetricDataQueries,
      StartTime: new Date(now - minutes * minuteMs),
      EndTime: new Date(now),
      ScanBy: 'TimestampAscending',
    }),
  );
  return MetricDataResults.map(({ Id, Label, StatusCode, Timestamps = [], Values = [] }) => ({
    Id,
    Label,
    StatusCode,
    points: Timestamps.map((at, index) => [(now - at.getTime()) / minuteMs, Values[index]]),
  }));
};

describe('GetMetricData', () => {
  test('gives a statistic, gaps left out, newest first unless told otherwise', async () => {
    const { cloudwatch } = await serve(account);
    const answer = await cloudwatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [stat('e', 'Errors')],
        StartTime: new Date(now - 5 * minuteMs),
        EndTime: new Date(now),
      }),
    );
    expect(answer.MetricDataResults).toEqual([
      {
        Id: 'e',
        Label: 'Errors',
        StatusCode: 'Complete',
        Timestamps: [1, 3, 5].map((ago) => new Date(now - ago * minuteMs)),
        Values: [1, 3, 5],
      },
    ]);
  });

  test.each<[string, [number, number][]]>([
    [
      'e / c * 100',
      [
        [5, 10],
        [4, 0],
        [3, 10],
        [2, 0],
        [1, 10],
      ],
    ],
    [
      'e + c',
      [
        [5, 55],
        [4, 40],
        [3, 33],
        [2, 20],
        [1, 11],
      ],
    ],
    [
      '-c + 1',
      [
        [5, -49],
        [4, -39],
        [3, -29],
        [2, -19],
        [1, -9],
      ],
    ],
    [
      'SUM(METRICS())',
      [
        [5, 55],
        [4, 40],
        [3, 33],
        [2, 20],
        [1, 11],
      ],
    ],
    [
      'MAX([e, c])',
      [
        [5, 50],
        [4, 40],
        [3, 30],
        [2, 20],
        [1, 10],
      ],
    ],
    [
      'FILL(e, 0)',
      [
        [5, 5],
        [4, 0],
        [3, 3],
        [2, 0],
        [1, 1],
      ],
    ],
    [
      'FILL(e, REPEAT)',
      [
        [5, 5],
        [4, 5],
        [3, 3],
        [2, 3],
        [1, 1],
      ],
    ],
    [
      'RATE(c) * 60',
      [
        [4, -10],
        [3, -10],
        [2, -10],
        [1, -10],
      ],
    ],
    [
      'IF(c > 30, c, 0)',
      [
        [5, 50],
        [4, 40],
        [3, 0],
        [2, 0],
        [1, 0],
      ],
    ],
    [
      'c - AVG(c)',
      [
        [5, 20],
        [4, 10],
        [3, 0],
        [2, -10],
        [1, -20],
      ],
    ],
  ])('computes %s', async (expression, expected) => {
    const [result] = await ask(account, [
      stat('e', 'Errors', { ReturnData: false }),
      stat('c', 'Invocations', { ReturnData: false }),
      { Id: 'x', Expression: expression, Label: 'math' },
    ]);
    expect(result).toEqual({ Id: 'x', Label: 'math', StatusCode: 'Complete', points: expected });
  });

  test('an array of series comes back as one result each, under one Id', async () => {
    const results = await ask(account, [
      stat('e', 'Errors', { ReturnData: false }),
      stat('c', 'Invocations', { ReturnData: false }),
      { Id: 'x', Expression: 'METRICS() * 2', Label: 'twice' },
    ]);
    expect(results.map(({ Id, Label }) => [Id, Label])).toEqual([
      ['x', 'twice Errors'],
      ['x', 'twice Invocations'],
    ]);
  });

  test('an anomaly band is two series around the metric, upper edge first, the same in every window', async () => {
    const band = [
      stat('c', 'Invocations', { ReturnData: false }),
      { Id: 'band', Expression: 'ANOMALY_DETECTION_BAND(c, 2)', Label: 'expected' },
    ];
    const [upper, lower] = await ask(account, band);
    const [points] = await ask(account, [stat('c', 'Invocations')], 64);
    const lastHour = (points?.points ?? []).slice(-60).map(([, value = 0]) => value);
    const mean = lastHour.reduce((sum, value) => sum + value, 0) / lastHour.length;
    const variance = lastHour.reduce((sum, value) => sum + (value - mean) ** 2, 0) / lastHour.length;
    const [[ago, high = 0] = [], [, low = 0] = []] = [upper?.points.at(-1), lower?.points.at(-1)];
    expect(ago).toBe(1);
    expect(high).toBeCloseTo(mean + 2 * Math.sqrt(variance));
    expect(low).toBeCloseTo(mean - 2 * Math.sqrt(variance));
    expect(upper?.points).toHaveLength(5);
    const [later] = await ask(account, band, 2);
    expect(later?.points).toEqual(upper?.points.slice(-2));
  });

  test('an unknown metric is an empty answer, not an error', async () => {
    expect(await ask(account, [stat('n', 'NoSuchMetric')])).toEqual([
      { Id: 'n', Label: 'NoSuchMetric', StatusCode: 'Complete', points: [] },
    ]);
  });

  test('datapoints come in pages that add up', async () => {
    const { cloudwatch } = await serve(account);
    const question = {
      MetricDataQueries: [stat('e', 'Errors'), stat('c', 'Invocations')],
      StartTime: new Date(now - 10 * minuteMs),
      EndTime: new Date(now),
      MaxDatapoints: 4,
    };
    const values: Record<string, number[]> = { e: [], c: [] };
    let token: string | undefined;
    let pages = 0;
    do {
      const page = await cloudwatch.send(new GetMetricDataCommand({ ...question, NextToken: token }));
      for (const { Id = '', Values = [] } of page.MetricDataResults ?? []) values[Id]?.push(...Values);
      token = page.NextToken;
      pages++;
    } while (token !== undefined);
    expect(values).toEqual({ e: [1, 3, 5, 7, 9], c: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100] });
    expect(pages).toBe(4);
  });

  test.each<[string, MetricDataQuery[], RegExp]>([
    ['two queries of one id', [stat('e', 'Errors'), stat('e', 'Errors')], /not unique/],
    ['a bad id', [stat('E', 'Errors')], /not matched to pattern/],
    ['neither metric nor expression', [{ Id: 'a' }], /is required/],
    ['an unknown variable', [{ Id: 'a', Expression: 'zz + 1' }], /Undefined variable 'zz'/],
    [
      'a circle',
      [
        { Id: 'a', Expression: 'b' },
        { Id: 'b', Expression: 'a' },
      ],
      /Circular/,
    ],
    ['a broken expression', [{ Id: 'a', Expression: 'SUM(' }], /Error in expression 'a'/],
    [
      'an odd period',
      [
        stat('e', 'Errors', {
          MetricStat: { ...stat('e', 'Errors').MetricStat, Metric: {}, Stat: 'Sum', Period: 45 },
        }),
      ],
      /multiple of 60/,
    ],
  ])('refuses %s', async (_name, queries, words) => {
    await expect(ask(account, queries)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(words),
    });
  });
});

test('ListMetrics narrows by namespace and dimensions, and pages', async () => {
  const many = Array.from({ length: 20 }, (_, index) => ({
    ...calls,
    name: `M${index}`,
    dimensions: { Nth: String(index) },
  }));
  const { cloudwatch } = await serve(handmadeAccount({ metrics: [errors, calls, ...many] }), {
    faults: { ...noFaults, pageSize: 7 },
  });
  const named = await cloudwatch.send(new ListMetricsCommand({ Dimensions: [{ Name: 'Nth', Value: '3' }] }));
  expect(named.Metrics).toEqual([
    { Namespace: 'AWS/Lambda', MetricName: 'M3', Dimensions: [{ Name: 'Nth', Value: '3' }] },
  ]);
  const names = new Set<string | undefined>();
  for await (const page of paginateListMetrics({ client: cloudwatch }, {})) {
    for (const metric of page.Metrics ?? []) names.add(metric.MetricName);
  }
  expect(names.size).toBe(22);
});

describe('alarms', () => {
  const alarmList = Array.from({ length: 60 }, (_, index) =>
    handmadeAlarm({
      alarmName: `alarm-${String(index).padStart(2, '0')}`,
      state: index % 3 === 0 ? 'ALARM' : 'OK',
    }),
  );

  test('DescribeAlarms gives every field a tool reads', async () => {
    const { cloudwatch } = await serve(handmadeAccount({ alarmList: [handmadeAlarm({ stat: 'p99' })] }));
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms?.[0]).toMatchObject({
      AlarmName: 'payment-worker-errors',
      StateValue: 'OK',
      ExtendedStatistic: 'p99',
      Threshold: 5,
      DatapointsToAlarm: 2,
      StateTransitionedTimestamp: new Date(now - 20 * minuteMs),
      Dimensions: [{ Name: 'FunctionName', Value: 'payment-worker' }],
    });
  });

  test('DescribeAlarms pages and narrows', async () => {
    const { cloudwatch } = await serve(handmadeAccount({ alarmList }));
    const seen: (string | undefined)[] = [];
    let pages = 0;
    for await (const page of paginateDescribeAlarms(
      { client: cloudwatch },
      { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
    )) {
      pages++;
      seen.push(...(page.MetricAlarms ?? []).map((alarm) => alarm.AlarmName));
    }
    expect(seen).toEqual(alarmList.map((alarm) => alarm.alarmName));
    expect(pages).toBe(2);
    const inAlarm = await cloudwatch.send(
      new DescribeAlarmsCommand({ StateValue: 'ALARM', AlarmNamePrefix: 'alarm-0' }),
    );
    expect(inAlarm.MetricAlarms?.map((alarm) => alarm.AlarmName)).toEqual([
      'alarm-00',
      'alarm-03',
      'alarm-06',
      'alarm-09',
    ]);
  });

  test('DescribeAlarmHistory pages both ways through items of one moment', async () => {
    const history = Array.from({ length: 25 }, (_, index) => ({
      alarmName: index % 2 === 0 ? 'even' : 'odd',
      at: now - 100_000 + Math.floor(index / 4) * 1000,
      itemType: 'StateUpdate' as const,
      summary: `item ${index}`,
      data: '{}',
    }));
    const { cloudwatch } = await serve(handmadeAccount({ history }));
    for (const ScanBy of ['TimestampAscending', 'TimestampDescending'] as const) {
      const summaries: (string | undefined)[] = [];
      for await (const page of paginateDescribeAlarmHistory(
        { client: cloudwatch },
        { ScanBy, MaxRecords: 3 },
      )) {
        summaries.push(...(page.AlarmHistoryItems ?? []).map((item) => item.HistorySummary));
      }
      const inOrder = history.map((item) => item.summary);
      expect(summaries).toEqual(ScanBy === 'TimestampAscending' ? inOrder : inOrder.toReversed());
    }
    const even = await cloudwatch.send(
      new DescribeAlarmHistoryCommand({
        AlarmName: 'even',
        StartDate: new Date(now - 96_000),
        EndDate: new Date(now - 95_000),
      }),
    );
    expect(even.AlarmHistoryItems?.map((item) => item.HistorySummary)).toEqual([
      'item 22',
      'item 20',
      'item 18',
      'item 16',
    ]);
  });
});
