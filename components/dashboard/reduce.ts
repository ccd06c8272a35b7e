/** One command, one step: the whole behaviour of the dashboard's keys, without a terminal. */
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import {
  following,
  itemUnderCursor,
  type ListMove,
  type ListState,
  moveInList,
  scrolledBy,
} from '../list-state.ts';
import { orderIdIn } from '../order/order-events-in.ts';
import { worstStage } from '../stage-strip.ts';
import type { TimelineEntry } from '../timeline.ts';
import type { DashboardCommand } from './commands.ts';
import { goBack, goTo, jumpReason } from './jump.ts';
import { isTrouble, type VisibleLists } from './lists.ts';
import {
  activeList,
  type DashboardState,
  type Lists,
  type Opened,
  panels,
  rangesMs,
  type View,
  views,
} from './state.ts';

/** What a step can see beside the state itself. */
export type Surroundings = {
  readonly snapshot: Snapshot;
  readonly pipeline: Pipeline;
  readonly lists: VisibleLists;
  readonly pageRows: number;
  /** Rows of what is open, or of the help. */
  readonly openedRows: () => number;
};

/** The stage that graphs are drawn of: the one that was picked, else the worst. */
export const stageInFocus = (
  state: Pick<DashboardState, 'stage'>,
  { snapshot, pipeline }: Pick<Surroundings, 'snapshot' | 'pipeline'>,
): string | undefined => state.stage ?? worstStage(snapshot.stages) ?? pipeline.stages[0]?.name;

const nextStage = (state: DashboardState, by: number, around: Surroundings): DashboardState => {
  const names = around.pipeline.stages.map(({ name }) => name);
  const at = names.indexOf(stageInFocus(state, around) ?? '');
  return { ...state, stage: names[(at + by + names.length) % names.length], around: undefined };
};

const withList = <K extends keyof Lists>(state: DashboardState, key: K, list: Lists[K]): DashboardState => ({
  ...state,
  lists: { ...state.lists, [key]: list },
});

const moveIn = (state: DashboardState, move: ListMove, { lists, pageRows }: Surroundings): DashboardState => {
  const { alarms, logs, changes, timeline } = state.lists;
  switch (activeList(state)) {
    case 'stages':
      return state;
    case 'alarms':
      return withList(state, 'alarms', moveInList(lists.alarms, alarms, move, pageRows, 'start'));
    case 'logs':
      return withList(state, 'logs', moveInList(lists.logs, logs, move, pageRows, lists.logsRestAt));
    case 'changes':
      return withList(state, 'changes', moveInList(lists.changes, changes, move, pageRows, 'end'));
    case 'timeline':
      return withList(state, 'timeline', moveInList(lists.timeline, timeline, move, pageRows, 'end'));
  }
};

/** The next older entry that says that something went wrong; from the oldest on to the newest again. */
const olderTrouble = <T extends TimelineEntry>(items: readonly T[], { at }: ListState<T>): ListState<T> => {
  const from = at === undefined ? items.length : items.lastIndexOf(at);
  const found = items.slice(0, Math.max(0, from)).findLast(isTrouble) ?? items.findLast(isTrouble);
  return found === undefined ? { at } : { at: found };
};

const nextTrouble = (state: DashboardState, { lists }: Surroundings): DashboardState => {
  switch (activeList(state)) {
    case 'stages':
    case 'alarms':
      return state;
    case 'logs':
      return withList(state, 'logs', olderTrouble(lists.logs, state.lists.logs));
    case 'changes':
      return withList(state, 'changes', olderTrouble(lists.changes, state.lists.changes));
    case 'timeline':
      return withList(state, 'timeline', olderTrouble(lists.timeline, state.lists.timeline));
  }
};

/** What Enter opens: the row under the cursor, the newest one of a tail that follows. */
const toOpen = (state: DashboardState, { lists, snapshot }: Surroundings): Opened | undefined => {
  const open = (entry: VisibleLists['timeline'][number] | undefined): Opened | undefined => {
    switch (entry?.type) {
      case undefined:
        return undefined;
      case 'alarmHistory': {
        const alarm = snapshot.alarms.alarms.find(
          ({ name, region }) => name === entry.name && region === entry.region,
        );
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
const followOrder = (state: DashboardState, around: Surroundings): DashboardState => {
  const opened = state.opened ?? toOpen(state, around);
  if (opened?.kind !== 'log' && opened?.kind !== 'change') return state;
  const orderId = orderIdIn(opened.entry, around.pipeline);
  return orderId === undefined
    ? { ...state, notice: 'no order is named here' }
    : { ...state, opened: { kind: 'order', orderId }, openedFrom: 0 };
};

/** Enter opens; on what is open it goes on: from an alarm to its logs then, from a line or a change to its order. */
const open = (state: DashboardState, around: Surroundings): DashboardState => {
  if (state.opened?.kind === 'alarm') {
    const hasLogs = jumpReason(state, 'goToLogs', around) === undefined;
    return goTo(state, hasLogs ? 'goToLogs' : 'goToStage', around);
  }
  if (state.opened !== undefined) return followOrder(state, around);
  const opened = toOpen(state, around);
  if (opened !== undefined) return { ...state, opened, openedFrom: 0 };
  return activeList(state) === 'stages' && state.view === 'pipeline'
    ? { ...state, stage: stageInFocus(state, around), view: 'metrics' }
    : state;
};

/** Esc everywhere alike: closes what was opened last, one thing at a time. */
const back = (state: DashboardState): DashboardState => {
  if (state.help) return { ...state, help: false };
  if (state.opened !== undefined) return { ...state, opened: undefined };
  if (state.zoomed) return { ...state, zoomed: false };
  if (state.filter !== '') return { ...state, filter: '' };
  if (state.cameFrom !== undefined) return goBack(state, state.cameFrom);
  if (state.around !== undefined) return { ...state, around: undefined };
  if (state.stage !== undefined) return { ...state, stage: undefined };
  return state.view === 'pipeline' ? state : { ...state, view: 'pipeline' };
};

const show = (state: DashboardState, view: View | undefined): DashboardState =>
  view === undefined
    ? state
    : { ...state, view, zoomed: false, opened: undefined, help: false, cameFrom: undefined };

const nextPanel = (state: DashboardState, by: number): DashboardState => {
  if (state.view !== 'pipeline') {
    return show(state, views[(views.indexOf(state.view) + by + views.length) % views.length]);
  }
  const at = (panels.indexOf(state.panel) + by + panels.length) % panels.length;
  return { ...state, panel: panels[at] ?? 'stages' };
};

const changeRange = (state: DashboardState, by: number): DashboardState => {
  const at = rangesMs.findIndex((range) => range >= state.rangeMs);
  const next = rangesMs[Math.max(0, Math.min(rangesMs.length - 1, (at < 0 ? rangesMs.length - 1 : at) + by))];
  return next === undefined ? state : { ...state, rangeMs: next };
};

const follow = (state: DashboardState): DashboardState => ({
  ...state,
  paused: undefined,
  around: undefined,
  lists: { alarms: following, logs: following, changes: following, timeline: following },
});

/** The state after a command. `quit` and `copy` are done by the screen: they change nothing here. */
export const reduce = (
  state: DashboardState,
  command: DashboardCommand,
  around: Surroundings,
): DashboardState => {
  const quiet = state.notice === undefined ? state : { ...state, notice: undefined };
  switch (command) {
    case 'up':
    case 'down':
    case 'pageUp':
    case 'pageDown':
    case 'first':
    case 'last': {
      if (quiet.opened !== undefined || quiet.help) {
        return {
          ...quiet,
          openedFrom: scrolledBy(quiet.openedFrom, command, around.pageRows, around.openedRows()),
        };
      }
      if (activeList(quiet) === 'stages') {
        return nextStage(
          quiet,
          command === 'up' || command === 'pageUp' || command === 'first' ? -1 : 1,
          around,
        );
      }
      return moveIn(quiet, command, around);
    }
    case 'left':
      return nextStage(quiet, -1, around);
    case 'right':
      return nextStage(quiet, 1, around);
    case 'open':
      return open(quiet, around);
    case 'goToStage':
    case 'goToLogs':
    case 'goToStream':
      return goTo(quiet, command, around);
    case 'order':
      return followOrder(quiet, around);
    case 'back':
      return back(quiet);
    case 'nextPanel':
      return nextPanel(quiet, 1);
    case 'previousPanel':
      return nextPanel(quiet, -1);
    case 'view1':
    case 'view2':
    case 'view3':
    case 'view4':
    case 'view5':
    case 'view6':
      return show(quiet, views[Number(command.slice(-1)) - 1]);
    case 'filter':
      return { ...quiet, typing: { kind: 'filter', text: quiet.filter } };
    case 'palette':
      return { ...quiet, typing: { kind: 'palette', text: '' } };
    case 'next':
      return nextTrouble(quiet, around);
    case 'pause':
      return { ...quiet, paused: quiet.paused === undefined ? around.snapshot : undefined };
    case 'follow':
      return follow(quiet);
    case 'zone':
      return { ...quiet, utc: !quiet.utc };
    case 'longer':
      return changeRange(quiet, 1);
    case 'shorter':
      return changeRange(quiet, -1);
    case 'zoom':
      return { ...quiet, zoomed: !quiet.zoomed };
    case 'help':
      return { ...quiet, help: !quiet.help, openedFrom: 0 };
    case 'copy':
    case 'quit':
      return quiet;
  }
};
