import {
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, test } from 'vitest';
import { noFaults } from '../../../src/sandbox/faults.ts';
import { serve } from './clients.ts';
import { accountId, handmadeAccount, logEvent, minuteMs, now, region } from './handmade-account.ts';

const group = '/aws/lambda/payment-worker';
const messages = [
  'START RequestId: 1',
  '{"level":"INFO","orderId":"ORD-1","ms":12,"card":{"brand":"visa"},"tags":["a","b"]}',
  '{"level":"ERROR","orderId":"ORD-2","ms":950,"card":null}',
  'Payment ERROR for ORD-3: timeout after 3s',
  'WARN slow answer for ORD-4',
  'REPORT RequestId: 1 Duration: 12.5 ms',
];
const logs = { [group]: messages.map((message, nth) => logEvent(nth, message)) };
const account = handmadeAccount({ logs });

describe('FilterLogEvents', () => {
  test.each<[string, number[]]>([
    ['', [0, 1, 2, 3, 4, 5]],
    ['ERROR', [2, 3]],
    ['ERROR -timeout', [2]],
    ['?WARN ?REPORT', [4, 5]],
    ['"ERROR for"', [3]],
    ['%ORD-[34]%', [3, 4]],
    ['{ $.level = "ERROR" }', [2]],
    ['{ $.ms > 100 }', [2]],
    ['{ $.ms >= 12 && $.level != "ERROR" }', [1]],
    ['{ $.orderId = ORD-* }', [1, 2]],
    ['{ $.card.brand = "visa" || $.ms = 950 }', [1, 2]],
    ['{ $.card IS NULL }', [2]],
    ['{ $.tags NOT EXISTS }', [2]],
    ['{ $.tags[1] = "b" }', [1]],
    ['{ $.orderId = %^ORD-[2-9]$% }', [2]],
  ])('finds by %s', async (filterPattern, nths) => {
    const client = (await serve(account)).logs;
    const { events } = await client.send(new FilterLogEventsCommand({ logGroupName: group, filterPattern }));
    expect(events?.map((event) => event.message)).toEqual(nths.map((nth) => messages[nth]));
  });

  test('gives all that AWS tells of an event; times bound it on both sides inclusive', async () => {
    const client = (await serve(account)).logs;
    const at = now - 10 * minuteMs + 2000;
    const { events } = await client.send(
      new FilterLogEventsCommand({
        logGroupIdentifier: `arn:aws:logs:${region}:${accountId}:log-group:${group}`,
        startTime: at,
        endTime: at,
      }),
    );
    expect(events).toEqual([
      {
        logStreamName: 'stream-1',
        timestamp: at,
        message: messages[2],
        ingestionTime: at + 500,
        eventId: '38000000000002',
      },
    ]);
  });

  test('pages may be empty and still go on: a rare match far on is found, each event once', async () => {
    const many = Array.from({ length: 125_000 }, (_, nth) =>
      logEvent(0, nth % 60_000 === 59_999 ? `needle ${nth}` : `hay ${nth}`, {
        at: now - minuteMs + Math.floor(nth / 10),
        ingestedAt: now - minuteMs,
        eventId: String(nth + 1),
      }),
    );
    const client = (await serve(handmadeAccount({ logs: { [group]: many } }))).logs;
    const found: (string | undefined)[] = [];
    let empty = 0;
    for await (const page of paginateFilterLogEvents(
      { client },
      { logGroupName: group, filterPattern: 'needle' },
    )) {
      found.push(...(page.events ?? []).map((event) => event.message));
      if (page.events?.length === 0) empty++;
    }
    expect(found).toEqual(['needle 59999', 'needle 119999']);
    expect(empty).toBe(1);
    const all: (string | undefined)[] = [];
    for await (const page of paginateFilterLogEvents({ client }, { logGroupName: group, limit: 9_999 })) {
      all.push(...(page.events ?? []).map((event) => event.eventId));
    }
    expect(all).toEqual(many.map((event) => event.eventId));
  });

  test.each<[string, object, string]>([
    ['an unknown group', { logGroupName: '/none' }, 'ResourceNotFoundException'],
    ['no group', {}, 'InvalidParameterException'],
    [
      'a window that ends before it starts',
      { logGroupName: group, startTime: 2, endTime: 1 },
      'InvalidParameterException',
    ],
    ['a broken pattern', { logGroupName: group, filterPattern: '{ $.a = ' }, 'InvalidParameterException'],
    ['a token that is none', { logGroupName: group, nextToken: 'x' }, 'InvalidParameterException'],
  ])('refuses %s', async (_name, input, name) => {
    const client = (await serve(account)).logs;
    await expect(client.send(new FilterLogEventsCommand(input))).rejects.toMatchObject({ name });
  });
});

test('DescribeLogGroups pages and finds by name', async () => {
  const names = Array.from({ length: 9 }, (_, nth) => `/ecs/service-${nth}`);
  const client = (
    await serve(
      handmadeAccount({ logs: { ...logs, ...Object.fromEntries(names.map((name) => [name, []])) } }),
      {
        faults: { ...noFaults, pageSize: 4 },
      },
    )
  ).logs;
  const first = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/ecs/' }));
  expect(first.logGroups?.map((each) => each.logGroupName)).toEqual(names.slice(0, 4));
  const second = await client.send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: '/ecs/', nextToken: first.nextToken }),
  );
  expect(second.logGroups?.map((each) => each.logGroupName)).toEqual(names.slice(4, 8));
  const by = async (input: object) => (await client.send(new DescribeLogGroupsCommand(input))).logGroups?.[0];
  const arn = `arn:aws:logs:${region}:${accountId}:log-group:${group}:*`;
  // By a pattern AWS tells no more than these, and the case of letters counts (API_DescribeLogGroups).
  expect(await by({ logGroupNamePattern: 'payment' })).toEqual({
    logGroupName: group,
    arn,
    creationTime: expect.any(Number),
  });
  expect(await by({ logGroupNamePattern: 'PAYMENT' })).toBeUndefined();
  expect(await by({ logGroupNamePrefix: group })).toMatchObject({
    logGroupName: group,
    logGroupClass: 'STANDARD',
    arn,
    logGroupArn: `arn:aws:logs:${region}:${accountId}:log-group:${group}`,
    storedBytes: 1000,
  });
});

test('FilterLogEvents from the end: the newest first, page by page, from 2024 on', async () => {
  const client = (await serve(account)).logs;
  const ask = (input: object) =>
    client.send(
      new FilterLogEventsCommand({ logGroupName: group, startFromHead: false, limit: 4, ...input }),
    );
  const startTime = Date.UTC(2024, 0, 1);
  const first = await ask({ startTime });
  expect(first.events?.map(({ message }) => message)).toEqual([5, 4, 3, 2].map((nth) => messages[nth]));
  // A token keeps its direction, whatever else is said.
  const second = await ask({ startTime, nextToken: first.nextToken, startFromHead: true });
  expect(second.events?.map(({ message }) => message)).toEqual([1, 0].map((nth) => messages[nth]));
  expect(second.nextToken).toBeUndefined();
  await expect(ask({ startTime: startTime - 1 })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});

test('a group that is not of the Standard class refuses FilterLogEvents and GetLogEvents', async () => {
  const client = (await serve(handmadeAccount({ logs, logClasses: { [group]: 'INFREQUENT_ACCESS' } }))).logs;
  const refusal = {
    name: 'InvalidOperationException',
    message: expect.stringContaining('INFREQUENT_ACCESS'),
  };
  await expect(client.send(new FilterLogEventsCommand({ logGroupName: group }))).rejects.toMatchObject(
    refusal,
  );
  const one = { logGroupName: group, logStreamName: 'stream-1' };
  await expect(client.send(new GetLogEventsCommand(one))).rejects.toMatchObject(refusal);
});

describe('GetLogEvents', () => {
  const lines = Array.from({ length: 30 }, (_, nth) =>
    logEvent(nth, `line ${nth}`, {
      at: now - 3_600_000 + nth * 60_000,
      stream: nth % 3 === 0 ? 'other' : 'mine',
    }),
  );
  const mine = lines.filter((line) => line.stream === 'mine').map((line) => line.message);
  const read = async (input: object) => {
    const client = (await serve(handmadeAccount({ logs: { [group]: lines } }))).logs;
    return (nextToken?: string) =>
      client.send(
        new GetLogEventsCommand({
          logGroupName: group,
          logStreamName: 'mine',
          limit: 8,
          nextToken,
          ...input,
        }),
      );
  };

  test('reads backwards from the end, page by page, and stops where it stands', async () => {
    const page = await read({});
    const seen: (string | undefined)[] = [];
    let token: string | undefined;
    for (;;) {
      const answer = await page(token);
      seen.unshift(...(answer.events ?? []).map((event) => event.message));
      if (answer.nextBackwardToken === token) break;
      token = answer.nextBackwardToken;
    }
    expect(seen).toEqual(mine);
  });

  test('reads forwards from the head, and the last token waits for more', async () => {
    const page = await read({ startFromHead: true });
    const seen: (string | undefined)[] = [];
    let token: string | undefined;
    for (;;) {
      const answer = await page(token);
      seen.push(...(answer.events ?? []).map((event) => event.message));
      if (answer.nextForwardToken === token) break;
      token = answer.nextForwardToken;
    }
    expect(seen).toEqual(mine);
  });

  test('its end time is exclusive', async () => {
    const at = lines[1]?.at ?? 0;
    const page = await read({ startTime: at, endTime: lines[2]?.at ?? 0, startFromHead: true });
    expect((await page()).events?.map((event) => event.timestamp)).toEqual([at]);
  });

  test('an unknown stream is not found', async () => {
    const page = await read({ logStreamName: 'nobody' });
    await expect(page()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

test('DescribeLogStreams lists by name, either way', async () => {
  const client = (
    await serve(
      handmadeAccount({
        logs: { [group]: ['b', 'a', 'c'].map((stream, nth) => logEvent(nth, 'x', { stream })) },
      }),
    )
  ).logs;
  const names = async (input: object) =>
    (await client.send(new DescribeLogStreamsCommand({ logGroupName: group, ...input }))).logStreams?.map(
      (each) => each.logStreamName,
    );
  expect(await names({})).toEqual(['a', 'b', 'c']);
  expect(await names({ descending: true, limit: 2 })).toEqual(['c', 'b']);
  expect(await names({ logStreamNamePrefix: 'b' })).toEqual(['b']);
});
