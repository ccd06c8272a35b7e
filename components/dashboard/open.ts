/** What Enter opens and Esc closes. */
import { alarmKey } from '../../src/origin.ts';
import { itemUnderCursor } from '../lists/list-state.ts';
import { orderIdIn } from '../order/order-events-in.ts';
import { closeFilter, closeFirst, closeHelp, closeOpened } from '../screen/reading.ts';
import type { Context } from './context.ts';
import { stageInFocus } from './focus.ts';
import { goBack, goTo, goToGraphs, jumpReason } from './jump.ts';
import type { VisibleLists } from './lists.ts';
import { activeList, type DashboardState, hasPanels, type Opened } from './state.ts';

/** What Enter opens: the row under the cursor, the newest one of a tail that follows. */
const toOpen = (state: DashboardState, { lists, snapshot }: Context): Opened | undefined => {
  const open = (entry: VisibleLists['timeline'][number] | undefined): Opened | undefined => {
    switch (entry?.type) {
      case undefined:
      case 'breach':
      case 'deployment':
        return undefined;
      case 'alarmHistory': {
        const alarm = snapshot.alarms.alarms.find((one) => alarmKey(one) === alarmKey(entry));
        return alarm && { kind: 'alarm', arn: alarm.arn, at: entry.at };
      }
      case 'change':
        return { kind: 'change', entry };
      case 'log':
        return { kind: 'log', entry };
      case 'gap':
        return entry.source === 'stream' ? { kind: 'change', entry } : { kind: 'log', entry };
    }
  };
  switch (activeList(state)) {
    case 'stages':
    case 'insights':
      return undefined;
    case 'alarms': {
      const arn = itemUnderCursor(lists.alarms, state.lists.alarms, 'start');
      return arn === undefined ? undefined : { kind: 'alarm', arn };
    }
    case 'logs':
      return open(itemUnderCursor(lists.logs, state.lists.logs, lists.logsRestAt));
    case 'changes':
      return open(itemUnderCursor(lists.changes, state.lists.changes, 'end'));
    case 'timeline':
      return open(itemUnderCursor(lists.timeline, state.lists.timeline, 'end'));
  }
};

/** The order that a line or a change names, opened as its way through all stages. */
export const followOrder = (state: DashboardState, around: Context): DashboardState => {
  const opened = state.opened ?? toOpen(state, around);
  if (opened?.kind !== 'log' && opened?.kind !== 'change') return state;
  const orderId = orderIdIn(opened.entry, around.pipeline);
  return orderId === undefined
    ? { ...state, notice: 'no order is named here' }
    : { ...state, opened: { kind: 'order', orderId }, scrolled: 0 };
};

/** Enter opens; on what is open it goes on: from an alarm to its logs then, from a line or a change to its order. */
export const open = (state: DashboardState, around: Context): DashboardState => {
  if (state.opened?.kind === 'alarm') {
    const hasLogs = jumpReason(state, 'goToLogs', around) === undefined;
    return goTo(state, hasLogs ? 'goToLogs' : 'goToStage', around);
  }
  if (state.opened !== undefined) return followOrder(state, around);
  const opened = toOpen(state, around);
  if (opened !== undefined) return { ...state, opened, scrolled: 0 };
  const event =
    activeList(state) === 'timeline'
      ? itemUnderCursor(around.lists.timeline, state.lists.timeline, 'end')
      : undefined;
  if (event?.type === 'breach' || event?.type === 'deployment') {
    return goToGraphs(state, event, around.snapshot.at);
  }
  return activeList(state) === 'stages' && hasPanels(state)
    ? { ...state, stage: stageInFocus(state, around), view: 'metrics' }
    : state;
};

export const back = (state: DashboardState): DashboardState =>
  closeFirst(state, [
    closeHelp,
    closeOpened,
    (open) => (open.zoomed ? { ...open, zoomed: false } : undefined),
    closeFilter,
    (open) => (open.cameFrom === undefined ? undefined : goBack(open, open.cameFrom)),
    (open) => (open.around === undefined ? undefined : { ...open, around: undefined }),
    (open) => (open.stage === undefined ? undefined : { ...open, stage: undefined }),
    (open) => ({ ...open, view: 'pipeline' }),
  ]);
