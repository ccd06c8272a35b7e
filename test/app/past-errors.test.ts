/** A dashboard that is opened amid an outage tells what one tells that was open before it (issue 14). */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { gatherDashboard } from '../../src/app/dashboard/gather.ts';
import { dashboardOf } from '../../src/app/dashboard/open-dashboard.ts';
import { createPastErrors } from '../../src/app/dashboard/past-errors.ts';
import { createClients } from '../../src/aws/clients.ts';
import type { Backend, LogSearch } from '../../src/backend/backend.ts';
import type { LogEvent } from '../../src/observation/logs.ts';
import type { Observation } from '../../src/observation/observation.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import { fail, succeed } from '../../src/result.ts';
import { createAccount } from '../../src/sandbox/create-account.ts';
import { demoPipelineYaml } from '../../src/sandbox/demo-pipeline.ts';
import { startSandboxServer } from '../../src/sandbox/server.ts';
import { createLogStore } from '../../src/store/log-store.ts';
import { createStore } from '../../src/store/store.ts';
import { messagesOf } from '../../src/story/messages.ts';
import { backendOf } from '../helpers/backend.ts';
import { manualClock, quickClock } from '../helpers/clock.ts';
import { storyOf } from '../story/stories.ts';

const minute = 60_000;
const noon = Date.UTC(2026, 0, 15, 12);
const region = 'eu-west-1';

const line = (at: number, message: string, eventId = `${at} ${message}`): LogEvent => ({
  type: 'log',
  region,
  group: '/aws/lambda/payment-worker',
  stream: 's',
  at,
  ingestedAt: at,
  message,
  eventId,
  late: false,
});

const pipelineOf = () => {
  const parsed = parsePipelineFile(demoPipelineYaml, { file: 'demo', regions: [region] });
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
  return parsed.value[0];
};

describe('the embedded account, nine minutes into its outage', { timeout: 90_000 }, () => {
  const closing: (() => Promise<void>)[] = [];
  afterAll(() => Promise.all(closing.map((close) => close())));

  test('a cold start counts all lines since the onset, and knows what was there before', async () => {
    const clock = quickClock(noon, 1);
    const account = createAccount({ seed: 5, scenario: 'incident', startAt: noon, clock });
    const server = await startSandboxServer({ account, clock });
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const clients = createClients({ region: account.region, endpointUrl: server.url, clock, credentials });
    closing.push(async () => {
      clients.close();
      await server.close();
    });
    const pipeline = pipelineOf();
    const store = createStore({ startedAt: clock.now(), pipeline });
    const opened = dashboardOf(backendOf(clients, account.region, clock), pipeline);
    const stop = new AbortController();
    const { stories, logs, at, problems } = await gatherDashboard(opened, {
      store,
      state: undefined,
      budget: undefined,
      stop,
    });
    const [story] = stories;
    expect(story).toMatchObject({ stage: 'payment-worker', health: 'bad' });
    const since = story?.since ?? Number.NaN;
    expect(at - since).toBeGreaterThan(8 * minute);
    const [message] = story?.messages ?? [];
    const before = [
      ...account.logs.events('/aws/lambda/payment-worker', since - 30 * minute, since - 2 * minute),
    ].filter((one) => /charge failed .*gateway timeout/.test(one.message));
    expect(message?.isNew).toBe(before.length === 0);
    expect(message?.pattern).toContain('gateway timeout');
    // Who watched from before has read each of these: the simulation's own lines, but for the last seconds, which come late.
    const told = (story?.messages ?? [])
      .filter(({ pattern }) => pattern.includes('gateway timeout'))
      .reduce((sum, { count }) => sum + count, 0);
    const failed = (to: number) =>
      [...account.logs.events('/aws/lambda/payment-worker', since, to)].filter((one) =>
        /charge failed .*gateway timeout/.test(one.message),
      ).length;
    expect(told).toBeLessThanOrEqual(failed(at));
    expect(told).toBeGreaterThanOrEqual(failed(at - 45_000));
    const ids = logs.items.flatMap((entry) => (entry.type === 'log' ? [entry.eventId] : []));
    expect(new Set(ids).size).toBe(ids.length);
    expect(problems.filter(({ failure }) => failure !== undefined)).toEqual([]);
  });
});

describe('lines of the past in the store', () => {
  const limits = { maxLines: 20_000, maxLoud: 10_000, maxFirst: 500 };

  test('each counts once and has its place, whichever way it came first', () => {
    const entries = fc.array(fc.record({ at: fc.nat(60), way: fc.constantFrom('live', 'past', 'both') }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(entries, fc.nat(60), (all, read) => {
        const store = createLogStore(limits);
        const events = all.map(({ at, way }, nth) => ({ way, event: line(at, 'ERROR no', `id ${nth}`) }));
        const live = events.flatMap(({ way, event }) => (way === 'past' ? [] : [event]));
        const past = events.flatMap(({ way, event }) => (way === 'live' ? [] : [event]));
        for (const event of live.slice(0, read)) store.push(event);
        const { group } = line(0, '');
        store.pushPast({ type: 'pastErrors', region, group, from: 0, lines: past });
        for (const event of live.slice(read)) store.push({ ...event });
        store.pushPast({ type: 'pastErrors', region, group, from: 0, lines: past });
        const { items } = store.snapshot();
        const ids = items.flatMap((entry) => (entry.type === 'log' ? [entry.eventId] : []));
        expect([...ids].sort()).toEqual(events.map(({ event }) => event.eventId).sort());
        const times = items.map((entry) => (entry.type === 'log' ? entry.at : entry.to));
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }),
    );
  });

  test('the count since the onset never falls, however many lines come after', () => {
    const store = createLogStore({ maxLines: 20, maxLoud: 10, maxFirst: 5 });
    const worker = pipelineOf().stages.find(({ name }) => name === 'payment-worker');
    if (worker === undefined) throw new Error('no payment-worker');
    const since = noon;
    const counted = (): number => {
      const { items: logs, dropped } = store.snapshot();
      const told = messagesOf({ cause: { since, until: undefined }, stage: worker, logs, dropped });
      return told.reduce((sum, { count }) => sum + count, 0);
    };
    const requestOf = (nth: number) =>
      `6bc28136-xxxx-4365-b021-${String(nth).padStart(12, '0')}`.replace('xxxx', 'a111');
    const eventsOf = (nth: number): readonly LogEvent[] => {
      const at = since + nth * 1_000;
      const stamp = new Date(at).toISOString();
      const id = requestOf(nth);
      return [
        line(at, `${stamp}\t${id}\tERROR\tcharge failed gateway timeout`),
        line(at + 1, `${stamp}\t${id}\tERROR\tInvoke Error\t{"errorType":"Error"}`),
      ];
    };
    const { group } = line(0, '');
    const past = Array.from({ length: 40 }, (_, nth) => eventsOf(nth)).flat();
    store.pushPast({ type: 'pastErrors', region, group, from: since - minute, lines: past });
    expect(counted()).toBe(40);
    for (let nth = 40; nth < 140; nth += 1) {
      for (const event of eventsOf(nth)) {
        store.push(event);
        expect([nth, counted()]).toEqual([nth, nth + 1]);
      }
      for (let more = 0; more < 3; more += 1)
        store.push(line(since + nth * 1_000 + 2, `INFO charged ${more}`));
    }
  });

  test('of the past errors alone are held, and that is said', () => {
    const store = createLogStore(limits);
    store.push(line(100, 'INFO charged'));
    const { group } = line(0, '');
    const lines = [line(10, 'ERROR no'), line(20, 'INFO error=0'), line(30, 'ERROR no')];
    store.pushPast({ type: 'pastErrors', region, group, from: 5, lines });
    const { items, wholeSince, errorsFrom } = store.snapshot();
    expect(items).toMatchObject([{ at: 10 }, { at: 30 }, { at: 100 }]);
    expect(wholeSince).toBe(100);
    expect([...(errorsFrom ?? []).values()]).toEqual([5]);
  });
});

describe('what is read', () => {
  const readerOf = (search: NonNullable<Backend['searchLogs']>) => {
    const clock = manualClock(noon);
    const searches: LogSearch[] = [];
    const said: Observation[] = [];
    const reader = createPastErrors({
      backend: {
        clock,
        searchLogs: (request, signal) => {
          searches.push(request);
          return search(request, signal);
        },
      },
      pipeline: pipelineOf(),
      followedSince: noon - 2 * minute,
      emit: (observations) => said.push(...observations),
      signal: new AbortController().signal,
    });
    const story = storyOf({ since: noon - 9 * minute });
    const cause =
      story.cause === null ? null : { ...story.cause, stage: 'payment-worker', since: noon - 9 * minute };
    const at = (now: number) => reader.read({ stories: [{ ...story, cause }], at: now });
    return { at, searches, said };
  };

  test('half an hour before the onset up to now, once', async () => {
    const { at, searches, said } = readerOf(async () => succeed({ lines: [] }));
    await Promise.all([at(noon), at(noon + 500)]);
    // One search: of each step of the window it would be a call, and most of them find nothing.
    const count = searches.length;
    expect(count).toBe(1);
    await at(noon + 5 * minute);
    expect(searches).toHaveLength(count);
    expect(searches[0]?.from).toBe(noon - 39 * minute);
    expect(searches.at(-1)?.to).toBe(noon);
    searches.slice(1).forEach(({ from }, nth) => {
      expect(from).toBe(searches[nth]?.to);
    });
    expect(said[0]).toMatchObject({ type: 'pastErrors', from: noon - 39 * minute });
  });

  test('what is missing is said, and nothing is called new for it', async () => {
    const failure = { kind: 'service', code: 'TooManyLines', message: 'more lines match', hint: '' } as const;
    const { at, said } = readerOf(async () => succeed({ lines: [line(noon, 'ERROR no')], missing: failure }));
    await at(noon);
    expect(said[0]).toMatchObject({ type: 'pastErrors', from: noon });
    expect(said[1]).toMatchObject({
      type: 'problem',
      source: 'logs',
      scope: '/aws/lambda/payment-worker (errors of before)',
      failure,
    });
  });

  test('what fails is tried again after a minute, and its end is told', async () => {
    let calls = 0;
    const failure = { kind: 'network', code: 'Away', message: 'no answer', hint: '' } as const;
    const { at, said } = readerOf(async () => (++calls === 1 ? fail(failure) : succeed({ lines: [] })));
    await at(noon);
    await at(noon + 1_000);
    expect(calls).toBe(1);
    await at(noon + 61_000);
    expect(calls).toBeGreaterThan(1);
    expect(said.at(-1)).toMatchObject({ type: 'problem', failure: undefined });
  });
});
