import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  following,
  itemUnderCursor,
  type ListMove,
  type ListState,
  listWindow,
  moveInList,
  scrolledBy,
} from '../../components/lists/list-state.ts';

const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => pool[from + i] ?? { n: -1 });
const pool = Array.from({ length: 500 }, (_, n) => ({ n }));
type Item = (typeof pool)[number];

describe('a list', () => {
  it('follows its newest row until the reader moves, and again from its end', () => {
    let items = rows(0, 100);
    let state: ListState<Item> = following;
    expect(listWindow(items, state, 10, 'end')).toMatchObject({ start: 90, cursor: 99 });
    state = moveInList({ items, state, restsAt: 'end' }, 'up', 10);
    items = rows(0, 140);
    const held = listWindow(items, state, 10, 'end');
    expect(items[held.cursor]?.n).toBe(98);
    state = moveInList({ items, state, restsAt: 'end' }, 'last', 10);
    expect(state).toBe(following);
    expect(listWindow(rows(0, 141), state, 10, 'end')).toMatchObject({ start: 131, cursor: 140 });
  });

  it('keeps the place when older rows are evicted, and stands on the oldest when its row is gone', () => {
    const state: ListState<Item> = { at: pool[50] };
    const before = listWindow(rows(0, 100), state, 10, 'end');
    const after = listWindow(rows(30, 130), state, 10, 'end');
    expect(after.items).toEqual(before.items);
    expect(listWindow(rows(60, 160), state, 10, 'end')).toMatchObject({ start: 0, cursor: 0 });
  });

  it('rests where it began when a filter lets its row not through', () => {
    const state: ListState<Item> = { at: pool[50] };
    // The first row of a list with headings names those below it.
    expect(itemUnderCursor(rows(100, 110), state, 1)).toBe(pool[101]);
    expect(itemUnderCursor(rows(100, 110), state, 'start')).toBe(pool[100]);
    expect(itemUnderCursor([], state, 1)).toBeUndefined();
  });

  it('never draws outside the list, whatever the moves', () => {
    const moves = fc.constantFrom<ListMove>('up', 'down', 'pageUp', 'pageDown', 'first', 'last');
    fc.assert(
      fc.property(
        fc.nat(120),
        fc.integer({ min: 1, max: 30 }),
        fc.array(moves, { maxLength: 40 }),
        fc.constantFrom('start' as const, 'end' as const),
        (length, height, path, restsAt) => {
          const items = rows(0, length);
          let state: ListState<Item> = following;
          for (const move of path) state = moveInList({ items, state, restsAt }, move, height);
          const window = listWindow(items, state, height, restsAt);
          expect(window.items).toHaveLength(Math.min(height, length));
          if (length === 0) expect(window.cursor).toBe(-1);
          else {
            expect(window.cursor).toBeGreaterThanOrEqual(window.start);
            expect(window.cursor).toBeLessThan(window.start + height);
          }
        },
      ),
    );
  });
});

describe('a text that is scrolled', () => {
  it('stops at its last page, and comes back from there with the first key', () => {
    const end = scrolledBy(0, 'last', 10, 25);
    expect(end).toBe(15);
    expect(scrolledBy(end, 'down', 10, 25)).toBe(15);
    expect(scrolledBy(end, 'up', 10, 25)).toBe(14);
    expect(scrolledBy(3, 'last', 10, 5)).toBe(0);
  });
});
