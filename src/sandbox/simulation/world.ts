import type { MetricStore } from '../stores/metric-store.ts';
import type { FaultLevels } from './faults.ts';
import type { Random } from './random.ts';
import type { Wheel } from './wheel.ts';

export type Scenario = 'calm' | 'incident' | 'chaos';

/** What every part of the simulation shares. Times are epoch milliseconds. */
export type World = {
  readonly scenario: Scenario;
  readonly accountId: string;
  readonly region: string;
  /** When the account came to be. */
  readonly beganAt: number;
  /** The now of the account's first reader: history lies before it, live traffic after. */
  readonly startAt: number;
  /** How long rows and 60-second metrics are kept. */
  readonly retentionMs: number;
  readonly wheel: Wheel;
  readonly metrics: MetricStore;
  /** Chance as it unfolds: only event handlers may draw from it, in order of events. */
  readonly random: Random;
  /** Chance by subject: the same numbers give the same bits at any time, so readers may use it. */
  readonly draw: (a: number, b?: number, c?: number) => number;
  /** How bad things are at a time. */
  readonly faultsAt: (time: number) => FaultLevels;
};

/** What can be scheduled on the wheel. The comment says what `a` and `b` name. */
export const event = {
  /** A client calls the API. */
  request: 0,
  /** order-intake answers; a: request row. */
  requestDone: 1,
  /** A client cancels; a: order. */
  cancel: 2,
  /** order-dispatch reads a shard; a: lane. */
  dispatchPoll: 3,
  /** order-dispatch has handled a batch; a: batch row, b: lane. */
  dispatchDone: 4,
  /** The bus hands a batch's events to the queue; a: batch row. */
  busDeliver: 5,
  /** One event is replayed to the queue; a: order. */
  busReplay: 6,
  /** payment-worker ends; a: invocation row. */
  paymentDone: 7,
  /** A message of `payments` becomes visible again; a: message. */
  paymentRetry: 8,
  /** The dead-letter queue is looked at. */
  deadLetters: 9,
  /** A picker has reserved stock; a: pick row. */
  pickDone: 10,
  /** The parcel is packed, shipped, delivered; the item's time to live is over; a: order. */
  packed: 11,
  shipped: 12,
  delivered: 13,
  expired: 14,
  /** A shard of Orders closes. */
  rollover: 15,
  /** Something happens to a small table. */
  sideChange: 16,
  /** A session's time to live is over; a: session. */
  sessionExpired: 17,
  /** A shard of a small table closes; a: table. */
  sideRollover: 18,
  /** An alarm is evaluated; a: alarm. */
  alarm: 19,
} as const;

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
