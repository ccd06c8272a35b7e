import { describe, expect, test } from 'vitest';
import type { Alarm } from '../../src/observation/alarms.ts';
import { groupAlarms } from '../../src/pipeline/alarm-groups.ts';
import { stageOfAlarm } from '../../src/pipeline/alarm-stage.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { compareAlarms } from '../../src/store/alarm-store.ts';
import { alarm, noon } from '../output/observations.ts';
import { stageOf } from './stages.ts';

const heartbeat = {
  kind: 'metric',
  namespace: 'Custom',
  metric: 'Heartbeat',
  dimensions: { Host: 'erp' },
  stat: 'Sum',
} as const;
const seriesOf = (query: typeof heartbeat) =>
  ({
    id: 's',
    label: 's',
    stage: 'erp',
    key: 's',
    region: 'eu-west-1',
    query,
    periodSeconds: 60,
    unit: 'count',
    missing: 'gap',
  }) as const;

const pipeline: Pipeline = {
  name: 'orders',
  stages: [
    stageOf('lambda', { name: 'intake', dimensions: { FunctionName: 'intake' } }),
    stageOf('sqs', {
      name: 'payments',
      dimensions: { QueueName: 'payments' },
      deadLetterQueue: 'payments-dlq',
    }),
    { ...stageOf('custom', { name: 'erp', dimensions: {} }), series: [seriesOf(heartbeat)] },
  ],
};

const on = (
  name: string,
  state: Alarm['state'],
  minutesAgo: number,
  dimensions: Record<string, string>,
  over: Partial<Alarm> = {},
): Alarm =>
  alarm({ name, arn: `arn:${name}`, state, since: noon - minutesAgo * 60_000, dimensions, ...over });

const intake = { FunctionName: 'intake' };
const payments = { QueueName: 'payments' };
const alarms = [
  on('intake-ok', 'OK', 1, intake),
  on('intake-silent', 'INSUFFICIENT_DATA', 2, intake),
  on('stray-ok', 'OK', 3, { QueueName: 'x' }),
  on('payments-ok', 'OK', 4, payments),
  on('payments-age', 'ALARM', 5, payments),
  on('dlq', 'ALARM', 50, { QueueName: 'payments-dlq' }),
  on('stray', 'ALARM', 20, { QueueName: 'x' }),
].sort(compareAlarms);

describe('alarms by stage', () => {
  test('stand with the worst stage first, nothing that is well before anything that is wrong', () => {
    const groups = groupAlarms(alarms, pipeline).map(({ stage, isWell, alarms: of }) => [
      stage,
      isWell,
      ...of.map(({ name }) => name),
    ]);
    expect(groups).toEqual([
      ['payments', false, 'payments-age', 'dlq'],
      ['other', false, 'stray'],
      ['intake', false, 'intake-silent'],
      ['intake', true, 'intake-ok'],
      ['payments', true, 'payments-ok'],
      ['other', true, 'stray-ok'],
    ]);
  });

  test('are all there, and there are no empty groups', () => {
    const named = groupAlarms(alarms, pipeline).flatMap(({ alarms: of }) => of.map(({ name }) => name));
    expect([...named].sort()).toEqual(alarms.map(({ name }) => name).sort());
    expect(groupAlarms([], pipeline)).toEqual([]);
  });

  test('belong to the stage that is measured by their metric where no dimension says more', () => {
    const { namespace, metric: metricName } = heartbeat;
    const silent = on('silent', 'ALARM', 1, { Host: 'erp' }, { namespace, metricName });
    expect(stageOfAlarm(silent, pipeline)?.name).toBe('erp');
    expect(stageOfAlarm({ ...silent, dimensions: { Host: 'other' } }, pipeline)).toBeUndefined();
    expect(stageOfAlarm({ ...silent, region: 'us-east-1' }, pipeline)).toBeUndefined();
  });
});
