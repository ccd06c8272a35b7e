import { GetMetricDataCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { parseSearch } from '../../../src/sandbox/metric-math/search.ts';
import { serve } from './clients.ts';
import { handmadeAccount, minuteMs, now } from './handmade-account.ts';

const metric = (namespace: string, name: string, dimensions: Record<string, string>, factor = 1) => ({
  namespace,
  name,
  dimensions,
  valueAt: (ago: number) => ago * factor,
});
const metrics = [
  metric('AWS/Lambda', 'Errors', { FunctionName: 'payment-worker' }, 1),
  metric('AWS/Lambda', 'Errors', { FunctionName: 'order-intake' }, 2),
  metric('AWS/Lambda', 'Invocations', { FunctionName: 'payment-worker' }, 10),
  metric('AWS/Lambda', 'Errors', { FunctionName: 'payment-worker', Resource: 'payment-worker:live' }, 100),
  metric('AWS/SQS', 'NumberOfMessagesSent', { QueueName: 'payments' }, 5),
];
const account = handmadeAccount({ metrics });

const ask = async (Expression: string, Label?: string) => {
  const { cloudwatch } = await serve(account);
  const { MetricDataResults = [] } = await cloudwatch.send(
    new GetMetricDataCommand({
      MetricDataQueries: [{ Id: 'q', Expression, Period: 60, ...(Label === undefined ? {} : { Label }) }],
      StartTime: new Date(now - 2 * minuteMs),
      EndTime: new Date(now),
      ScanBy: 'TimestampAscending',
    }),
  );
  return MetricDataResults.map(({ Label: label, Values }) => [label, Values]);
};

describe('SEARCH', () => {
  test.each<[string, number[]]>([
    ['{AWS/Lambda,FunctionName} MetricName="Errors"', [0, 1]],
    ['{AWS/Lambda,FunctionName}', [0, 1, 2]],
    ['{AWS/Lambda} errors', [0, 1, 3]],
    ['{AWS/Lambda,Resource,FunctionName}', [3]],
    ['Messages', [4]],
    ['MetricName=messages', [4]],
    ['payment', [0, 2, 3]],
    ['payment NOT live', [0, 2]],
    ['intake OR sent', [1, 4]],
    ['(intake OR payment) AND MetricName="Errors" NOT Resource="payment-worker:live"', [0, 1]],
    ['FunctionName=("order-intake" OR "nobody")', [1]],
    ['MetricName="errors"', []],
    ['worker payment', [0, 2, 3]],
    ['"payment"', []],
  ])('%s', (text, expected) => {
    const match = parseSearch(text);
    if ('error' in match) throw new Error(match.error);
    expect(metrics.flatMap((each, nth) => (match(each) ? [nth] : []))).toEqual(expected);
  });

  test.each(['', '(a', 'a )', 'NOT', 'a AND', '"a'])('%s is refused', (text) => {
    expect(parseSearch(text)).toHaveProperty('error');
  });

  test('gives a series for each metric, named by what tells them apart', async () => {
    expect(await ask(`SEARCH('{AWS/Lambda,FunctionName} MetricName="Errors"', 'Sum', 60)`)).toEqual([
      ['payment-worker', [2, 1]],
      ['order-intake', [4, 2]],
    ]);
    expect(await ask(`SUM(SEARCH('{AWS/Lambda,FunctionName} MetricName="Errors"', 'Sum'))`, 'all')).toEqual([
      ['all', [6, 3]],
    ]);
    expect(await ask(`SEARCH('nothing', 'Sum')`)).toEqual([]);
  });
});

describe('Metrics Insights', () => {
  test.each<[string, unknown[]]>([
    ['SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName)', [['q', [6, 3]]]],
    ['SELECT AVG(Errors) FROM "AWS/Lambda"', [['q', [(2 + 4 + 200) / 3, (1 + 2 + 100) / 3]]]],
    [
      'SELECT MAX(Errors) FROM SCHEMA("AWS/Lambda", FunctionName) GROUP BY FunctionName ORDER BY MAX() DESC',
      [
        ['order-intake', [4, 2]],
        ['payment-worker', [2, 1]],
      ],
    ],
    [
      'select min(Errors) from SCHEMA("AWS/Lambda", FunctionName) group by FunctionName order by sum() asc limit 1',
      [['payment-worker', [2, 1]]],
    ],
    [
      `SELECT COUNT(Errors) FROM SCHEMA("AWS/Lambda", FunctionName) WHERE FunctionName != 'order-intake'`,
      [['q', [1, 1]]],
    ],
    [
      `SELECT SUM(Errors) FROM "AWS/Lambda" WHERE FunctionName = 'payment-worker' AND Resource = 'payment-worker:live'`,
      [['q', [200, 100]]],
    ],
  ])('%s', async (expression, expected) => {
    expect(await ask(expression)).toEqual(expected);
  });

  test.each([
    'SELECT MEDIAN(Errors) FROM "AWS/Lambda"',
    'SELECT SUM(Errors)',
    'SELECT SUM(Errors) FROM "AWS/Lambda" LIMIT none',
    'SELECT SUM(Errors) FROM "AWS/Lambda" WHERE a > 1',
  ])('%s is refused', async (expression) => {
    await expect(ask(expression)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

test('GetMetricStatistics gives all statistics of a moment in one datapoint', async () => {
  const { cloudwatch } = await serve(account);
  const question = {
    Namespace: 'AWS/SQS',
    MetricName: 'NumberOfMessagesSent',
    Dimensions: [{ Name: 'QueueName', Value: 'payments' }],
    StartTime: new Date(now - 2 * minuteMs),
    EndTime: new Date(now),
    Period: 60,
  };
  const { Datapoints } = await cloudwatch.send(
    new GetMetricStatisticsCommand({
      ...question,
      Statistics: ['Sum', 'SampleCount'],
      ExtendedStatistics: ['p99'],
    }),
  );
  expect(Datapoints?.[0]).toEqual({
    Timestamp: new Date(now - 2 * minuteMs),
    Sum: 10,
    SampleCount: 1,
    ExtendedStatistics: { p99: 10 },
    Unit: 'Count',
  });
  await expect(cloudwatch.send(new GetMetricStatisticsCommand(question))).rejects.toMatchObject({
    name: 'InvalidParameterCombinationException',
  });
});
