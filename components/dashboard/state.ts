/** What the reader of the dashboard has chosen. Changed by `reduce` alone; the data are not in here, but for a pause. */

import type { ChangeEntry, LogEntry } from '../../src/store/entries.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { type View, viewNamed } from '../../src/views.ts';
import type { Moment } from '../alarms/jump.ts';
import type { TimeState } from '../graphs/time-steps.ts';
import type { AnswerRow } from '../insights/answer.ts';
import { type InsightsState, initialInsights } from '../insights/state.ts';
import type { TimelineEntry } from '../lists/entries.ts';
import { following, type ListState } from '../lists/list-state.ts';
import type { LinesOf } from '../lists/same-lines.ts';
import type { TimelineLevel } from '../lists/timeline.ts';
import { allLines, type LogsAs } from '../logs/logs-as.ts';
import type { ReadingState } from '../screen/reading.ts';

export const panels = ['stages', 'alarms', 'logs', 'changes'] as const;
export type Panel = (typeof panels)[number];

/** What is open over the view, to be read whole; `over`: what Esc leads back to, where that is open too. */
export type Opened = OpenedOne & { readonly over?: OpenedOne };

type OpenedOne =
  /** What is wrong and why: its lines have a cursor. */
  | { readonly kind: 'story' }
  /** `at`: the transition that was picked, where it is not the last one. */
  | { readonly kind: 'alarm'; readonly arn: string; readonly at?: number }
  | { readonly kind: 'log'; readonly entry: LogEntry }
  | { readonly kind: 'change'; readonly entry: ChangeEntry }
  /** A row of the answer to a query. */
  | { readonly kind: 'row'; readonly row: AnswerRow }
  | { readonly kind: 'order'; readonly orderId: string };

/** What the lists are of. */
export type ListItems = {
  /** By ARN: alarms are made anew with each poll. */
  readonly alarms: string;
  readonly logs: LogEntry;
  readonly changes: ChangeEntry;
  readonly timeline: TimelineEntry;
  /** By what their lines have in common: counts are made anew with each line. */
  readonly patterns: string;
  /** By id: late orders. */
  readonly orders: string;
};

export type Lists = { readonly [Name in keyof ListItems]: ListState<ListItems[Name]> };

export type DashboardState = TimeState &
  ReadingState & {
    readonly view: View;
    /** The panel that has the keys, in the pipeline view. */
    readonly panel: Panel;
    /** The panel in focus fills the screen. */
    readonly zoomed: boolean;
    /** The stage that was picked. */
    readonly stage: string | undefined;
    /** Where none was picked: the first cause that was told, until its incident is over (`holdFocus`). */
    readonly held: string | undefined;
    /** Log lines from this level on stand in the timeline; what the pipeline file says where undefined. */
    readonly level: TimelineLevel | undefined;
    /** What was on the screen when it was paused. Collectors go on. */
    readonly paused: Snapshot | undefined;
    readonly opened: Opened | undefined;
    /** What the view that is all lines shows of them. */
    readonly logsAs: LogsAs;
    readonly lists: Lists;
    /** Where the reader is on the story's page, by the keys of its lines. */
    readonly story: ListState<string>;
    readonly insights: InsightsState;
    /** Logs are those around this moment; the newest where there is none. */
    readonly moment: Moment | undefined;
    /** Where a jump began: Esc leads back there. */
    readonly cameFrom: Place | undefined;
  };

/** What a jump leaves behind. */
export const placeOf = (state: Omit<DashboardState, 'cameFrom'>) => ({
  view: state.view,
  panel: state.panel,
  zoomed: state.zoomed,
  stage: state.stage,
  rangeMs: state.rangeMs,
  end: state.end,
  crosshair: state.crosshair,
  filter: state.filter,
  opened: state.opened,
  scrolled: state.scrolled,
  logsAs: state.logsAs,
});

export type Place = ReturnType<typeof placeOf>;

/** No list has a row that was picked. */
export const allFollowing: Lists = {
  alarms: following,
  logs: following,
  changes: following,
  timeline: following,
  orders: following,
  patterns: following,
};

export const initialState = (choice: {
  readonly stage: string | undefined;
  readonly rangeMs: number;
  readonly utc: boolean;
}): DashboardState => ({
  ...choice,
  held: undefined,
  view: 'pipeline',
  panel: 'stages',
  zoomed: false,
  level: undefined,
  wrapped: false,
  end: undefined,
  compareMs: undefined,
  style: 'lines',
  crosshair: undefined,
  paused: undefined,
  typing: undefined,
  filter: '',
  help: false,
  opened: undefined,
  scrolled: 0,
  logsAs: allLines,
  lists: allFollowing,
  story: following,
  insights: initialInsights,
  moment: undefined,
  cameFrom: undefined,
  notice: undefined,
});

/** True where Esc has nothing left to close. */
export const isAtHome = ({
  help,
  opened,
  zoomed,
  filter,
  cameFrom,
  view,
  panel,
  logsAs,
  insights,
}: DashboardState): boolean =>
  !help &&
  opened === undefined &&
  !zoomed &&
  filter === '' &&
  cameFrom === undefined &&
  (viewNamed(view).list !== 'logs' || logsAs.kind === 'lines') &&
  !(activeList({ view, panel, logsAs }) === 'insights' && insights.panel === 'answer');

/** True where `q` leaves the tool, or the screen for the one that it was opened from; a filter is nothing that is open. */
export const isAtTop = (state: DashboardState): boolean => isAtHome({ ...state, filter: '' });

/** True where a stage in focus is on the screen: the keys that move it would be seen. */
export const showsFocus = ({ view, opened, help }: DashboardState): boolean =>
  opened === undefined && !help && (view === 'pipeline' || view === 'metrics' || view === 'timeline');

/** True where the view that is all lines shows their patterns. */
export const showsPatterns = ({ view, logsAs }: Pick<DashboardState, 'view' | 'logsAs'>): boolean =>
  viewNamed(view).list === 'logs' && logsAs.kind === 'patterns';

/** The list that has the keys. */
export const activeList = ({
  view,
  panel,
  logsAs,
}: Pick<DashboardState, 'view' | 'panel' | 'logsAs'>): keyof Lists | 'stages' | 'insights' => {
  const { list } = viewNamed(view);
  if (showsPatterns({ view, logsAs })) return 'patterns';
  return list === 'panel' ? panel : list;
};

/** True where several panels stand side by side, and one of them has the keys. */
export const hasPanels = ({ view }: Pick<DashboardState, 'view'>): boolean =>
  viewNamed(view).list === 'panel';

/** Which lines alone are shown; undefined where all are. */
export const linesShown = ({ view, logsAs }: Pick<DashboardState, 'view' | 'logsAs'>): LinesOf | undefined =>
  viewNamed(view).list === 'logs' && logsAs.kind === 'linesOf' ? logsAs.of : undefined;

/** True where graphs are on the screen. */
export const showsGraphs = (state: DashboardState): boolean => {
  const { panel, zoomed, opened, help } = state;
  if (opened !== undefined || help || !viewNamed(state.view).needs.includes('graphs')) return false;
  return !(hasPanels(state) && zoomed) || panel === 'stages';
};
