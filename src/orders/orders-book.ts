/** The book of the orders that are known: which is in which flow, and since when. */
import type { OrdersChoice } from '../pipeline/stage.ts';
import type { Decimal } from './decimal-sum.ts';
import { createFlows, type FlowState } from './flows.ts';
import { createOrderTable, gone } from './order-table.ts';
import type { Flow, LateOrder } from './orders.ts';

export type OrdersLimits = {
  readonly orders: number;
  /** Removed orders whose place in the stream is remembered, so that a late change does not bring them back. */
  readonly removed: number;
  readonly lateListed: number;
  readonly failedListed: number;
};

/** The row's `since` is when it came to its status, not only when it was first seen there. */
export const knownStart = 1;
const isLate = 2;

export const numberOf = (value: Decimal | undefined): number | undefined =>
  value === undefined ? undefined : Number(`${value.units}e-${value.scale}`);

export const createOrdersBook = (
  choice: OrdersChoice,
  limits: Pick<OrdersLimits, 'orders' | 'removed' | 'lateListed'>,
) => {
  // One comes before another makes room for it.
  const table = createOrderTable(limits.orders + limits.removed + 2);
  const flows = createFlows(choice, table);
  let open = 0;
  let alive = 0;
  let evicted = 0;
  let lateView: readonly LateOrder[] | undefined;

  const count = (flow: FlowState, value: Decimal | undefined, sign: 1 | -1): void => {
    if (value === undefined) return;
    flow.valued += sign;
    flow.sum.add(value, sign);
  };

  const enter = (
    row: number,
    flow: FlowState,
    since: number,
    marks: number,
    value: Decimal | undefined,
  ): void => {
    table.setFlow(row, flow.index);
    table.since[row] = since;
    table.setMarks(row, marks);
    table.setValue(row, value);
    flow.waiting.push(row);
    count(flow, value, 1);
    alive += 1;
    if (!flow.isFinished) open += 1;
  };

  const leave = (row: number, flow: FlowState): void => {
    const value = table.valueOf(row);
    if ((table.marksOf(row) & isLate) !== 0) {
      flow.late.remove(row);
      if (value !== undefined) flow.lateSum.add(value, -1);
      lateView = undefined;
    } else flow.waiting.remove(row);
    count(flow, value, -1);
    table.setFlow(row, gone);
    alive -= 1;
    if (!flow.isFinished) open -= 1;
  };

  const oldestOf = (flow: FlowState): number | undefined => flow.late.top() ?? flow.waiting.top();

  /** Finished ones first, those that are longest so; then those that have not moved for longest. */
  const makeRoom = (): void => {
    while (alive > limits.orders) {
      let victim: { readonly row: number; readonly flow: FlowState; readonly since: number } | undefined;
      for (const flow of flows.all()) {
        const row = oldestOf(flow);
        if (row === undefined) continue;
        const since = table.since[row] ?? 0;
        const isBetter =
          victim === undefined ||
          (flow.isFinished === victim.flow.isFinished ? since < victim.since : flow.isFinished);
        if (isBetter) victim = { row, flow, since };
      }
      if (victim === undefined) return;
      leave(victim.row, victim.flow);
      table.forget(victim.row);
      evicted += 1;
    }
  };

  /** Those whose time is over by now. */
  const advance = (now: number): void => {
    for (const flow of flows.all()) {
      const { objectiveMs } = flow;
      if (objectiveMs === undefined) continue;
      for (let row = flow.waiting.top(); row !== undefined; row = flow.waiting.top()) {
        if ((table.since[row] ?? now) + objectiveMs >= now) break;
        flow.waiting.remove(row);
        flow.late.push(row);
        table.setMarks(row, table.marksOf(row) | isLate);
        const value = table.valueOf(row);
        if (value !== undefined) flow.lateSum.add(value, 1);
        lateView = undefined;
      }
    }
  };

  /** The longest past its objective first. */
  const lateOrders = (): readonly LateOrder[] =>
    flows
      .all()
      .flatMap(({ late, status, currency, objectiveMs = 0 }) => {
        const listed: LateOrder[] = [];
        for (const row of late.ascending()) {
          if (listed.length === limits.lateListed) break;
          const value = numberOf(table.valueOf(row));
          listed.push({
            orderId: table.idOf(row),
            status,
            since: table.since[row] ?? 0,
            objectiveMs,
            value,
            currency,
          });
        }
        return listed;
      })
      .sort((a, b) => a.since + a.objectiveMs - b.since - b.objectiveMs || (a.orderId < b.orderId ? -1 : 1))
      .slice(0, limits.lateListed);

  const flowAt = (flow: FlowState, now: number, knownSince: number): Flow => {
    const oldest = oldestOf(flow);
    const [p50Seconds, p99Seconds] = flow.spent.quantiles(now, [0.5, 0.99]);
    const isValued = choice.value !== undefined;
    return {
      status: flow.status,
      count: flow.waiting.size() + flow.late.size(),
      oldestSince: oldest === undefined ? undefined : table.since[oldest],
      p50Seconds,
      p99Seconds,
      inPerMinute: flow.in.perMinute(now, knownSince),
      outPerMinute: flow.out.perMinute(now, knownSince),
      late: flow.late.size(),
      value: isValued ? flow.sum.value() : undefined,
      lateValue: isValued ? flow.lateSum.value() : undefined,
      currency: flow.currency,
      isFinished: flow.isFinished,
      isFailed: flow.isFailed,
      objectiveMs: flow.objectiveMs,
    };
  };

  return {
    table,
    flows,
    enter,
    leave,
    makeRoom,
    advance,
    flowAt,
    /** The longest past its objective first; as many as are listed. */
    late: (): readonly LateOrder[] => {
      lateView ??= lateOrders();
      return lateView;
    },
    open: () => open,
    evicted: () => evicted,
  };
};
