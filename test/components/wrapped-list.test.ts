/** Lists in which long rows go on below. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowWidth } from '../../components/frame/layout.ts';
import { listRows, wrappedHeight } from '../../components/lists/list-rows.ts';
import { following, type ListState, moveInList } from '../../components/lists/list-state.ts';
import { wrapRow } from '../../components/lists/wrap-row.ts';
import type { Row } from '../../src/terminal/row.ts';

const textOf = (row: Row): string => row.map(({ text }) => text).join('');

const words = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '김', 'é', '→', '\u001b'), maxLength: 150 });

describe('a long row', () => {
  test('goes on below under its words: nothing of it is lost, nothing goes over the edge', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 5 }), fc.integer({ min: 2, max: 60 }), (texts, width) => {
        fc.pre(texts.join('').length < width * 5);
        const row = texts.map((text) => ({ text }));
        const rows = wrapRow(row, width);
        expect(rows.every((one) => rowWidth(one) <= width)).toBe(true);
        const indent = width > 27 ? 9 : 0;
        const whole = rows
          .map((one, index) => (index === 0 ? textOf(one) : textOf(one).slice(indent)))
          .join('');
        expect(whole).toBe(texts.join('').replaceAll('\u001b', '\u241b'));
      }),
    );
  });

  test('of 90,000 characters ends somewhere, and says where the rest is', () => {
    const rows = wrapRow([{ text: 'x'.repeat(90_000) }], 80);
    expect(rows).toHaveLength(21);
    expect(textOf(rows.at(-1) ?? [])).toContain('Enter opens the rest');
  });

  test('keeps its colours', () => {
    const rows = wrapRow(
      [
        { text: '12:00:00 ', role: 'dim' },
        { text: 'x'.repeat(60), role: 'bad' },
      ],
      40,
    );
    expect(rows.map((row) => row.map(({ role }) => role))).toEqual([
      ['dim', 'bad'],
      [undefined, 'bad'],
    ]);
  });
});

describe('a list with long rows', () => {
  type Item = { readonly n: number; readonly cells: number };
  const width = 40;
  const height = 10;
  const rowOf = ({ n, cells }: Item): Row => [{ text: `#${n} ${'x'.repeat(cells)}` }];
  const heightOf = (item: Item): number => wrappedHeight(rowOf(item), width);
  const draw = (items: readonly Item[], state: ListState<Item>): readonly Row[] =>
    listRows({
      items,
      state,
      restsAt: 'end',
      rowOf,
      empty: [],
      size: { width, height },
      focused: true,
      wrapped: true,
    });
  const someItems = fc
    .array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 60 })
    .map((sizes) => sizes.map((cells, n): Item => ({ n, cells })));
  const numbersIn = (rows: readonly Row[]): readonly number[] =>
    rows.flatMap((row) => [.../#(\d+) /g[Symbol.matchAll](textOf(row))].map(([, n]) => Number(n)));

  test('fills its panel exactly, ends with the newest while it follows', () => {
    fc.assert(
      fc.property(someItems, (items) => {
        const rows = draw(items, following);
        expect(rows).toHaveLength(height);
        expect(rows.every((row) => rowWidth(row) === width)).toBe(true);
        const last = items.at(-1);
        if (last !== undefined && heightOf(last) <= height) expect(numbersIn(rows).at(-1)).toBe(last.n);
      }),
    );
  });

  test('shows the row under the cursor from its beginning, wherever it is', () => {
    fc.assert(
      fc.property(someItems, fc.nat(), (items, pick) => {
        const at = items[pick % items.length];
        const rows = draw(items, { at });
        expect(numbersIn(rows)).toContain(at?.n);
        const marked = rows.filter((row) => row.some(({ selected }) => selected));
        expect(marked.length).toBe(Math.min(height, at === undefined ? 0 : heightOf(at)));
      }),
    );
  });

  test('is seen whole by paging through it', () => {
    fc.assert(
      fc.property(someItems, (items) => {
        const seen = new Set<number>();
        let state: ListState<Item> = { at: items[0] };
        for (let page = 0; page < 200; page += 1) {
          for (const n of numbersIn(draw(items, state))) seen.add(n);
          if (state.at === undefined) break;
          state = moveInList({ items, state, restsAt: 'end', heightOf }, 'pageDown', height);
        }
        expect(seen.size).toBe(items.length);
      }),
    );
  });
});
