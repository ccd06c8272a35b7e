/** Orders in flight as the contract's `flow` and `lateOrder` lines. */
import type { Flow, LateOrder, OrdersSnapshot } from '../orders/orders.ts';
import type { JsonLine } from './ndjson.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** What is told of a status, nothing to the third decimal of a second or a minute. */
const short = (value: number | undefined): number | null =>
  value === undefined ? null : Math.round(value * 1000) / 1000;

export const jsonOfFlow = (flow: Flow, of: OrdersSnapshot, now: number): JsonLine => ({
  type: 'flow',
  table: of.table,
  status: flow.status,
  count: flow.count,
  oldestSeconds:
    flow.oldestSince === undefined ? null : Math.max(0, Math.floor((now - flow.oldestSince) / 1000)),
  p50Seconds: short(flow.p50Seconds),
  p99Seconds: short(flow.p99Seconds),
  inPerMinute: short(flow.inPerMinute),
  outPerMinute: short(flow.outPerMinute),
  late: flow.late,
  value: flow.value ?? null,
  currency: flow.currency ?? null,
  knownSince: iso(of.knownSince),
  region: of.region,
});

export const jsonOfLateOrder = (late: LateOrder, of: OrdersSnapshot, now: number): JsonLine => ({
  type: 'lateOrder',
  table: of.table,
  orderId: late.orderId,
  status: late.status,
  since: iso(late.since),
  ageSeconds: Math.floor((now - late.since) / 1000),
  objectiveSeconds: late.objectiveMs / 1000,
  value: late.value ?? null,
  currency: late.currency ?? null,
  region: of.region,
});
