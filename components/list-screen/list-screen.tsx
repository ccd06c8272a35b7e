/** A screen that is one list with a head above it: alarms, changes, log lines. */
import { type ReactNode, useRef } from 'react';
import { memoLast } from '../../src/memo-last.ts';
import { useKeys } from '../../src/terminal/keys.ts';
import { fitRows } from '../../src/terminal/paint.ts';
import { useScreen } from '../../src/terminal/screen-context.ts';
import type { Look } from '../frame/layout.ts';
import { Rows } from '../frame/rows.tsx';
import { bottomRow } from '../screen/typing.ts';
import { useUpdates } from '../screen/use-updates.ts';
import { initialListState, type ListScreenState } from './state.ts';
import { type ListData, type ListEffect, updateList } from './update.ts';
import { type ListDefinition, listKeysNow, listScreenRows } from './view.ts';

export type ListScreenProps<T> = {
  readonly definition: ListDefinition<T>;
  readonly utc: boolean;
  /** Long rows go on below, from the beginning. */
  readonly wrapped?: boolean;
  /** Where its reader was when it was left. */
  readonly initial?: ListScreenState<T> | undefined;
  /** Told of what is looked at after every commit. */
  readonly onState?: (state: ListScreenState<T>) => void;
};

export const ListScreen = <T,>({
  definition,
  utc,
  wrapped = false,
  initial,
  onState,
}: ListScreenProps<T>): ReactNode => {
  const screen = useScreen();
  const perform = (effect: ListEffect<T>): void => {
    switch (effect.kind) {
      case 'mark':
        definition.mark?.(effect.item);
        break;
      case 'own':
        definition.run?.(effect.command, effect.item);
        break;
    }
  };
  const { state, send } = useUpdates({
    update: updateList<T>,
    initial: initial ?? initialListState<T>(utc, { canMark: definition.mark !== undefined, wrapped }),
    perform,
    onCommit: onState,
  });
  const filtered = useRef(memoLast((of: ListDefinition<T>, filter: string) => of.itemsOf(filter)));
  const { columns: width, rows: height } = screen.size;
  const data: ListData<T> = {
    definition,
    itemsOf: (filter) => filtered.current(definition, filter),
    size: { width, height },
    ascii: screen.paint.ascii,
  };
  useKeys((press) => send({ press, data }));
  const items = data.itemsOf(state.filter);
  const look: Look = { utc: state.utc, ascii: data.ascii };
  const rows = listScreenRows(definition, state, items, data.size, look);
  const keys = listKeysNow(definition, state, items);
  const bottom = bottomRow(keys, state, width, screen.glyphs.cursor);
  return <Rows rows={fitRows([...rows, bottom], width, height)} />;
};
