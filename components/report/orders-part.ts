/** Orders that failed, each with its way: a few, so that a reader sees what happens to one. */
import { mdBlock, mdText } from '../../src/output/markdown.ts';
import { isStatus } from '../../src/output/shown-changes.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { isError } from '../../src/reading/log-reading.ts';
import { readLog } from '../../src/reading/read-log.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { orderEventsIn, orderIdIn } from '../order/order-events-in.ts';
import { orderRows } from '../order/order-rows.ts';
import type { ReportInput } from './report-input.ts';

const mostOrders = 3;
const orderCells = 110;
const mostOrderRows = 24;
const lineText = (row: readonly { readonly text: string }[]): string => row.map(({ text }) => text).join('');

/** Orders that were given up, or that failures name the most: the newest of these. */
export const failedOrderIds = (
  { changes, logs, orders }: Pick<Snapshot, 'changes' | 'logs' | 'orders'>,
  pipeline: Pipeline,
): readonly string[] => {
  const ended = changes.items.flatMap((entry) => {
    if (entry.type !== 'change') return [];
    const status = entry.changed.find(({ path }) => isStatus(path))?.new;
    const isFailed = status !== undefined && 'S' in status && /fail|reject|error/i.test(status.S);
    return isFailed ? (orderIdIn(entry, pipeline) ?? []) : [];
  });
  const named = new Map<string, number>();
  for (const entry of logs.items) {
    if (entry.type !== 'log' || !isError(readLog(entry).level)) continue;
    const id = orderIdIn(entry, pipeline);
    if (id !== undefined) named.set(id, (named.get(id) ?? 0) + 1);
  }
  const byCount = [...named].reverse().sort(([, a], [, b]) => b - a);
  const known = (orders?.failed ?? []).map(({ orderId }) => orderId);
  return [...new Set([...known.reverse(), ...ended.reverse(), ...byCount.map(([id]) => id)])].slice(
    0,
    mostOrders,
  );
};

/** Markdown without its heading. */
export const ordersPart = ({ snapshot, pipeline, utc }: ReportInput): string => {
  const ids = failedOrderIds(snapshot, pipeline);
  // Alarms stand in the timeline: here they would crowd out the order.
  const quiet: Snapshot = {
    ...snapshot,
    alarms: { ...snapshot.alarms, alarms: [], history: { ...snapshot.alarms.history, items: [] } },
  };
  if (ids.length === 0) return 'None is known: no line of an error names one, and no change says so.';
  return ids
    .map((id) => {
      // What became of it stands above its way, in words that are found by a search.
      const { verdict, ...trace } = orderEventsIn(quiet, id, pipeline);
      const rows = orderRows(trace, orderCells, { utc, ascii: false });
      const lines = rows.slice(0, mostOrderRows).map(lineText);
      const more = rows.length - lines.length;
      const became = verdict === undefined ? '' : `**${mdText(verdict.text)}**\n\n`;
      return `### ${mdText(id)}\n\n${became}${mdBlock(more > 0 ? [...lines, `… ${more} more`] : lines)}`;
    })
    .join('\n\n');
};
