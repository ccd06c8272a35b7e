/** The rows of every list as they stand now: what the filter lets through. */

import { memoLast } from '../../src/memo-last.ts';
import type { Alarm } from '../../src/observation/alarms.ts';
import type { StreamShape } from '../../src/observation/streams.ts';
import { type Origin, originOf } from '../../src/origin.ts';
import { textFilter } from '../../src/output/text-filter.ts';
import { groupKey, groupsOf, type LogGroup } from '../../src/pipeline/log-groups.ts';
import type { Pipeline, Stage } from '../../src/pipeline/stage.ts';
import { readLog } from '../../src/reading/read-log.ts';
import type { ChangeEntry, LogEntry } from '../../src/store/entries.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { linesLike } from '../../src/story/lines-like.ts';
import { viewNamed } from '../../src/views.ts';
import type { InsightsData } from '../insights/answer.ts';
import { type InsightsLists, insightsLists } from '../insights/lists.ts';
import { type TimelineEntry, timeOf } from '../lists/entries.ts';
import { type Folded, foldLines } from '../lists/fold.ts';
import type { RestsAt } from '../lists/list-state.ts';
import { isAmong } from '../lists/same-lines.ts';
import { keep } from '../lists/search-text.ts';
import { levelOf, timelineOf } from '../lists/timeline.ts';
import { noPatterns, type Patterns, patternsOf } from '../logs/patterns.ts';
import { asOf } from './as-of.ts';
import { stageInFocus } from './focus.ts';
import { type DashboardState, hasPanels, linesShown, showsPatterns } from './state.ts';
import { shownMoment } from './time-context.ts';

export type VisibleLists = {
  /** ARNs, worst first. */
  readonly alarms: readonly string[];
  readonly alarmOf: ReadonlyMap<string, Alarm>;
  /** Keys of what lines say, most first, where that is looked at. */
  readonly patterns: readonly string[];
  readonly patternOf: Patterns['of'];
  /** Of the stage that is looked at, or of all. */
  readonly logs: readonly LogEntry[];
  /** The groups that they are from, and whether those are only one stage's. */
  readonly logGroups: readonly LogGroup[];
  readonly logsOfStage: boolean;
  /** At the end, or at the first line from the moment on that is looked at. */
  readonly logsRestAt: RestsAt;
  /** Of the Region that is looked at, or of all. */
  readonly changes: readonly ChangeEntry[];
  readonly changesRestAt: RestsAt;
  readonly timelineRestsAt: RestsAt;
  /** Of what nothing is held of the moment that is looked at: the time of the oldest that is, null where there is none. */
  readonly unheld: Readonly<Record<'logs' | 'changes', number | null | undefined>>;
  /** The streams that they are from. */
  readonly streams: readonly StreamShape[];
  readonly timeline: readonly TimelineEntry[];
  /** Lines of the timeline that stand for others that say the same. */
  readonly folds: Folded['folds'];
  /** Ids of late orders, worst first. */
  readonly orders: readonly string[];
  readonly insights: InsightsLists;
};

const noneFolded: Folded = { entries: [], folds: new Map() };

/** What Lambda says of a start and an end that went well says nothing to a person who looks for what went wrong. */
const isTalk = (entry: LogEntry): boolean => {
  if (entry.type === 'gap') return true;
  const { level, runtime } = readLog(entry);
  return level !== undefined || runtime === undefined || /^(?:report|fault)$/.test(runtime.kind);
};

/** In the pipeline view the stage in focus; all stages where it has no log group, and elsewhere. */
const stageOfLogs = (
  state: Pick<DashboardState, 'view' | 'moment' | 'stage' | 'held'>,
  snapshot: Snapshot,
  pipeline: Pipeline,
): Stage | undefined => {
  const name = state.moment?.stage ?? stageInFocus(state, { snapshot, pipeline });
  const isNarrow = hasPanels(state) || state.moment !== undefined;
  const stage = isNarrow ? pipeline.stages.find((one) => one.name === name) : undefined;
  return stage !== undefined && stage.logGroups.length > 0 ? stage : undefined;
};

/** In the pipeline view of a pipeline that stands once in each of several Regions, that of the stage in focus. */
const regionOfChanges = (
  state: Pick<DashboardState, 'view' | 'stage' | 'held'>,
  snapshot: Snapshot,
  pipeline: Pipeline,
): string | undefined => {
  if (pipeline.regions === undefined || !hasPanels(state)) return undefined;
  const name = stageInFocus(state, { snapshot, pipeline });
  return pipeline.stages.find((stage) => stage.name === name)?.region;
};

type ListsOf = Pick<
  DashboardState,
  'filter' | 'view' | 'moment' | 'crosshair' | 'end' | 'stage' | 'held' | 'level' | 'logsAs' | 'insights'
>;

/** A tail rests at its end, in the past at the first entry from the moment on. */
const restAt = (entries: readonly TimelineEntry[], then: number | undefined): RestsAt => {
  const row = then === undefined ? -1 : entries.findIndex((entry) => timeOf(entry) >= then);
  return row < 0 ? 'end' : row;
};

const unheldAt = (entries: readonly TimelineEntry[], then: number | undefined): number | null | undefined => {
  const [oldest] = entries;
  if (then === undefined) return undefined;
  if (oldest === undefined) return null;
  return timeOf(oldest) > then ? timeOf(oldest) : undefined;
};

/** What each list shows. The timeline is merged only where it is looked at. */
export const visibleLists = (
  snapshot: Snapshot,
  state: ListsOf,
  pipeline: Pipeline,
  seen?: InsightsData,
): VisibleLists => {
  const { filter, view, moment } = state;
  const wanted = textFilter(filter);
  const shown = shownMoment(state, snapshot.at);
  const then = shown.isPast ? shown.at : undefined;
  const { alarms: all } = asOf(state, snapshot, pipeline).snapshot.alarms;
  const alarms = all.filter(({ name, reason }) => wanted?.test(name, reason) ?? true);
  const stage = stageOfLogs(state, snapshot, pipeline);
  const logGroups = groupsOf(stage === undefined ? pipeline.stages : [stage]);
  const region = regionOfChanges(state, snapshot, pipeline);
  const isInRegion = (of: Origin): boolean => region === undefined || of.region === region;
  const keys = new Set(logGroups.map(groupKey));
  const isLookedAt = (entry: LogEntry): boolean =>
    stage === undefined ||
    keys.has(groupKey(entry.type === 'gap' ? { ...originOf(entry), group: entry.scope } : entry));
  const { pattern } = moment ?? {};
  const says = pattern === undefined ? undefined : linesLike(pattern);
  const isSaid = (entry: LogEntry): boolean => entry.type === 'gap' || says === undefined || says(entry);
  const linesOf = linesShown(state);
  const isOfThem = linesOf === undefined ? isTalk : isAmong(linesOf, pipeline);
  const logs = keep(snapshot.logs.items.filter(isLookedAt), wanted).filter(isOfThem).filter(isSaid);
  const patterns = showsPatterns(state)
    ? patternsOf(logs, pipeline, { now: moment?.to ?? snapshot.at, wholeSince: snapshot.logs.wholeSince })
    : noPatterns;
  const changes = keep(
    region === undefined ? snapshot.changes.items : snapshot.changes.items.filter(isInRegion),
    wanted,
  );
  const { entries: timeline, folds } =
    viewNamed(view).list === 'timeline'
      ? foldLines(keep(timelineOf(snapshot, pipeline, levelOf(state.level, pipeline)), wanted), pipeline)
      : noneFolded;
  const unheld = {
    logs: moment === undefined && linesOf === undefined ? unheldAt(snapshot.logs.items, then) : undefined,
    changes: unheldAt(snapshot.changes.items, then),
  };
  return {
    alarms: alarms.map(({ arn }) => arn),
    alarmOf: new Map(alarms.map((alarm) => [alarm.arn, alarm])),
    patterns: patterns.keys,
    patternOf: patterns.of,
    logs: unheld.logs === undefined ? logs : [],
    logGroups,
    logsOfStage: stage !== undefined,
    logsRestAt: restAt(logs, then),
    changes: unheld.changes === undefined ? changes : [],
    changesRestAt: restAt(changes, then),
    unheld,
    streams: snapshot.streams.filter(isInRegion),
    timeline,
    folds,
    timelineRestsAt: restAt(timeline, then),
    orders: (snapshot.orders?.late ?? []).flatMap(({ orderId, status }) =>
      (wanted?.test(orderId, status) ?? true) ? [orderId] : [],
    ),
    insights: insightsLists(state.insights, filter, seen),
  };
};

const listsOf = memoLast(
  (
    snapshot: Snapshot,
    pipeline: Pipeline,
    seen: InsightsData | undefined,
    filter: string,
    view: DashboardState['view'],
    moment: DashboardState['moment'],
    crosshair: DashboardState['crosshair'],
    end: DashboardState['end'],
    stage: DashboardState['stage'],
    held: DashboardState['held'],
    level: DashboardState['level'],
    logsAs: DashboardState['logsAs'],
    insights: DashboardState['insights'],
  ) =>
    visibleLists(
      snapshot,
      { filter, view, moment, crosshair, end, stage, held, level, logsAs, insights },
      pipeline,
      seen,
    ),
);

/** The same, made once for a frame and for the keys that are pressed while it is on the screen. */
export const listsNow = (
  snapshot: Snapshot,
  { filter, view, moment, crosshair, end, stage, held, level, logsAs, insights }: DashboardState,
  pipeline: Pipeline,
  seen: InsightsData | undefined,
): VisibleLists =>
  listsOf(
    snapshot,
    pipeline,
    seen,
    filter,
    view,
    moment,
    crosshair,
    end,
    stage,
    held,
    level,
    logsAs,
    insights,
  );
