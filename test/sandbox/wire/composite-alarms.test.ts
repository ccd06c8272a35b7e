import {
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { parseAlarmRule } from '../../../src/sandbox/alarm-rule.ts';
import { serve } from './clients.ts';
import { compositeAlarm, handmadeAccount, handmadeAlarm, minuteMs, now } from './handmade-account.ts';

const account = handmadeAccount({
  alarmList: [
    handmadeAlarm({ alarmName: 'errors', state: 'ALARM' }),
    handmadeAlarm({ alarmName: 'age', stat: 'p99' }),
  ],
  composites: [
    compositeAlarm('payments', 'ALARM(errors) OR ALARM("age")', {
      state: 'ALARM',
      suppressor: { alarm: 'deploying', waitSeconds: 60, extensionSeconds: 120 },
      suppressed: { by: 'Alarm', reason: 'deploying is in ALARM' },
    }),
    compositeAlarm('everything', 'ALARM(payments)'),
  ],
  history: ['errors', 'payments'].map((alarmName) => ({
    alarmName,
    at: now - minuteMs,
    itemType: 'StateUpdate' as const,
    summary: 'Alarm updated from OK to ALARM',
    data: '{}',
  })),
});

test('composite alarms come where their type is asked for', async () => {
  const { cloudwatch } = await serve(account);
  const names = async (input: object) => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch.send(
      new DescribeAlarmsCommand(input),
    );
    return [MetricAlarms.map((alarm) => alarm.AlarmName), CompositeAlarms.map((alarm) => alarm.AlarmName)];
  };
  expect(await names({})).toEqual([['age', 'errors'], []]);
  expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual([[], ['everything', 'payments']]);
  expect(await names({ AlarmTypes: ['CompositeAlarm', 'MetricAlarm'], StateValue: 'ALARM' })).toEqual([
    ['errors'],
    ['payments'],
  ]);
  expect(await names({ ChildrenOfAlarmName: 'payments' })).toEqual([['age', 'errors'], []]);
  expect(await names({ ChildrenOfAlarmName: 'everything' })).toEqual([[], ['payments']]);
  expect(await names({ ParentsOfAlarmName: 'age' })).toEqual([[], ['payments']]);
  await expect(names({ ParentsOfAlarmName: 'age', StateValue: 'OK' })).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

test('a composite alarm tells its rule and what suppresses it', async () => {
  const { cloudwatch } = await serve(account);
  const { CompositeAlarms } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: ['payments'], AlarmTypes: ['CompositeAlarm'] }),
  );
  expect(CompositeAlarms).toMatchObject([
    {
      AlarmRule: 'ALARM(errors) OR ALARM("age")',
      StateValue: 'ALARM',
      StateTransitionedTimestamp: new Date(now - 50 * minuteMs),
      ActionsSuppressor: 'deploying',
      ActionsSuppressorWaitPeriod: 60,
      ActionsSuppressorExtensionPeriod: 120,
      ActionsSuppressedBy: 'Alarm',
      ActionsSuppressedReason: 'deploying is in ALARM',
    },
  ]);
});

test('history tells the type of an alarm, and of metric alarms alone where none is asked for', async () => {
  const { cloudwatch } = await serve(account);
  const items = async (input: object) =>
    (await cloudwatch.send(new DescribeAlarmHistoryCommand(input))).AlarmHistoryItems?.map((item) => [
      item.AlarmName,
      item.AlarmType,
    ]);
  expect(await items({})).toEqual([['errors', 'MetricAlarm']]);
  expect(await items({ AlarmTypes: ['CompositeAlarm'] })).toEqual([['payments', 'CompositeAlarm']]);
});

test('alarms are found by their metric, exactly', async () => {
  const { cloudwatch } = await serve(account);
  const Dimensions = [{ Name: 'FunctionName', Value: 'payment-worker' }];
  const names = async (input: object) =>
    (
      await cloudwatch.send(
        new DescribeAlarmsForMetricCommand({
          Namespace: 'AWS/Lambda',
          MetricName: 'Errors',
          Dimensions,
          ...input,
        }),
      )
    ).MetricAlarms?.map((alarm) => alarm.AlarmName);
  expect(await names({})).toEqual(['errors', 'age']);
  expect(await names({ Statistic: 'Sum' })).toEqual(['errors']);
  expect(await names({ ExtendedStatistic: 'p99' })).toEqual(['age']);
  expect(await names({ Period: 300 })).toEqual([]);
  expect(await names({ Dimensions: [] })).toEqual([]);
});

describe('rules', () => {
  const states: Readonly<Record<string, string>> = { a: 'ALARM', b: 'OK', 'c d': 'INSUFFICIENT_DATA' };
  test.each<[string, boolean, string[]]>([
    ['ALARM(a)', true, ['a']],
    ['OK(a)', false, ['a']],
    ['NOT OK("b")', false, ['b']],
    ['ALARM(a) AND ALARM(b)', false, ['a', 'b']],
    ['ALARM(b) AND ALARM(b) OR ALARM(a)', true, ['b', 'a']],
    ['ALARM(b) AND (ALARM(b) OR ALARM(a))', false, ['b', 'a']],
    ['INSUFFICIENT_DATA("c d") and not FALSE', true, ['c d']],
    ['ALARM(arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a)', true, ['a']],
    ['TRUE', true, []],
    ['ALARM(gone) OR OK(gone)', false, ['gone']],
  ])('%s', (text, expected, children) => {
    const rule = parseAlarmRule(text);
    if ('error' in rule) throw new Error(rule.error);
    expect(rule.children).toEqual(children);
    expect(rule.holds((name) => states[name])).toBe(expected);
  });

  test.each(['', 'ALARM(a', 'ALARM()', 'ALARM(a) AND', 'BROKEN(a)', 'ALARM(a) ALARM(b)', 'ALARM("a)'])(
    '%s is refused',
    (text) => {
      expect(parseAlarmRule(text)).toHaveProperty('error');
    },
  );
});

test.each([
  ['AT_LEAST(2, ALARM, (a, b, c))', true],
  ['AT_LEAST(3, ALARM, (a, b, c))', false],
  ['AT_LEAST(50%, ALARM, (a, b, c, d))', true],
  ['AT_LEAST(51%, ALARM, (a, b, c, d))', false],
  ['at_least(2, not ok, ("a", "b", c))', true],
  ['AT_LEAST(1, NOT ALARM, (arn:aws:cloudwatch:eu-west-1:1:alarm:a, b))', false],
  ['AT_LEAST(1, INSUFFICIENT_DATA, (d)) AND NOT ALARM(c)', true],
])('%s is %s where a and b are on, c is well and d has no data', (text, right) => {
  const states: Record<string, string> = { a: 'ALARM', b: 'ALARM', c: 'OK', d: 'INSUFFICIENT_DATA' };
  const rule = parseAlarmRule(text);
  if ('error' in rule) throw new Error(rule.error);
  expect(rule.holds((name) => states[name])).toBe(right);
});

test.each([
  'AT_LEAST(2, ALARM, ())',
  'AT_LEAST(ALARM, (a))',
  'AT_LEAST(2, (a, b))',
  'AT_LEAST(2, ALARM, (a, b)',
])('%s is no rule', (text) => {
  expect(parseAlarmRule(text)).toHaveProperty('error');
});
