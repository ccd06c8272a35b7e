/** One order's whole way: its events, the alarms that were on meanwhile, and where it waited. */
import type { Alarm, AlarmTransition } from '../observation/alarms.ts';
import type { LogEvent } from '../observation/logs.ts';
import type { ItemChange } from '../observation/streams.ts';
import { type OrderSummary, summaryOf } from './hops.ts';
import { type AlarmsInMemory, alarmEvents, alarmsBetween, alarmsNear } from './order-alarms.ts';
import type { OrderEvent } from './order-event.ts';
import { linesOf, type TraceInput, traceOrder } from './order-events.ts';
import { isChangeOf } from './order-id.ts';
import { type Verdict, verdictOf } from './verdict.ts';

export type OrderTrace = {
  readonly orderId: string;
  /** Oldest first; empty where nothing was found. */
  readonly events: readonly OrderEvent[];
  readonly summary: OrderSummary | undefined;
  /** What became of it; where it is known what time it is. */
  readonly verdict?: Verdict | undefined;
};

type Input = TraceInput &
  Partial<AlarmsInMemory> & {
    /** Epoch ms: for the verdict. */
    readonly now?: number;
  };

/** Puts together all that is known of an order. */
export const orderTrace = (input: Input): OrderTrace => {
  const { orderId, pipeline, alarms = [], transitions = [] } = input;
  const events = traceOrder(input);
  const summary = summaryOf(events, pipeline);
  if (summary === undefined) return { orderId, events: [], summary };
  const near = alarmsNear(alarms, events, pipeline);
  const on = alarmEvents(alarmsBetween({ alarms: near, transitions }, summary), alarms, pipeline);
  const { now } = input;
  const verdict = now === undefined ? undefined : verdictOf({ orderId, events, summary, pipeline, now });
  return { orderId, events: [...on, ...events].sort((a, b) => a.place - b.place), summary, verdict };
};

/** What the trace is made of, in order of time: lines and changes of the order, and what tells of each alarm that was on. */
export const observationsOf = (
  input: Input,
): readonly (LogEvent | ItemChange | AlarmTransition | Alarm)[] => {
  const { orderId, pipeline, alarms = [], transitions = [] } = input;
  const lines = linesOf(input);
  const changes = input.changes.filter((change) => isChangeOf(change, orderId, pipeline.orderId));
  const events = traceOrder(input);
  const summary = summaryOf(events, pipeline);
  if (summary === undefined) return [];
  const near = alarmsNear(alarms, events, pipeline);
  const went = alarmsBetween({ alarms: near, transitions }, summary).map((time) => time.went);
  // Within its second a change comes after what the stage that wrote it had to say.
  const placed = new Map(
    events.flatMap(({ written }) => (written ? [[written.change, written.after] as const] : [])),
  );
  const timeOf = (one: (typeof went | typeof lines | typeof changes)[number]): number =>
    one.type === 'alarm' ? one.since : one.type === 'change' ? (placed.get(one) ?? one.at) : one.at;
  return [...went, ...lines, ...changes].sort((a, b) => timeOf(a) - timeOf(b));
};
