/** The panels of the dashboard, each with its title. */
import { shortGroup } from '../../src/output/log-row.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { safeRows } from '../../src/terminal/safe-rows.ts';
import { momentTitle } from '../alarms/jump.ts';
import { graphPanel } from '../graph-panel.ts';
import { type Size, titleRow } from '../layout.ts';
import { alarmPanel, changePanel, completeText, logPanel, timelinePanel, troubleText } from '../panels.ts';
import { timeOf } from '../timeline.ts';
import { type DashboardInput, lookOf, type Section } from './input.ts';
import type { Panel } from './state.ts';
import { stageInFocus } from './surroundings.ts';

/** A panel with its title; a panel that throws shows its error and leaves the rest alive. */
export const titled = (
  input: DashboardInput,
  panel: Panel | undefined,
  title: string,
  body: Section,
  right = '',
): Section => {
  const focused = panel !== undefined && input.state.view === 'pipeline' && input.state.panel === panel;
  return ({ width, height }) =>
    height <= 0
      ? []
      : [
          titleRow(title, width, lookOf(input), { right, focused }),
          ...safeRows(() => body({ width, height: height - 1 }), width, height - 1),
        ];
};

const panelBase = (input: DashboardInput, panel: Panel, size: Size) => ({
  snapshot: input.snapshot,
  look: lookOf(input),
  filter: input.state.filter,
  focused: input.state.view !== 'pipeline' || input.state.panel === panel,
  size,
});

const filterNote = ({ state }: DashboardInput): string =>
  state.filter === '' ? '' : `filter: ${state.filter}`;

export const alarmSection = (input: DashboardInput, only: 'all' | 'notOk'): Section => {
  const { lists, state, snapshot } = input;
  const { counts } = snapshot.alarms;
  const worst = lists.alarms.filter((arn) => lists.alarmOf.get(arn)?.state !== 'OK');
  // Picked rows stay reachable: the short list is only for a reader who looks on.
  const items = only === 'notOk' && worst.length > 0 ? worst : lists.alarms;
  const note = only === 'notOk' && worst.length > 0 ? `${counts.OK} ok` : filterNote(input);
  const right = troubleText(snapshot, 'alarms', input.ascii) || note;
  return titled(
    input,
    'alarms',
    'alarms',
    (size) =>
      alarmPanel({
        ...panelBase(input, 'alarms', size),
        items,
        alarmOf: lists.alarmOf,
        state: state.lists.alarms,
      }),
    right,
  );
};

/** In the pipeline view, the lines of the stage in focus; all of them where it has no log group. */
export const logSection = (input: DashboardInput): Section => {
  const { lists, state, pipeline, snapshot } = input;
  const { around } = state;
  const focus = around?.stage ?? stageInFocus(state, input);
  const stage = pipeline.stages.find(({ name }) => name === focus);
  const groups = new Set(state.view === 'pipeline' || around ? stage?.logGroups : []);
  const items =
    groups.size === 0
      ? lists.logs
      : lists.logs.filter((entry) => groups.has(entry.type === 'gap' ? entry.scope : entry.group));
  const dot = glyphsFor(input.ascii).dot;
  const title = around
    ? momentTitle(around, lookOf(input))
    : groups.size === 0
      ? 'logs'
      : `log ${dot} ${[...groups].map(shortGroup).join(', ')}`;
  const following = state.lists.logs.at === undefined && around === undefined ? '' : 'f follows again';
  const evicted = snapshot.logs.evicted > 0 ? `${snapshot.logs.evicted} older dropped` : '';
  return titled(
    input,
    'logs',
    title,
    (size) =>
      logPanel({
        ...panelBase(input, 'logs', size),
        items,
        state: state.lists.logs,
        restsAt: lists.logsRestAt,
        withGroup: groups.size !== 1,
      }),
    troubleText(snapshot, 'logs', input.ascii) ||
      [following, evicted, filterNote(input)].filter((part) => part !== '').join(', '),
  );
};

export const changeSection = (input: DashboardInput): Section => {
  const { lists, state, snapshot } = input;
  const dot = glyphsFor(input.ascii).dot;
  const tables = snapshot.streams.map(({ table }) => table).join(', ');
  const following = state.lists.changes.at === undefined ? '' : 'f follows again';
  return titled(
    input,
    'changes',
    tables === '' ? 'stream' : `stream ${dot} ${tables}`,
    (size) =>
      changePanel({ ...panelBase(input, 'changes', size), items: lists.changes, state: state.lists.changes }),
    troubleText(snapshot, 'stream', input.ascii) ||
      [following, completeText(snapshot, lookOf(input))].filter((part) => part !== '').join(', '),
  );
};

/** Where the cursor of the timeline stands: the graphs are read there. */
const cursorOf = ({ state }: DashboardInput): number | undefined => {
  const { at } = state.lists.timeline;
  return at === undefined ? undefined : timeOf(at);
};

export const graphSection = (input: DashboardInput): Section => {
  const focused = input.state.view === 'pipeline' && input.state.panel === 'stages';
  return (size) =>
    safeRows(
      () =>
        graphPanel({
          snapshot: input.snapshot,
          pipeline: input.pipeline,
          stage: stageInFocus(input.state, input),
          window: { rangeMs: input.state.rangeMs },
          size,
          look: lookOf(input),
          focused,
          cursor: cursorOf(input),
          scales: input.scales,
        }),
      size.width,
      size.height,
    );
};

export const timelineSection = (input: DashboardInput): Section =>
  titled(
    input,
    undefined,
    'timeline',
    (size) =>
      timelinePanel({
        ...panelBase(input, 'stages', size),
        items: input.lists.timeline,
        state: input.state.lists.timeline,
      }),
    filterNote(input),
  );
