/** A screen that is one list: what its reader has chosen, and what each key does to it. */
import type { KeyTable } from '../../src/terminal/key-table.ts';
import type { JumpCommand } from '../alarms/jump.ts';
import {
  following,
  itemUnderCursor,
  type ListMove,
  type ListState,
  moveInList,
  type RestsAt,
  scrolledBy,
} from '../lists/list-state.ts';
import { movingKeys } from '../lists/moving-keys.ts';
import type { Typing } from '../screen/typing.ts';

/** What only some lists can do: the screen does it. */
export type OwnCommand = JumpCommand | 'group';

export type ListCommand =
  | OwnCommand
  | ListMove
  | 'open'
  | 'back'
  | 'filter'
  | 'next'
  | 'palette'
  | 'pause'
  | 'follow'
  | 'zone'
  | 'wrap'
  | 'copy'
  | 'mark'
  | 'help'
  | 'quit';

export type ListScreenState<T> = {
  readonly list: ListState<T>;
  readonly opened: T | undefined;
  /** First row shown of what is open, or of the help. */
  readonly scrolled: number;
  readonly filter: string;
  readonly typing: Typing | undefined;
  readonly help: boolean;
  readonly paused: boolean;
  readonly utc: boolean;
  /** Long rows go on below. */
  readonly wrapped: boolean;
  readonly notice: string | undefined;
  /** Whether its items can be marked as looked after. */
  readonly canMark: boolean;
};

export const initialListState = <T>(
  utc: boolean,
  { canMark = false, wrapped = false }: { readonly canMark?: boolean; readonly wrapped?: boolean } = {},
): ListScreenState<T> => ({
  canMark,
  wrapped,
  list: following,
  opened: undefined,
  scrolled: 0,
  filter: '',
  typing: undefined,
  help: false,
  paused: false,
  utc,
  notice: undefined,
});

/** Keys of a list; `T` is unknown to them. */
export const listKeys: KeyTable<ListCommand, ListScreenState<unknown>> = [
  ...movingKeys,
  {
    command: 'open',
    keys: ['enter'],
    label: 'open',
    section: 'Reading',
    footer: 'room',
    disabled: ({ opened }) => (opened === undefined ? undefined : 'it is open'),
  },
  { command: 'back', keys: ['escape'], label: 'back', section: 'Reading', footer: 'room' },
  { command: 'filter', keys: ['/'], label: 'filter', section: 'Reading', footer: 'always' },
  { command: 'next', keys: ['n'], label: 'trouble before', section: 'Reading', footer: 'room' },
  { command: 'pause', keys: ['p'], label: 'pause', section: 'Reading', footer: 'always' },
  {
    command: 'follow',
    keys: ['f'],
    label: 'follow',
    section: 'Reading',
    footer: 'room',
    disabled: ({ list, paused }) => (list.at === undefined && !paused ? 'already following' : undefined),
  },
  { command: 'wrap', keys: ['w'], label: 'wrap long rows', section: 'Reading', footer: 'room' },
  { command: 'copy', keys: ['y'], label: 'copy the row', section: 'Reading' },
  {
    command: 'mark',
    keys: ['a'],
    label: 'acknowledge',
    section: 'Reading',
    disabled: ({ canMark }) => (canMark ? undefined : 'for alarms only'),
  },
  { command: 'zone', keys: ['z'], label: 'UTC or local', section: 'The tool' },
  { command: 'palette', keys: [':'], label: 'commands', section: 'The tool' },
  { command: 'help', keys: ['?'], label: 'help', section: 'The tool', footer: 'always' },
  { command: 'quit', keys: ['q'], label: 'quit', section: 'The tool', footer: 'always' },
];

export type ListSurroundings<T> = {
  readonly items: readonly T[];
  readonly pageRows: number;
  readonly restsAt: RestsAt;
  /** Where `n` goes: an item that says that something went wrong. */
  readonly isTrouble: (item: T) => boolean;
  readonly isHeading?: (item: T) => boolean;
  /** Rows that an item takes where long ones go on below. */
  readonly wrappedHeight?: (item: T) => number;
  /** Rows of what is open, or of the help. */
  readonly openedRows: () => number;
};

/** The item that Enter opens and `y` copies: the one under the cursor, or the one that the list rests at. */
export const currentItem = <T>(
  { list }: Pick<ListScreenState<T>, 'list'>,
  { items, restsAt }: Pick<ListSurroundings<T>, 'items' | 'restsAt'>,
): T | undefined => itemUnderCursor(items, list, restsAt);

/** Esc everywhere alike: closes what was opened last, one thing at a time. */
const back = <T>(state: ListScreenState<T>): ListScreenState<T> => {
  if (state.help) return { ...state, help: false };
  if (state.opened !== undefined) return { ...state, opened: undefined };
  if (state.filter !== '') return { ...state, filter: '' };
  return { ...state, list: following, paused: false };
};

const nextTrouble = <T>(
  { list, ...state }: ListScreenState<T>,
  { items, isTrouble }: ListSurroundings<T>,
): ListScreenState<T> => {
  const from = list.at === undefined ? items.length : items.lastIndexOf(list.at);
  const found = items.slice(0, Math.max(0, from)).findLast(isTrouble) ?? items.findLast(isTrouble);
  return { ...state, list: found === undefined ? list : { at: found } };
};

/** The state after a command. `copy`, `mark`, `quit` and what only some lists can do are done by the screen. */
export const reduceList = <T>(
  state: ListScreenState<T>,
  command: ListCommand,
  around: ListSurroundings<T>,
): ListScreenState<T> => {
  const quiet = state.notice === undefined ? state : { ...state, notice: undefined };
  const { items, pageRows, restsAt, isHeading } = around;
  switch (command) {
    case 'up':
    case 'down':
    case 'pageUp':
    case 'pageDown':
    case 'first':
    case 'last': {
      if (quiet.opened !== undefined || quiet.help) {
        return { ...quiet, scrolled: scrolledBy(quiet.scrolled, command, pageRows, around.openedRows()) };
      }
      const heightOf = quiet.wrapped ? around.wrappedHeight : undefined;
      const place = { items, state: quiet.list, restsAt, isHeading, heightOf };
      return { ...quiet, list: moveInList(place, command, pageRows) };
    }
    case 'open': {
      const opened = currentItem(quiet, around);
      return opened === undefined ? quiet : { ...quiet, opened, scrolled: 0 };
    }
    case 'back':
      return back(quiet);
    case 'filter':
      return { ...quiet, typing: { kind: 'filter', text: quiet.filter } };
    case 'palette':
      return { ...quiet, typing: { kind: 'palette', text: '' } };
    case 'next':
      return nextTrouble(quiet, around);
    case 'pause':
      return { ...quiet, paused: !quiet.paused };
    case 'follow':
      return { ...quiet, list: following, paused: false };
    case 'zone':
      return { ...quiet, utc: !quiet.utc };
    case 'wrap':
      return { ...quiet, wrapped: !quiet.wrapped };
    case 'help':
      return { ...quiet, help: !quiet.help, scrolled: 0 };
    case 'copy':
    case 'mark':
    case 'quit':
    case 'goToStage':
    case 'goToLogs':
    case 'goToStream':
    case 'group':
      return quiet;
  }
};
