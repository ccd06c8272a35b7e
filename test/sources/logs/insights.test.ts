import type { GetQueryResultsRequest, GetQueryResultsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/aws/call.ts';
import { createClients } from '../../../src/aws/clients.ts';
import { failureOf } from '../../../src/aws/failure.ts';
import { builtInQueries, orderQuery } from '../../../src/pipeline/queries/built-in.ts';
import { placeholdersOf } from '../../../src/pipeline/queries/query-text.ts';
import { createAccount } from '../../../src/sandbox/create-account.ts';
import { type SandboxServer, startSandboxServer } from '../../../src/sandbox/server.ts';
import { type InsightsApi, type InsightsEvent, runQuery } from '../../../src/sources/logs/insights.ts';
import { estimateScan } from '../../../src/sources/logs/scan-estimate.ts';
import { instantClock } from '../instant-clock.ts';

const hour = 3_600_000;
const noon = Date.UTC(2026, 0, 15, 12);
const question = { query: 'fields @message', groups: ['/g'], from: noon - hour, to: noon };
const failed = (name: string, extra: object = {}) =>
  failureOf(Object.assign(new Error(name), { name }, extra), {
    operation: 'StartQuery',
    region: 'us-east-1',
  });

type Step = GetQueryResultsResponse | { readonly fails: string };

/** A query that answers these in turn, the last one again and again. */
const fakeInsights = (steps: readonly Step[], start?: Answer<{ queryId: string }>) => {
  const asked: GetQueryResultsRequest[] = [];
  const stopped: (string | undefined)[] = [];
  const api: InsightsApi = {
    startQuery: async () => start ?? { ok: true, value: { queryId: 'q1' } },
    getQueryResults: async (input) => {
      const step = steps[Math.min(asked.length, steps.length - 1)] ?? {};
      asked.push(input);
      return 'fails' in step ? { ok: false, failure: failed(step.fails) } : { ok: true, value: step };
    },
    stopQuery: async ({ queryId }) => {
      stopped.push(queryId);
      return { ok: true, value: { success: true } };
    },
  };
  return { api, asked, stopped };
};

const row = (message: string) => [
  { field: '@message', value: message },
  { field: '@ptr', value: 'p' },
];
const collect = async (api: InsightsApi, lengthMs = hour) => {
  const clock = instantClock(noon, lengthMs);
  const events: InsightsEvent[] = [];
  for await (const event of runQuery(question, { api, clock, random: () => 0 }, clock.signal))
    events.push(event);
  return events;
};

describe('a query', () => {
  it('tells how far it is, then its rows page by page, then what it cost', async () => {
    const statistics = { bytesScanned: 2e9, recordsScanned: 10, recordsMatched: 3 };
    const { api, asked, stopped } = fakeInsights([
      { status: 'Scheduled' },
      { status: 'Running', results: [row('a')], statistics: { ...statistics, bytesScanned: 1e9 } },
      { status: 'Complete', results: [row('a'), row('b')], statistics, nextToken: 't' },
      { status: 'Complete', results: [row('c')] },
    ]);
    const events = await collect(api);
    expect(events.map(({ type }) => type)).toEqual(['running', 'running', 'rows', 'rows', 'finished']);
    expect(events[1]).toMatchObject({ statistics: { bytesScanned: 1e9, dollars: 0.005 } });
    const messages = events.flatMap((event) =>
      event.type === 'rows' ? event.rows.map((one) => one.get('@message')) : [],
    );
    expect(messages).toEqual(['a', 'b', 'c']);
    expect(events.at(-1)).toEqual({ type: 'finished', statistics: { ...statistics, dollars: 0.01 } });
    expect(asked.map(({ nextToken }) => nextToken)).toEqual([undefined, undefined, undefined, 't']);
    expect(stopped).toEqual([]);
  });

  it('is stopped when the consumer leaves, and at the signal', async () => {
    const { api, stopped } = fakeInsights([{ status: 'Running' }]);
    const clock = instantClock(noon, hour);
    for await (const _ of runQuery(question, { api, clock }, clock.signal)) break;
    expect(stopped).toEqual(['q1']);
    await collect(api, 10_000);
    expect(stopped).toEqual(['q1', 'q1']);
  });

  it('goes on through failures that pass', async () => {
    const { api } = fakeInsights([
      { fails: 'ThrottlingException' },
      { fails: 'ServiceUnavailableException' },
      { status: 'Complete', results: [row('a')] },
    ]);
    expect((await collect(api)).map(({ type }) => type)).toEqual(['rows', 'finished']);
  });

  it('says where it is wrong', async () => {
    const failure = failed('MalformedQueryException', {
      queryCompileError: { location: { startCharOffset: 6 } },
    });
    const { api } = fakeInsights([], { ok: false, failure });
    expect(await collect(api)).toMatchObject([
      { type: 'failed', failure: { kind: 'usage', message: expect.stringContaining('character 7') } },
    ]);
  });

  it.each(['Failed', 'Cancelled', 'Timeout'] as const)('that ends as %s says so', async (status) => {
    const { api, stopped } = fakeInsights([{ status }]);
    expect(await collect(api)).toMatchObject([{ type: 'failed', failure: { code: `Query${status}` } }]);
    expect(stopped).toEqual([]);
  });
});

describe('an estimate', () => {
  const groups = [
    { logGroupName: '/g', creationTime: noon - 10 * hour, storedBytes: 1000 },
    { logGroupName: '/g-other', creationTime: 0, storedBytes: 9e9 },
    { logGroupName: '/kept', creationTime: 0, storedBytes: 2400, retentionInDays: 1 },
  ];
  const describeGroups = async ({
    logGroupNamePrefix = '',
  }: {
    logGroupNamePrefix?: string | undefined;
  }) => ({
    ok: true as const,
    value: { logGroups: groups.filter(({ logGroupName }) => logGroupName.startsWith(logGroupNamePrefix)) },
  });
  const estimate = (names: readonly string[], from: number) =>
    estimateScan(describeGroups, names, { from, to: noon, now: noon }, new AbortController().signal);

  it('is the share of the window in what is stored', async () => {
    expect(await estimate(['/g'], noon - hour)).toMatchObject({ value: { bytes: 100, missing: [] } });
    expect(await estimate(['/kept'], noon - hour)).toMatchObject({ value: { bytes: 100 } });
    expect(await estimate(['/g', '/gone'], 0)).toMatchObject({ value: { bytes: 1000, missing: ['/gone'] } });
  });
});

describe('against the embedded account', () => {
  const clock = instantClock(noon, 10 * hour);
  const account = createAccount({ seed: 3, scenario: 'incident', startAt: noon, clock });
  let server: SandboxServer;
  beforeAll(async () => {
    server = await startSandboxServer({ account, clock });
  });
  afterAll(() => server.close());

  const groups = account.logs.groups().map(({ name }) => name);

  it.each([
    ...builtInQueries.filter(({ query }) => placeholdersOf(query).length === 0),
    { name: 'order', query: orderQuery('ORD-') },
  ])('$name runs as it is', async ({ name, query }) => {
    const clients = createClients({
      region: account.region,
      endpointUrl: server.url,
      clock,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const events: InsightsEvent[] = [];
    const asked = { query, groups, from: clock.now() - hour / 12, to: clock.now() };
    for await (const event of runQuery(asked, { api: clients, clock }, clock.signal)) events.push(event);
    clients.close();
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    const rows = events.flatMap((event) => (event.type === 'rows' ? event.rows : []));
    if (name !== 'most-throttled' && name !== 'cold-starts') expect(rows.length).toBeGreaterThan(0);
    expect(events.at(-1)).toMatchObject({ type: 'finished' });
  });
});
