import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/observation/observation.ts';
import { mergeSources } from '../../src/sources/merge.ts';
import { type Batch, batchOf, type Source } from '../../src/sources/source.ts';

const note = (scope: string): Observation => ({ type: 'progress', source: 'logs', scope, text: '' });
const scopes = (batch: readonly Observation[]): readonly string[] =>
  batch.map((observation) => (observation.type === 'progress' ? observation.scope : ''));
const never = () => new AbortController().signal;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

const counting = (name: string, count: number, read: { n: number } = { n: 0 }): Source =>
  async function* () {
    for (let nth = 1; nth <= count; nth += 1) {
      read.n = nth;
      yield batchOf(note(`${name}${nth}`));
    }
  };

const waiting: Source = async function* (signal) {
  yield batchOf(note('waiting'));
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
};

describe('mergeSources', () => {
  it('gives all of all sources, each in its order, and ends with the last', async () => {
    const all: string[] = [];
    for await (const batch of mergeSources(
      [counting('a', 5_000), counting('b', 3), counting('c', 0)],
      never(),
    )) {
      all.push(...scopes(batch.observations));
    }
    expect(all).toHaveLength(5_003);
    expect(all.filter((scope) => scope.startsWith('a'))).toEqual(
      Array.from({ length: 5_000 }, (_, nth) => `a${nth + 1}`),
    );
    expect(all.filter((scope) => scope.startsWith('b'))).toEqual(['b1', 'b2', 'b3']);
  });

  it('gives what is ready as one batch', async () => {
    const merged = mergeSources([counting('a', 200)], never());
    const first = await merged.next();
    expect(first.value?.observations).toHaveLength(200);
    expect((await merged.next()).done).toBe(true);
  });

  it('reads no further ahead than told', async () => {
    const read = { n: 0 };
    const merged = mergeSources([counting('a', 10_000, read)], never(), { ahead: 100 });
    await merged.next();
    for (let nth = 0; nth < 20; nth += 1) await turn();
    expect(read.n).toBeLessThanOrEqual(202);
    await merged.return();
  });

  it('ends at the signal though a source waits', async () => {
    const stop = new AbortController();
    const merged = mergeSources([waiting], stop.signal);
    expect(scopes((await merged.next()).value?.observations ?? [])).toEqual(['waiting']);
    const last = merged.next();
    stop.abort();
    expect((await last).done).toBe(true);
  });

  it('stops its sources when the consumer leaves', async () => {
    let stopped = false;
    const watching: Source = async function* (signal) {
      signal.addEventListener('abort', () => {
        stopped = true;
      });
      yield* waiting(signal);
    };
    for await (const _ of mergeSources([watching], never())) break;
    expect(stopped).toBe(true);
  });

  it('hands a bug to the consumer', async () => {
    const broken: Source = async function* () {
      yield batchOf(note('before'));
      throw new Error('bug');
    };
    const all = async () => {
      for await (const _ of mergeSources([broken, waiting], never()));
    };
    await expect(all()).rejects.toThrow('bug');
  });

  it('acknowledges each source what was dealt with of it, first one first', async () => {
    const counts = { a: 0, b: 0 };
    const acknowledging = (name: 'a' | 'b', size: number): Source =>
      async function* () {
        const observations = Array.from({ length: size }, (_, nth) => note(`${name}${nth}`));
        const acknowledge = (count: number): void => {
          counts[name] = count;
        };
        yield { observations, acknowledge };
      };
    const merged = mergeSources([acknowledging('a', 3), counting('c', 1), acknowledging('b', 2)], never());
    const batches: Batch[] = [];
    for await (const batch of merged) batches.push(batch);
    const [batch] = batches;
    expect(scopes(batch?.observations ?? []).toSorted()).toEqual(['a0', 'a1', 'a2', 'b0', 'b1', 'c1']);
    expect(counts).toEqual({ a: 0, b: 0 });
    const upToB0 = scopes(batch?.observations ?? []).indexOf('b0') + 1;
    batch?.acknowledge?.(upToB0);
    expect(counts).toEqual({ a: 3, b: 1 });
    batch?.acknowledge?.(6);
    expect(counts).toEqual({ a: 3, b: 2 });
  });
});
