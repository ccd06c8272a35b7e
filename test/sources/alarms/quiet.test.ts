/** Mutes, contributors and warm-up, read of the embedded account; and an account that knows none of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClients } from '../../../src/aws/clients.ts';
import { failureOf } from '../../../src/aws/failure.ts';
import type { Clock } from '../../../src/clock.ts';
import type { Observation } from '../../../src/observation/observation.ts';
import { createAccount } from '../../../src/sandbox/create-account.ts';
import { type SandboxServer, startSandboxServer } from '../../../src/sandbox/server.ts';
import { fromLogAlarm, fromMetricAlarm } from '../../../src/sources/alarms/alarm.ts';
import { alarmsSource } from '../../../src/sources/alarms/alarms-source.ts';
import { openedAlarmSource } from '../../../src/sources/alarms/events.ts';
import type { AlarmsApi } from '../../../src/sources/alarms/following.ts';
import { muteOf } from '../../../src/sources/alarms/mute-rules.ts';
import { createStore } from '../../../src/store/store.ts';
import { manualClock } from '../../helpers/clock.ts';
import { asOne } from '../../helpers/observations.ts';

const minute = 60_000;
const startAt = Date.UTC(2026, 0, 15, 12);
const origin = { region: 'eu-west-1' };

let server: SandboxServer | undefined;
const clock = manualClock(startAt);
beforeAll(async () => {
  const account = createAccount({ seed: 1, scenario: 'incident', startAt, clock, region: origin.region });
  server = await startSandboxServer({ account });
});
afterAll(() => server?.close());

const clientsOf = () =>
  createClients({
    ...origin,
    endpointUrl: server?.url ?? '',
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
  });

const listed = async (api: AlarmsApi, by: Clock = clock): Promise<readonly Observation[]> => {
  const said: Observation[] = [];
  const sources = alarmsSource({
    clientsFor: () => api,
    origins: [origin],
    clock: by,
    once: true,
    historyMs: 3 * 60 * minute,
    events: true,
  });
  for await (const { observations } of asOne(sources)(new AbortController().signal))
    said.push(...observations);
  return said;
};

const snapshotOf = (said: readonly Observation[]) => {
  const store = createStore({ startedAt: startAt });
  store.apply(said, startAt);
  return store.snapshot(startAt);
};

describe('of the embedded account', () => {
  it('are told: who mutes until when, up to when it warms up, which queues are behind it, who was not told', async () => {
    const clients = clientsOf();
    const said = await listed(clients);
    const { alarms } = snapshotOf(said);
    const named = (name: string) => alarms.alarms.find((alarm) => alarm.name === name);
    // at(11:20) for an hour and a half.
    expect(named('legacy-erp-heartbeat')?.mute).toEqual({ by: 'erp-disks', until: startAt + 50 * minute });
    expect(named('payments-queue-age')).not.toHaveProperty('mute');
    expect(named('order-dispatch-duration')).toMatchObject({
      state: 'INSUFFICIENT_DATA',
      warmUp: { until: startAt + 12 * minute, isWhole: true },
    });
    const query = named('queues-oldest-message');
    expect(query).toMatchObject({ state: 'ALARM', hasContributors: true });
    expect(
      alarms.contributors?.get(query?.arn ?? '')?.contributors.map(({ attributes }) => attributes),
    ).toContainEqual({ QueueName: 'payments' });
    const rules = alarms.mutes?.[0]?.rules ?? [];
    expect(rules.map(({ name, isActive }) => [name, isActive])).toEqual([
      ['erp-disks', true],
      ['nightly-load', false],
    ]);
    expect(rules[1]?.windows.some(({ from }) => from > startAt)).toBe(true);
    const failed = alarms.events?.filter(
      (event) => event.type === 'alarmAction' && event.outcome === 'failed',
    );
    expect(failed?.length).toBeGreaterThan(0);
    expect(alarms.events?.some((event) => event.type === 'alarmConfig' && event.fields.length > 0)).toBe(
      true,
    );
    expect(said.filter(({ type }) => type === 'problem' || type === 'alarmLack')).toEqual([]);
    clients.close();
  });

  it('tell of an alarm that is open its contributors’ history', async () => {
    const clients = clientsOf();
    const { alarms } = snapshotOf(await listed(clients)).alarms;
    const opened = alarms.find(({ name }) => name === 'queues-oldest-message');
    const stop = new AbortController();
    const sources = openedAlarmSource({
      clientsFor: () => clients,
      origins: [origin],
      clock,
      opened: () => opened,
    });
    for await (const { observations } of asOne(sources)(stop.signal)) {
      expect(observations.map(({ type }) => type)).toContain('contributorHistory');
      stop.abort();
    }
    clients.close();
  });
});

it('an old policy lists as it did: nothing is a problem, and it is said once', async () => {
  const clients = clientsOf();
  const site = { operation: 'ListAlarmMuteRules', region: origin.region };
  const unknown = failureOf(Object.assign(new Error('no'), { name: 'AccessDenied' }), site);
  const no = async () => ({ ok: false as const, failure: unknown });
  const old = { ...clients, listAlarmMuteRules: no, getAlarmMuteRule: no, describeAlarmContributors: no };
  const [said, full] = [await listed(old), await listed(clients)];
  const plain = (of: readonly Observation[]) =>
    snapshotOf(of).alarms.alarms.map(({ mute: _, ...alarm }) => alarm);
  expect(plain(said)).toEqual(plain(full));
  expect(said.filter(({ type }) => type === 'problem')).toEqual([]);
  expect(said.filter(({ type }) => type === 'alarmLack')).toMatchObject([
    { what: 'muteRules' },
    { what: 'contributors' },
  ]);
  clients.close();
});

describe('an alarm', () => {
  it('is muted by the rule that does so the longest, and AWS decides whether it does', () => {
    const alarm = fromMetricAlarm({ AlarmName: 'a' }, origin);
    const rule = {
      name: 'r',
      isActive: true,
      alarms: ['a'],
      expression: '',
      duration: '',
      timezone: 'UTC',
      windows: [{ from: 0, to: 10 }],
    };
    const longer = { ...rule, name: 's', windows: [{ from: 0, to: 20 }] };
    expect(muteOf(alarm, [rule, longer], 5)).toEqual({ by: 's', until: 20 });
    expect(muteOf(alarm, [{ ...rule, isActive: false }], 5)).toBeUndefined();
    expect(muteOf(alarm, [{ ...rule, alarms: ['b'] }], 5)).toBeUndefined();
    expect(muteOf(alarm, [{ ...rule, windows: [] }], 5)).toEqual({ by: 'r' });
  });

  it('has contributors where it is of PromQL, groups by something, or is of log lines by something', () => {
    const query = (Expression: string) =>
      fromMetricAlarm({ AlarmName: 'a', Metrics: [{ Id: 'q', Expression }] }, origin).hasContributors;
    expect(query('SELECT MAX(Age) FROM "AWS/SQS" GROUP BY QueueName')).toBe(true);
    expect(query('SELECT MAX(Age) FROM "AWS/SQS"')).toBeUndefined();
    expect(query('100 * m1 / m2')).toBeUndefined();
    const promQl = fromMetricAlarm(
      {
        AlarmName: 'a',
        EvaluationCriteria: { PromQLCriteria: { Query: 'up == 0', PendingPeriod: 300 } },
        EvaluationInterval: 60,
      },
      origin,
    );
    expect(promQl).toMatchObject({
      hasContributors: true,
      promQl: { query: 'up == 0', pendingSeconds: 300 },
      periodSeconds: 60,
      metric: 'up == 0',
    });
    expect(promQl).not.toHaveProperty('treatMissingData');
    const log = (AggregationExpression: string) =>
      fromLogAlarm(
        {
          AlarmName: 'a',
          ScheduledQueryConfiguration: {
            QueryString: 'fields endpoint',
            ScheduledQueryRoleARN: 'arn:aws:iam::1:role/r',
            AggregationExpression,
            ScheduleConfiguration: { ScheduleExpression: 'rate(10 minutes)', StartTimeOffset: 600 },
          },
        },
        origin,
      );
    expect(log('avg(latency) by endpoint | sort desc').hasContributors).toBe(true);
    expect(log('count(*)').hasContributors).toBeUndefined();
    expect(log('count(*)').periodSeconds).toBe(600);
  });
});

it('a rule that comes spoilt is a trouble: whether it mutes cannot be known', async () => {
  const clients = clientsOf();
  const site = { operation: 'GetAlarmMuteRule', region: origin.region };
  const spoilt = failureOf(Object.assign(new Error('Rule is missing'), { name: 'MalformedAnswer' }), site);
  const read = async () => ({ ok: false as const, failure: spoilt });
  // It is tried again, and nobody waits here.
  const said = await listed({ ...clients, getAlarmMuteRule: read }, { ...clock, sleep: async () => {} });
  expect(said.filter(({ type }) => type === 'problem')).toMatchObject([
    { scope: 'eu-west-1 mute rules', failure: { code: 'MalformedAnswer' } },
  ]);
  clients.close();
});
