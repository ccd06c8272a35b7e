/** The panels of the dashboard, each with its title. */
import { formatClock } from '../../src/format.ts';
import type { ChangeEntry, LogEntry } from '../../src/store/entries.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import type { Row } from '../../src/terminal/row.ts';
import { safeRows } from '../../src/terminal/safe-rows.ts';
import { noneAcknowledged } from '../alarms/acknowledged.ts';
import { type Size, titleRow } from '../frame/layout.ts';
import { graphPanel } from '../graphs/graph-panel.ts';
import { timeOf } from '../lists/entries.ts';
import { itemUnderCursor } from '../lists/list-state.ts';
import {
  alarmPanel,
  alarmsAsOf,
  changePanel,
  completeText,
  sourceTrouble,
  streamKeys,
  timelinePanel,
  upToText,
} from '../lists/panels.ts';
import { blindChanges, levelOf } from '../lists/timeline.ts';
import { alsoBad, stageInFocus } from './focus.ts';
import { changeLookOf, type DashboardInput, lookOf, placeOf, type Section } from './input.ts';
import { activeList, hasPanels, type Panel } from './state.ts';
import { shownMoment } from './time-context.ts';

/** A panel with its title; a panel that throws shows its error and leaves the rest alive. */
export const titled = (
  input: DashboardInput,
  panel: Panel | undefined,
  title: string,
  body: Section,
  right = '',
): Section => {
  const focused = panel !== undefined && hasPanels(input.state) && input.state.panel === panel;
  return ({ width, height }) =>
    height <= 0
      ? []
      : [
          titleRow(title, width, lookOf(input), { right, focused }),
          ...safeRows(() => body({ width, height: height - 1 }), width, height - 1),
        ];
};

export const panelBase = (input: DashboardInput, panel: Panel, size: Size) => ({
  snapshot: input.snapshot,
  look: lookOf(input),
  filter: input.state.filter,
  pipeline: input.pipeline,
  wrapped: input.state.wrapped,
  focused: !hasPanels(input.state) || input.state.panel === panel,
  size,
});

const heldWords = {
  logs: {
    none: 'no log lines are held',
    some: 'log lines are held from',
    hint: 'l on an alarm reads those around it',
  },
  changes: {
    none: 'no changes are held',
    some: 'changes are held from',
    hint: 'those of before were not read',
  },
} as const;

/** What a list says of a moment of which it holds nothing; undefined where it holds something. */
export const unheldRow = (input: DashboardInput, list: keyof typeof heldWords): Row | undefined => {
  const { state, lists, snapshot } = input;
  const since = lists.unheld[list];
  if (since === undefined) return undefined;
  const clock = (at: number): string => formatClock(at, { utc: state.utc, seconds: true });
  const { none, some, hint } = heldWords[list];
  const held = since === null ? none : `${some} ${clock(since)} on`;
  const then = clock(shownMoment(state, snapshot.at).at);
  return [{ text: ` nothing of ${then}: ${held}; ${hint}`, role: 'dim' }];
};

export const filterNote = ({ state }: DashboardInput): string =>
  state.filter === '' ? '' : `filter: ${state.filter}`;

/** `+8 in orders`: alarms of the file's other pipelines that are on, which are not shown here. */
const elsewhereNote = ({ alarms }: Pick<Snapshot, 'alarms'>): string =>
  [...(alarms.elsewhere ?? [])]
    .flatMap(([name, { ALARM }]) => (ALARM === 0 ? [] : [`+${ALARM} in ${name}`]))
    .join(', ');

export const alarmSection = (input: DashboardInput, only: 'all' | 'notOk'): Section => {
  const { lists, state, snapshot } = input;
  const { counts } = snapshot.alarms;
  const worst = lists.alarms.filter((arn) => lists.alarmOf.get(arn)?.state !== 'OK');
  // Picked rows stay reachable: the short list is only for a reader who looks on.
  const items = only === 'notOk' && worst.length > 0 ? worst : lists.alarms;
  const note = only === 'notOk' && worst.length > 0 ? `${counts.OK} ok` : filterNote(input);
  const unknown = input.unknownAlarms ?? 0;
  const past = unknown === 0 ? '' : `${unknown} not known then`;
  const notes = [note, past, elsewhereNote(snapshot)].filter((one) => one !== '').join(', ');
  const look = lookOf(input);
  const right = sourceTrouble(snapshot, 'alarms', look, alarmsAsOf(snapshot, look)) || notes;
  return titled(
    input,
    'alarms',
    'alarms',
    (size) =>
      alarmPanel({
        ...panelBase(input, 'alarms', size),
        items,
        alarmOf: lists.alarmOf,
        acknowledged: input.acknowledged ?? noneAcknowledged,
        at: shownMoment(state, snapshot.at).at,
        state: state.lists.alarms,
      }),
    right,
  );
};

export const changeSection = (input: DashboardInput): Section => {
  const { lists, state, snapshot } = input;
  const look = changeLookOf(input);
  const tables = [...new Set(lists.streams.map(({ table }) => table))].join(', ');
  const where = placeOf(lists.streams, lookOf(input));
  const following = state.lists.changes.at === undefined ? '' : 'f follows again';
  const complete = completeText(snapshot, streamKeys(lists), look);
  return titled(
    input,
    'changes',
    ['stream', tables, where].filter((part) => part !== '').join(` ${glyphsFor(input.ascii).dot} `),
    (size) =>
      changePanel({
        ...panelBase(input, 'changes', size),
        look,
        items: lists.changes,
        state: state.lists.changes,
        restsAt: lists.changesRestAt,
        unheld: unheldRow(input, 'changes'),
      }),
    sourceTrouble(snapshot, 'stream', look, upToText(complete)) ||
      [following, complete].filter((part) => part !== '').join(', '),
  );
};

/** Where the graphs are read: at the cursor of the timeline, else at the crosshair. */
const cursorOf = ({ state, lists }: DashboardInput): number | undefined => {
  const { timeline } = state.lists;
  if (activeList(state) !== 'timeline' || timeline.at === undefined) return state.crosshair;
  // The row that was picked may be filtered away: then the cursor stands on another.
  return timeOf(itemUnderCursor(lists.timeline, timeline, lists.timelineRestsAt) ?? timeline.at);
};

export const graphSection = (input: DashboardInput): Section => {
  const focused = hasPanels(input.state) && input.state.panel === 'stages';
  return (size) =>
    safeRows(
      () =>
        graphPanel({
          snapshot: input.snapshot,
          pipeline: input.pipeline,
          stage: stageInFocus(input.state, input),
          aside: alsoBad(input.state, input),
          window: input.state,
          style: input.state.style,
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

/** Which lines there are, and from when on lines and changes are known: alarms and what is measured go further back. */
const knownSince = (input: DashboardInput): readonly string[] => {
  const { utc } = lookOf(input);
  const { logs, changes } = input.snapshot;
  const since = (entry: LogEntry | ChangeEntry | undefined): string =>
    entry === undefined ? '' : ` since ${formatClock(timeOf(entry), { utc, seconds: true })}`;
  const level = levelOf(input.state.level, input.pipeline);
  const lines = level === 'none' ? 'no log lines' : `lines from ${level}${since(logs.items[0])}`;
  return [lines, ...(changes.items.length === 0 ? [] : [`changes${since(changes.items[0])}`])];
};

export const timelineSection = (input: DashboardInput): Section => {
  const { state, snapshot, lists } = input;
  const notes = [
    filterNote(input),
    snapshot.progress.get('deployments') ?? '',
    state.lists.timeline.at === undefined ? '' : 'f follows again',
    ...blindChanges(snapshot, input.pipeline),
    ...knownSince(input),
  ];
  return titled(
    input,
    undefined,
    'timeline',
    (size) =>
      timelinePanel({
        ...panelBase(input, 'stages', size),
        items: lists.timeline,
        folds: lists.folds,
        state: state.lists.timeline,
        restsAt: lists.timelineRestsAt,
      }),
    sourceTrouble(snapshot, 'deployments', lookOf(input)) || notes.filter((note) => note !== '').join(', '),
  );
};
