/** A screen that is one list, as rows: a head, the list or what is open over it. */
import { helpRows, type KeyTable } from '../../src/terminal/key-table.ts';
import type { Row } from '../../src/terminal/row.ts';
import { safeRows } from '../../src/terminal/safe-rows.ts';
import type { Look, Size } from '../frame/layout.ts';
import { overlay } from '../frame/overlay.ts';
import { listRows } from '../lists/list-rows.ts';
import type { RestsAt } from '../lists/list-state.ts';
import {
  currentItem,
  isOpen,
  type ListCommand,
  type ListScreenState,
  listKeys,
  type OwnCommand,
} from './state.ts';

/** What one kind of list is: how its items look, closed and open. */
export type ListDefinition<T> = {
  readonly restsAt: RestsAt;
  /** What the filter lets through, in the order in which it is shown. */
  readonly itemsOf: (filter: string) => readonly T[];
  /** Rows above the list. */
  readonly head: (state: ListScreenState<T>, width: number, look: Look) => readonly Row[];
  readonly rowOf: (item: T, width: number, look: Look, filter: string) => Row;
  readonly empty: (filter: string) => Row;
  readonly titleOf: (item: T) => string;
  readonly detail: (item: T, size: Size, look: Look) => readonly Row[];
  readonly textOf: (item: T) => string;
  readonly isTrouble: (item: T) => boolean;
  /** Marks an item as looked after, where the list knows that. */
  readonly mark?: (item: T) => void;
  /** Keys of its own for the item that is open or under the cursor, before those that every list has. */
  readonly keysOf?: (item: T | undefined, isOpen: boolean) => KeyTable<OwnCommand, unknown>;
  readonly run?: (command: OwnCommand, item: T | undefined) => void;
  /** Items that name those below them: the cursor does not stand on them. */
  readonly isHeading?: (item: T) => boolean;
};

/** All keys of a list as they are now. */
export const listKeysNow = <T>(
  { keysOf, restsAt }: ListDefinition<T>,
  state: ListScreenState<T>,
  items: readonly T[],
): KeyTable<ListCommand, ListScreenState<unknown>> => {
  const item = state.opened ?? currentItem(state, { items, restsAt });
  const keys = isOpen(state)
    ? listKeys.map((key) => (key.command === 'quit' ? { ...key, label: 'close' } : key))
    : listKeys;
  const own = keysOf?.(item, state.opened !== undefined) ?? [];
  // A key has one meaning.
  const isTaken = (key: string): boolean => own.some((binding) => binding.keys.includes(key));
  return [...own, ...keys.filter((binding) => !binding.keys.every(isTaken))];
};

/** The whole screen as rows. */
export const listScreenRows = <T>(
  definition: ListDefinition<T>,
  state: ListScreenState<T>,
  items: readonly T[],
  size: Size,
  look: Look,
): Row[] => {
  const { width, height } = size;
  const head = safeRows(() => definition.head(state, width, look), width);
  const body: Size = { width, height: Math.max(1, height - head.length - 1) };
  const middle = (): Row[] => {
    if (state.help) {
      const keys = listKeysNow(definition, state, items);
      return overlay('keys', helpRows(keys, state, width), state.scrolled, look, body);
    }
    const { opened } = state;
    if (opened !== undefined) {
      return overlay(
        definition.titleOf(opened),
        definition.detail(opened, body, look),
        state.scrolled,
        look,
        body,
      );
    }
    return listRows({
      items,
      state: state.list,
      restsAt: definition.restsAt,
      rowOf: (item) => definition.rowOf(item, width - 1, look, state.filter),
      empty: definition.empty(state.filter),
      size: body,
      focused: true,
      wrapped: state.wrapped,
    });
  };
  return [...head, ...safeRows(middle, width, body.height)];
};
