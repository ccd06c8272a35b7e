/** One event, one step of a screen that is one list: its next state, and what is to be done. */
import { helpRows } from '../../src/terminal/key-table.ts';
import type { KeyPress } from '../../src/terminal/keys.ts';
import type { Look, Size } from '../frame/layout.ts';
import { wrappedHeight } from '../lists/list-rows.ts';
import { pressKey, type ScreenEffect, type Update } from '../screen/update.ts';
import {
  currentItem,
  isOpen,
  type ListCommand,
  type ListContext,
  type ListScreenState,
  type OwnCommand,
  reduceList,
} from './state.ts';
import { type ListDefinition, listKeysNow } from './view.ts';

export type ListEffect<T> =
  | { readonly kind: 'mark'; readonly item: T }
  /** What only this list can do, for the item that is open or under the cursor. */
  | { readonly kind: 'own'; readonly command: OwnCommand; readonly item: T | undefined };

/** What the screen is given at this moment. */
export type ListData<T> = {
  readonly definition: ListDefinition<T>;
  /** Items as the filter lets them through, made once a frame. */
  readonly itemsOf: (filter: string) => readonly T[];
  readonly size: Size;
  readonly ascii: boolean;
};

export type ListEvent<T> = { readonly press: KeyPress; readonly data: ListData<T> };

/** Rows of a page, less the head and the footer. */
const pageMargin = 4;

const contextOf = <T>(state: ListScreenState<T>, data: ListData<T>): ListContext<T> => {
  const { definition, itemsOf, size, ascii } = data;
  const { width, height } = size;
  const { restsAt, isTrouble, isHeading = () => false } = definition;
  const look: Look = { utc: state.utc, ascii };
  const items = itemsOf(state.filter);
  return {
    items,
    textOf: definition.textOf,
    restsAt,
    isTrouble,
    isHeading,
    pageRows: Math.max(1, height - pageMargin),
    wrappedHeight: (item) => wrappedHeight(definition.rowOf(item, width - 1, look, state.filter), width),
    openedRows: () =>
      state.opened === undefined || state.help
        ? helpRows(listKeysNow(definition, state, items), state, width).length
        : definition.detail(state.opened, size, look).length,
  };
};

/** What a command does outside, said of the state in which it was given. */
const effectsOf = <T>(
  state: ListScreenState<T>,
  command: ListCommand,
  { textOf }: ListDefinition<T>,
  context: ListContext<T>,
): readonly (ScreenEffect | ListEffect<T>)[] => {
  const item = state.opened ?? currentItem(state, context);
  switch (command) {
    case 'quit':
      return isOpen(state) ? [] : [{ kind: 'quit' }];
    case 'copy':
      return item === undefined ? [] : [{ kind: 'copy', text: textOf(item) }];
    case 'mark':
      return item === undefined ? [] : [{ kind: 'mark', item }];
    case 'goToStage':
    case 'goToLogs':
    case 'goToStream':
    case 'group':
    case 'patterns':
    case 'linesOf':
    case 'leave':
      return [{ kind: 'own', command, item }];
    case 'back':
      // What is open, or typed, is closed first.
      return isOpen(state) || state.filter !== '' ? [] : [{ kind: 'own', command: 'leave', item }];
    default:
      return [];
  }
};

export const updateList = <T>(
  state: ListScreenState<T>,
  { press, data }: ListEvent<T>,
): Update<ListScreenState<T>, ScreenEffect | ListEffect<T>> => {
  const context = contextOf(state, data);
  return pressKey(state, press, {
    keys: listKeysNow(data.definition, state, context.items),
    run: (from, command) => ({
      state: reduceList(from, command, context),
      effects: effectsOf(from, command, data.definition, context),
    }),
  });
};
