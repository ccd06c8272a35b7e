/** The list panels that several screens share: alarms, logs, changes, timeline. Rows only, no title. */

import { formatClock } from '../../src/format.ts';
import type { Alarm } from '../../src/observation/alarms.ts';
import type { SourceName } from '../../src/observation/health-of-sources.ts';
import { originName } from '../../src/origin.ts';
import { changeRow, gapRow } from '../../src/output/change-row.ts';
import { type LogRowLook, logRow } from '../../src/output/log-row.ts';
import { textFilter } from '../../src/output/text-filter.ts';
import { shortKey } from '../../src/output/values.ts';
import { alarmColumns, alarmRow } from '../../src/pipeline/alarm-row.ts';
import { groupName, type LogGroup } from '../../src/pipeline/log-groups.ts';
import type { Pipeline, Stage } from '../../src/pipeline/stage.ts';
import { alarmValuesIn } from '../../src/store/alarm-values.ts';
import { type ChangeEntry, type LogEntry, scopeKey } from '../../src/store/entries.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import type { Row } from '../../src/terminal/row.ts';
import { textWidth } from '../../src/terminal/width.ts';
import { type AcknowledgedTransitions, faintRow, isAcknowledged, quietRow } from '../alarms/acknowledged.ts';
import type { Look, Size } from '../frame/layout.ts';
import { troublesIn, troubleText, troubleWords } from '../frame/trouble.ts';
import { type EntryLook, entryRow, type TimelineEntry } from './entries.ts';
import type { Folded } from './fold.ts';
import { listRows } from './list-rows.ts';
import type { ListState, RestsAt } from './list-state.ts';
import { foldRow } from './same-lines.ts';

type Panel<T> = {
  readonly items: readonly T[];
  readonly state: ListState<T>;
  readonly snapshot: Snapshot;
  readonly size: Size;
  readonly look: Look;
  readonly focused: boolean;
  readonly filter: string;
  /** Long rows go on below. */
  readonly wrapped: boolean;
};

/** Keys of the streams that are read, in what tells up to when they are complete. */
export const streamKeys = ({ streams }: Pick<Snapshot, 'streams'>): readonly string[] =>
  streams.map((stream) => scopeKey('stream', stream.table, stream));

/** Those of log groups. */
export const logKeys = (groups: readonly LogGroup[]): readonly string[] =>
  groups.map((at) => scopeKey('logs', at.group, at));

const sourceWords: Readonly<Partial<Record<SourceName, string>>> = {
  alarms: 'alarms',
  logs: 'log lines',
  stream: 'changes',
};

/**
 * What a source cannot do now, for the title of its panel, and up to when it is known what stands there: `as of 14:03:19`; empty where
 * all is well.
 */
export const sourceTrouble = (
  snapshot: Pick<Snapshot, 'problems'>,
  source: SourceName,
  look: Pick<Look, 'ascii' | 'originCells'>,
  asOf = '',
): string => {
  const trouble = troubleText(
    troublesIn(snapshot, (problem) => problem.source === source),
    look,
  );
  return trouble === '' ? '' : [asOf, trouble].filter((part) => part !== '').join(' ');
};

/** `as of 14:03:19`: of the list of alarms of a place that cannot be read any more; empty where it never was. */
export const alarmsAsOf = (
  { alarms, problems }: Pick<Snapshot, 'alarms' | 'problems'>,
  { utc }: Pick<Look, 'utc'>,
): string => {
  const times = problems.flatMap(({ source, origin }) =>
    source === 'alarms' && origin !== undefined ? (alarms.listedAt.get(originName(origin)) ?? []) : [],
  );
  return times.length === 0 ? '' : `as of ${formatClock(Math.min(...times), { utc, seconds: true })}`;
};

/** `complete up to 14:03:19`, over all of these scopes; empty until each of them has been read once. */
export const completeText = (
  { completeUpTo }: Pick<Snapshot, 'completeUpTo'>,
  keys: readonly string[],
  { utc }: Look,
): string => {
  const times = keys.flatMap((key) => completeUpTo.get(key)?.at ?? []);
  if (keys.length === 0 || times.length < keys.length) return '';
  return `complete up to ${formatClock(Math.min(...times), { utc, seconds: true })}`;
};

/** `up to 14:03:19`: beside a trouble, where there is little room. */
export const upToText = (complete: string): string => complete.replace(/^complete /, '');

/** Why a list will stay empty: no stage of the pipeline has what it shows. */
const nothingNamed = (
  pipeline: Pipeline,
  what: 'logs' | 'a table',
  hasIt: (stage: Stage) => boolean,
): Row | undefined =>
  pipeline.stages.length === 0 || pipeline.stages.some(hasIt)
    ? undefined
    : [{ text: ` no stage of ${pipeline.name} has ${what} in the pipeline file`, role: 'dim' }];

/** Why a list is empty: its trouble, still loading, filtered away, or nothing there. */
export const emptyRow = (snapshot: Snapshot, source: SourceName, filter: string): Row => {
  const [trouble] = troublesIn(snapshot, (problem) => problem.source === source);
  if (trouble !== undefined) {
    return [{ text: ` ${troubleWords(trouble, {})}. ${trouble.failure.hint}`, role: 'bad' }];
  }
  const words = sourceWords[source] ?? source;
  const progress = snapshot.progress.get(source);
  if (progress !== undefined) return [{ text: ` ${progress}`, role: 'dim' }];
  if (!snapshot.answered.has(source)) return [{ text: ` loading ${words} ...`, role: 'dim' }];
  return [{ text: filter === '' ? ` no ${words} yet` : ` no ${words} with "${filter}"`, role: 'dim' }];
};

type RowOf<T> = (item: T) => Row;
type Drawn<T> = Pick<Panel<T>, 'items' | 'snapshot' | 'look' | 'filter'>;

type AlarmPanel = {
  readonly alarmOf: ReadonlyMap<string, Alarm>;
  readonly acknowledged: AcknowledgedTransitions;
  /** When they are shown as of; now where absent. */
  readonly at?: number | undefined;
};

export const alarmRowOf = (
  { items, snapshot, look, alarmOf, acknowledged, at = snapshot.at }: Drawn<string> & AlarmPanel,
  width: number,
): RowOf<string> => {
  const valueNow = alarmValuesIn(snapshot.series, snapshot.at);
  const columns = alarmColumns(
    items.flatMap((arn) => alarmOf.get(arn) ?? []),
    width,
    look.originCells,
    valueNow,
    at,
  );
  return (arn) => {
    const alarm = alarmOf.get(arn);
    if (alarm === undefined) return [];
    const isKnown = isAcknowledged(alarm, acknowledged);
    const row = alarmRow(alarm, {
      now: at,
      ascii: look.ascii,
      utc: look.utc,
      contributors: snapshot.alarms.contributors,
      columns,
      acknowledged: isKnown,
      // A figure of now says nothing of then.
      ...(at === snapshot.at ? { valueNow } : {}),
    });
    if (isKnown) return quietRow(row);
    const isStray = snapshot.alarms.elsewhere !== undefined && snapshot.alarms.strays?.has(arn) === true;
    return isStray || alarm.mute !== undefined ? faintRow(row) : row;
  };
};

/** Alarms by ARN, in the order given. */
export const alarmPanel = (panel: Panel<string> & AlarmPanel): Row[] =>
  listRows({
    ...panel,
    restsAt: 'start',
    empty: emptyRow(panel.snapshot, 'alarms', panel.filter),
    rowOf: alarmRowOf(panel, panel.size.width),
  });

/** Where a list rests, and what it says where nothing is held of the moment that is looked at. */
type PastPanel = { readonly restsAt: RestsAt; readonly unheld?: Row | undefined };

type LogPanel = { readonly pipeline: Pipeline; readonly withGroup: boolean };

const lineLook = ({
  look,
  filter,
  pipeline,
  withGroup,
}: Pick<Drawn<LogEntry>, 'look' | 'filter'> & LogPanel): LogRowLook => ({
  ...look,
  withGroup,
  nameOf: (entry) => groupName(entry, pipeline),
  highlight: textFilter(filter)?.highlight,
});

export const logRowOf = (panel: Pick<Drawn<LogEntry>, 'look' | 'filter'> & LogPanel): RowOf<LogEntry> => {
  const line = lineLook(panel);
  return (entry) => (entry.type === 'gap' ? gapRow(entry, panel.look) : logRow(entry, line));
};

/** Log lines and the gaps between them, oldest first. */
export const logPanel = (panel: Panel<LogEntry> & LogPanel & PastPanel): Row[] =>
  listRows({
    ...panel,
    empty:
      nothingNamed(panel.pipeline, 'logs', ({ logGroups }) => logGroups.length > 0) ??
      panel.unheld ??
      emptyRow(panel.snapshot, 'logs', panel.filter),
    rowOf: logRowOf(panel),
  });

/** Keys beyond this are cut: what changed is what the row is for. */
const maxKeyCells = 24;
const keysLookedAt = 50;

/** Cells of the column of keys: of the newest entries, as far as they need. */
export const keyWidth = (entries: readonly TimelineEntry[]): number =>
  Math.min(
    maxKeyCells,
    entries
      .slice(-keysLookedAt)
      .reduce(
        (most, entry) => (entry.type === 'change' ? Math.max(most, textWidth(shortKey(entry.keys))) : most),
        6,
      ),
  );

export const changeRowOf = ({ items, snapshot, look }: Drawn<ChangeEntry>): RowOf<ChangeEntry> => {
  const withTable = new Set(snapshot.streams.map(({ table }) => table)).size > 1;
  const options = { keyWidth: keyWidth(items), withTable };
  return (entry) => (entry.type === 'gap' ? gapRow(entry, look) : changeRow(entry, look, options));
};

/** Changes of items and the gaps between them, in the order in which they were read. */
export const changePanel = (panel: Panel<ChangeEntry> & Pick<LogPanel, 'pipeline'> & PastPanel): Row[] =>
  listRows({
    ...panel,
    empty:
      nothingNamed(panel.pipeline, 'a table', ({ table }) => table !== undefined) ??
      panel.unheld ??
      emptyRow(panel.snapshot, 'stream', panel.filter),
    rowOf: changeRowOf(panel),
  });

export const timelineRowOf = (
  panel: Drawn<TimelineEntry> & Pick<LogPanel, 'pipeline'> & Pick<Folded, 'folds'>,
): RowOf<TimelineEntry> => {
  const look: EntryLook = {
    look: panel.look,
    line: lineLook({ ...panel, withGroup: true }),
    change: { keyWidth: keyWidth(panel.items), withTable: true },
  };
  return (entry) => {
    const fold = panel.folds.get(entry);
    return fold === undefined ? entryRow(entry, look) : foldRow(fold, panel.look);
  };
};

/** Everything notable in one order of time. */
export const timelinePanel = (
  panel: Panel<TimelineEntry> &
    Pick<LogPanel, 'pipeline'> &
    Pick<Folded, 'folds'> &
    Pick<PastPanel, 'restsAt'>,
): Row[] =>
  listRows({
    ...panel,
    empty: [{ text: ' nothing notable yet', role: 'dim' }],
    rowOf: timelineRowOf(panel),
  });
