/** The rows of every list as they stand now: what the filter lets through. */

import type { AlarmSeen } from '../../src/observation.ts';
import { readLog } from '../../src/output/log-row.ts';
import { shortKey } from '../../src/output/values.ts';
import type { ChangeEntry, LogEntry, Snapshot } from '../../src/store/snapshot.ts';
import type { RestsAt } from '../list-state.ts';
import { type TimelineEntry, timelineOf, timeOf } from '../timeline.ts';
import type { DashboardState } from './state.ts';

export type VisibleLists = {
  /** ARNs, worst first. */
  readonly alarms: readonly string[];
  readonly alarmOf: ReadonlyMap<string, AlarmSeen>;
  readonly logs: readonly LogEntry[];
  /** At the end, or at the first line from the moment on that is looked at. */
  readonly logsRestAt: RestsAt;
  readonly changes: readonly ChangeEntry[];
  readonly timeline: readonly TimelineEntry[];
};

/** The text that a filter looks at; gaps are always shown. */
const textOf = (entry: TimelineEntry): string | undefined => {
  switch (entry.type) {
    case 'gap':
      return undefined;
    case 'alarmHistory':
      return `${entry.name} ${entry.reason}`;
    case 'log':
      return `${entry.group} ${entry.message}`;
    case 'change': {
      const paths = entry.changed.map(
        ({ path, new: value }) => `${path} ${value && 'S' in value ? value.S : ''}`,
      );
      return `${entry.table} ${entry.eventName} ${shortKey(entry.keys)} ${paths.join(' ')}`;
    }
  }
};

const keep = <T extends TimelineEntry>(entries: readonly T[], filter: string): readonly T[] => {
  if (filter === '') return entries;
  const wanted = filter.toLowerCase();
  return entries.filter((entry) => {
    const text = textOf(entry);
    return text === undefined || text.toLowerCase().includes(wanted);
  });
};

const noEntries: readonly TimelineEntry[] = [];

/** Lambda's own START, END and INIT_START lines say nothing to a person who looks for what went wrong. */
const isTalk = (entry: LogEntry): boolean =>
  entry.type === 'gap' || !/^(?:START|END|INIT_START) /.test(entry.message);

/** What each list shows. The timeline is merged only where it is looked at. */
export const visibleLists = (
  snapshot: Snapshot,
  { filter, view, around }: Pick<DashboardState, 'filter' | 'view' | 'around'>,
): VisibleLists => {
  const wanted = filter.toLowerCase();
  const alarms = snapshot.alarms.alarms.filter(
    ({ name, reason }) => filter === '' || `${name} ${reason}`.toLowerCase().includes(wanted),
  );
  const logs = keep(snapshot.logs.items, filter).filter(isTalk);
  const momentRow = around === undefined ? -1 : logs.findIndex((entry) => timeOf(entry) >= around.at);
  return {
    alarms: alarms.map(({ arn }) => arn),
    alarmOf: new Map(alarms.map((alarm) => [alarm.arn, alarm])),
    logs,
    logsRestAt: momentRow < 0 ? 'end' : momentRow,
    changes: keep(snapshot.changes.items, filter),
    timeline: view === 'timeline' ? keep(timelineOf(snapshot), filter) : noEntries,
  };
};

/** True for an entry that says that something went wrong: where `n` goes next. */
export const isTrouble = (entry: TimelineEntry): boolean => {
  switch (entry.type) {
    case 'gap':
      return true;
    case 'alarmHistory':
      return entry.to === 'ALARM';
    case 'log':
      return readLog(entry).level === 'ERROR';
    case 'change':
      return entry.eventName === 'REMOVE';
  }
};
