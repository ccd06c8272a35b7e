/** The dashboard as rows: a snapshot and what the reader chose in, a whole screen out. */

import type { Bounds } from '../../src/chart/scale.ts';
import { shortGroup } from '../../src/output/log-row.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { fitRows } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';
import { safeRows } from '../../src/terminal/safe-rows.ts';
import { momentTitle } from '../alarms/jump.ts';
import { graphPanel } from '../graph-panel.ts';
import { headerRow } from '../header.ts';
import { beside, gutter, type Look, type Size, titleRow } from '../layout.ts';
import { overlay } from '../overlay.ts';
import { alarmPanel, changePanel, completeText, logPanel, timelinePanel, troubleText } from '../panels.ts';
import { stageLine, stageTiles, stripLines } from '../stage-strip.ts';
import { timeOf } from '../timeline.ts';
import type { VisibleLists } from './lists.ts';
import { openedRows } from './opened.ts';
import { stageInFocus } from './reduce.ts';
import type { DashboardState, Panel } from './state.ts';

export type DashboardInput = {
  readonly state: DashboardState;
  /** The one on the screen: frozen while paused. */
  readonly snapshot: Snapshot;
  readonly lists: VisibleLists;
  readonly pipeline: Pipeline;
  /** Pipeline, account, Regions. */
  readonly names: readonly string[];
  readonly budget: number | undefined;
  /** How many times slower than usual the budget makes polls; 1 where absent. */
  readonly slowdown?: number | undefined;
  readonly ascii: boolean;
  readonly size: Size;
  readonly footer: Row;
  readonly help: readonly Row[];
  readonly scales: Map<string, Bounds>;
};

type Section = (size: Size) => Row[];

const lookOf = ({ state, ascii }: DashboardInput): Look => ({ utc: state.utc, ascii });

/** A panel with its title; a panel that throws shows its error and leaves the rest alive. */
const titled = (
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

const alarmSection = (input: DashboardInput, only: 'all' | 'notOk'): Section => {
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
const logSection = (input: DashboardInput): Section => {
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

const changeSection = (input: DashboardInput): Section => {
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

const graphSection = (input: DashboardInput): Section => {
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

const stripInput = (input: DashboardInput, width: number) => ({
  pipeline: input.pipeline,
  stages: input.snapshot.stages,
  focus: stageInFocus(input.state, input),
  width,
  look: lookOf(input),
});

/** Which panels the pipeline view has on this screen, and how high they are. */
const pipelineView = (input: DashboardInput, { width, height }: Size): Row[] => {
  if (input.state.zoomed) return zoomedPanel(input)({ width, height });
  if (width < 110 || height < 30) {
    const strip = safeRows(() => stageLine(stripInput(input, width), 3), width, 3);
    const left = height - strip.length;
    const alarms = Math.max(3, Math.floor(left * 0.22));
    const tail = Math.max(3, Math.floor(left * 0.3));
    const lower = input.state.panel === 'logs' ? logSection(input) : changeSection(input);
    return [
      ...strip,
      ...graphSection(input)({ width, height: left - alarms - tail }),
      ...alarmSection(input, 'notOk')({ width, height: alarms }),
      ...lower({ width, height: tail }),
    ];
  }
  const lines = stripLines(input.pipeline, width).length;
  const tall = height >= 36 && lines * 3 <= height * 0.3 ? 3 : 2;
  const strip: Section = (size) => stageTiles({ ...stripInput(input, size.width), tall });
  const stripHeight = 1 + lines * tall;
  const left = height - stripHeight;
  const graphHeight = Math.max(9, Math.min(Math.floor(left * 0.5), 24));
  const listHeight = left - graphHeight;
  const alarmWidth = Math.floor((width - gutter) * 0.45);
  const tailWidth = width - gutter - alarmWidth;
  const logHeight = Math.ceil(listHeight / 2);
  const tails = [
    ...logSection(input)({ width: tailWidth, height: logHeight }),
    ...changeSection(input)({ width: tailWidth, height: listHeight - logHeight }),
  ];
  return [
    ...titled(input, undefined, 'pipeline', strip)({ width, height: stripHeight }),
    ...graphSection(input)({ width, height: graphHeight }),
    ...beside(alarmSection(input, 'notOk')({ width: alarmWidth, height: listHeight }), tails, lookOf(input)),
  ];
};

const zoomedPanel = (input: DashboardInput): Section => {
  switch (input.state.panel) {
    case 'stages':
      return graphSection(input);
    case 'alarms':
      return alarmSection(input, 'all');
    case 'logs':
      return logSection(input);
    case 'changes':
      return changeSection(input);
  }
};

/** From this height on the graphs of the stage in focus stand above the timeline. */
const timelineWithGraphs = 22;

const timelineSection = (input: DashboardInput): Section =>
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

const viewRows = (input: DashboardInput, size: Size): Row[] => {
  switch (input.state.view) {
    case 'pipeline':
      return pipelineView(input, size);
    case 'metrics': {
      const strip = safeRows(() => stageLine(stripInput(input, size.width), 3), size.width, 3);
      return [...strip, ...graphSection(input)({ ...size, height: size.height - strip.length })];
    }
    case 'alarms':
      return alarmSection(input, 'all')(size);
    case 'logs':
      return logSection(input)(size);
    case 'stream':
      return changeSection(input)(size);
    case 'timeline': {
      const graphs = size.height < timelineWithGraphs ? 0 : Math.floor(size.height * 0.4);
      return [
        ...(graphs === 0 ? [] : graphSection(input)({ ...size, height: graphs })),
        ...timelineSection(input)({ ...size, height: size.height - graphs }),
      ];
    }
  }
};

/** The whole screen: exactly `size.height` rows of exactly `size.width` cells. */
export const dashboardRows = (input: DashboardInput): Row[] => {
  const { state, snapshot, size, names, budget } = input;
  const { width, height } = size;
  const body: Size = { width, height: height - 2 };
  const header = headerRow({
    snapshot,
    names,
    width,
    look: lookOf(input),
    paused: state.paused !== undefined,
    budget,
    slowdown: input.slowdown,
  });
  const middle = (): Row[] => {
    if (state.help) return overlay('keys', input.help, state.openedFrom, lookOf(input), body);
    if (state.opened !== undefined) {
      return openedRows(state.opened, input, body);
    }
    return viewRows(input, body);
  };
  return fitRows([header, ...safeRows(middle, width, body.height), input.footer], width, height);
};
