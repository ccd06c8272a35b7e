/** Rule 7: an answer without a next iterator ends a shard only where a listing says so, too. One spoilt answer ended a tail for ever (issue 15). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StreamRecord } from '../../../src/sources/streams/streams-api.ts';
import { type Moment, tailScript } from './script.ts';

/** A record each second in the one shard that is open; A is replaced by B at `endsAt`. */
const oneEachSecond =
  (endsAt: number, listLagMs = 0) =>
  (ms: number): Moment => {
    const records = Array.from({ length: Math.floor(Math.max(0, ms) / 1000) }, (_, nth) => nth + 1);
    const [before, after] = [
      records.filter((n) => n * 1000 <= endsAt),
      records.filter((n) => n * 1000 > endsAt),
    ];
    return ms < endsAt
      ? { A: { records: before } }
      : {
          A: { records: before, closed: true },
          B: { parent: 'A', records: after, unlisted: ms < endsAt + listLagMs },
        };
  };

const numbersOf = (records: readonly string[]): readonly number[] =>
  records.map((record) => Number(record.slice(1)));

test('a shard that lacks its next iterator once, and is listed as open, is read on', async () => {
  const { records, checkpoint } = await tailScript(
    { at: oneEachSecond(Number.POSITIVE_INFINITY), cutsOff: (ms) => ms > 5000 && ms < 6000 },
    'latest',
    30_000,
  );
  expect(numbersOf(records)).toEqual(Array.from({ length: records.length }, (_, nth) => nth + 1));
  expect(records.length).toBeGreaterThan(27);
  expect(checkpoint?.shards.get('A')).toMatchObject({ state: 'reading' });
});

test('a shard that is listed as closed is read to its end, whichever answer lacks its next iterator', async () => {
  const records = Array.from({ length: 30 }, (_, nth) => nth + 1);
  for (let cut = 1; cut <= 6; cut += 1) {
    let answers = 0;
    const { records: told, observations } = await tailScript(
      {
        at: () => ({ A: { records, closed: true }, B: { parent: 'A', records: [31] } }),
        pageSize: 7,
        cutsOff: () => {
          answers += 1;
          return answers === cut;
        },
      },
      'trim-horizon',
      30_000,
    );
    expect(numbersOf(told), `answer ${cut}`).toEqual([...records, 31]);
    expect(observations.filter(({ type }) => type === 'gap')).toEqual([]);
  }
});

test('what is lost of an answer, and when a shard is replaced, loses and repeats nothing, and is no gap', async () => {
  const time = fc.integer({ min: 1000, max: 30_000 });
  await fc.assert(
    fc.asyncProperty(
      time,
      fc.integer({ min: 0, max: 4000 }),
      fc.array(fc.record({ at: time, ms: fc.integer({ min: 100, max: 8000 }) }), { maxLength: 4 }),
      async (endsAt, listLagMs, cuts) => {
        const { records, observations } = await tailScript(
          {
            at: oneEachSecond(endsAt, listLagMs),
            cutsOff: (now) => cuts.some(({ at, ms }) => now >= at && now < at + ms),
          },
          'latest',
          60_000,
        );
        expect(numbersOf(records)).toEqual(Array.from({ length: records.length }, (_, nth) => nth + 1));
        expect(records.length).toBeGreaterThan(50);
        expect(observations.filter(({ type }) => type === 'gap')).toEqual([]);
      },
    ),
    { numRuns: 40 },
  );
});

test('a page that holds its records twice, or those of the page before, tells each once', async () => {
  const records = Array.from({ length: 50 }, (_, nth) => nth + 1);
  for (const garble of ['twice', 'with those before', 'after those before'] as const) {
    let before: readonly StreamRecord[] = [];
    const { records: told } = await tailScript(
      {
        at: () => ({ A: { records } }),
        pageSize: 7,
        garbles: (page) => {
          const earlier = before;
          before = page;
          if (garble === 'twice') return [...page, ...page];
          return garble === 'with those before' ? [...page, ...earlier] : [...earlier, ...page];
        },
      },
      'trim-horizon',
      30_000,
    );
    expect(numbersOf(told), garble).toEqual(records);
  }
});
