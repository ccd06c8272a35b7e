/** What really happened to one order: what tracing it through logs and streams must find. */
import { at, type Column } from '../stores/column.ts';
import { invokedAt as intakeInvokedAt, outcome } from './front-door.ts';
import { invokedAt } from './lambda.ts';
import { change, failureReasons, orderNumber, statusOf } from './order-item.ts';
import { charge } from './payment-worker.ts';
import type { Simulation } from './simulation.ts';
import type { World } from './world.ts';

/** `at` is in epoch milliseconds, `ended` too where it took time. */
export type OrderEvent = {
  readonly stage:
    | 'orders-api'
    | 'order-intake'
    | 'Orders'
    | 'order-dispatch'
    | 'payment-worker'
    | 'fulfilment'
    | 'warehouse'
    | 'legacy-erp';
  readonly what: string;
  readonly at: number;
  readonly ended?: number;
};
export type OrderTruth = readonly OrderEvent[];

const rowsOf = (column: Column, order: number): readonly number[] => {
  const rows: number[] = [];
  for (let row = column.first; row < column.end; row++) if (at(column, row) === order) rows.push(row);
  return rows;
};

const nameIn = (names: Readonly<Record<string, number>>, value: number): string =>
  Object.entries(names).find(([, code]) => code === value)?.[0] ?? '';

/** What systems that write no row of their own do of a change of the order. */
const heardBy = (what: number, detail: number, erpIsUp: boolean): readonly OrderEvent['stage'][] => {
  switch (what) {
    case change.packed:
      return ['fulfilment', 'warehouse'];
    case change.shipped:
      return ['fulfilment'];
    case change.delivered:
      return erpIsUp ? ['fulfilment', 'legacy-erp'] : ['fulfilment'];
    case change.failed:
      return failureReasons[detail] === 'out of stock' ? ['fulfilment'] : [];
    default:
      return [];
  }
};

/** Looks through every row that is kept: for tests, not for load. */
export const truthOf = (
  { frontDoor, orders, dispatch, worker, fulfilment }: Simulation,
  { faultsAt }: Pick<World, 'faultsAt'>,
  orderId: string,
): OrderTruth => {
  const order = orderNumber(orderId);
  if (order === undefined) return [];
  const { requests } = frontDoor;
  const { batches, members } = dispatch;
  const { charges } = worker;
  const { picks } = fulfilment;
  const { journal } = orders.stream;
  const lasted = (start: number, hundredths: number) => ({
    at: start,
    ended: Math.floor(start + hundredths / 100),
  });
  const batchOf = (member: number): number => {
    let row = batches.time.end - 1;
    while (row > batches.time.first && at(batches.from, row) > member) row--;
    return row;
  };
  const events: OrderEvent[] = [
    ...rowsOf(requests.order, order).flatMap((row): OrderEvent[] => {
      const what = nameIn(outcome, at(requests.outcome, row));
      const call = lasted(intakeInvokedAt(requests, row), at(requests.duration, row));
      const integration = Math.round((at(requests.duration, row) + at(requests.init, row)) / 100);
      const time = at(requests.time, row);
      return [
        { stage: 'orders-api', what, at: time, ended: time + at(requests.overhead, row) + integration },
        { stage: 'order-intake', what, ...call },
      ];
    }),
    ...rowsOf(journal.item, order).flatMap((row): OrderEvent[] => {
      const time = at(journal.time, row);
      const made = at(journal.change, row);
      const what = nameIn(change, made);
      const heard = heardBy(made, at(journal.detail, row), faultsAt(time).erp === 0);
      return (['Orders', ...heard] as const).map((stage) => ({ stage, what, at: time }));
    }),
    ...rowsOf(members, order).map((member): OrderEvent => {
      const row = batchOf(member);
      const what = at(batches.failed, row) === 1 ? 'failed' : 'published';
      return { stage: 'order-dispatch', what, ...lasted(invokedAt(batches, row), at(batches.duration, row)) };
    }),
    ...rowsOf(charges.order, order).map(
      (row): OrderEvent => ({
        stage: 'payment-worker',
        what: nameIn(charge, at(charges.outcome, row)),
        ...lasted(invokedAt(charges, row), at(charges.duration, row)),
      }),
    ),
    ...rowsOf(picks.order, order).map(
      (row): OrderEvent => ({
        stage: 'fulfilment',
        what: 'picking',
        at: at(picks.time, row),
        ended: at(picks.time, row) + at(picks.duration, row),
      }),
    ),
  ];
  return events.sort((a, b) => a.at - b.at);
};

/** How many orders the table holds by status: those of the last day, as no older one is there. */
export const orderCounts = ({ orders }: Pick<Simulation, 'orders'>): Readonly<Record<string, number>> => {
  const { item } = orders.stream.journal;
  const seen = new Set<number>();
  for (let row = item.first; row < item.end; row++) seen.add(at(item, row));
  const counts: Record<string, number> = {};
  for (const order of seen) {
    const status = statusOf[orders.stateOf(order)];
    if (status !== undefined) counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
};
