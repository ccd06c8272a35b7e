/** A screen that is one list with a head above it: alarms, changes, log lines. */
import { type ReactNode, useMemo } from 'react';
import {
  commandFor,
  helpRows,
  type KeyMeaning,
  type KeyTable,
  paletteEntries,
} from '../../src/terminal/key-table.ts';
import { type KeyPress, useKeys } from '../../src/terminal/keys.ts';
import { fitRows } from '../../src/terminal/paint.ts';
import { useScreen } from '../../src/terminal/screen-context.ts';
import type { Look } from '../frame/layout.ts';
import { Rows } from '../frame/rows.tsx';
import { wrappedHeight } from '../lists/list-rows.ts';
import { bottomRow, chosenCommand, typeKey } from '../screen/typing.ts';
import { useSteps } from '../screen/use-steps.ts';
import {
  currentItem,
  initialListState,
  type ListCommand,
  type ListScreenState,
  type ListSurroundings,
  reduceList,
} from './state.ts';
import { type ListDefinition, listKeysNow, listScreenRows } from './view.ts';

export type ListScreenProps<T> = {
  readonly definition: ListDefinition<T>;
  readonly utc: boolean;
  /** Long rows go on below, from the beginning. */
  readonly wrapped?: boolean;
  /** Where its reader was when it was left. */
  readonly initial?: ListScreenState<T> | undefined;
  /** Told of what is looked at with every change. */
  readonly onState?: (state: ListScreenState<T>) => void;
};

type Keys = KeyTable<ListCommand, ListScreenState<unknown>>;

type Step<T> = {
  readonly press: KeyPress;
  readonly around: ListSurroundings<T>;
  readonly keys: Keys;
};

const run = <T,>(
  state: ListScreenState<T>,
  meaning: KeyMeaning<ListCommand>,
  around: ListSurroundings<T>,
): ListScreenState<T> =>
  meaning.kind === 'run'
    ? reduceList(state, meaning.command, around)
    : { ...state, notice: `${meaning.label}: ${meaning.reason}` };

const step = <T,>(state: ListScreenState<T>, { press, around, keys }: Step<T>): ListScreenState<T> => {
  if (state.typing === undefined) {
    const meaning = commandFor(keys, press.key, state);
    return meaning === undefined ? state : run(state, meaning, around);
  }
  const typed = typeKey(state.typing, press);
  switch (typed.kind) {
    case 'typing':
      return {
        ...state,
        typing: typed.typing,
        filter: typed.typing.kind === 'filter' ? typed.typing.text : state.filter,
      };
    case 'cancelled':
      return { ...state, typing: undefined, filter: state.typing.kind === 'filter' ? '' : state.filter };
    case 'done': {
      const closed = { ...state, typing: undefined };
      if (typed.typing.kind === 'filter') return { ...closed, filter: typed.typing.text };
      const [first] = paletteEntries(keys, typed.typing.text, closed);
      return first === undefined
        ? { ...closed, notice: 'no such command' }
        : run(closed, first.meaning, around);
    }
  }
};

export const ListScreen = <T,>({
  definition,
  utc,
  wrapped = false,
  initial,
  onState,
}: ListScreenProps<T>): ReactNode => {
  const screen = useScreen();
  const { state, latest, take } = useSteps(
    step<T>,
    initial ?? initialListState<T>(utc, { canMark: definition.mark !== undefined, wrapped }),
  );
  const items = useMemo(() => definition.itemsOf(state.filter), [definition, state.filter]);
  const keys = listKeysNow(definition, state, items);
  const { columns: width, rows: height } = screen.size;
  const look: Look = { utc: state.utc, ascii: screen.paint.ascii };
  const { restsAt, isTrouble, isHeading = () => false } = definition;
  const openedRows = (): number =>
    state.opened === undefined
      ? helpRows(keys, state, width).length
      : definition.detail(state.opened, { width, height }, look).length;
  const pageRows = Math.max(1, height - 4);
  const around: ListSurroundings<T> = {
    items,
    restsAt,
    isTrouble,
    isHeading,
    pageRows,
    wrappedHeight: (item) => wrappedHeight(definition.rowOf(item, width - 1, look, state.filter), width),
    openedRows,
  };
  onState?.(state);
  /** What is done outside of the list itself. */
  const act = (command: ListCommand, item: T | undefined): void => {
    switch (command) {
      case 'quit':
        screen.quit(0);
        break;
      case 'copy':
        if (item !== undefined) screen.copy(definition.textOf(item));
        break;
      case 'mark':
        if (item !== undefined) definition.mark?.(item);
        break;
      case 'goToStage':
      case 'goToLogs':
      case 'goToStream':
      case 'group':
        definition.run?.(command, item);
        break;
      default:
    }
  };
  useKeys((press) => {
    const now = latest();
    const keysThen = listKeysNow(definition, now, items);
    const meaning =
      now.typing === undefined
        ? commandFor(keysThen, press.key, now)
        : chosenCommand(keysThen, now.typing, press, now);
    const item = now.opened ?? currentItem(now, around);
    take({ press, around, keys: keysThen });
    if (meaning?.kind === 'run') act(meaning.command, item);
  });
  const rows = listScreenRows(definition, state, items, { width, height }, look);
  const bottom = bottomRow(keys, state, width, screen.glyphs.cursor);
  return <Rows rows={fitRows([...rows, bottom], width, height)} width={width} height={height} />;
};
