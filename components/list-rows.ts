/** Any list of the tool: the window around the cursor, the cursor marked, and a word where there is nothing. */

import { fitRow } from '../src/terminal/paint.ts';
import type { Row } from '../src/terminal/row.ts';
import { type Size, select } from './layout.ts';
import { type ListState, listWindow, type RestsAt } from './list-state.ts';

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
};

/** Exactly `height` rows; only those in the window are made. */
export const listRows = <T>(input: ListInput<T>): Row[] => {
  const { items, state, restsAt, rowOf, empty, size, focused } = input;
  const { width, height } = size;
  if (items.length === 0) {
    return Array.from({ length: height }, (_, index) => fitRow(index === 0 ? empty : [], width));
  }
  const shown = listWindow(items, state, height, restsAt);
  // A tail that follows shows no cursor: nothing has been picked.
  const marked = focused && (state.at !== undefined || restsAt !== 'end') ? shown.cursor - shown.start : -1;
  return Array.from({ length: height }, (_, index) => {
    const item = shown.items[index];
    if (item === undefined) return fitRow([], width);
    const row = fitRow([{ text: ' ' }, ...rowOf(item)], width);
    return index === marked ? select(row) : row;
  });
};
