import type { AlarmHistoryItem, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClients } from '../../../src/aws/clients.ts';
import { failureOf } from '../../../src/aws/failure.ts';
import { cloudWatch } from '../../../src/aws/services/cloudwatch.ts';
import type { Alarm, AlarmTransition } from '../../../src/observation/alarms.ts';
import type { Observation } from '../../../src/observation/observation.ts';
import { endlessPages } from '../../../src/pacing/trouble.ts';
import { createAccount } from '../../../src/sandbox/create-account.ts';
import { type SandboxServer, startSandboxServer } from '../../../src/sandbox/server.ts';
import { alarmsSource } from '../../../src/sources/alarms/alarms-source.ts';
import type { AlarmsApi } from '../../../src/sources/alarms/following.ts';
import { asOne, eachOf } from '../../helpers/observations.ts';
import { paced } from '../../helpers/paced.ts';
import { type Relay, startRelay } from '../../helpers/relay.ts';
import { instantClock } from '../instant-clock.ts';

const minute = 60_000;
const hour = 60 * minute;
const noon = Date.UTC(2026, 0, 15, 12);
const site = { operation: 'DescribeAlarms', region: 'us-east-1' };
const cut = {
  ok: false as const,
  failure: failureOf(Object.assign(new Error('x'), { code: 'ECONNRESET' }), site),
};

const collect = async (
  source: ReturnType<typeof alarmsSource>,
  signal: AbortSignal,
): Promise<Observation[]> => {
  const said: Observation[] = [];
  for await (const { observations } of asOne(source)(signal)) said.push(...observations);
  return said;
};
const alarmsIn = (said: readonly Observation[]) => said.filter((one): one is Alarm => one.type === 'alarm');
const transitionsIn = (said: readonly Observation[]) =>
  said.filter((one): one is AlarmTransition => one.type === 'alarmHistory');

/** An old policy: neither contributors nor mute rules may be read. */
const denied = failureOf(Object.assign(new Error('no'), { name: 'AccessDenied' }), site);
const oldPolicy = {
  describeAlarmContributors: async () => ({ ok: false as const, failure: denied }),
  listAlarmMuteRules: async () => ({ ok: false as const, failure: denied }),
  getAlarmMuteRule: async () => ({ ok: false as const, failure: denied }),
};

/** An account made of lists, read in pages. */
const fakeAlarms = (
  alarms: () => readonly MetricAlarm[],
  history: () => readonly AlarmHistoryItem[] = () => [],
) => {
  const calls: { readonly operation: string; readonly at: number }[] = [];
  const page = <Value>(all: readonly Value[], token: string | undefined, size: number | undefined) => {
    const first = Number(token ?? '0');
    const end = first + (size ?? 50);
    return { values: all.slice(first, end), ...(end < all.length ? { NextToken: String(end) } : {}) };
  };
  const api = (now: () => number): AlarmsApi => ({
    ...oldPolicy,
    describeAlarms: async ({ NextToken, MaxRecords }) => {
      calls.push({ operation: 'DescribeAlarms', at: now() });
      const { values, ...rest } = page(alarms(), NextToken, MaxRecords);
      return { ok: true, value: { MetricAlarms: values, ...rest } };
    },
    describeAlarmHistory: async ({ NextToken, MaxRecords, StartDate = new Date(0) }) => {
      calls.push({ operation: 'DescribeAlarmHistory', at: now() });
      const { values, ...rest } = page(
        history().filter(
          ({ Timestamp = new Date(0) }) => Timestamp >= StartDate && Timestamp.getTime() <= now(),
        ),
        NextToken,
        MaxRecords,
      );
      return { ok: true, value: { AlarmHistoryItems: values, ...rest } };
    },
  });
  return { calls, api };
};

const alarm = (name: string, over: Partial<MetricAlarm> = {}): MetricAlarm => ({
  AlarmName: name,
  AlarmArn: `arn:${name}`,
  StateValue: 'OK',
  StateTransitionedTimestamp: new Date(noon - hour),
  Period: 60,
  ...over,
});
const change = (name: string, at: number, from: string, to: string): AlarmHistoryItem => ({
  AlarmName: name,
  Timestamp: new Date(at),
  HistoryItemType: 'StateUpdate',
  HistoryData: JSON.stringify({
    oldState: { stateValue: from },
    newState: { stateValue: to, stateReason: `${from} to ${to}` },
  }),
});

describe('a listing', () => {
  it('of 5,000 alarms gives its first rows after one page, under 9 calls a second', async () => {
    const many = Array.from({ length: 5_000 }, (_, nth) => alarm(`a${nth}`));
    const { calls, api } = fakeAlarms(() => many);
    const clock = instantClock(noon, hour);
    let callsAtFirstRow: number | undefined;
    const { describeAlarms, describeAlarmHistory } = api(clock.now);
    const { operations } = cloudWatch;
    const clients = {
      ...oldPolicy,
      describeAlarms: paced(operations.describeAlarms, clock, describeAlarms),
      describeAlarmHistory: paced(operations.describeAlarmHistory, clock, describeAlarmHistory),
    };
    const source = alarmsSource({
      clientsFor: () => clients,
      origins: [{ region: 'us-east-1' }],
      clock,
      once: true,
    });
    const said: Observation[] = [];
    for await (const observation of eachOf(asOne(source)(clock.signal))) {
      if (observation.type === 'alarm') callsAtFirstRow ??= calls.length;
      said.push(observation);
    }
    expect(callsAtFirstRow).toBe(1);
    expect(alarmsIn(said)).toHaveLength(5_000);
    const listings = calls.filter(({ operation }) => operation === 'DescribeAlarms').map(({ at }) => at);
    expect(listings).toHaveLength(50);
    // Under 9, even where a call overtakes a tenth of a second on its way.
    for (const at of listings)
      expect(listings.filter((other) => other >= at && other < at + 1100).length).toBeLessThan(9);
    const end = said.find(({ type }) => type === 'alarmsListed');
    expect(end).toMatchObject({ region: 'us-east-1', arns: { length: 5_000 } });
  });

  it('says an alarm again only when it changed, and who is gone', async () => {
    const clock = instantClock(noon, 2 * minute);
    const { api } = fakeAlarms(() => {
      if (clock.now() < noon + minute) return [alarm('a'), alarm('b')];
      return [alarm('a', { StateValue: 'ALARM' })];
    });
    const said = await collect(
      alarmsSource({ clientsFor: () => api(clock.now), origins: [{ region: 'us-east-1' }], clock }),
      clock.signal,
    );
    expect(alarmsIn(said).map(({ name, state }) => [name, state])).toEqual([
      ['a', 'OK'],
      ['b', 'OK'],
      ['a', 'ALARM'],
    ]);
    const listings = said.flatMap((one) => (one.type === 'alarmsListed' ? [one.arns] : []));
    expect(listings.at(-1)).toEqual(['arn:a']);
  });

  it('asks for no history where only states are shown', async () => {
    const clock = instantClock(noon, 2 * minute);
    const { api, calls } = fakeAlarms(() => [
      alarm('a', clock.now() < noon + minute ? {} : { StateValue: 'ALARM' }),
    ]);
    const source = alarmsSource({
      clientsFor: () => api(clock.now),
      origins: [{ region: 'us-east-1' }],
      clock,
      history: false,
    });
    const said = await collect(source, clock.signal);
    expect(alarmsIn(said).map(({ state }) => state)).toEqual(['OK', 'ALARM']);
    expect(transitionsIn(said)).toEqual([]);
    expect(calls.filter(({ operation }) => operation === 'DescribeAlarmHistory')).toEqual([]);
  });

  it('is of every kind that AWS has, and so is their history', async () => {
    const clock = instantClock(noon, minute);
    const { api } = fakeAlarms(() => [alarm('metric')]);
    const real = api(clock.now);
    const asked: unknown[] = [];
    const all: AlarmsApi = {
      ...oldPolicy,
      describeAlarms: async (input, signal) => {
        const answer = await real.describeAlarms(input, signal);
        if (!answer.ok) return answer;
        const CompositeAlarms = [{ AlarmName: 'composite', AlarmArn: 'arn:composite', AlarmRule: 'TRUE' }];
        const LogAlarms = [{ AlarmName: 'log', AlarmArn: 'arn:log', QueryResultsToEvaluate: 3 }];
        return { ok: true, value: { ...answer.value, CompositeAlarms, LogAlarms } };
      },
      describeAlarmHistory: (input, signal) => {
        asked.push(input.AlarmTypes);
        return real.describeAlarmHistory(input, signal);
      },
    };
    const said = await collect(
      alarmsSource({ clientsFor: () => all, origins: [{ region: 'us-east-1' }], clock, once: true }),
      clock.signal,
    );
    expect(alarmsIn(said).map(({ name, kind }) => [name, kind])).toEqual([
      ['metric', 'metric'],
      ['composite', 'composite'],
      ['log', 'log'],
    ]);
    expect(asked).toEqual([['MetricAlarm', 'CompositeAlarm', 'LogAlarm']]);
  });

  it('does without log alarms where the service knows none', async () => {
    const clock = instantClock(noon, minute);
    const { api } = fakeAlarms(() => [alarm('a')]);
    const real = api(clock.now);
    const asked: unknown[] = [];
    const old: AlarmsApi = {
      ...real,
      describeAlarms: async (input, signal) => {
        asked.push(input.AlarmTypes);
        const isUnknown = input.AlarmTypes?.includes('LogAlarm') === true;
        const error = Object.assign(new Error('bad AlarmTypes'), { name: 'ValidationError' });
        return isUnknown
          ? { ok: false, failure: failureOf(error, site) }
          : real.describeAlarms(input, signal);
      },
    };
    const said = await collect(
      alarmsSource({ clientsFor: () => old, origins: [{ region: 'us-east-1' }], clock, once: true }),
      clock.signal,
    );
    expect(alarmsIn(said)).toHaveLength(1);
    expect(asked).toEqual([
      ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'],
      ['MetricAlarm', 'CompositeAlarm'],
    ]);
    expect(said.some(({ type }) => type === 'problem')).toBe(false);
  });

  it.each([
    ['not allowed', Object.assign(new Error('x'), { name: 'AccessDeniedException' })],
    ['not there', Object.assign(new Error('x'), { name: 'Error', $metadata: { httpStatusCode: 500 } })],
  ])('tells what two listings differ in where the history is %s', async (_, error) => {
    const clock = instantClock(noon, 3 * minute);
    const { api } = fakeAlarms(() => {
      const isQuiet = clock.now() < noon + minute;
      const state = isQuiet ? {} : { StateTransitionedTimestamp: new Date(noon + 50_000) };
      return [alarm('a', { StateValue: isQuiet ? 'OK' : 'ALARM', StateReason: 'too old', ...state })];
    });
    const noHistory: AlarmsApi = {
      ...api(clock.now),
      describeAlarmHistory: async () => ({ ok: false, failure: failureOf(error, site) }),
    };
    const said = await collect(
      alarmsSource({ clientsFor: () => noHistory, origins: [{ region: 'us-east-1' }], clock }),
      clock.signal,
    );
    expect(transitionsIn(said)).toEqual([
      {
        type: 'alarmHistory',
        name: 'a',
        at: noon + 50_000,
        from: 'OK',
        to: 'ALARM',
        reason: 'too old',
        region: 'us-east-1',
      },
    ]);
  });

  it('in one go goes on where a page failed', async () => {
    const many = Array.from({ length: 2_000 }, (_, nth) => alarm(`a${nth}`));
    const clock = instantClock(noon, hour);
    const { api, calls } = fakeAlarms(() => many);
    const real = api(clock.now);
    const flaky: AlarmsApi = {
      ...real,
      describeAlarms: async (input, signal) =>
        calls.push({ operation: 'any', at: 0 }) % 3 === 0 ? cut : real.describeAlarms(input, signal),
    };
    const said = await collect(
      alarmsSource({ clientsFor: () => flaky, origins: [{ region: 'us-east-1' }], clock, once: true }),
      clock.signal,
    );
    expect(alarmsIn(said)).toHaveLength(2_000);
    expect(calls.filter(({ operation }) => operation === 'DescribeAlarms')).toHaveLength(20);
    expect(said.some(({ type }) => type === 'problem')).toBe(false);
  });

  it('ends at once where there is no access, and says why', async () => {
    const clock = instantClock(noon, hour);
    const denied = {
      ok: false as const,
      failure: failureOf(Object.assign(new Error('no'), { name: 'AccessDenied' }), site),
    };
    const api: AlarmsApi = {
      ...oldPolicy,
      describeAlarms: async () => denied,
      describeAlarmHistory: async () => denied,
    };
    const said = await collect(
      alarmsSource({ clientsFor: () => api, origins: [{ region: 'us-east-1' }], clock, once: true }),
      clock.signal,
    );
    expect(said).toMatchObject([{ type: 'problem', failure: { kind: 'access' } }]);
  });
});

describe('the history', () => {
  it('may be refused: the listing does without, and says so', async () => {
    const clock = instantClock(noon, 10 * minute);
    const { api } = fakeAlarms(() => [alarm('a')]);
    const denied = failureOf(Object.assign(new Error('no'), { name: 'AccessDenied' }), site);
    const said = await collect(
      alarmsSource({
        clientsFor: () => ({
          ...api(clock.now),
          describeAlarmHistory: async () => ({ ok: false, failure: denied }),
        }),
        origins: [{ region: 'us-east-1' }],
        clock,
        once: true,
      }),
      clock.signal,
    );
    // That mute rules may not be read is no problem.
    const told = said.filter(({ type }) => type !== 'alarmLack');
    expect(told.map(({ type }) => type)).toEqual(['alarm', 'alarmsListed', 'problem', 'ready']);
    expect(told[2]).toMatchObject({ scope: 'us-east-1 history', failure: { kind: 'access' } });
  });

  it('tells what came and went between two listings, and nothing from before', async () => {
    const history = [
      change('a', noon - 10 * minute, 'ALARM', 'OK'),
      change('a', noon + 31_000, 'OK', 'ALARM'),
      change('a', noon + 42_000, 'ALARM', 'OK'),
    ];
    const clock = instantClock(noon, 5 * minute);
    const { api } = fakeAlarms(
      () => [alarm('a')],
      () => history,
    );
    const said = await collect(
      alarmsSource({ clientsFor: () => api(clock.now), origins: [{ region: 'us-east-1' }], clock }),
      clock.signal,
    );
    expect(transitionsIn(said).map(({ at, to, reason }) => [at, to, reason])).toEqual([
      [noon + 31_000, 'ALARM', 'OK to ALARM'],
      [noon + 42_000, 'OK', 'ALARM to OK'],
    ]);
  });

  const endless = {
    ok: false as const,
    failure: { kind: 'service', code: endlessPages, isLasting: true, message: 'again', hint: '' } as const,
  };
  /** As state and history of an alarm `a` that goes to ALARM at this time. */
  const turnsAt = (at: number, now: () => number) =>
    fakeAlarms(
      () => [
        now() < at
          ? alarm('a')
          : alarm('a', { StateValue: 'ALARM', StateTransitionedTimestamp: new Date(at) }),
      ],
      () => [change('a', at, 'OK', 'ALARM')],
    ).api(now);
  const follow = async (clock: ReturnType<typeof instantClock>, api: AlarmsApi) =>
    transitionsIn(
      await collect(
        alarmsSource({ clientsFor: () => api, origins: [{ region: 'us-east-1' }], clock }),
        clock.signal,
      ),
    ).map(({ at, to }) => [at, to]);

  it('that leads round after its first page tells no transition twice', async () => {
    const at = noon + 80_000;
    // From a time after the history was first read, or from the start.
    for (const liesFrom of [noon + minute, noon]) {
      const clock = instantClock(noon, 10 * minute);
      const api = turnsAt(at, clock.now);
      const told = await follow(clock, {
        ...api,
        describeAlarmHistory: async (input) => {
          if (input.NextToken === 'same') return endless;
          const answer = await api.describeAlarmHistory(input);
          const isLying = clock.now() >= liesFrom && clock.now() < noon + 4 * minute;
          return answer.ok && isLying ? { ...answer, value: { ...answer.value, NextToken: 'same' } } : answer;
        },
      });
      expect(told).toEqual([[at, 'ALARM']]);
    }
  });

  it('of which an old answer comes again tells no transition twice, and loses none that it hides', async () => {
    const history = Array.from({ length: 60 }, (_, nth) =>
      change(
        'a',
        noon + nth * minute + 1_000,
        nth % 2 === 0 ? 'OK' : 'ALARM',
        nth % 2 === 0 ? 'ALARM' : 'OK',
      ),
    );
    const clock = instantClock(noon, 70 * minute);
    const { api } = fakeAlarms(
      () => [alarm('a')],
      () => history,
    );
    const real = api(clock.now);
    const before: Awaited<ReturnType<AlarmsApi['describeAlarmHistory']>>[] = [];
    const told = await follow(clock, {
      ...real,
      describeAlarmHistory: async (input) => {
        const answer = await real.describeAlarmHistory(input);
        before.push(answer);
        // From time to time for so long that nothing new is seen in all the time that is looked at again.
        const isLying = clock.now() > noon + 20 * minute && clock.now() % (20 * minute) < 8 * minute;
        return isLying ? (before[before.length >> 2] ?? answer) : answer;
      },
    });
    expect(told).toEqual(
      history.map(({ Timestamp }, nth) => [Timestamp?.getTime(), nth % 2 === 0 ? 'ALARM' : 'OK']),
    );
  });

  it('may be old in the listing: an alarm does not go back to the state that it had before', async () => {
    const at = noon + 80_000;
    const clock = instantClock(noon, 10 * minute);
    const api = turnsAt(at, clock.now);
    let first: Awaited<ReturnType<AlarmsApi['describeAlarms']>> | undefined;
    const said = await collect(
      alarmsSource({
        clientsFor: () => ({
          ...api,
          describeAlarms: async (input) => {
            const answer = await api.describeAlarms(input);
            first ??= answer;
            return clock.now() > noon + 5 * minute && clock.now() < noon + 7 * minute ? first : answer;
          },
          describeAlarmHistory: async () => ({
            ok: false,
            failure: failureOf(Object.assign(new Error('no'), { name: 'AccessDenied' }), site),
          }),
        }),
        origins: [{ region: 'us-east-1' }],
        clock,
      }),
      clock.signal,
    );
    expect(alarmsIn(said).map(({ state }) => state)).toEqual(['OK', 'ALARM']);
    expect(transitionsIn(said).map(({ to }) => to)).toEqual(['ALARM']);
  });

  it('tells what happened while the machine slept for hours', async () => {
    const woke = noon + 5 * hour;
    const history = [
      change('a', noon + hour, 'OK', 'ALARM'),
      change('a', noon + 2 * hour, 'ALARM', 'OK'),
      change('a', woke - 1_000, 'OK', 'ALARM'),
    ];
    const clock = instantClock(noon, 6 * hour);
    let hasSlept = false;
    const sleepy = {
      ...clock,
      sleep: (ms: number, signal?: AbortSignal) => {
        const isNow = !hasSlept && clock.now() > noon + 10 * minute;
        if (isNow) hasSlept = true;
        return clock.sleep(isNow ? woke - clock.now() : ms, signal);
      },
    };
    const { api, calls } = fakeAlarms(
      () => [alarm('a')],
      () => history,
    );
    const said = await collect(
      alarmsSource({ clientsFor: () => api(clock.now), origins: [{ region: 'us-east-1' }], clock: sleepy }),
      clock.signal,
    );
    expect(calls.some(({ at }) => at > noon + 11 * minute && at < woke)).toBe(false);
    expect(transitionsIn(said).map(({ at, to }) => [at, to])).toEqual([
      [noon + hour, 'ALARM'],
      [noon + 2 * hour, 'OK'],
      [woke - 1_000, 'ALARM'],
    ]);
  });

  it('tells what gets into it minutes late, once', async () => {
    const clock = instantClock(noon, 10 * minute);
    const late = change('a', noon - 30_000, 'OK', 'ALARM');
    const { api } = fakeAlarms(
      () => [alarm('a')],
      () => (clock.now() < noon + 3 * minute ? [] : [late]),
    );
    const said = await collect(
      alarmsSource({ clientsFor: () => api(clock.now), origins: [{ region: 'us-east-1' }], clock }),
      clock.signal,
    );
    expect(transitionsIn(said).map(({ at }) => at)).toEqual([noon - 30_000]);
  });

  it.each([
    ['ahead', 20 * minute],
    ['behind', -20 * minute],
  ])('is read by the clock of AWS where the machine is %s', async (_, wrongByMs) => {
    const clock = instantClock(noon + wrongByMs, 10 * minute);
    const awsNow = () => clock.now() - wrongByMs;
    const history = [
      change('a', noon - minute, 'ALARM', 'OK'),
      ...[1, 2, 3].map((nth) => change('a', noon + nth * 2 * minute, 'OK', 'ALARM')),
    ];
    const { api } = fakeAlarms(
      () => [alarm('a')],
      () => history,
    );
    const real = api(awsNow);
    const dated: AlarmsApi = {
      ...oldPolicy,
      describeAlarms: async (input) => ({ ...(await real.describeAlarms(input)), servedAt: awsNow() }),
      describeAlarmHistory: real.describeAlarmHistory,
    };
    const said = await collect(
      alarmsSource({ clientsFor: () => dated, origins: [{ region: 'us-east-1' }], clock }),
      clock.signal,
    );
    expect(transitionsIn(said).map(({ at }) => at)).toEqual([1, 2, 3].map((nth) => noon + nth * 2 * minute));
  });

  it('goes back far enough to see an alarm with a long period flap', async () => {
    const [first, second] = ['OK', 'ALARM'];
    const history = Array.from({ length: 12 }, (_, nth) =>
      nth % 2 === 0
        ? change('slow', noon - (12 - nth) * hour, first, second)
        : change('slow', noon - (12 - nth) * hour, second, first),
    );
    const clock = instantClock(noon, hour);
    const { api } = fakeAlarms(
      () => [alarm('slow', { Period: 3600 })],
      () => history,
    );
    const said = await collect(
      alarmsSource({
        clientsFor: () => api(clock.now),
        origins: [{ region: 'us-east-1' }],
        clock,
        once: true,
      }),
      clock.signal,
    );
    expect(alarmsIn(said).at(-1)?.judged.flapping).toBe(true);
    expect(transitionsIn(said)).toEqual([]);
    // Who judges anew has what it was judged by.
    expect(said.flatMap((one) => (one.type === 'alarmPast' ? [one.at] : []))).toEqual(
      history.map(({ Timestamp }) => Timestamp?.getTime()),
    );
  });

  it('marks an alarm that flaps from its past, and unmarks it when it rests', async () => {
    const states = ['OK', 'ALARM'];
    const history = Array.from({ length: 12 }, (_, nth) =>
      change('a', noon - (12 - nth) * minute, states[nth % 2] ?? '', states[(nth + 1) % 2] ?? ''),
    );
    const clock = instantClock(noon, 30 * minute);
    const { api } = fakeAlarms(
      () => [alarm('a'), alarm('calm')],
      () => history,
    );
    const said = await collect(
      alarmsSource({ clientsFor: () => api(clock.now), origins: [{ region: 'us-east-1' }], clock }),
      clock.signal,
    );
    expect(alarmsIn(said).map(({ name, judged }) => [name, judged.flapping])).toEqual([
      ['a', false],
      ['calm', false],
      ['a', true],
      ['a', false],
    ]);
    expect(transitionsIn(said)).toEqual([]);
  });
});

const reasonIn = (historyData: string): string => JSON.parse(historyData).newState.stateReason;

describe('against the embedded account', () => {
  const clock = instantClock(noon, 50 * minute);
  const account = createAccount({ seed: 7, scenario: 'incident', startAt: noon, clock });
  /** In the middle of its end: within these two minutes five alarms go back to OK. */
  const isCut = () => clock.now() >= noon + 15.2 * minute && clock.now() < noon + 17.2 * minute;
  let server: SandboxServer;
  let relay: Relay;
  beforeAll(async () => {
    server = await startSandboxServer({ account, clock });
    relay = await startRelay(server.url, isCut);
  });
  afterAll(async () => {
    await relay.close();
    await server.close();
  });

  it('tells each transition in order, once, with its reason, through two minutes without a network', async () => {
    const clients = createClients({
      region: account.region,
      endpointUrl: relay.url,
      clock,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const said = await collect(
      alarmsSource({
        clientsFor: () => clients,
        origins: [{ region: account.region }],
        clock,
        historyMs: 2 * hour,
      }),
      clock.signal,
    );
    clients.close();
    const [from, to] = [noon - 2 * hour, noon + 49 * minute];
    const truth = account.alarms
      .history()
      .filter(({ itemType, at }) => itemType === 'StateUpdate' && at >= from && at < to)
      .map(({ alarmName: name, at, data }) => ({ name, at, reason: reasonIn(data) }));
    const inTheHole = truth.filter(({ at }) => at >= noon + 15.2 * minute && at < noon + 17.2 * minute);
    expect(truth.length).toBeGreaterThan(20);
    expect(inTheHole.length).toBeGreaterThanOrEqual(5);
    expect(relay.broken()).toBeGreaterThan(2);
    const told = transitionsIn(said).filter(({ at }) => at < to);
    expect(told.map(({ name, at, reason }) => ({ name, at, reason }))).toEqual(truth);
    const arns = new Set(alarmsIn(said).map(({ arn }) => arn));
    for (const { arn } of account.alarms.list()) expect(arns).toContain(arn);
    const problems = said.flatMap((one) => (one.type === 'problem' ? [one.failure?.kind] : []));
    expect(problems).toEqual(['network', undefined]);
  });
});
