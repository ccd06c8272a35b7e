import {
  GetLogRecordCommand,
  GetQueryResultsCommand,
  type MalformedQueryException,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import { serve } from './clients.ts';
import { accountId, handmadeAccount, logEvent, now, region } from './handmade-account.ts';

const group = '/aws/lambda/payment-worker';
const count = 50_000;
const events = Array.from({ length: count }, (_, nth) =>
  logEvent(nth, JSON.stringify({ n: nth, level: nth % 100 === 0 ? 'ERROR' : 'INFO' }), {
    at: now - 3_600_000 + nth * 50,
    ingestedAt: now - 60_000,
  }),
);
const account = handmadeAccount({ logs: { [group]: events, '/empty': [] } });

const open = async () => {
  const { logs } = await serve(account);
  const start = (queryString: string, change: object = {}) =>
    logs.send(
      new StartQueryCommand({
        logGroupNames: [group],
        startTime: now / 1000 - 3600,
        endTime: now / 1000,
        queryString,
        ...change,
      }),
    );
  const poll = (queryId: string | undefined, change: object = {}) =>
    logs.send(new GetQueryResultsCommand({ queryId, ...change }));
  const finish = async (queryId: string | undefined) => {
    for (;;) {
      const state = await poll(queryId);
      if (state.status !== 'Running') return state;
    }
  };
  return { logs, start, poll, finish };
};

test('a query runs with part of its rows, then is complete, and says what it scanned', async () => {
  const { start, poll, finish } = await open();
  const { queryId } = await start('filter level = "ERROR" | stats count(*) as n');
  const first = await poll(queryId);
  expect(first).toMatchObject({ status: 'Running', results: [[{ field: 'n', value: '200' }]] });
  const last = await finish(queryId);
  expect(last).toMatchObject({
    status: 'Complete',
    results: [[{ field: 'n', value: '500' }]],
    statistics: { recordsMatched: 500, recordsScanned: count, logGroupsScanned: 1 },
  });
  expect(last.statistics?.bytesScanned).toBe(
    events.reduce((bytes, { message }) => bytes + message.length, 0),
  );
  expect(first.statistics?.bytesScanned).toBeLessThan(last.statistics?.bytesScanned ?? 0);
});

test('even a small query is seen running once', async () => {
  const { start, poll } = await open();
  const { queryId } = await start('fields @message', { logGroupNames: ['/empty'] });
  expect((await poll(queryId)).status).toBe('Running');
  expect((await poll(queryId)).status).toBe('Complete');
});

test('more rows than a page are paged; the limit of the call or of the query bounds them', async () => {
  const { start, poll, finish } = await open();
  const { queryId } = await start('fields n', { limit: 25_000 });
  const seen: (string | undefined)[] = [];
  let page = await finish(queryId);
  for (;;) {
    seen.push(...(page.results ?? []).map((row) => row[0]?.value));
    if (page.nextToken === undefined) break;
    page = await poll(queryId, { nextToken: page.nextToken });
  }
  expect(seen).toEqual(Array.from({ length: 25_000 }, (_, nth) => String(count - 1 - nth)));
  expect((await finish((await start('fields n')).queryId)).results).toHaveLength(10_000);
  expect((await finish((await start('fields n | limit 7')).queryId)).results).toHaveLength(7);
});

test('@ptr opens the whole record', async () => {
  const { logs, start, finish } = await open();
  const { queryId } = await start('fields n | filter n = 321', {
    logGroupNames: undefined,
    logGroupIdentifiers: [`arn:aws:logs:${region}:${accountId}:log-group:${group}`],
  });
  const [row = []] = (await finish(queryId)).results ?? [];
  const logRecordPointer = row.find(({ field }) => field === '@ptr')?.value;
  expect((await logs.send(new GetLogRecordCommand({ logRecordPointer }))).logRecord).toEqual({
    '@timestamp': String(events[321]?.at),
    '@ingestionTime': String(now - 60_000),
    '@message': events[321]?.message,
    '@logStream': 'stream-1',
    '@log': `${accountId}:${group}`,
    '@ptr': logRecordPointer,
    n: '321',
    level: 'INFO',
  });
});

test('a query is stopped once; one that has ended cannot be', async () => {
  const { logs, start, poll, finish } = await open();
  const { queryId } = await start('fields n');
  expect(await logs.send(new StopQueryCommand({ queryId }))).toMatchObject({ success: true });
  expect((await poll(queryId)).status).toBe('Cancelled');
  const done = (await start('fields n')).queryId;
  await finish(done);
  await expect(logs.send(new StopQueryCommand({ queryId: done }))).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
  await expect(poll('nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a mistake in the query comes with its place', async () => {
  const { start } = await open();
  const error: unknown = await start('fields @message\n| fliter x').catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    name: 'MalformedQueryException',
    message: expect.stringContaining('at line 2 and position 3'),
    queryCompileError: { location: { startCharOffset: 18, endCharOffset: 24 } },
  } satisfies Partial<Record<keyof MalformedQueryException, unknown>>);
});

test.each<[string, object, string]>([
  ['an unknown group', { logGroupNames: ['/nobody'] }, 'ResourceNotFoundException'],
  ['two ways to name groups', { logGroupName: group }, 'InvalidParameterException'],
  ['no group', { logGroupNames: [] }, 'InvalidParameterException'],
  ['an end before the start', { endTime: 1 }, 'InvalidParameterException'],
])('refuses %s', async (_name, change, name) => {
  const { start } = await open();
  await expect(start('fields n', change)).rejects.toMatchObject({ name });
});

test('a hundred queries may run, no more', async () => {
  const { start, finish } = await open();
  const ids = [];
  for (let nth = 0; nth < 100; nth++)
    ids.push((await start('fields n', { logGroupNames: ['/empty'] })).queryId);
  await expect(start('fields n')).rejects.toMatchObject({ name: 'LimitExceededException' });
  await finish(ids[0]);
  await expect(start('fields n')).resolves.toMatchObject({ queryId: expect.any(String) });
});
