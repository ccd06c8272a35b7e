/** What the keys do in that which has them, a line each: the strip of stages, a list, the lists of the insights view. */
import { jsonOfQueryRow, pointerColumn } from '../../src/output/log-table.ts';
import { copiedOf, isTrouble, type Opening, openingOf, type TimelineEntry } from '../lists/entries.ts';
import {
  itemUnderCursor,
  type ListMove,
  type ListState,
  moveInList,
  type PlaceInList,
  type RestsAt,
  troubleBefore,
} from '../lists/list-state.ts';
import { isErrorKey, linesOfPattern, linesOfRun } from '../lists/same-lines.ts';
import type { Context } from './context.ts';
import { choiceUnderCursor, rowUnderCursor } from './insights.ts';
import type { VisibleLists } from './lists.ts';
import { nextPart } from './stage-steps.ts';
import { activeList, type DashboardState, type ListItems, type Opened } from './state.ts';

type Seen = Pick<Context, 'lists' | 'snapshot'>;

export type Pane = {
  readonly move: (state: DashboardState, move: ListMove, context: Context) => DashboardState;
  /** What Enter opens: the row under the cursor, the newest one of a tail that follows. */
  readonly opens: (state: DashboardState, seen: Seen) => Opened | Opening | undefined;
  /** What `y` copies of it; empty where there is nothing. */
  readonly copied: (state: DashboardState, seen: Pick<Seen, 'lists'>) => string;
  /** To the trouble before, where it has any. */
  readonly trouble?: (state: DashboardState, context: Context) => DashboardState;
};

type Name = keyof ListItems;

/** One of the dashboard's lists. */
type ListPane<N extends Name> = {
  readonly name: N;
  readonly restsAt: (lists: VisibleLists) => RestsAt;
  readonly opens: (item: ListItems[N], seen: Seen) => Opened | Opening | undefined;
  readonly copied: (item: ListItems[N], lists: VisibleLists) => string;
  readonly isTrouble?: (item: ListItems[N]) => boolean;
};

const placeIn = <N extends Name>(
  { name, restsAt }: ListPane<N>,
  state: DashboardState,
  lists: VisibleLists,
): PlaceInList<ListItems[N]> => {
  const items: { readonly [M in Name]: readonly ListItems[M][] } = lists;
  return { items: items[name], state: state.lists[name], restsAt: restsAt(lists) };
};

const listPane = <N extends Name>(list: ListPane<N>): Pane => {
  const { name, isTrouble: isWrong } = list;
  const at = (state: DashboardState, lists: VisibleLists): ListItems[N] | undefined => {
    const place = placeIn(list, state, lists);
    return itemUnderCursor(place.items, place.state, place.restsAt);
  };
  const withList = (state: DashboardState, changed: ListState<ListItems[N]>): DashboardState => ({
    ...state,
    lists: { ...state.lists, [name]: changed },
  });
  return {
    move: (state, move, { lists, heights, pageRows }) => {
      const heightOf = state.wrapped ? heights[name] : undefined;
      return withList(state, moveInList({ ...placeIn(list, state, lists), heightOf }, move, pageRows));
    },
    opens: (state, seen) => {
      const item = at(state, seen.lists);
      return item === undefined ? undefined : list.opens(item, seen);
    },
    copied: (state, { lists }) => {
      const item = at(state, lists);
      return item === undefined ? '' : list.copied(item, lists);
    },
    ...(isWrong === undefined
      ? {}
      : {
          trouble: (state, { lists }) => {
            const place = placeIn(list, state, lists);
            return withList(state, troubleBefore(place.items, place.state, isWrong));
          },
        }),
  };
};

/** Lists of entries differ only in where they rest. */
const entries = {
  opens: (entry: TimelineEntry, { snapshot }: Seen) => openingOf(entry, snapshot),
  copied: copiedOf,
  isTrouble,
};

/** A query as it is; a row by its message, else as JSON. */
const copiedInInsights = (state: DashboardState, seen: Pick<Seen, 'lists'>): string => {
  if (state.insights.panel === 'queries') return choiceUnderCursor(state, seen)?.query ?? '';
  const row = state.opened?.kind === 'row' ? state.opened.row : rowUnderCursor(state, seen);
  if (row === undefined) return '';
  const { [pointerColumn]: _, type, ...cells } = jsonOfQueryRow(row.cells);
  return row.cells.get('@message') ?? JSON.stringify(cells);
};

const backwards: ReadonlySet<ListMove> = new Set(['up', 'pageUp', 'first']);

const panes: Readonly<Record<ReturnType<typeof activeList>, Pane>> = {
  stages: {
    move: (state, move, context) => nextPart(state, backwards.has(move) ? -1 : 1, context),
    opens: () => undefined,
    copied: () => '',
  },
  alarms: listPane({
    name: 'alarms',
    restsAt: () => 'start',
    opens: (arn) => ({ kind: 'alarm', arn }),
    copied: (arn, { alarmOf }) => {
      const alarm = alarmOf.get(arn);
      return alarm === undefined ? '' : `${alarm.name} ${alarm.state} ${alarm.reason}`;
    },
  }),
  logs: listPane({ name: 'logs', restsAt: ({ logsRestAt }) => logsRestAt, ...entries }),
  changes: listPane({ name: 'changes', restsAt: ({ changesRestAt }) => changesRestAt, ...entries }),
  timeline: listPane({
    name: 'timeline',
    restsAt: ({ timelineRestsAt }) => timelineRestsAt,
    ...entries,
    opens: (entry, seen) => {
      const fold = seen.lists.folds.get(entry);
      return fold === undefined ? entries.opens(entry, seen) : { kind: 'lines', of: linesOfRun(fold) };
    },
  }),
  patterns: listPane({
    name: 'patterns',
    restsAt: () => 'start',
    opens: (key, { lists }) => {
      const pattern = lists.patternOf.get(key);
      return pattern && { kind: 'lines', of: linesOfPattern(pattern) };
    },
    copied: (key, { patternOf }) => patternOf.get(key)?.pattern ?? '',
    isTrouble: isErrorKey,
  }),
  orders: listPane({
    name: 'orders',
    restsAt: () => 'start',
    opens: (orderId) => ({ kind: 'order', orderId }),
    copied: (orderId) => orderId,
  }),
  // Its own steps come before these: `reduceInsights`.
  insights: { move: (state) => state, opens: () => undefined, copied: copiedInInsights },
};

/** What has the keys. */
export const paneOf = (state: Pick<DashboardState, 'view' | 'panel' | 'logsAs'>): Pane =>
  panes[activeList(state)];
