/** A CloudWatch dashboard as rows: a header, its variables, its widgets, the keys. */
import type { Bounds } from '../../src/chart/scale.ts';
import { formatClock, formatDuration, zoneLabel } from '../../src/format.ts';
import { failureLine } from '../../src/output/failure-line.ts';
import { keysText } from '../../src/output/keys-text.ts';
import { dashboardRows } from '../../src/pipeline/cloudwatch-dashboard/dashboard-rows.ts';
import {
  layoutDashboard,
  layoutHeight,
  placedInSight,
} from '../../src/pipeline/cloudwatch-dashboard/layout.ts';
import type { QueryResult } from '../../src/pipeline/cloudwatch-dashboard/log-widget.ts';
import type { CloudWatchDashboard } from '../../src/pipeline/cloudwatch-dashboard/model.ts';
import { foundIn, liveIn, unitIn } from '../../src/store/cached.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { fitRow, fitRows } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';
import { textWidth } from '../../src/terminal/width.ts';
import { costTextIn, type Spending } from '../frame/cost-text.ts';
import type { Size } from '../frame/layout.ts';
import { seriesNote } from '../graphs/series-note.ts';
import type { CloudWatchState } from './state.ts';

export type CloudWatchInput = Spending & {
  readonly state: CloudWatchState;
  readonly snapshot: Snapshot;
  readonly dashboard: CloudWatchDashboard;
  /** Account, Regions. */
  readonly names: readonly string[];
  /** By the widget's index. */
  readonly queryResults: ReadonlyMap<number, QueryResult>;
  readonly ascii: boolean;
  readonly width: number;
  /** All rows of the dashboard where absent. */
  readonly height?: number;
  /** The last row; none where there are no keys. */
  readonly footer?: Row;
  readonly help?: readonly Row[];
  /** The scales of the frame before, so that an axis does not jump; kept by the screen, written here. */
  readonly scales?: Map<string, Bounds>;
};

const headRow = (input: CloudWatchInput): Row => {
  const { snapshot, state, dashboard, names, ascii, width, footer } = input;
  const dot = ` ${glyphsFor(ascii).dot} `;
  const trouble = snapshot.problems.length;
  const right = [
    `last ${formatDuration(state.rangeMs)}`,
    costTextIn(width, snapshot.cost, input),
    footer === undefined
      ? zoneLabel(snapshot.at, state.utc)
      : formatClock(snapshot.at, { utc: state.utc, seconds: true, zone: true }),
  ].join(dot);
  const ending = keysText(snapshot.keys, snapshot.at);
  const warnings = [ending?.short, trouble === 0 ? undefined : `${trouble} trouble`].flatMap(
    (one) => one ?? [],
  );
  const marks = warnings.map((one) => `${glyphsFor(ascii).warn} ${one}${dot}`).join('');
  const left: Row = [{ text: ` ${[dashboard.name, ...names].join(dot)}`, role: 'title', bold: true }];
  return fitRow(
    [
      ...fitRow(left, Math.max(0, width - textWidth(right) - textWidth(marks) - 3)),
      { text: `  ${marks}`, role: 'warn' },
      { text: right, role: 'dim' },
    ],
    width,
  );
};

/** The scope of the trouble that the values of variables could not be listed. */
export const variablesScope = 'variables';

/** One row with the variables, their values, and why those could not be listed; none where there are no variables. */
const variableRows = ({ snapshot, dashboard, state, ascii, width }: CloudWatchInput): Row[] => {
  const { variables } = dashboard;
  if (variables.length === 0) return [];
  const selected = state.variable % variables.length;
  const failure = snapshot.problems.find(({ scope }) => scope === variablesScope)?.failure;
  const chosen = variables.flatMap(({ label, value, choices }, index): Row => {
    const shown = choices.find((choice) => choice.value === value)?.label ?? value ?? 'not chosen';
    return [
      { text: ` ${label}: `, role: 'dim' },
      { text: `${shown} `, role: index === selected ? 'accent' : 'text', bold: index === selected },
    ];
  });
  const why: Row =
    failure === undefined
      ? []
      : [{ text: ` ${glyphsFor(ascii).warn} ${failureLine(failure)}`, role: 'warn' }];
  return [fitRow([...chosen, ...why], width)];
};

const troubleText = ({ snapshot }: CloudWatchInput, region: string): string | undefined => {
  const failure = snapshot.problems.find(
    ({ source, scope }) => source === 'metrics' && scope === region,
  )?.failure;
  return failure && `${failure.message}. ${failure.hint}`;
};

/** Why a series has no points, or not all of them. */
const notesOf = (input: CloudWatchInput): ((seriesId: string) => string | undefined) => {
  const { snapshot, dashboard } = input;
  const specs = new Map(
    dashboard.widgets.flatMap(({ content }) =>
      content.kind === 'metric'
        ? [...content.lines.map(({ series }) => series), ...(content.beside ?? [])].map(
            (series) => [series.id, series] as const,
          )
        : [],
    ),
  );
  return (id) => {
    const known = liveIn(snapshot.series, id);
    const spec = specs.get(id);
    if (known !== undefined) {
      const note = seriesNote(known);
      return note && `${known.spec.label}: ${note}`;
    }
    if (spec === undefined || foundIn(snapshot.series, id).length > 0) return undefined;
    return troubleText(input, spec.region) ?? (snapshot.answered.has('metrics') ? undefined : 'loading ...');
  };
};

/** Rows that are left for widgets on a screen of this height. */
export const roomFor = (dashboard: CloudWatchDashboard, height: number): number =>
  Math.max(1, height - 2 - (dashboard.variables.length > 0 ? 1 : 0));

/** Rows of all widgets together at this width, and of what is to be said of them. */
export const totalRows = (dashboard: CloudWatchDashboard, width: number): number =>
  layoutHeight(layoutDashboard(dashboard, width)) + dashboard.warnings.length;

/** Indexes of the widgets of which something is on the screen: nothing else need be asked for. */
export const widgetsInSight = (
  dashboard: CloudWatchDashboard,
  { width, height }: Size,
  scroll: number,
): ReadonlySet<number> =>
  new Set(
    placedInSight(layoutDashboard(dashboard, width), { scroll, height: roomFor(dashboard, height) }).map(
      ({ widget }) => widget.index,
    ),
  );

/** The whole screen where a height is given; else every row that the dashboard has. */
export const cloudWatchRows = (input: CloudWatchInput): Row[] => {
  const { state, snapshot, dashboard, ascii, width, height, footer } = input;
  const head = [headRow(input), ...variableRows(input)];
  const room = height === undefined ? undefined : roomFor(dashboard, height);
  if (state.help) return [...head, ...fitRows(input.help ?? [], width, room ?? 0), footer ?? []];
  const minuteMs = 60_000;
  const to = Math.ceil(snapshot.at / minuteMs) * minuteMs;
  const { rows, total } = dashboardRows(dashboard, {
    pointsOf: (id) => liveIn(snapshot.series, id)?.points ?? [],
    searched: (id) => foundIn(snapshot.series, id).filter(({ points }) => points.length > 0),
    unitOf: (series) => unitIn(snapshot.series, series),
    noteOf: notesOf(input),
    alarms: snapshot.alarms.alarms,
    queryResults: input.queryResults,
    from: to - state.rangeMs,
    to,
    now: snapshot.at,
    width,
    utc: state.utc,
    ascii,
    scroll: state.scroll,
    ...(input.scales === undefined ? {} : { scales: input.scales }),
    ...(room === undefined ? {} : { height: room }),
  });
  // What is not drawn as it was meant stands below the last widget.
  const notes = dashboard.warnings
    .slice(Math.max(0, state.scroll - total))
    .map((text): Row => fitRow([{ text: ` ${text}`, role: 'dim' }], width));
  const body = [...rows, ...notes];
  return [
    ...head,
    ...(room === undefined ? body : fitRows(body, width, room)),
    ...(footer === undefined ? [] : [footer]),
  ];
};
