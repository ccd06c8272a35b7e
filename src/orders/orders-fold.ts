/**
 * Orders in flight, folded from the changes of a table (issue 14): nothing is counted anew. A change costs a look-up and a step in
 * two heaps; of an order only the newest change by sequence number counts, so that late and repeated ones do no harm.
 */
import type { Failure, Gap } from '../observation/health-of-sources.ts';
import type { Item, ItemChange } from '../observation/streams.ts';
import { type Origin, originOf } from '../origin.ts';
import type { OrdersChoice } from '../pipeline/stage.ts';
import type { FlowState } from './flows.ts';
import { gone, type Sequence, sequenceOf, sequenceText } from './order-table.ts';
import type { FailedOrder, OrdersSnapshot } from './orders.ts';
import { createOrdersBook, knownStart, numberOf, type OrdersLimits } from './orders-book.ts';
import { createOrderReader, type OrderRead } from './read-order.ts';
import type { SavedOrder, SavedOrders } from './saved-orders.ts';

export type OrdersFoldOptions = {
  readonly choice: OrdersChoice;
  readonly origin: Origin;
  /** When its tail began: of what was before nothing is known, but what the stream tells. */
  readonly startedAt: number;
  readonly limits?: Partial<OrdersLimits>;
  /** Where an earlier run stopped. */
  readonly saved?: SavedOrders;
};

const defaultLimits: OrdersLimits = {
  orders: 1_000_000,
  removed: 50_000,
  lateListed: 1_000,
  failedListed: 5_000,
};

export type OrdersFold = {
  readonly apply: (change: ItemChange) => void;
  /** What the stream has lost: from its end on it is known again. */
  readonly applyGap: (gap: Gap) => void;
  readonly snapshot: (now: number) => OrdersSnapshot;
  readonly trouble: () => Failure | undefined;
  readonly save: () => SavedOrders;
};

/** FNV-1a over the names and values of a key. */
const hashOf = (keys: Item): number => {
  let hash = 0x811c9dc5;
  const text = JSON.stringify(keys);
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
};

export const createOrdersFold = (options: OrdersFoldOptions): OrdersFold => {
  const { choice, origin, startedAt, saved } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const reader = createOrderReader(choice);
  const { table, flows, enter, leave, ...book } = createOrdersBook(choice, limits);
  let knownSince = saved?.knownSince ?? startedAt;
  let hasGap = saved !== undefined;
  const evictedBefore = saved?.evicted ?? 0;
  let failed: FailedOrder[] = [];
  let failedView: readonly FailedOrder[] | undefined;
  /** Rows of removed orders, the first removed first; one that came back is passed over. */
  let removed: number[] = [];
  let removedFrom = 0;

  /** It went on, or away: for the figures of its status. */
  const tellLeft = (row: number, flow: FlowState, at: number): void => {
    flow.out.add(at);
    if ((table.marksOf(row) & knownStart) === 0) return;
    flow.spent.add(at, Math.max(0, at - (table.since[row] ?? at)) / 1000);
  };

  const rememberRemoved = (row: number): void => {
    removed.push(row);
    while (removed.length - removedFrom > limits.removed) {
      const oldest = removed[removedFrom] ?? -1;
      removedFrom += 1;
      if (table.flowOf(oldest) === gone && table.has(oldest)) table.forget(oldest);
    }
    if (removedFrom > 4096 && removedFrom * 2 > removed.length) {
      removed = removed.slice(removedFrom);
      removedFrom = 0;
    }
  };

  const noteFailed = (order: FailedOrder): void => {
    failed.push(order);
    failedView = undefined;
    if (failed.length > limits.failedListed * 2) failed = listedFailed();
  };
  const listedFailed = (): FailedOrder[] =>
    failed.toSorted((a, b) => a.since - b.since).slice(-limits.failedListed);

  const remove = (id: string, sequence: Sequence, at: number, keys: number): void => {
    const known = table.rowOf(id);
    if (known !== undefined && !table.isBefore(known, sequence)) return;
    // Another item of the table that names the same order: an item of which only its keys are told.
    if (known !== undefined && keys !== 0 && table.keysOf(known) !== 0 && table.keysOf(known) !== keys)
      return;
    const row = known ?? table.add(id);
    table.setSequence(row, sequence);
    const flow = flows.at(table.flowOf(row));
    if (flow !== undefined) {
      tellLeft(row, flow, at);
      leave(row, flow);
    }
    rememberRemoved(row);
  };

  const move = (order: OrderRead, status: string, sequence: Sequence, change: ItemChange): void => {
    const { at } = change;
    const known = table.rowOf(order.id);
    if (known !== undefined && !table.isBefore(known, sequence)) return;
    const row = known ?? table.add(order.id);
    const before = flows.at(table.flowOf(row));
    const flow = flows.of(status, order.currency);
    table.setSequence(row, sequence);
    if (change.viewType === 'NEW_IMAGE') table.setKeys(row, hashOf(change.keys));
    const stays = before !== undefined && before.status === flow.status;
    if (before !== undefined) {
      const [since, marks] = [table.since[row] ?? at, table.marksOf(row)];
      if (!stays) tellLeft(row, before, at);
      leave(row, before);
      if (stays) {
        enter(row, flow, since, marks & knownStart, order.value);
        return;
      }
    }
    const old = before === undefined && change.old !== undefined ? reader.statusOf(change.old) : undefined;
    const isStart =
      before !== undefined || change.eventName === 'INSERT' || (change.old !== undefined && old !== status);
    // It was there before the tail began: it left that status now, whoever counted it there.
    if (old !== undefined && old !== status) flows.of(old, order.currency).out.add(at);
    if (isStart) flow.in.add(at);
    enter(row, flow, at, isStart ? knownStart : 0, order.value);
    if (flow.isFailed && isStart) {
      noteFailed({
        orderId: order.id,
        status,
        since: at,
        value: numberOf(order.value),
        currency: order.currency,
      });
    }
    book.makeRoom();
  };

  const apply = (change: ItemChange): void => {
    reader.check(change);
    if (!hasGap && change.at < knownSince) knownSince = change.at;
    const sequence = sequenceOf(change.sequenceNumber);
    if (change.eventName === 'REMOVE') {
      const order = change.old === undefined ? undefined : reader.read(change.old);
      if (change.old !== undefined && order === undefined) return;
      const id = order?.id ?? reader.idOf(change.keys);
      if (id !== undefined)
        remove(id, sequence, change.at, change.old === undefined ? hashOf(change.keys) : 0);
      return;
    }
    if (change.new === undefined) return;
    const order = reader.read(change.new);
    if (order?.status !== undefined) {
      move(order, order.status, sequence, change);
      return;
    }
    // No order any more, where it was one.
    const was = change.old === undefined ? undefined : reader.read(change.old);
    if (was !== undefined) remove(was.id, sequence, change.at, 0);
  };

  const restore = (state: SavedOrders): void => {
    for (const flow of state.flows) flows.of(flow.status, flow.currency, flow);
    for (const [id, sequence, status, currency, since, isKnown, units, scale] of state.orders) {
      const row = table.add(id);
      table.setSequence(row, sequenceOf(sequence));
      if (status === null) rememberRemoved(row);
      else {
        const value =
          units === null
            ? undefined
            : {
                units: scale < 0 ? BigInt(units) : Number(units),
                scale: Math.abs(scale + (scale < 0 ? 1 : 0)),
              };
        enter(row, flows.of(status, currency ?? undefined), since, isKnown ? knownStart : 0, value);
      }
    }
    failed = [...state.failed];
  };
  if (saved !== undefined) restore(saved);

  const savedOrder = (row: number): SavedOrder => {
    const id = table.idOf(row);
    const sequence = sequenceText(table.sequenceAt(row));
    const flow = flows.at(table.flowOf(row));
    if (flow === undefined) return [id, sequence, null, null, 0, false, null, 0];
    const value = table.valueOf(row);
    const isKnown = (table.marksOf(row) & knownStart) !== 0;
    // A scale below zero says that the units are of any size: -1 for 0.
    const scale = value === undefined ? 0 : typeof value.units === 'bigint' ? -value.scale - 1 : value.scale;
    const units = value === undefined ? null : String(value.units);
    return [id, sequence, flow.status, flow.currency ?? null, table.since[row] ?? 0, isKnown, units, scale];
  };

  return {
    apply: (change) => {
      if (change.table === choice.table) apply(change);
    },
    applyGap: ({ to }) => {
      hasGap = true;
      knownSince = Math.max(knownSince, to);
    },
    snapshot: (now) => {
      book.advance(now);
      failedView ??= listedFailed();
      return {
        ...originOf(origin),
        table: choice.table,
        knownSince: Math.min(knownSince, now),
        flows: flows.all().map((flow) => book.flowAt(flow, now, knownSince)),
        late: book.late(),
        failed: failedView,
        open: book.open(),
        evicted: evictedBefore + book.evicted(),
      };
    },
    trouble: reader.trouble,
    save: () => ({
      knownSince,
      evicted: evictedBefore + book.evicted(),
      flows: flows.all().map((flow) => ({
        status: flow.status,
        ...(flow.currency === undefined ? {} : { currency: flow.currency }),
        in: flow.in.save(),
        out: flow.out.save(),
        spent: flow.spent.save(),
      })),
      failed: listedFailed(),
      orders: Array.from(table.rows(), savedOrder),
    }),
  };
};
