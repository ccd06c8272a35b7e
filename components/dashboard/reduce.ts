/** One command, one step: the whole behaviour of the dashboard's keys, without a terminal. */
import { isViewCommand, lackOf, type View, views } from '../../src/views.ts';
import { timeStep } from '../graphs/time-steps.ts';
import { following, isListMove } from '../lists/list-state.ts';
import { levelOf, timelineLevels } from '../lists/timeline.ts';
import { allLines } from '../logs/logs-as.ts';
import { copiedNotice, isReadingStep, quietly, readingStep, scrollOpened } from '../screen/reading.ts';
import type { DashboardCommand } from './commands.ts';
import { consoleLinkNow } from './console-link.ts';
import type { Context } from './context.ts';
import { copiedNow } from './copied.ts';
import { nextUnwell } from './focus.ts';
import { inOpenedOrder, reduceInsights } from './insights.ts';
import { goTo, togglePatterns } from './jump.ts';
import { back, followOrder, open } from './open.ts';
import { paneOf } from './panes.ts';
import { nextPart, nextStage } from './stage-steps.ts';
import { activeList, allFollowing, type DashboardState, hasPanels, isAtTop, panels } from './state.ts';
import { timeContext } from './steps-context.ts';
import { isStoryOpen, moveInStory, toggleStory } from './story-page.ts';
import { shownMoment } from './time-context.ts';

const show = (state: DashboardState, view: View | undefined): DashboardState =>
  view === undefined
    ? state
    : {
        ...state,
        view,
        zoomed: false,
        opened: undefined,
        help: false,
        cameFrom: undefined,
        logsAs: allLines,
      };

/** The next view, or the one before, of those that can be shown. */
const viewBeside = (view: View, by: number, { lacks }: Context): View | undefined => {
  const shown = views.filter((one) => one.name === view || lackOf(one, lacks) === undefined);
  const at = shown.findIndex(({ name }) => name === view);
  return shown[(at + by + shown.length) % shown.length]?.name;
};

const nextPanel = (state: DashboardState, by: number, context: Context): DashboardState => {
  if (!hasPanels(state)) return show(state, viewBeside(state.view, by, context));
  const at = (panels.indexOf(state.panel) + by + panels.length) % panels.length;
  return { ...state, panel: panels[at] ?? 'stages' };
};

const nextLevel = (state: DashboardState, { pipeline }: Context): DashboardState => {
  const at = timelineLevels.indexOf(levelOf(state.level, pipeline));
  return { ...state, level: timelineLevels[(at + 1) % timelineLevels.length] };
};

const follow = (state: DashboardState): DashboardState => ({
  ...state,
  paused: undefined,
  end: undefined,
  crosshair: undefined,
  moment: undefined,
  lists: allFollowing,
  story: following,
});

/** Lists go to the moment that is shown: what was picked in them was of another one. */
const movedInTime = (
  before: DashboardState,
  after: DashboardState,
  { snapshot }: Context,
): DashboardState => {
  const isSame = shownMoment(before, snapshot.at).at === shownMoment(after, snapshot.at).at;
  if (isSame) return after;
  const { alarms, orders, patterns } = after.lists;
  return { ...after, lists: { ...allFollowing, alarms, orders, patterns } };
};

/** What asks Insights: over the way of an order in every view, else in its own. */
const stepOfInsights = (
  state: DashboardState,
  command: DashboardCommand,
  context: Context,
): DashboardState | undefined => {
  if (isStoryOpen(state)) return undefined;
  if (state.opened?.kind === 'order' && !state.help) {
    return inOpenedOrder(state, state.opened.orderId, command, context);
  }
  return activeList(state) === 'insights' ? reduceInsights(state, command, context) : undefined;
};

/** The state after a command. What is done outside changes nothing here. */
export const reduce = (
  state: DashboardState,
  command: DashboardCommand,
  context: Context,
): DashboardState => {
  const quiet = quietly(state);
  const own = stepOfInsights(quiet, command, context);
  if (own !== undefined) return own;
  if (isReadingStep(command)) return readingStep(quiet, command);
  if (isListMove(command)) {
    if (isStoryOpen(quiet)) return moveInStory(quiet, command, context);
    const scrolled = scrollOpened(quiet, command, context);
    if (scrolled !== undefined) return scrolled;
    return paneOf(quiet).move(quiet, command, context);
  }
  if (isViewCommand(command)) return show(quiet, views.find((view) => view.command === command)?.name);
  switch (command) {
    case 'left':
      return nextStage(quiet, -1, context);
    case 'right':
      return nextStage(quiet, 1, context);
    case 'nextPart':
      return nextPart(quiet, 1, context);
    case 'open':
      return open(quiet, context);
    case 'goToStage':
    case 'goToLogs':
    case 'goToStream':
      return goTo(quiet, command, context);
    case 'order':
      return followOrder(quiet, context);
    case 'back':
      return back(quiet);
    case 'nextPanel':
      return nextPanel(quiet, 1, context);
    case 'previousPanel':
      return nextPanel(quiet, -1, context);
    case 'next':
      if (activeList(quiet) === 'stages') {
        return { ...quiet, stage: nextUnwell(quiet, context) ?? quiet.stage, moment: undefined };
      }
      return paneOf(quiet).trouble?.(quiet, context) ?? quiet;
    case 'pause':
      return { ...quiet, paused: quiet.paused === undefined ? context.snapshot : undefined };
    case 'follow':
      return follow(quiet);
    case 'level':
      return nextLevel(quiet, context);
    case 'longer':
    case 'shorter':
    case 'panBack':
    case 'panOn':
    case 'compare':
    case 'style':
    case 'crosshair':
    case 'bucketBefore':
    case 'nextBucket':
    case 'tenBefore':
    case 'tenOn':
    case 'crosshairOff':
      return movedInTime(quiet, timeStep(quiet, command, timeContext(quiet, context)), context);
    case 'why':
      return toggleStory(quiet);
    case 'zoom':
      return { ...quiet, zoomed: !quiet.zoomed };
    case 'edit':
    case 'again':
    case 'sort':
    case 'sortBack':
    case 'look':
      // The insights view's own.
      return quiet;
    case 'patterns':
      return togglePatterns(quiet);
    case 'report':
      return { ...quiet, notice: 'writing a report ...' };
    case 'copy':
      return { ...quiet, notice: copiedNotice(copiedNow(quiet, context)) };
    case 'link':
      return {
        ...quiet,
        notice: copiedNotice(consoleLinkNow(quiet, context) ?? ''),
      };
    case 'quit':
      return isAtTop(quiet) ? quiet : back(quiet);
    case 'acknowledge':
    case 'nextPipeline':
      // `effectsOf` says what they do.
      return quiet;
  }
};
