/** The dashboard on the screen: keys to commands, commands to state, state and snapshot to rows. */
import { type ReactNode, useMemo, useRef } from 'react';
import type { Bounds } from '../../src/chart/scale.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { commandFor, helpRows, paletteEntries } from '../../src/terminal/key-table.ts';
import { type KeyPress, useKeys } from '../../src/terminal/keys.ts';
import { useScreen } from '../../src/terminal/screen-context.ts';
import type { Acknowledged } from '../alarms/acknowledged.ts';
import { Rows } from '../frame/rows.tsx';
import type { InsightsSeen } from '../insights/answer.ts';
import { memoLast } from '../screen/memo-last.ts';
import { pausedSnapshot } from '../screen/paused.ts';
import { bottomRow, chosenCommand, typeKey } from '../screen/typing.ts';
import { useSteps } from '../screen/use-steps.ts';
import { alarmInHand, nobodyCares } from './alarm-in-hand.ts';
import type { DashboardCommand } from './commands.ts';
import { textToCopy } from './copy.ts';
import { stageInFocus } from './focus.ts';
import { listHeights } from './heights.ts';
import { typedInInsights } from './insights.ts';
import { keysNow, type NextPipeline, onlyPipeline } from './key-bindings.ts';
import { visibleLists } from './lists.ts';
import { detailRows } from './opened.ts';
import { reduce } from './reduce.ts';
import { type DashboardState, isAtHome } from './state.ts';
import type { Surroundings } from './surroundings.ts';
import { dashboardRows } from './view.ts';

export type DashboardProps = {
  readonly snapshot: Snapshot;
  readonly pipeline: Pipeline;
  /** Queries to choose from, and what came of the one that was asked. */
  readonly insights?: InsightsSeen;
  readonly names: readonly string[];
  readonly budget: number | undefined;
  readonly initial: DashboardState;
  /** Told of what is looked at, so that nothing else is fetched. */
  readonly onLook: (state: DashboardState, focus: string | undefined) => void;
  /** How many times slower than usual the budget makes polls. */
  readonly slowdown?: number;
  /** The screen that it was opened from: Esc leads back there when nothing is left to close. */
  readonly home?: { readonly name: string; readonly goBack: () => void };
  readonly nextPipeline?: NextPipeline;
  /** Alarms that somebody looks after; none where absent. */
  readonly acknowledged?: Acknowledged;
};

/** Rows of a page, less the header, the footer and a title. */
const pageMargin = 4;

type Step = {
  readonly state: DashboardState;
  readonly around: Surroundings;
  readonly press: KeyPress;
  readonly keys: ReturnType<typeof keysNow>;
};

/** A key while a line is typed: the line, or what it asks for. */
const stepTyping = ({ state, around, press, keys }: Step): DashboardState => {
  if (state.typing === undefined) return state;
  const step = typeKey(state.typing, press);
  switch (step.kind) {
    case 'typing':
      return {
        ...state,
        typing: step.typing,
        // A filter is seen at work while it is typed.
        filter: step.typing.kind === 'filter' ? step.typing.text : state.filter,
      };
    case 'cancelled':
      return { ...state, typing: undefined, filter: state.typing.kind === 'filter' ? '' : state.filter };
    case 'done': {
      const closed = { ...state, typing: undefined };
      if (step.typing.kind === 'filter') return { ...closed, filter: step.typing.text };
      if (step.typing.kind !== 'palette') return typedInInsights(closed, step.typing, around);
      const [first] = paletteEntries(keys, step.typing.text, closed);
      return first === undefined
        ? { ...closed, notice: 'no such command' }
        : run(closed, first.meaning, around);
    }
  }
};

const run = (
  state: DashboardState,
  meaning: NonNullable<ReturnType<typeof commandFor<DashboardCommand, DashboardState>>>,
  around: Surroundings,
): DashboardState =>
  meaning.kind === 'run'
    ? reduce(state, meaning.command, around)
    : { ...state, notice: `${meaning.label}: ${meaning.reason}` };

const step = (state: DashboardState, { around, press, keys }: Omit<Step, 'state'>): DashboardState => {
  if (state.typing !== undefined) return stepTyping({ state, around, press, keys });
  const meaning = commandFor(keys, press.key, state);
  return meaning === undefined ? state : run(state, meaning, around);
};

export const Dashboard = (props: DashboardProps): ReactNode => {
  const { pipeline, insights, names, budget, slowdown, initial, onLook, home } = props;
  const { nextPipeline = onlyPipeline, acknowledged = nobodyCares } = props;
  const screen = useScreen();
  const { state, latest, take } = useSteps(step, initial);
  const scales = useRef(new Map<string, Bounds>());
  const still = useRef(memoLast(pausedSnapshot));
  const snapshot =
    state.paused === undefined ? props.snapshot : still.current(state.paused, props.snapshot.series);
  const { filter, view, stage, level, around: moment, insights: chosen } = state;
  const lists = useMemo(
    () =>
      visibleLists(
        snapshot,
        { filter, view, around: moment, stage, level, insights: chosen },
        pipeline,
        insights,
      ),
    [snapshot, filter, view, moment, stage, level, chosen, pipeline, insights],
  );
  const { columns: width, rows: height } = screen.size;
  const seen = { snapshot, pipeline, lists, home: home?.name, nextPipeline };
  const keys = keysNow(state, seen);
  const known = acknowledged.known();
  const opened = { state, snapshot, lists, pipeline, acknowledged: known, ascii: screen.paint.ascii };
  const openedRows = (): number =>
    state.opened === undefined
      ? helpRows(keys, state, width).length
      : detailRows(state.opened, opened, { width, height: height - 2 }).length;
  const pageRows = Math.max(1, height - pageMargin);
  const size = { width, height };
  const heights = listHeights({ ...opened, lists, size });
  const around: Surroundings = { snapshot, pipeline, lists, pageRows, heights, openedRows };
  onLook(state, stageInFocus(state, around));
  useKeys((press) => {
    const now = latest();
    const keysThen = keysNow(now, seen);
    const command =
      now.typing === undefined
        ? commandFor(keysThen, press.key, now)
        : chosenCommand(keysThen, now.typing, press, now);
    if (command?.kind === 'run' && command.command === 'back' && isAtHome(now)) home?.goBack();
    if (command?.kind === 'run' && command.command === 'nextPipeline' && 'go' in nextPipeline)
      nextPipeline.go();
    if (command?.kind === 'run' && command.command === 'acknowledge') {
      const alarm = alarmInHand(now, snapshot, lists);
      if (alarm !== undefined) acknowledged.toggle(alarm.arn, alarm.since);
    }
    if (command?.kind === 'run' && command.command === 'quit') screen.quit(0);
    if (command?.kind === 'run' && command.command === 'copy') screen.copy(textToCopy(now, lists));
    take({ around, press, keys: keysThen });
  });
  const rows = dashboardRows({
    state,
    snapshot,
    lists,
    pipeline,
    names,
    budget,
    slowdown,
    acknowledged: known,
    ascii: screen.paint.ascii,
    size,
    footer: bottomRow(keys, state, width, screen.glyphs.cursor),
    help: state.help ? helpRows(keys, state, width) : [],
    scales: scales.current,
  });
  return <Rows rows={rows} width={width} height={height} />;
};
