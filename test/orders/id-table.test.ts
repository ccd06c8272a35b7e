import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIdTable, type HashBytes } from '../../src/orders/id-table.ts';

/** Ids that are alike, of one byte a character and of two, and halves of pairs, as hostile text has them. */
const id = fc.oneof(
  fc.constantFrom('A', 'AA', 'B', '\u0000', 'A\u0000', 'é', 'ĀA', 'AĀ', '\ud83d', '\ud83d\ude00', '\u4141'),
  fc.string({ minLength: 1, maxLength: 8, unit: 'binary' }),
);
const step = fc.record({ isForgotten: fc.boolean(), id });

const hashes: readonly (readonly [string, HashBytes | undefined])[] = [
  ['its own hash', undefined],
  ['a hash that is the same for all', () => 7],
  ['a hash that leads to the last places', (bytes, from, to) => -1 - ((to - from + (bytes[from] ?? 0)) % 3)],
];

describe('rows by id', () => {
  it.each(hashes)('are those of a Map, whatever comes and is forgotten: %s', (_, hash) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const table = createIdTable({ mostRows: 50, ...(hash && { hashOf: hash }) });
        const right = new Map<string, number>();
        for (const { id: of, isForgotten } of steps) {
          const row = right.get(of);
          expect(table.rowOf(of)).toBe(row);
          if (row === undefined) {
            const added = table.add(of);
            expect([...right.values()]).not.toContain(added);
            right.set(of, added);
          } else if (isForgotten) {
            table.forget(row);
            right.delete(of);
            expect(table.has(row)).toBe(false);
          }
        }
        expect(table.count()).toBe(right.size);
        expect(new Map(Array.from(table.rows(), (row) => [table.idOf(row), row]))).toEqual(right);
      }),
    );
  });

  it('holds through growing and through forgetting most, and uses rows and room again', () => {
    const table = createIdTable({ mostRows: 9_000 });
    const nameOf = (index: number): string => `order-${'x'.repeat(index % 90)}-${index}`;
    for (let index = 0; index < 60_000; index += 1) {
      expect(table.add(nameOf(index))).toBeLessThan(20_001);
      const old = index < 20_000 ? undefined : table.rowOf(nameOf(index - 20_000));
      if (old !== undefined) table.forget(old);
    }
    expect(table.count()).toBe(20_000);
    for (let index = 0; index < 60_000; index += 1) {
      const row = table.rowOf(nameOf(index));
      expect(row !== undefined).toBe(index >= 40_000);
      if (row !== undefined) expect(table.idOf(row)).toBe(nameOf(index));
    }
  });
});
