import { describe, expect, test } from 'vitest';
import type { Alarm } from '../../src/observation/alarms.ts';
import { groupAlarms } from '../../src/pipeline/alarm-groups.ts';
import { alarmOwners } from '../../src/pipeline/alarm-owner.ts';
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

const homeOf = (one: Alarm) => stageOfAlarm(one, pipeline)?.name;

describe('alarms by stage', () => {
  test('stand under each stage once, what is wrong first, the stage first whose alarm comes first', () => {
    const groups = groupAlarms(alarms, homeOf).map(({ stage, isWell, alarms: of }) => [
      stage,
      isWell,
      ...of.map(({ name }) => name),
    ]);
    expect(groups).toEqual([
      ['payments', false, 'dlq', 'payments-age', 'payments-ok'],
      ['other', false, 'stray', 'stray-ok'],
      ['intake', false, 'intake-silent', 'intake-ok'],
    ]);
  });

  test('are all there, and there are no empty groups', () => {
    const named = groupAlarms(alarms, homeOf).flatMap(({ alarms: of }) => of.map(({ name }) => name));
    expect([...named].sort()).toEqual(alarms.map(({ name }) => name).sort());
    expect(groupAlarms([], homeOf)).toEqual([]);
  });

  test('belong to the stage that is measured by their metric where no dimension says more', () => {
    const { namespace, metric: metricName } = heartbeat;
    const silent = on('silent', 'ALARM', 1, { Host: 'erp' }, { namespace, metricName });
    expect(stageOfAlarm(silent, pipeline)?.name).toBe('erp');
    expect(stageOfAlarm({ ...silent, dimensions: { Host: 'other' } }, pipeline)).toBeUndefined();
    expect(stageOfAlarm({ ...silent, region: 'us-east-1' }, pipeline)).toBeUndefined();
  });

  test('belong to the stage that a dimension of theirs names before one that measures the same', () => {
    const host = { ...stageOf('ec2', { name: 'erp', dimensions: { InstanceId: 'i-1' } }), series: [] };
    const business = {
      ...stageOf('custom', { name: 'business', dimensions: {} }),
      series: [seriesOf(heartbeat)],
    };
    const { namespace, metric: metricName } = heartbeat;
    const silent = on('silent', 'ALARM', 1, { Host: 'erp' }, { namespace, metricName });
    const both = { name: 'orders', stages: [business, host] };
    expect(stageOfAlarm(silent, both)?.name).toBe('erp');
    expect(stageOfAlarm(silent, { stages: [business] })?.name).toBe('business');
    // A stage of that name that is another thing is not named by it.
    const other = { ...host, dimensions: { Host: 'i-2' } };
    expect(stageOfAlarm(silent, { stages: [business, other] })?.name).toBe('business');
  });
});

describe('whose an alarm is', () => {
  const platform: Pipeline = {
    name: 'platform',
    stages: [stageOf('step-functions', { name: 'returns', dimensions: { StateMachineArn: 'arn:returns' } })],
  };
  const returns = on('returns-failed', 'ALARM', 1, { StateMachineArn: 'arn:returns' });
  const late = on('orders-late', 'ALARM', 1, {}, { kind: 'composite', metric: 'ALARM("payments-age")' });
  const stray = on('billing', 'ALARM', 1, { Currency: 'USD' });
  const all = [...alarms, returns, late, stray];
  const names = (of: readonly Alarm[]) => of.map(({ name }) => name);

  test('those of another pipeline of the file are not shown, those of none are, in both', () => {
    const own = alarmOwners(all, platform, [pipeline]);
    expect(names(own.shown).sort()).toEqual(['billing', 'returns-failed', 'stray', 'stray-ok']);
    expect([...own.strays].sort()).toEqual(['arn:billing', 'arn:stray', 'arn:stray-ok']);
    expect(names(own.elsewhere.get('orders') ?? [])).toContain('orders-late');
    const others = alarmOwners(all, pipeline, [platform]);
    expect(names(others.elsewhere.get('platform') ?? [])).toEqual(['returns-failed']);
    expect(names(others.shown)).toContain('orders-late');
  });

  test('no alarm is lost or shown in a pipeline and counted for another', () => {
    for (const [own, other] of [
      [pipeline, platform],
      [platform, pipeline],
    ] as const) {
      const { shown, elsewhere } = alarmOwners(all, own, [other]);
      const counted = [...elsewhere.values()].flat();
      expect([...names(shown), ...names(counted)].sort()).toEqual(names(all).sort());
    }
  });
});

describe('dimensions that several stages share', () => {
  const shared: Pipeline = {
    name: 'shop',
    stages: [
      stageOf('websocket-api', { name: 'live', dimensions: { ApiId: 'w1', Stage: 'prod' } }),
      stageOf('event-source-mapping', {
        name: 'mapping',
        dimensions: { FunctionName: 'track', EventSourceMappingUUID: 'u1' },
      }),
      stageOf('lambda', { name: 'track', dimensions: { FunctionName: 'track' } }),
      stageOf('ecs', { name: 'web', dimensions: { ClusterName: 'shop', ServiceName: 'web' } }),
    ],
  };
  test.each<[string, Record<string, string>, string | undefined]>([
    ['a REST API of the same stage name is another API', { ApiName: 'orders-api', Stage: 'prod' }, undefined],
    ['the WebSocket API', { ApiId: 'w1', Stage: 'prod' }, 'live'],
    ['the function, not its mapping', { FunctionName: 'track' }, 'track'],
    ['the mapping', { FunctionName: 'track', EventSourceMappingUUID: 'u1' }, 'mapping'],
    ['the cluster of a service', { ClusterName: 'shop' }, 'web'],
    ['another service of the cluster', { ClusterName: 'shop', ServiceName: 'mail' }, undefined],
  ])('%s', (_, dimensions, expected) => {
    const watching = alarm({ dimensions, namespace: 'Elsewhere', metricName: 'Unknown' });
    expect(stageOfAlarm(watching, shared)?.name).toBe(expected);
  });
});
