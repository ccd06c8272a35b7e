import type { MetricStore } from '../stores/metric-store.ts';
import type { FaultLevels } from './faults.ts';
import type { Random } from './random.ts';
import type { Scenario } from './scenario.ts';
import type { Wheel } from './wheel.ts';

/** What every part of the simulation shares. Times are epoch milliseconds. */
export type World = {
  readonly scenario: Scenario;
  readonly accountId: string;
  readonly region: string;
  /** Number of its first order; a multiple of a column's chunk. */
  readonly firstOrder: number;
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

/** What can be scheduled on the wheel, in the order of their codes. The comment says what `a` and `b` name. */
export const eventNames = [
  /** A client calls the API. */
  'request',
  /** order-intake answers; a: request row. */
  'requestDone',
  /** A client cancels; a: order. */
  'cancel',
  /** order-dispatch reads a shard; a: lane. */
  'dispatchPoll',
  /** order-dispatch has handled a batch; a: batch row, b: lane. */
  'dispatchDone',
  /** The bus hands a batch's events to the queue; a: batch row. */
  'busDeliver',
  /** One event is replayed to the queue; a: order. */
  'busReplay',
  /** payment-worker ends; a: invocation row. */
  'paymentDone',
  /** A message of `payments` becomes visible again; a: message. */
  'paymentRetry',
  /** The dead-letter queue is looked at. */
  'deadLetters',
  /** A picker has reserved stock; a: pick row. */
  'pickDone',
  /** The parcel is packed, shipped, delivered; the item's time to live is over; a: order. */
  'packed',
  'shipped',
  'delivered',
  'expired',
  /** A shard of Orders closes. */
  'rollover',
  /** Something happens to a small table. */
  'sideChange',
  /** A session's time to live is over; a: session. */
  'sessionExpired',
  /** A shard of a small table closes; a: table. */
  'sideRollover',
  /** An alarm is evaluated; a: alarm. */
  'alarm',
] as const;
export type EventName = (typeof eventNames)[number];

/** The code of each event. */
export const event = Object.fromEntries(eventNames.map((name, code) => [name, code])) as Readonly<
  Record<EventName, number>
>;

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
