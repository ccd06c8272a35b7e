/** Moving through the dashboard's lists. */
import {
  type ListMove,
  type ListState,
  moveInList,
  type RestsAt,
  troubleBefore,
} from '../lists/list-state.ts';
import type { Context } from './context.ts';
import { isTrouble } from './lists.ts';
import { activeList, type DashboardState, type Lists } from './state.ts';

const withList = <K extends keyof Lists>(state: DashboardState, key: K, list: Lists[K]): DashboardState => ({
  ...state,
  lists: { ...state.lists, [key]: list },
});

/** The list that has the keys, one move on. */
export const moveIn = (
  state: DashboardState,
  move: ListMove,
  { lists, pageRows, heights }: Context,
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

/** The list that has the keys, at the trouble before. */
export const nextTrouble = (state: DashboardState, { lists }: Context): DashboardState => {
  switch (activeList(state)) {
    case 'stages':
    case 'alarms':
    case 'insights':
      return state;
    case 'logs':
      return withList(state, 'logs', troubleBefore(lists.logs, state.lists.logs, isTrouble));
    case 'changes':
      return withList(state, 'changes', troubleBefore(lists.changes, state.lists.changes, isTrouble));
    case 'timeline':
      return withList(state, 'timeline', troubleBefore(lists.timeline, state.lists.timeline, isTrouble));
  }
};
