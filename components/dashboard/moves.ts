/** Moving through the dashboard's lists. */
import { type ListMove, type ListState, moveInList, type RestsAt } from '../lists/list-state.ts';
import type { TimelineEntry } from '../lists/timeline.ts';
import { isTrouble } from './lists.ts';
import { activeList, type DashboardState, type Lists } from './state.ts';
import type { Surroundings } from './surroundings.ts';

const withList = <K extends keyof Lists>(state: DashboardState, key: K, list: Lists[K]): DashboardState => ({
  ...state,
  lists: { ...state.lists, [key]: list },
});

/** The list that has the keys, one move on. */
export const moveIn = (
  state: DashboardState,
  move: ListMove,
  { lists, pageRows, heights }: Surroundings,
): DashboardState => {
  const moved = <T>(
    items: readonly T[],
    list: ListState<T>,
    restsAt: RestsAt,
    heightOf: (item: T) => number,
  ): ListState<T> =>
    moveInList(
      { items, state: list, restsAt, heightOf: state.wrapped ? heightOf : undefined },
      move,
      pageRows,
    );
  const { alarms, logs, changes, timeline } = state.lists;
  switch (activeList(state)) {
    case 'stages':
    case 'insights':
      return state;
    case 'alarms':
      return withList(state, 'alarms', moved(lists.alarms, alarms, 'start', heights.alarms));
    case 'logs':
      return withList(state, 'logs', moved(lists.logs, logs, lists.logsRestAt, heights.logs));
    case 'changes':
      return withList(state, 'changes', moved(lists.changes, changes, 'end', heights.changes));
    case 'timeline':
      return withList(state, 'timeline', moved(lists.timeline, timeline, 'end', heights.timeline));
  }
};

/** The next older entry that says that something went wrong; from the oldest on to the newest again. */
const olderTrouble = <T extends TimelineEntry>(items: readonly T[], { at }: ListState<T>): ListState<T> => {
  const from = at === undefined ? items.length : items.lastIndexOf(at);
  const found = items.slice(0, Math.max(0, from)).findLast(isTrouble) ?? items.findLast(isTrouble);
  return found === undefined ? { at } : { at: found };
};

/** The list that has the keys, at the trouble before. */
export const nextTrouble = (state: DashboardState, { lists }: Surroundings): DashboardState => {
  switch (activeList(state)) {
    case 'stages':
    case 'alarms':
    case 'insights':
      return state;
    case 'logs':
      return withList(state, 'logs', olderTrouble(lists.logs, state.lists.logs));
    case 'changes':
      return withList(state, 'changes', olderTrouble(lists.changes, state.lists.changes));
    case 'timeline':
      return withList(state, 'timeline', olderTrouble(lists.timeline, state.lists.timeline));
  }
};
