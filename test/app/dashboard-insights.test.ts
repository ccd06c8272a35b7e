/** Queries of the insights view against the embedded account: estimated, run, stopped when nobody looks any more. */

import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Asked, InsightsData } from '../../components/insights/answer.ts';
import {
  createDashboardInsights,
  type DashboardInsights,
} from '../../src/app/dashboard/dashboard-insights.ts';
import { mostPastQueries, openQueryHistory } from '../../src/app/logs/query-history.ts';
import { createClients } from '../../src/aws/clients.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { type SandboxServer, startSandboxServer } from '../../src/sandbox/server.ts';
import { createStore } from '../../src/store/store.ts';
import { backendOf } from '../helpers/backend.ts';
import { endlessGroup, insightsAccount, largeGroup, workerGroup } from '../helpers/insights-account.ts';
import { runIn } from '../helpers/state-home.ts';
import { noon } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';
import { region } from '../sandbox/wire/handmade-account.ts';
import { instantClock } from '../sources/instant-clock.ts';

const hour = 3_600_000;
const pipeline: Pipeline = {
  name: 'orders',
  stages: [
    stageOf('lambda', {
      name: 'payment-worker',
      region,
      dimensions: { FunctionName: 'payment-worker' },
      logGroups: [workerGroup],
    }),
  ],
};

let server: SandboxServer;
let insights: DashboardInsights;
let seen: () => InsightsData;
let calls: string[] = [];
let stateHome = '';
let close = () => {};
let onStart = () => {};

const count = (operation: string): number => calls.filter((one) => one === operation).length;

beforeEach(async () => {
  const clock = instantClock(noon, 1000 * hour);
  calls = [];
  onStart = () => {};
  stateHome = mkdtempSync(join(tmpdir(), 'orders-watch-insights-'));
  server = await startSandboxServer({
    account: insightsAccount(() => noon),
    onCall: ({ operation }) => {
      calls.push(operation);
      if (operation === 'StartQuery') onStart();
    },
  });
  const clients = createClients({
    region,
    endpointUrl: server.url,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    clock,
  });
  close = clients.close;
  const store = createStore({ startedAt: noon });
  seen = () => insights.seen(store.snapshot(clock.now()).queries);
  insights = createDashboardInsights({
    backend: backendOf(clients, region, clock),
    pipeline,
    history: openQueryHistory(runIn(stateHome)),
    maxScanBytes: 5e9,
    emit: (observations) => store.apply(observations, clock.now()),
    signal: clock.signal,
  });
});

afterEach(async () => {
  await insights.close();
  close();
  await server.close();
});

const asked = (query: string, over: Partial<Asked> = {}): Asked => ({
  query,
  name: undefined,
  of: [],
  from: noon - hour,
  to: noon,
  isAllowed: false,
  ...over,
});

const answer = () => seen().answer;
const reaches = (phase: string): Promise<void> =>
  vi.waitFor(() => expect(answer()?.phase).toBe(phase), { timeout: 20_000, interval: 5 });

describe('a query', () => {
  test('is estimated, runs, brings its rows, and is remembered', async () => {
    insights.look(asked('filter level = "ERROR" | stats count(*) as n', { name: 'mine' }));
    expect(answer()).toMatchObject({ phase: 'estimating', rows: [] });
    await reaches('finished');
    expect(answer()).toMatchObject({
      estimated: { bytes: 1000 },
      groups: 1,
      missing: [],
      recordsScanned: 1200,
      recordsMatched: 120,
    });
    expect(answer()?.rows).toEqual([{ region, cells: new Map([['n', '120']]) }]);
    expect(answer()?.scanned.bytes).toBeGreaterThan(0);
    expect(seen().past).toMatchObject([{ name: 'mine', at: expect.any(Number) }]);
    expect(count('StopQuery')).toBe(0);
  });

  test('that would scan too much waits, and runs once it is allowed', async () => {
    const large = asked('fields @message', { of: [largeGroup] });
    insights.look(large);
    await reaches('tooMuch');
    expect(answer()?.estimated?.bytes).toBeCloseTo(1e12, -9);
    expect(count('StartQuery')).toBe(0);
    insights.look({ ...large, isAllowed: true });
    await reaches('finished');
    expect(count('StartQuery')).toBe(1);
  });

  test('is stopped in AWS when its view is left; what came of it stays, and it does not run again by itself', async () => {
    const long = asked('stats count(*) as n', { of: [endlessGroup] });
    insights.look(long);
    await vi.waitFor(() => expect(answer()?.rows.length).toBe(1), { timeout: 20_000, interval: 5 });
    insights.look(undefined);
    expect(answer()?.phase).toBe('stopped');
    await insights.close();
    expect(count('StopQuery')).toBe(1);
    insights.look(long);
    await insights.close();
    expect(count('StartQuery')).toBe(1);
    expect(answer()).toMatchObject({ phase: 'stopped', rows: [{ region }] });
  });

  test('gives way to another one', async () => {
    insights.look(asked('stats count(*) as n', { of: [endlessGroup] }));
    await reaches('running');
    insights.look(asked('fields n | filter n < 3 | sort n'));
    await reaches('finished');
    expect(answer()?.rows.map(({ cells }) => cells.get('n'))).toEqual(['0', '1', '2']);
    await insights.close();
    expect([count('StartQuery'), count('StopQuery')]).toEqual([2, 1]);
  });

  test('that AWS starts as its view is left is stopped all the same', async () => {
    // The answer with the id of the query is on its way.
    onStart = () => insights.look(undefined);
    insights.look(asked('stats count(*) as n', { of: [endlessGroup] }));
    await vi.waitFor(() => expect(count('StopQuery')).toBe(1), { timeout: 20_000, interval: 5 });
    expect(count('StartQuery')).toBe(1);
  });

  test('keeps the rows that it showed while it runs: a place in the table is not lost', async () => {
    insights.look(asked('fields n | sort n | limit 3'));
    await vi.waitFor(() => expect(answer()?.rows).toHaveLength(3), { timeout: 20_000, interval: 1 });
    const [first] = answer()?.rows ?? [];
    await reaches('finished');
    expect(answer()?.rows[0]).toBe(first);
  });

  test('of rows that say the same keeps each one apart', async () => {
    insights.look(asked('stats count(*) as c by n | display c | limit 3'));
    await vi.waitFor(() => expect(answer()?.rows).toHaveLength(3), { timeout: 20_000, interval: 1 });
    await reaches('finished');
    expect(new Set(answer()?.rows).size).toBe(3);
  });

  test('that is wrong says where', async () => {
    insights.look(asked('fields @message\n| fliter x'));
    await reaches('failed');
    expect(answer()?.failure).toMatchObject({
      code: 'MalformedQueryException',
      mistake: { from: 18, to: 24 },
    });
  });

  test('leaves out groups that are not there, unless none is', async () => {
    insights.look(asked('limit 1', { of: [workerGroup, '/gone'] }));
    await reaches('finished');
    expect(answer()).toMatchObject({ groups: 1, missing: [`${region} /gone`] });
    insights.look(asked('limit 1', { of: ['/gone'] }));
    await reaches('failed');
    expect(answer()?.failure?.message).toContain('/gone');
  });
});

describe('a row', () => {
  test('with a pointer is opened whole', async () => {
    insights.look(asked('fields n | filter n = 7'));
    await reaches('finished');
    const [row] = answer()?.rows ?? [];
    insights.open(row);
    expect(seen().record).toEqual({ row, fields: undefined, failure: undefined });
    await vi.waitFor(() => expect(seen().record?.fields?.get('orderId')).toBe('ORD-7'));
    insights.open(undefined);
    expect(seen().record).toBeUndefined();
  });

  test('without one asks for nothing; one that AWS does not know says so', async () => {
    insights.open({ region, cells: new Map([['n', '1']]) });
    insights.open({ region, cells: new Map([['@ptr', 'nonsense']]) });
    await vi.waitFor(() => expect(seen().record?.failure?.code).toBe('InvalidParameterException'));
    expect(count('GetLogRecord')).toBe(1);
  });
});

describe('the history', () => {
  const file = () => join(stateHome, 'orders-watch', 'queries.json');
  const query = (nth: number) => ({ query: `limit ${nth}`, of: [], at: nth });

  test('is bounded, newest first, each query once, for its user only', async () => {
    const run = runIn(stateHome);
    const history = openQueryHistory(run);
    for (let nth = 1; nth <= mostPastQueries + 5; nth += 1) history.add(query(nth));
    history.add({ ...query(10), at: 1000 });
    expect(history.known()).toHaveLength(mostPastQueries);
    expect(history.known()[0]).toMatchObject({ query: 'limit 10', at: 1000 });
    await run.stalls.settled();
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(await openQueryHistory(runIn(stateHome)).read).toEqual(history.known());
  });

  test('keeps what another run of the tool has written', async () => {
    const [first, second] = [runIn(stateHome), runIn(stateHome)];
    const [one, other] = [openQueryHistory(first), openQueryHistory(second)];
    one.add(query(1));
    await first.stalls.settled();
    other.add(query(2));
    await second.stalls.settled();
    expect(other.known().map(({ at }) => at)).toEqual([2, 1]);
  });

  test('is empty where its file is none, which is told', async () => {
    const run = runIn(stateHome);
    openQueryHistory(run).add(query(1));
    await run.stalls.settled();
    writeFileSync(file(), '{"query": 1}');
    const again = runIn(stateHome);
    expect(await openQueryHistory(again).read).toEqual([]);
    expect(again.told.map((failure) => failure?.message)).toEqual(['the state file queries.json is damaged']);
    expect(readFileSync(file(), 'utf8')).toBe('{"query": 1}');
  });
});
