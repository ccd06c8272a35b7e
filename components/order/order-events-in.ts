/** One order's trace out of what is in memory: nothing is asked of AWS. */
import type { LogEvent } from '../../src/observation/logs.ts';
import type { ItemChange } from '../../src/observation/streams.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { readLog } from '../../src/reading/read-log.ts';
import type { ChangeEntry, LogEntry } from '../../src/store/entries.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { isChangeOf, namesOrder, orderIdInChange, orderIdInLog } from '../../src/trace/order-id.ts';
import { type OrderTrace, orderTrace } from '../../src/trace/order-trace.ts';
import { distinctLines } from '../../src/trace/query-lines.ts';

/** The order that a line or a change names, for Enter; undefined where it names none. */
export const orderIdIn = (entry: LogEntry | ChangeEntry, pipeline: Pipeline): string | undefined => {
  switch (entry.type) {
    case 'log':
      return orderIdInLog(entry.message, readLog(entry), pipeline.orderId);
    case 'change':
      return orderIdInChange(entry, pipeline.orderId);
    case 'gap':
      return undefined;
  }
};

/**
 * Looks through all lines and changes in memory, and through `more` lines that are known of otherwise: some milliseconds for
 * 20,000 of each. Its `events` are empty where none is there.
 */
export const orderEventsIn = (
  snapshot: Snapshot,
  orderId: string,
  pipeline: Pipeline,
  more: readonly LogEvent[] = [],
): OrderTrace => {
  const isNamed = namesOrder(orderId);
  const logs = snapshot.logs.items.filter((entry): entry is LogEvent => entry.type === 'log');
  const named = logs.filter(({ message }) => isNamed(message));
  // Lambda's own lines of the invocations that named it.
  const requests = new Set(named.flatMap((entry) => readLog(entry).requestId ?? []));
  const isOwn = (entry: LogEvent): boolean =>
    isNamed(entry.message) || (requests.size > 0 && requests.has(readLog(entry).requestId ?? ''));
  return orderTrace({
    orderId,
    pipeline,
    now: snapshot.at,
    lines: distinctLines([...more.filter(({ message }) => isNamed(message)), ...logs.filter(isOwn)]),
    changes: snapshot.changes.items.filter(
      (entry): entry is ItemChange => entry.type === 'change' && isChangeOf(entry, orderId, pipeline.orderId),
    ),
    alarms: snapshot.alarms.alarms,
    transitions: snapshot.alarms.history.items,
  });
};
