/** A tail that nobody looks at reads nothing; when it is looked at again nothing is missing and nothing comes twice. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { watchedTail } from '../../src/backend/aws/watched-tail.ts';
import type { Observation } from '../../src/observation/observation.ts';
import { acknowledged } from '../../src/sources/source.ts';
import { tailStream } from '../../src/sources/streams/tail-stream.ts';
import { type Script, scriptedApi, startMs } from '../sources/streams/script.ts';
import { settled, virtualClock } from '../sources/streams/virtual-clock.ts';

const second = 1000;

/** Watches a scripted stream while `isWatched` says so (milliseconds since the start). */
const watch = async (
  script: Script,
  isWatched: (ms: number) => boolean,
  lengthMs: number,
  /** How long its reader takes for a batch. */
  batchMs = 0,
) => {
  const clock = virtualClock(startMs);
  const stop = new AbortController();
  const calls: string[] = [];
  const readAt: number[] = [];
  const plain = scriptedApi(script, clock, calls);
  const api: typeof plain = {
    ...plain,
    getRecords: (input, signal) => {
      readAt.push(clock.now() - startMs);
      return plain.getRecords(input, signal);
    },
  };
  const source = watchedTail({
    open: (from) => tailStream({ api, table: 'Orders', region: 'us-east-1', from, clock, random: () => 0.5 }),
    from: 'trim-horizon',
    isWatched: () => isWatched(clock.now() - startMs),
    clock,
  });
  const told: Observation[] = [];
  const taking = (async () => {
    for await (const batch of acknowledged(source(stop.signal))) {
      told.push(...batch);
      if (batchMs > 0) await clock.sleep(batchMs);
    }
  })();
  await clock.run(() => false, lengthMs);
  stop.abort();
  await settled(clock, taking);
  const changes = told.flatMap((one) => (one.type === 'change' ? [Number(one.sequenceNumber)] : []));
  return { changes, told, readAt };
};

/** A record a second, from two shards, of which one closes and is followed by another. */
const busy: Script = {
  at: (ms) => {
    const upTo = (from: number, to: number, step: number): number[] =>
      Array.from({ length: 60 }, (_, n) => from + n * step).filter((n) => n <= Math.min(to, ms / second));
    return {
      A: { records: upTo(2, 20, 2), closed: ms > 20 * second },
      B: { parent: 'A', records: ms > 20 * second ? upTo(22, 58, 2) : [] },
      C: { records: upTo(1, 59, 2) },
    };
  },
};

test('while it is hidden nothing is read, and what was written meanwhile comes when it is shown again', async () => {
  const isWatched = (ms: number) => ms < 10 * second || ms > 40 * second;
  const { changes, told, readAt } = await watch(busy, isWatched, 80 * second);
  expect(readAt.filter((ms) => ms > 11 * second && ms < 40 * second)).toEqual([]);
  expect([...changes].sort((a, b) => a - b)).toEqual(Array.from({ length: 59 }, (_, n) => n + 1));
  expect(told.filter(({ type }) => type === 'gap')).toEqual([]);
});

test('however often it is hidden and shown, nothing is lost and nothing comes twice', async () => {
  const spans = fc.array(fc.integer({ min: 300, max: 15 * second }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      spans,
      fc.boolean(),
      fc.integer({ min: 0, max: 3000 }),
      async (lengths, first, batchMs) => {
        const ends = lengths.map((_, index) => lengths.slice(0, index + 1).reduce((sum, ms) => sum + ms, 0));
        const isWatched = (ms: number): boolean => {
          const nth = ends.findIndex((end) => ms < end);
          return nth < 0 || (nth % 2 === 0) === first;
        };
        const { changes } = await watch(busy, isWatched, 300 * second, batchMs);
        expect([...changes].sort((a, b) => a - b)).toEqual(Array.from({ length: 59 }, (_, n) => n + 1));
      },
    ),
    { numRuns: 30 },
  );
});
