/** Lines of an order out of the rows of a query. */
import type { LogEvent } from '../observation/logs.ts';
import { type Origin, originOf } from '../origin.ts';
import { pointerColumn, type TableRow } from '../output/log-table.ts';
import { insightsTime } from '../pipeline/queries/query-graph.ts';

/**
 * A row as the line that it is of; undefined for rows without a time, a log group or a message. Insights tells no event id:
 * what it calls the record stands for it.
 */
export const lineOfRow = (row: TableRow, origin: Origin): LogEvent | undefined => {
  const at = insightsTime(row.get('@timestamp') ?? '');
  const ingestedAt = insightsTime(row.get('@ingestionTime') ?? '');
  const group = row.get('@log')?.replace(/^\d+:/, '');
  const message = row.get('@message');
  if (Number.isNaN(at) || group === undefined || message === undefined) return undefined;
  return {
    type: 'log',
    group,
    stream: row.get('@logStream') ?? '',
    at,
    ingestedAt: Number.isNaN(ingestedAt) ? at : ingestedAt,
    message,
    eventId: row.get(pointerColumn) ?? '',
    late: false,
    ...originOf(origin),
  };
};

/** Lines that two ways have brought, once: as the service itself tells them, with their event id. */
export const distinctLines = (lines: readonly LogEvent[]): readonly LogEvent[] => [
  ...new Map(lines.map((line) => [`${line.group}\n${line.at}\n${line.message.trimEnd()}`, line])).values(),
];
