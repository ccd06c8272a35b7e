/** From an alarm that is open to its stage, its logs then, its stream; and back. */
import { viewNamed } from '../../src/views.ts';
import { type Jump, type JumpCommand, jumpFrom } from '../alarms/jump.ts';
import { rangesMs } from '../graphs/time-steps.ts';
import { following, itemUnderCursor } from '../lists/list-state.ts';
import type { LinesOf } from '../lists/same-lines.ts';
import { allLines, closed, toggled } from '../logs/logs-as.ts';
import type { Context } from './context.ts';
import type { VisibleLists } from './lists.ts';
import { type DashboardState, type Place, placeOf, showsPatterns } from './state.ts';

/** The range, or the next one that reaches so far back. */
const rangeFor = (rangeMs: number, backMs: number): number =>
  rangesMs.find((range) => range >= Math.max(rangeMs, backMs)) ?? rangeMs;

/** What a jump makes of the state; the graphs reach back to where the moment began. */
export const landing = (
  { command, stage, moment }: Jump,
  { rangeMs, lists }: Pick<DashboardState, 'rangeMs' | 'lists'>,
  now: number,
): Partial<DashboardState> => {
  const landed = {
    stage,
    rangeMs: rangeFor(rangeMs, now - moment.from),
    end: undefined,
    crosshair: undefined,
    zoomed: false,
    // What it was typed for is left behind.
    filter: '',
    opened: undefined,
    scrolled: 0,
    paused: undefined,
    moment: undefined,
    logsAs: allLines,
  };
  switch (command) {
    case 'goToStage':
      return { ...landed, view: 'pipeline', panel: 'stages' };
    case 'goToLogs':
      return { ...landed, view: 'logs', moment, lists: { ...lists, logs: following } };
    case 'goToStream':
      return { ...landed, view: 'stream', lists: { ...lists, changes: following } };
  }
};

type Seen = Pick<Context, 'snapshot' | 'pipeline' | 'lacks' | 'lists'>;

/** The alarm that is open, or the one under the cursor of the view that is all alarms. */
const arnToLeave = (
  { opened, view, lists }: DashboardState,
  { alarms }: VisibleLists,
): string | undefined => {
  if (opened !== undefined) return opened.kind === 'alarm' ? opened.arn : undefined;
  return view === 'alarms' ? itemUnderCursor(alarms, lists.alarms, 'start') : undefined;
};

const jumpOf = (
  state: DashboardState,
  command: JumpCommand,
  { snapshot, pipeline, lacks, lists }: Seen,
): ReturnType<typeof jumpFrom> => {
  const { alarms } = snapshot.alarms;
  if (command === 'goToLogs' && lacks.logContextSource !== undefined)
    return { reason: lacks.logContextSource };
  const wanted = arnToLeave(state, lists);
  const alarm = alarms.find(({ arn }) => arn === wanted);
  if (alarm === undefined) return { reason: 'open an alarm first' };
  const { opened } = state;
  return jumpFrom(alarm, command, { alarms, pipeline }, opened?.kind === 'alarm' ? opened.at : undefined);
};

/** Why the key leads nowhere now. */
export const jumpReason = (state: DashboardState, command: JumpCommand, seen: Seen): string | undefined => {
  const jump = jumpOf(state, command, seen);
  return 'reason' in jump ? jump.reason : undefined;
};

export const goTo = (state: DashboardState, command: JumpCommand, seen: Seen): DashboardState => {
  const jump = jumpOf(state, command, seen);
  if ('reason' in jump) return { ...state, notice: jump.reason };
  return { ...state, ...landing(jump, state, seen.snapshot.at), cameFrom: placeOf(state) };
};

/** The graphs of a stage that something befell, reaching back to when; Esc leads back. */
export const goToGraphs = (
  state: DashboardState,
  { stage, at }: { readonly stage: string; readonly at: number },
  now: number,
): DashboardState => ({
  ...state,
  view: 'metrics',
  filter: '',
  opened: undefined,
  stage,
  rangeMs: rangeFor(state.rangeMs, now - at),
  cameFrom: placeOf(state),
});

/** Between all lines and their patterns. */
export const togglePatterns = (state: DashboardState): DashboardState => ({
  ...state,
  help: false,
  opened: undefined,
  scrolled: 0,
  logsAs: toggled(state.logsAs),
});

/** What Esc closes of the lines: those of one pattern, then the patterns; undefined where all lines are shown. */
export const closePatterns = (state: DashboardState): DashboardState | undefined => {
  const logsAs = viewNamed(state.view).list === 'logs' ? closed(state.logsAs) : undefined;
  return logsAs && { ...state, logsAs };
};

/** The lines of a pattern; the patterns stay below. Else of a row that was folded, from memory; Esc leads back. */
export const goToLinesOf = (state: DashboardState, of: LinesOf): DashboardState => {
  if (showsPatterns(state)) {
    return {
      ...state,
      logsAs: { kind: 'linesOf', of, over: 'patterns' },
      lists: { ...state.lists, logs: following },
    };
  }
  return goToRun(state, of);
};

const goToRun = (state: DashboardState, of: LinesOf): DashboardState => ({
  ...state,
  view: 'logs',
  zoomed: false,
  moment: undefined,
  logsAs: { kind: 'linesOf', of },
  lists: { ...state.lists, logs: following },
  cameFrom: placeOf(state),
});

/** Back to where the jump began. */
export const goBack = (state: DashboardState, cameFrom: Place): DashboardState => ({
  ...state,
  ...cameFrom,
  cameFrom: undefined,
  moment: undefined,
  lists: { ...state.lists, logs: following },
});
