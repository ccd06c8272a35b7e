/** Any list of the tool: the window around the cursor, the cursor marked, and a word where there is nothing. */

import { fitRow } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';
import { type Size, select } from '../frame/layout.ts';
import { type ListState, listWindow, type RestsAt } from './list-state.ts';
import { wrapRow } from './wrap-row.ts';

export type ListInput<T> = {
  readonly items: readonly T[];
  readonly state: ListState<T>;
  readonly restsAt: RestsAt;
  readonly rowOf: (item: T) => Row;
  /** Said where the list is empty: loading, nothing yet, or what went wrong. */
  readonly empty: Row;
  readonly size: Size;
  /** The cursor is drawn in the panel that has the keys. */
  readonly focused: boolean;
  /** Long rows go on below. */
  readonly wrapped?: boolean;
  /** How an item is broken into rows of at most so many cells, where not as a row of the list. */
  readonly rowsOf?: (item: T, width: number) => Row[];
};

/** The list's margin, left of every row. */
export const marginCells = 1;

/** Rows that an item takes in a list of this width where long ones go on below. */
export const wrappedHeight = (row: Row, width: number): number => wrapRow(row, width - marginCells).length;

/** Exactly `height` rows; only those in the window are made. */
export const listRows = <T>(input: ListInput<T>): Row[] => {
  const { items, state, restsAt, rowOf, empty, size, focused } = input;
  const { width, height } = size;
  if (items.length === 0) {
    return Array.from({ length: height }, (_, index) => fitRow(index === 0 ? empty : [], width));
  }
  // A tail that follows shows no cursor: nothing has been picked.
  const isMarked = focused && (state.at !== undefined || restsAt !== 'end');
  if (input.wrapped) return wrappedRows(input, isMarked);
  const shown = listWindow(items, state, height, restsAt);
  const marked = isMarked ? shown.cursor - shown.start : -1;
  return Array.from({ length: height }, (_, index) => {
    const item = shown.items[index];
    if (item === undefined) return fitRow([], width);
    const row = fitRow([{ text: ' '.repeat(marginCells) }, ...rowOf(item)], width);
    return index === marked ? select(row) : row;
  });
};

/** As `listWindow`, counted in rows: each item takes as many as it needs, and no more are made than the window can hold. */
const wrappedRows = <T>(
  { items, state, restsAt, rowOf, rowsOf: broken, size: { width, height } }: ListInput<T>,
  isMarked: boolean,
): Row[] => {
  const { cursor } = listWindow(items, state, height, restsAt);
  const rowsOf = (index: number): Row[] => {
    const item = items[index];
    if (item === undefined) return [];
    return broken?.(item, width - marginCells) ?? wrapRow(rowOf(item), width - marginCells);
  };
  const own = rowsOf(cursor);
  const above: Row[] = [];
  for (let index = cursor - 1; index >= 0 && above.length < height; index -= 1)
    above.unshift(...rowsOf(index));
  const below: Row[] = [];
  for (let index = cursor + 1; index < items.length && below.length < height; index += 1) {
    below.push(...rowsOf(index));
  }
  const all = [...above, ...own, ...below];
  const last = Math.max(0, all.length - height);
  const rests = { start: 0, end: last };
  const centred = above.length - Math.max(0, Math.floor((height - own.length) / 2));
  const start =
    state.at === undefined && typeof restsAt === 'string'
      ? rests[restsAt]
      : Math.max(0, Math.min(last, centred));
  return Array.from({ length: height }, (_, offset) => {
    const index = start + offset;
    const row = all[index];
    if (row === undefined) return fitRow([], width);
    const fitted = fitRow([{ text: ' '.repeat(marginCells) }, ...row], width);
    const isOwn = index >= above.length && index < above.length + own.length;
    return isMarked && isOwn ? select(fitted) : fitted;
  });
};
