/** The state of orders in flight as it is kept beside a checkpoint. */
import type { SavedFlow } from './flows.ts';
import type { FailedOrder } from './orders.ts';

/** A removed order has no status. A scale below zero: the units are of any size, and the scale is -1 less it. */
export type SavedOrder = readonly [
  id: string,
  sequence: string,
  status: string | null,
  currency: string | null,
  since: number,
  isStartKnown: boolean,
  units: string | null,
  scale: number,
];

export type SavedOrders = {
  readonly knownSince: number;
  readonly evicted: number;
  readonly flows: readonly SavedFlow[];
  readonly failed: readonly FailedOrder[];
  readonly orders: readonly SavedOrder[];
};
