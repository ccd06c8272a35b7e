/** Below a line or a change that is open: the way of the order that it names. */

import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { ChangeEntry, LogEntry } from '../../src/store/entries.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { shellQuoted } from '../../src/story/next/shell.ts';
import type { Row } from '../../src/terminal/row.ts';
import { type Look, titleRow } from '../frame/layout.ts';
import { orderEventsIn, orderIdIn } from './order-events-in.ts';
import { orderRows } from './order-rows.ts';

/** As far as it is in memory, and how to ask for the rest; none where no order is named, or no pipeline says how to find it. */
export const orderDetail = (
  entry: LogEntry | ChangeEntry,
  { snapshot, pipeline }: { readonly snapshot: Snapshot; readonly pipeline: Pipeline | undefined },
  width: number,
  look: Look,
): readonly Row[] => {
  const orderId = pipeline && orderIdIn(entry, pipeline);
  if (pipeline === undefined || orderId === undefined) return [];
  return [
    [],
    titleRow(`${orderId}, as far as it is in memory`, width, look, {
      right: `orders-watch order ${shellQuoted(orderId)} asks for the rest`,
    }),
    ...orderRows(orderEventsIn(snapshot, orderId, pipeline), width, look),
  ];
};
