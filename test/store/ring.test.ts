import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRing } from '../../src/store/ring.ts';

describe('a bounded tail', () => {
  it('keeps the newest and counts what it dropped, whatever is pushed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1000), { maxLength: 3000 }),
        fc.integer({ min: 1, max: 50 }),
        (values, maxItems) => {
          const tail = createRing<number>({ maxItems });
          for (const value of values) tail.push(value);
          const { items, evicted } = tail.snapshot();
          expect(items).toEqual(values.slice(-maxItems));
          expect(evicted).toBe(Math.max(0, values.length - maxItems));
        },
      ),
    );
  });

  it('puts a late item in its place, equal ones in the order of their coming', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 60 }), (times) => {
        const tail = createRing<{ at: number; n: number }>({ maxItems: 100, compare: (a, b) => a.at - b.at });
        times.forEach((at, n) => {
          tail.push({ at, n });
        });
        const expected = times.map((at, n) => ({ at, n })).sort((a, b) => a.at - b.at || a.n - b.n);
        expect(tail.snapshot().items).toEqual(expected);
      }),
    );
  });

  it('holds to its weight, but never drops the only item', () => {
    const tail = createRing<number>({ maxItems: 10, maxWeight: 100, weigh: (n) => n });
    for (const n of [60, 30, 50]) tail.push(n);
    expect(tail.snapshot()).toEqual({ items: [30, 50], evicted: 1 });
    tail.push(500);
    expect(tail.snapshot()).toEqual({ items: [500], evicted: 3 });
  });

  it('gives a snapshot that later pushes do not touch, and the same one while nothing changed', () => {
    const tail = createRing<number>({ maxItems: 3 });
    tail.push(1);
    const before = tail.snapshot();
    expect(tail.snapshot()).toBe(before);
    tail.push(2);
    expect(before.items).toEqual([1]);
    expect(tail.snapshot().items).toEqual([1, 2]);
  });
});
