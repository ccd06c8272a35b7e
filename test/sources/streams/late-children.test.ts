/** Rule 24: a listing shows one child of a shard seconds before another. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StreamsFault } from '../../../src/sources/streams/streams-api.ts';
import { type Moment, type Script, startMs, tailScript } from './script.ts';

const endsAt = 5000;

/** A splits at `endsAt`; each child has a record at once, and is listed after a lag of its own. */
const split =
  (firstLagMs: number, secondLagMs: number) =>
  (ms: number): Moment =>
    ms < endsAt
      ? { A: { records: [1] } }
      : {
          A: { records: [1, 4], closed: true },
          B: { parent: 'A', records: [5], unlisted: ms < endsAt + firstLagMs },
          C: { parent: 'A', records: [6], unlisted: ms < endsAt + secondLagMs },
        };

type Call = { readonly call: string; readonly ms: number };

/** Notes the calls for the listing, with their times. */
const noting = (calls: Call[], fault?: Script['fault']): NonNullable<Script['fault']> => {
  return (call, ms): StreamsFault['reason'] | undefined => {
    if (call.startsWith('DescribeStream')) calls.push({ call, ms });
    return fault?.(call, ms);
  };
};

test('a child that is listed after its sibling is found in seconds', async () => {
  const lags = fc.integer({ min: 0, max: 8000 });
  await fc.assert(
    fc.asyncProperty(lags, lags, fc.boolean(), async (first, second, ignoresFilter) => {
      const script = { at: split(first, second), ignoresFilter };
      const { records, cameAt } = await tailScript(script, 'latest', 40_000);
      expect(records.toSorted()).toEqual(['A4', 'B5', 'C6']);
      for (const [record, lag] of [
        ['B5', first],
        ['C6', second],
      ] as const) {
        expect((cameAt[records.indexOf(record)] ?? Number.NaN) - (endsAt + lag)).toBeLessThanOrEqual(5000);
      }
    }),
    { numRuns: 60, examples: [[0, 1200, false]] },
  );
});

test('the filter that never tells does not hide it: the whole listing is asked as well', async () => {
  const { cameAt, records } = await tailScript(
    {
      at: split(0, 1200),
      fault: (call) => (call === 'DescribeStream A' ? 'other' : undefined),
    },
    'latest',
    40_000,
  );
  expect(cameAt[records.indexOf('C6')]).toBeLessThanOrEqual(endsAt + 1200 + 5000);
});

test('a child of a shard that ended just before the start is owed from the start on, and found as soon', async () => {
  const { records, cameAt } = await tailScript(
    {
      at: (ms) => ({
        A: { records: [-3], closed: true },
        B: { parent: 'A', records: [-2] },
        C: { parent: 'A', records: ms < 700 ? [-1] : [-1, 1], unlisted: ms < 1200 },
      }),
    },
    'latest',
    40_000,
  );
  expect(records).toEqual(['C1']);
  expect(cameAt[0]).toBeLessThanOrEqual(1200 + 5000);
});

test('nothing is called complete past the end before its children are confirmed', async () => {
  const { observations } = await tailScript({ at: split(0, 6000) }, 'latest', 40_000);
  const inOrder = observations.flatMap((seen) =>
    seen.type === 'change' ? [`${seen.shardId}${seen.sequenceNumber}`] : [],
  );
  expect(inOrder).toEqual(['A4', 'B5', 'C6']);
  const came = observations.findIndex((seen) => seen.type === 'change' && seen.shardId === 'C');
  const claims = observations.flatMap((seen, place) =>
    seen.type === 'completeUpTo' ? [{ at: seen.at, before: place < came }] : [],
  );
  // C6 was written at the sixth second.
  expect(Math.max(...claims.filter(({ before }) => before).map(({ at }) => at))).toBeLessThanOrEqual(
    startMs + 6000,
  );
  expect(Math.max(...claims.map(({ at }) => at))).toBeGreaterThan(startMs + 30_000);
});

test('what is pending is told before the silence can be taken for an end', async () => {
  const { observations } = await tailScript({ at: split(0, 6000) }, 'latest', 40_000);
  const shapes = observations.flatMap((seen) => (seen.type === 'streamShape' ? [seen] : []));
  const ended = observations.findIndex((seen) => seen.type === 'change' && seen.sequenceNumber === '4');
  const next = observations.slice(ended).find((seen) => seen.type === 'streamShape');
  expect(next).toMatchObject({ pending: expect.any(Number) });
  expect(next?.type === 'streamShape' && next.pending).toBeGreaterThan(0);
  expect(shapes.at(-1)).toMatchObject({ pending: 0, open: 2, done: 1 });
});

test('of shards that ended long ago the first listing is enough', async () => {
  const calls: Call[] = [];
  const { observations } = await tailScript(
    {
      at: () => ({
        A: { records: [-9000], closed: true },
        B: { parent: 'A', records: [-5000], closed: true },
        C: { parent: 'B', records: [-1000] },
      }),
      tellsTime: true,
      fault: noting(calls),
    },
    'trim-horizon',
    20_000,
  );
  expect(calls).toHaveLength(1);
  const claims = observations.flatMap((seen) => (seen.type === 'completeUpTo' ? [seen.at] : []));
  expect(Math.max(...claims)).toBeGreaterThan(startMs + 15_000);
});

/** `count` shards that split all at once, a child of each late. */
const manySplits =
  (count: number) =>
  (ms: number): Moment => {
    const shards: [string, Moment[string]][] = [];
    for (let shard = 0; shard < count; shard += 1) {
      const parent = `S${shard}`;
      shards.push([parent, { records: [], closed: ms >= endsAt }]);
      if (ms < endsAt) continue;
      shards.push([`${parent}a`, { parent, records: [5] }]);
      shards.push([`${parent}b`, { parent, records: [6], unlisted: ms < endsAt + 200 + (shard % 10) * 100 }]);
    }
    return Object.fromEntries(shards);
  };

test.each([1, 5, 20, 400])(
  'the looks of %d shards that end at once are shared',
  async (count) => {
    const calls: Call[] = [];
    const script = { at: manySplits(count), fault: noting(calls) };
    const { records, cameAt } = await tailScript(script, 'latest', endsAt + 60_000);
    expect(new Set(records).size).toBe(2 * count);
    expect(Math.max(...cameAt)).toBeLessThanOrEqual(endsAt + 1100 + 5000);
    const after = calls.filter(({ ms }) => ms >= endsAt);
    const inTenSeconds = after.map(({ ms }) => after.filter((one) => one.ms >= ms && one.ms < ms + 10_000));
    // An account has ten a second (rule 2): half of them at the most are spent, for a while.
    expect(Math.max(...inTenSeconds.map(({ length }) => length))).toBeLessThanOrEqual(50);
    const pages = Math.ceil((3 * count) / 100);
    expect(after.length).toBeLessThanOrEqual(12 + 10 * pages);
  },
  60_000,
);
