/** The keys of the dashboard: dispatch, footer, help, palette and README are made of this table. */

import type { Lacks } from '../../src/demand.ts';
import { partsOf } from '../../src/pipeline/parts.ts';
import type { Binding, KeyTable } from '../../src/terminal/key-table.ts';
import { lackOf, type ViewDefinition, viewNamed, views } from '../../src/views.ts';
import { jumpKeys } from '../alarms/jump.ts';
import { crosshairKeys, type TimeCommand, timeReason, windowKeys } from '../graphs/time-steps.ts';
import { insightsKeys, orderKeys, panelKeys } from '../insights/keys.ts';
import { movingKeys } from '../lists/moving-keys.ts';
import { toolKeys } from '../screen/reading.ts';
import type { DashboardCommand } from './commands.ts';
import type { Context, DashboardData } from './context.ts';
import { nextUnwell } from './focus.ts';
import { jumpReason } from './jump.ts';
import { activeList, type DashboardState, isAtTop, showsFocus, showsGraphs, showsPatterns } from './state.ts';
import { timeContext } from './steps-context.ts';
import { isFromStory, isStoryOpen } from './story-page.ts';

const inLists = (state: DashboardState): string | undefined =>
  activeList(state) === 'stages' ? 'pick a list with Tab first' : undefined;

const inTails = (state: DashboardState): string | undefined =>
  activeList(state) === 'insights' ? 'not in insights' : undefined;

/** Keys that move the stage in focus must not do so unseen. */
const onFocus = (state: DashboardState): string | undefined =>
  showsFocus(state) ? undefined : 'no stage is in focus here: 1 shows the pipeline';

/** On the story's page each line can be copied. */
const toCopy = (state: DashboardState): string | undefined =>
  isStoryOpen(state) ? undefined : inLists(state);

const onNoAlarm = (state: DashboardState): string | undefined =>
  state.opened?.kind === 'alarm' ||
  isStoryOpen(state) ||
  (state.opened === undefined && activeList(state) === 'alarms')
    ? undefined
    : 'for alarms only';

const forFollowing = (state: DashboardState): string | undefined => {
  const { logs, changes, timeline, alarms } = state.lists;
  const picked = [logs, changes, timeline, alarms].some(({ at }) => at !== undefined);
  const { paused, moment, end, crosshair } = state;
  const isAway = [paused, moment, end, crosshair].some((one) => one !== undefined);
  return picked || isAway ? undefined : 'already following';
};

const viewKeys = (
  lacks: Lacks,
  shown?: Pick<DashboardState, 'view'>,
): KeyTable<ViewDefinition['command'], unknown> =>
  views.map((view) => ({
    command: view.command,
    keys: [view.key],
    label: view.name,
    section: 'Views',
    ...(view.name === shown?.view ? { footer: 'always', isOn: true } : { footer: 'room' }),
    disabled: () => lackOf(view, lacks),
  }));

export const dashboardKeys: KeyTable<DashboardCommand, DashboardState> = [
  ...viewKeys({}),
  { command: 'why', keys: ['W'], label: 'why', section: 'Views', footer: 'room' },
  { command: 'nextPanel', keys: ['tab'], label: 'next panel', section: 'Views', footer: 'room' },
  { command: 'previousPanel', keys: ['shift-tab'], label: 'panel before', section: 'Views' },
  { command: 'nextPipeline', keys: ['P'], label: 'next pipeline', section: 'Views' },
  { command: 'zoom', keys: ['Z'], label: 'zoom the panel', section: 'Views' },
  ...movingKeys,
  { command: 'left', keys: ['left', 'h'], label: 'stage before', section: 'Moving', disabled: onFocus },
  { command: 'right', keys: ['right', 'l'], label: 'next stage', section: 'Moving', disabled: onFocus },
  { command: 'nextPart', keys: ['R'], label: 'next Region', section: 'Moving' },
  { command: 'next', keys: ['n'], label: 'trouble before', section: 'Moving', disabled: inTails },
  { command: 'open', keys: ['enter'], label: 'open', section: 'Reading', footer: 'room' },
  { command: 'order', keys: ['o'], label: 'follow its order', section: 'Reading', disabled: inLists },
  { command: 'back', keys: ['escape'], label: 'back', section: 'Reading' },
  { command: 'filter', keys: ['/'], label: 'filter', section: 'Reading', footer: 'always' },
  { command: 'pause', keys: ['p'], label: 'pause', section: 'Reading', footer: 'always' },
  { command: 'follow', keys: ['f'], label: 'follow again', section: 'Reading', disabled: forFollowing },
  {
    command: 'level',
    keys: ['L'],
    label: 'log level',
    section: 'Reading',
    disabled: (state) => (activeList(state) === 'timeline' ? undefined : 'for the timeline'),
  },
  {
    command: 'patterns',
    keys: ['m'],
    label: 'patterns of lines',
    section: 'Reading',
    disabled: ({ view }) => (viewNamed(view).list === 'logs' ? undefined : 'for log lines: 4 shows them'),
  },
  { command: 'wrap', keys: ['w'], label: 'wrap long rows', section: 'Reading' },
  { command: 'copy', keys: ['y'], label: 'copy the row', section: 'Reading', disabled: toCopy },
  { command: 'link', keys: ['Y'], label: 'copy its page in the AWS console', section: 'Reading' },
  { command: 'report', keys: ['i'], label: 'write a report', section: 'Reading' },
  { command: 'acknowledge', keys: ['a'], label: 'acknowledge', section: 'Reading', disabled: onNoAlarm },
  ...windowKeys(),
  { command: 'zone', keys: ['z'], label: 'UTC or local', section: 'Graphs' },
  ...toolKeys,
];

export type KeysContext = Pick<Context, 'snapshot' | 'pipeline' | 'lists'> &
  Pick<DashboardData, 'home' | 'nextPipeline' | 'lacks'>;

/**
 * The keys as they are now: on an alarm that is open, those that lead on from it come first; on graphs that are read by the
 * crosshair, those that move it.
 */
export const keysNow = (
  state: DashboardState,
  seen: KeysContext,
): KeyTable<DashboardCommand, DashboardState> => {
  const { home, nextPipeline, pipeline, lacks } = seen;
  const onAlarm =
    state.opened?.kind === 'alarm' || (state.opened === undefined && state.view === 'alarms')
      ? jumpKeys((command) => jumpReason(state, command, seen))
      : [];
  const inTime = timeContext(state, seen);
  const reasonOf = (command: TimeCommand): string | undefined => timeReason(state, command, inTime);
  const changed = [...windowKeys(reasonOf), ...viewKeys(lacks, state)];
  const noneUnwell = (): string | undefined =>
    nextUnwell(state, seen) === undefined ? 'no other stage is warn or bad' : undefined;
  const keys = dashboardKeys.map((key): Binding<DashboardCommand, DashboardState> => {
    switch (key.command) {
      case 'back':
        if (isFromStory(state)) return { ...key, label: 'back to why', footer: 'always' };
        return home === undefined ? key : { ...key, label: `back to ${home}`, footer: 'always' };
      case 'why':
        // Where something is wrong there is nothing better to know.
        return seen.snapshot.stories.some(({ incident }) => incident !== null)
          ? { ...key, footer: 'always' }
          : key;
      case 'patterns':
        return viewNamed(state.view).list === 'logs'
          ? { ...key, label: showsPatterns(state) ? 'lines' : 'patterns', footer: 'always' }
          : key;
      case 'nextPart':
        return partsOf(pipeline).length > 1
          ? { ...key, footer: 'room', disabled: onFocus }
          : { ...key, disabled: () => 'the pipeline is in one place' };
      case 'next':
        return activeList(state) === 'stages' ? { ...key, label: 'next problem', disabled: noneUnwell } : key;
      case 'quit':
        if (!isAtTop(state)) return { ...key, label: 'close' };
        return home === undefined ? key : { ...key, label: `back to ${home}` };
      case 'nextPipeline':
        return 'name' in nextPipeline
          ? { ...key, label: `pipeline ${nextPipeline.name}`, footer: 'room' }
          : { ...key, disabled: () => nextPipeline.reason };
      default:
        return changed.find(({ command }) => command === key.command) ?? key;
    }
  });
  if (state.opened?.kind === 'order') return [...orderKeys(lacks), ...keys];
  const hasCrosshair =
    state.crosshair !== undefined && showsGraphs(state) && inTime.noCrosshair === undefined;
  if (activeList(state) !== 'insights' || state.opened !== undefined) {
    const crosshair = hasCrosshair ? crosshairKeys(reasonOf) : [];
    // A proof is left with Esc, and its crosshair with it.
    const own = isFromStory(state)
      ? crosshair.filter(({ command }) => command !== 'crosshairOff')
      : crosshair;
    return [...onAlarm, ...own, ...keys];
  }
  const { panel } = state.insights;
  const { insights } = seen.lists;
  const own = [...panelKeys(panel, insights.seen.answer, lacks), ...insightsKeys(insights, lacks)];
  // What is renamed stands once.
  return [...own, ...keys.filter(({ command }) => !own.some((key) => key.command === command))];
};
