/** Orders in flight: a table of statuses, and below it those that are late, worst first. */

import { fitRow } from '../../../src/terminal/paint.ts';
import type { Row } from '../../../src/terminal/row.ts';
import { safeRows } from '../../../src/terminal/safe-rows.ts';
import { type Size, titleRow } from '../../frame/layout.ts';
import { listRows } from '../../lists/list-rows.ts';
import { sourceTrouble } from '../../lists/panels.ts';
import { flowHeading, flowRow, lateRow, ordersHead, sortedFlows } from '../../orders/order-flow-rows.ts';
import { type DashboardInput, lookOf } from '../input.ts';
import { filterNote } from '../sections.ts';

/** What the pipeline file has to say first. */
const howTo: readonly string[] = [
  ' The pipeline file does not say how orders are told. With these lines it does:',
  '',
  '   orders:',
  '     table: Orders              # a table of one of the stages, with a stream',
  '     id: orderId                # paths in its items',
  '     status: status',
  '     done: [DELIVERED, CANCELLED]',
  '     failed: [FAILED]',
  '     objectives: { PLACED: 60s }  # late where an order is in it for longer',
  '     value: total',
  '     currency: currency',
];

const filled = (rows: readonly Row[], { width, height }: Size): Row[] =>
  Array.from({ length: Math.max(0, height) }, (_, index) => fitRow(rows[index] ?? [], width));

const draw = (input: DashboardInput, size: Size): Row[] => {
  const { snapshot, lists, state } = input;
  const look = lookOf(input);
  const { orders } = snapshot;
  const { width, height } = size;
  const trouble = sourceTrouble(snapshot, 'stream', look);
  const title = titleRow('orders in flight', width, look, { right: trouble });
  if (orders === undefined) {
    return filled([title, ...howTo.map((text): Row => [{ text, role: 'dim' }])], size);
  }
  const flows = sortedFlows(orders.flows).map((flow) => flowRow(flow, snapshot.at));
  const most = Math.max(3, Math.floor(height / 2) - 2);
  const hidden = flows.length - most;
  const table: readonly Row[] = [
    title,
    ordersHead(orders, look),
    ...(flows.length === 0
      ? [[{ text: ' no order has moved since then', role: 'dim' as const }]]
      : [flowHeading, ...flows.slice(0, most)]),
    ...(hidden > 0 ? [[{ text: ` ${hidden} more`, role: 'dim' as const }]] : []),
  ];
  const late = orders.flows.reduce((sum, flow) => sum + flow.late, 0);
  const listed = late > orders.late.length ? `the worst ${orders.late.length} of ${late}` : '';
  const note = [filterNote(input), listed].filter((part) => part !== '').join(', ');
  const byId = new Map(orders.late.map((one) => [one.orderId, one]));
  const above: readonly Row[] = [
    ...table,
    titleRow('late, the longest past its objective first', width, look, { right: note, focused: true }),
  ];
  const room = height - above.length;
  const below =
    room <= 0
      ? []
      : listRows({
          items: lists.orders,
          state: state.lists.orders,
          restsAt: 'start',
          rowOf: (id) => {
            const one = byId.get(id);
            return one === undefined ? [] : lateRow(one, snapshot.at, look);
          },
          empty: [
            {
              text: state.filter === '' ? ' none is late' : ' none is late that the filter lets through',
              role: 'dim',
            },
          ],
          size: { width, height: room },
          focused: true,
        });
  return filled([...above, ...below], size);
};

export const ordersView = (input: DashboardInput, size: Size): Row[] =>
  safeRows(() => draw(input, size), size.width, size.height);
