/** A screen that is one list: what stands above it, around it, and in the place of what fails. */
import { expect, test } from 'vitest';
import { rowWidth } from '../../components/frame/layout.ts';
import { initialListState } from '../../components/list-screen/state.ts';
import { type ListDefinition, listScreenRows } from '../../components/list-screen/view.ts';
import { line, type Row } from '../../src/terminal/row.ts';

const fruits = ['apple', 'pear', 'plum'];

const list = (changed: Partial<ListDefinition<string>> = {}): ListDefinition<string> => ({
  restsAt: 'start',
  itemsOf: (filter) => fruits.filter((fruit) => fruit.includes(filter)),
  head: () => [line('fruits'), line('three of them')],
  rowOf: (fruit) => line(fruit),
  empty: () => line('none'),
  titleOf: (fruit) => fruit,
  detail: (fruit) => [line(`a ${fruit}`)],
  textOf: (fruit) => fruit,
  isTrouble: () => false,
  ...changed,
});

const size = { width: 60, height: 10 };

const draw = (definition: ListDefinition<string>): readonly string[] => {
  const rows = listScreenRows(definition, initialListState<string>(true), fruits, size, {
    utc: true,
    ascii: false,
  });
  expect(new Set(rows.map(rowWidth))).toEqual(new Set([size.width]));
  return rows.map((row: Row) =>
    row
      .map(({ text }) => text)
      .join('')
      .trim(),
  );
};

test('a head that throws shows its error in one row, and the list goes on below it', () => {
  const head = (): readonly Row[] => {
    throw new Error('no figures');
  };
  const rows = draw(list({ head }));
  expect(rows[0]).toBe('This panel failed. The others go on.');
  expect(rows.slice(1, 4)).toEqual(fruits);
});

test('a head is drawn once a frame', () => {
  let drawn = 0;
  const head = (): readonly Row[] => {
    drawn += 1;
    return [line('fruits'), line('three of them')];
  };
  expect(draw(list({ head })).slice(0, 3)).toEqual(['fruits', 'three of them', 'apple']);
  expect(drawn).toBe(1);
});
