/** An alarm of PromQL is drawn by what its query compares, with the limit that stands in the query. */
import { expect, it } from 'vitest';
import { fromMetricAlarm } from '../../../src/sources/alarms/alarm.ts';

const alarm = (query: string) =>
  fromMetricAlarm(
    {
      AlarmName: 'slow',
      StateValue: 'ALARM',
      EvaluationInterval: 60,
      EvaluationCriteria: { PromQLCriteria: { Query: query, PendingPeriod: 300, RecoveryPeriod: 600 } },
    },
    { region: 'eu-west-1' },
  );

it('a comparison with a number is its limit', () => {
  expect(alarm('histogram_quantile(0.99, rate(duration[5m])) > 0.5')).toMatchObject({
    query: { kind: 'promql', expression: 'histogram_quantile(0.99, rate(duration[5m]))' },
    threshold: 0.5,
    comparison: 'GreaterThanThreshold',
    periodSeconds: 60,
  });
});

it('of another query the query itself is drawn, without a limit', () => {
  const { query, threshold } = alarm('a > 1 and b > 2');
  expect([query, threshold]).toEqual([{ kind: 'promql', expression: 'a > 1 and b > 2' }, undefined]);
});
