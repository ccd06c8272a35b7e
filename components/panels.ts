/** The list panels that several screens share: alarms, logs, changes, timeline. Rows only, no title. */

import { formatClock } from '../src/format.ts';
import type { AlarmSeen, SourceName } from '../src/observation.ts';
import { alarmColumns, alarmRow, transitionRow } from '../src/output/alarm-row.ts';
import { changeRow, gapRow } from '../src/output/change-row.ts';
import { logRow } from '../src/output/log-row.ts';
import { shortKey } from '../src/output/values.ts';
import { type ChangeEntry, type LogEntry, type Snapshot, scopeKey } from '../src/store/snapshot.ts';
import { glyphsFor } from '../src/terminal/glyphs.ts';
import type { Row } from '../src/terminal/row.ts';
import { textWidth } from '../src/terminal/width.ts';
import type { Look, Size } from './layout.ts';
import { listRows } from './list-rows.ts';
import type { ListState, RestsAt } from './list-state.ts';
import type { TimelineEntry } from './timeline.ts';

type Panel<T> = {
  readonly items: readonly T[];
  readonly state: ListState<T>;
  readonly snapshot: Snapshot;
  readonly size: Size;
  readonly look: Look;
  readonly focused: boolean;
  readonly filter: string;
};

const sourceWords: Readonly<Partial<Record<SourceName, string>>> = {
  alarms: 'alarms',
  logs: 'log lines',
  stream: 'changes',
};

/** What a source cannot do now, for the title of its panel; empty where all is well. */
export const troubleText = ({ problems }: Snapshot, source: SourceName, ascii: boolean): string => {
  const failure = problems.find((problem) => problem.source === source)?.failure;
  return failure === undefined ? '' : `${glyphsFor(ascii).warn} ${failure.message}`;
};

/** Up to when the streams have been shown. */
export const completeText = (snapshot: Snapshot, look: Look): string => {
  const times = snapshot.streams.flatMap(
    (stream) => snapshot.completeUpTo.get(scopeKey('stream', stream.table, stream)) ?? [],
  );
  return times.length === 0
    ? ''
    : `complete up to ${formatClock(Math.min(...times), { utc: look.utc, seconds: true })}`;
};

/** Why a list is empty: its trouble, still loading, filtered away, or nothing there. */
export const emptyRow = (snapshot: Snapshot, source: SourceName, filter: string): Row => {
  const trouble = snapshot.problems.find((problem) => problem.source === source)?.failure;
  if (trouble !== undefined) {
    return [{ text: ` ${trouble.message}. ${trouble.hint}`, role: 'bad' }];
  }
  const words = sourceWords[source] ?? source;
  const progress = snapshot.progress.get(source);
  if (progress !== undefined) return [{ text: ` ${progress}`, role: 'dim' }];
  if (!snapshot.answered.has(source)) return [{ text: ` loading ${words} ...`, role: 'dim' }];
  return [{ text: filter === '' ? ` no ${words} yet` : ` no ${words} with "${filter}"`, role: 'dim' }];
};

/** Alarms by ARN, in the order given. */
export const alarmPanel = ({
  alarmOf,
  ...panel
}: Panel<string> & { readonly alarmOf: ReadonlyMap<string, AlarmSeen> }): Row[] => {
  const { items, snapshot, look, size } = panel;
  const columns = alarmColumns(
    items.flatMap((arn) => alarmOf.get(arn) ?? []),
    size.width,
  );
  return listRows({
    ...panel,
    restsAt: 'start',
    empty: emptyRow(snapshot, 'alarms', panel.filter),
    rowOf: (arn) => {
      const alarm = alarmOf.get(arn);
      return alarm === undefined ? [] : alarmRow(alarm, { now: snapshot.at, ascii: look.ascii, columns });
    },
  });
};

/** Log lines and the gaps between them, oldest first. */
export const logPanel = ({
  withGroup,
  ...panel
}: Panel<LogEntry> & { readonly withGroup: boolean; readonly restsAt: RestsAt }): Row[] =>
  listRows({
    ...panel,
    empty: emptyRow(panel.snapshot, 'logs', panel.filter),
    rowOf: (entry) =>
      entry.type === 'gap' ? gapRow(entry, panel.look) : logRow(entry, { ...panel.look, withGroup }),
  });

/** Keys beyond this are cut: what changed is what the row is for. */
const maxKeyCells = 24;
const keysLookedAt = 50;

const keyWidth = (entries: readonly ChangeEntry[]): number =>
  Math.min(
    maxKeyCells,
    entries
      .slice(-keysLookedAt)
      .reduce(
        (most, entry) => (entry.type === 'gap' ? most : Math.max(most, textWidth(shortKey(entry.keys)))),
        6,
      ),
  );

/** Changes of items and the gaps between them, in the order in which they were read. */
export const changePanel = (panel: Panel<ChangeEntry>): Row[] => {
  const options = { keyWidth: keyWidth(panel.items), withTable: panel.snapshot.streams.length > 1 };
  return listRows({
    ...panel,
    restsAt: 'end',
    empty: emptyRow(panel.snapshot, 'stream', panel.filter),
    rowOf: (entry) =>
      entry.type === 'gap' ? gapRow(entry, panel.look) : changeRow(entry, panel.look, options),
  });
};

/** Everything notable in one order of time. */
export const timelinePanel = (panel: Panel<TimelineEntry>): Row[] => {
  const changes = { keyWidth: 8, withTable: true };
  return listRows({
    ...panel,
    restsAt: 'end',
    empty: [{ text: ' nothing notable yet', role: 'dim' }],
    rowOf: (entry) => {
      switch (entry.type) {
        case 'gap':
          return gapRow(entry, panel.look);
        case 'alarmHistory':
          return transitionRow(entry, panel.look);
        case 'log':
          return logRow(entry, { ...panel.look, withGroup: true });
        case 'change':
          return changeRow(entry, panel.look, changes);
      }
    },
  });
};
