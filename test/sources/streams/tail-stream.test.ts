import { expect, test } from 'vitest';
import type { Observation } from '../../../src/observation/observation.ts';
import { acknowledged } from '../../../src/sources/source.ts';
import { noStream } from '../../../src/sources/streams/find-stream.ts';
import type { StreamsApi } from '../../../src/sources/streams/streams-api.ts';
import { tailStream } from '../../../src/sources/streams/tail-stream.ts';
import { failed, type Moment, scriptedApi, startMs, tailScript } from './script.ts';
import { settled, virtualClock } from './virtual-clock.ts';

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, place) => from + place);

const typesOf = (observations: readonly Observation[]): readonly string[] =>
  observations.map(({ type }) => type);

test('ready is said once nothing new can be missed, and what was there before is not shown', async () => {
  const { records, observations, calls } = await tailScript(
    { at: (ms) => ({ A: { records: ms < 5000 ? [-3] : [-3, 5] } }) },
    'latest',
    10_000,
  );
  expect(records).toEqual(['A5']);
  expect(typesOf(observations).indexOf('ready')).toBeLessThan(typesOf(observations).indexOf('change'));
  expect(observations.filter(({ type }) => type === 'ready')).toHaveLength(1);
  expect(calls.indexOf('GetShardIterator A LATEST')).toBeGreaterThan(-1);
});

test('a record without a time is as old as its reading: not passed over, and nothing is complete because of it', async () => {
  const { observations, records } = await tailScript(
    { at: (ms) => ({ A: { records: ms < 1500 ? [-4] : [-4, 10] } }), timeless: [10] },
    { time: startMs - 2000 },
    3200,
  );
  expect(records).toEqual(['A10']);
  const change = observations.find((seen) => seen.type === 'change');
  expect(change).toMatchObject({ timeless: true });
  expect(change?.type === 'change' && change.at).toBeGreaterThanOrEqual(startMs + 1500);
  const claims = observations.flatMap((seen) => (seen.type === 'completeUpTo' ? [seen.at] : []));
  expect(Math.max(...claims)).toBeLessThan(startMs + 1500);
});

test('from a time: what is older is passed over, in every shard of the line', async () => {
  const { records } = await tailScript(
    {
      at: () => ({
        A: { records: [-30, -20], closed: true },
        B: { parent: 'A', records: [-12, -8, -9], closed: true },
        C: { parent: 'B', records: [-4] },
      }),
    },
    { time: startMs - 10_000 },
    10_000,
  );
  // -9 was written after -8: a record's second is never an order (rule 11).
  expect(records).toEqual(['B-8', 'B-9', 'C-4']);
});

test('how the shards stand, and up to when all is shown', async () => {
  const { observations } = await tailScript(
    {
      at: (): Moment => ({
        A: { records: [-9], closed: true },
        B: { parent: 'A', records: [-5] },
        C: { records: [-2] },
      }),
    },
    'trim-horizon',
    20_000,
  );
  const shape = observations.filter(({ type }) => type === 'streamShape').at(-1);
  expect(shape).toMatchObject({
    open: 2,
    draining: 0,
    done: 1,
    waiting: 0,
    streamStatus: 'ENABLED',
    viewType: 'NEW_AND_OLD_IMAGES',
  });
  const complete = observations.flatMap((seen) => (seen.type === 'completeUpTo' ? [seen.at] : []));
  expect(complete).toEqual([...complete].sort((a, b) => a - b));
  // Idle shards are complete up to now, give or take a look at them.
  expect(complete.at(-1)).toBeGreaterThan(startMs + 15_000);
});

test('it is never said to be complete beyond a shard whose child is not found yet', async () => {
  const { observations } = await tailScript(
    { at: () => ({ A: { records: [-9], closed: true }, C: { records: [-2] } }) },
    'trim-horizon',
    20_000,
  );
  const complete = observations.flatMap((seen) => (seen.type === 'completeUpTo' ? [seen.at] : []));
  expect(Math.max(...complete)).toBeLessThanOrEqual(startMs - 9000);
});

test('a consumer that stops taking stops the reading, and goes on without a loss', async () => {
  const clock = virtualClock(startMs);
  const calls: string[] = [];
  const all = range(1, 20_000);
  const abort = new AbortController();
  const tail = tailStream({
    api: scriptedApi({ at: () => ({ A: { records: all } }) }, clock, calls),
    table: 'Orders',
    region: 'us-east-1',
    from: 'trim-horizon',
    clock,
  });
  const seen: string[] = [];
  let paused: (() => void) | undefined;
  const consuming = (async () => {
    for await (const batch of acknowledged(tail.source(abort.signal))) {
      for (const one of batch) if (one.type === 'change') seen.push(one.sequenceNumber);
      if (seen.length > 0 && paused === undefined) {
        await new Promise<void>((resolve) => {
          paused = resolve;
        });
      }
    }
  })();
  await clock.run(() => false, 3_600_000);
  const reads = calls.filter((call) => call.startsWith('GetRecords')).length;
  expect(reads).toBeLessThanOrEqual(6);
  paused?.();
  await clock.run(() => seen.length === all.length, 60_000);
  expect(seen).toEqual(all.map(String));
  abort.abort();
  await settled(clock, consuming);
});

test('a consumer that leaves ends the calls', async () => {
  const clock = virtualClock(startMs);
  const calls: string[] = [];
  const tail = tailStream({
    api: scriptedApi({ at: () => ({ A: { records: [1] } }) }, clock, calls),
    table: 'Orders',
    region: 'us-east-1',
    from: 'trim-horizon',
    clock,
  });
  let left = false;
  (async () => {
    for await (const batch of acknowledged(tail.source(new AbortController().signal)))
      if (batch.some(({ type }) => type === 'change')) break;
    left = true;
  })();
  await clock.run(() => left, 10_000);
  const made = calls.length;
  await clock.run(() => false, 60_000);
  expect(left).toBe(true);
  expect(calls).toHaveLength(made);
});

test('a failure that stays is told once, and so is its end', async () => {
  const { observations, records } = await tailScript(
    {
      at: () => ({ A: { records: [1] }, B: { records: [2] } }),
      fault: (call, ms) => (call.startsWith('GetRecords') && ms < 30_000 ? 'other' : undefined),
    },
    'trim-horizon',
    60_000,
  );
  const problems = observations.filter((seen) => seen.type === 'problem');
  expect(problems.map(({ failure }) => failure?.code)).toEqual(['other', undefined]);
  expect([...records].sort()).toEqual(['A1', 'B2']);
});

const listing =
  (tables: readonly string[]): StreamsApi['listStreams'] =>
  async ({ table, after }) => {
    const streams = tables
      .filter((name) => table === undefined || name === table)
      .map((name) => ({ arn: `arn:${name}`, table: name, label: '2026' }));
    const from = after === undefined ? 0 : streams.findIndex(({ arn }) => arn === after) + 1;
    const page = streams.slice(from, from + 2);
    const last = page.at(-1);
    return {
      ok: true,
      value: {
        streams: page,
        ...(last !== undefined && from + 2 < streams.length ? { next: last.arn } : {}),
      },
    };
  };

test.each<[readonly string[], RegExp]>([
  [['Orders', 'Payments', 'Order-events', 'Shipments'], /^Tables with a stream: Order-events, Orders, .*\.$/],
  [['Users', 'Orders', 'a', 'b', 'c', 'd', 'e'], /^Tables with a stream: Orders, .* …\.$/],
  [[], /enable the stream/],
])('a table without a stream: the hint names those that are near', async (tables, hint) => {
  const api: StreamsApi = {
    listStreams: listing(tables),
    describeStream: async () => failed('other'),
    getShardIterator: async () => failed('other'),
    getRecords: async () => failed('other'),
  };
  const failure = await noStream(api, 'order', { region: 'us-east-1' }, new AbortController().signal);
  expect(failure).toMatchObject({ kind: 'not-found', code: 'NoStream', region: 'us-east-1' });
  expect(failure.hint).toMatch(hint);
});

test('a table without a stream is told, and looked for again', async () => {
  const clock = virtualClock(startMs);
  const made = scriptedApi({ at: () => ({ A: { records: [1] } }) }, clock);
  const api: StreamsApi = {
    ...made,
    listStreams: (input, signal) =>
      clock.now() < startMs + 60_000 ? listing(['Payments'])(input, signal) : made.listStreams(input, signal),
  };
  const abort = new AbortController();
  const tail = tailStream({
    api,
    table: 'Orders',
    region: 'us-east-1',
    from: 'trim-horizon',
    clock,
  });
  const seen: Observation[] = [];
  const consuming = (async () => {
    for await (const batch of acknowledged(tail.source(abort.signal))) seen.push(...batch);
  })();
  await clock.run(() => seen.some(({ type }) => type === 'change'), 120_000);
  abort.abort();
  await settled(clock, consuming);
  const problems = seen.filter((one) => one.type === 'problem');
  expect(problems.map(({ failure }) => failure?.kind)).toEqual(['not-found', undefined]);
  expect(seen.some(({ type }) => type === 'change')).toBe(true);
});

test("a table of the same name that is not the stage's account's is not taken for it", async () => {
  const clock = virtualClock(startMs);
  const stop = new AbortController();
  const tail = tailStream({
    api: scriptedApi({ at: () => ({ A: { records: [1] } }) }, clock),
    table: 'Orders',
    region: 'us-east-1',
    accountId: '222222222222',
    from: 'trim-horizon',
    clock,
  });
  const said: Observation[] = [];
  const taking = (async () => {
    for await (const batch of acknowledged(tail.source(stop.signal))) said.push(...batch);
  })();
  await clock.run(() => false, 20_000);
  stop.abort();
  await settled(clock, taking);
  expect(said.filter(({ type }) => type === 'change')).toEqual([]);
  expect(said.filter(({ type }) => type === 'problem')).toMatchObject([
    {
      scope: 'Orders',
      failure: { code: 'NoStream', hint: expect.stringContaining('a profile of account 222222222222') },
    },
  ]);
});
