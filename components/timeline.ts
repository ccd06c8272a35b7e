/** Alarms, log lines worth reading, changes and gaps in one order of time. */

import type { AlarmTransition } from '../src/observation.ts';
import { readLog } from '../src/output/log-row.ts';
import type { ChangeEntry, LogEntry, Snapshot } from '../src/store/snapshot.ts';

export type TimelineEntry = AlarmTransition | LogEntry | ChangeEntry;

/** When it happened; a gap ends where reading went on. */
export const timeOf = (entry: TimelineEntry): number => (entry.type === 'gap' ? entry.to : entry.at);

/** Newest entries of each kind that are looked at: a timeline of what just happened, not of all that is kept. */
const lookBack = 2_000;

const isLoud = (entry: LogEntry): boolean => {
  if (entry.type === 'gap') return true;
  const { level } = readLog(entry);
  return level === 'ERROR' || level === 'WARN';
};

const isNotable = (entry: ChangeEntry): boolean =>
  entry.type === 'gap' ||
  entry.changed.some(
    ({ path, new: value }) =>
      path === 'status' && value !== undefined && 'S' in value && /^(FAILED|CANCELLED)$/.test(value.S),
  );

/** Transitions of alarms, log lines of WARN and above, orders that failed, and gaps; oldest first. */
export const timelineOf = ({ alarms, logs, changes }: Snapshot): readonly TimelineEntry[] => {
  const entries: TimelineEntry[] = [
    ...alarms.history.items.slice(-lookBack),
    ...logs.items.slice(-lookBack).filter(isLoud),
    ...changes.items.slice(-lookBack).filter(isNotable),
  ];
  return entries.sort((a, b) => timeOf(a) - timeOf(b));
};
