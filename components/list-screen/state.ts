/** A screen that is one list: what its reader has chosen, and what each key does to it. */
import type { KeyTable } from '../../src/terminal/key-table.ts';
import type { JumpCommand } from '../alarms/jump.ts';
import {
  following,
  isListMove,
  itemUnderCursor,
  type ListState,
  moveInList,
  type RestsAt,
  troubleBefore,
} from '../lists/list-state.ts';
import { movingKeys } from '../lists/moving-keys.ts';
import {
  closeFilter,
  closeFirst,
  closeHelp,
  closeOpened,
  copiedNotice,
  isReadingStep,
  quietly,
  type ReadingCommand,
  type ReadingContext,
  type ReadingState,
  readingStep,
  scrollOpened,
  toolKeys,
} from '../screen/reading.ts';

/** What only some lists can do: the screen does it. */
/** `leave`: Esc where nothing is open any more. */
export type OwnCommand = JumpCommand | 'group' | 'patterns' | 'linesOf' | 'leave';

export type ListCommand = OwnCommand | ReadingCommand | 'mark';

export type ListScreenState<T> = ReadingState & {
  readonly list: ListState<T>;
  readonly opened: T | undefined;
  readonly paused: boolean;
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
  ...toolKeys,
];

export type ListContext<T> = ReadingContext & {
  readonly items: readonly T[];
  readonly restsAt: RestsAt;
  /** What `y` copies of an item. */
  readonly textOf?: (item: T) => string;
  /** Where `n` goes: an item that says that something went wrong. */
  readonly isTrouble: (item: T) => boolean;
  readonly isHeading?: (item: T) => boolean;
  /** Rows that an item takes where long ones go on below. */
  readonly wrappedHeight?: (item: T) => number;
};

/** The item that Enter opens and `y` copies: the one under the cursor, or the one that the list rests at. */
export const currentItem = <T>(
  { list }: Pick<ListScreenState<T>, 'list'>,
  { items, restsAt }: Pick<ListContext<T>, 'items' | 'restsAt'>,
): T | undefined => itemUnderCursor(items, list, restsAt);

const back = <T>(state: ListScreenState<T>): ListScreenState<T> =>
  closeFirst(state, [
    closeHelp,
    closeOpened,
    closeFilter,
    (open) => ({ ...open, list: following, paused: false }),
  ]);

/** Something is open over the list: `q` closes it first. */
export const isOpen = ({ help, opened }: Pick<ListScreenState<unknown>, 'help' | 'opened'>): boolean =>
  help || opened !== undefined;

/** The state after a command. What is done outside of the list changes nothing here. */
export const reduceList = <T>(
  state: ListScreenState<T>,
  command: ListCommand,
  context: ListContext<T>,
): ListScreenState<T> => {
  const quiet = quietly(state);
  if (isReadingStep(command)) return readingStep(quiet, command);
  const { items, pageRows, restsAt, isHeading, isTrouble } = context;
  if (isListMove(command)) {
    const scrolled = scrollOpened(quiet, command, context);
    if (scrolled !== undefined) return scrolled;
    const heightOf = quiet.wrapped ? context.wrappedHeight : undefined;
    const place = { items, state: quiet.list, restsAt, isHeading, heightOf };
    return { ...quiet, list: moveInList(place, command, pageRows) };
  }
  switch (command) {
    case 'open': {
      const opened = currentItem(quiet, context);
      return opened === undefined ? quiet : { ...quiet, opened, scrolled: 0 };
    }
    case 'back':
      return back(quiet);
    case 'next':
      return { ...quiet, list: troubleBefore(items, quiet.list, isTrouble) };
    case 'pause':
      return { ...quiet, paused: !quiet.paused };
    case 'follow':
      return { ...quiet, list: following, paused: false };
    case 'copy': {
      const item = quiet.opened ?? currentItem(quiet, context);
      const copied = item === undefined ? '' : (context.textOf?.(item) ?? '');
      return { ...quiet, notice: copiedNotice(copied) };
    }
    case 'quit':
      return isOpen(quiet) ? back(quiet) : quiet;
    case 'patterns':
    case 'linesOf':
    case 'leave':
      // Other items: what was picked is not among them.
      return { ...quiet, list: following, opened: undefined, help: false };
    case 'mark':
    case 'goToStage':
    case 'goToLogs':
    case 'goToStream':
    case 'group':
      return quiet;
  }
};
