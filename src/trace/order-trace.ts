/** One order's whole way: its events, the alarms that were on meanwhile, and where it waited. */
import type { AlarmSeen } from '../observation.ts';
import type { Pipeline } from '../pipeline/stage.ts';
import { type OrderSummary, summaryOf } from './hops.ts';
import { type OrderEvent, type TraceInput, traceOrder } from './order-events.ts';

export type OrderTrace = {
  readonly orderId: string;
  /** Oldest first; empty where nothing was found. */
  readonly events: readonly OrderEvent[];
  readonly summary: OrderSummary | undefined;
};

/** The stage whose resource an alarm watches: the one with a dimension of the same value. */
const stageOfAlarm = ({ dimensions }: AlarmSeen, { stages }: Pipeline): string => {
  const values = new Set(Object.values(dimensions));
  return (
    stages.find((stage) => Object.values(stage.dimensions).some((value) => values.has(value)))?.name ?? ''
  );
};

/** Alarms that went on before the order's end and are on still: what else was wrong then. */
const alarmEvents = (
  alarms: readonly AlarmSeen[],
  { to }: OrderSummary,
  pipeline: Pipeline,
): readonly OrderEvent[] =>
  alarms
    .filter(({ state, since }) => state === 'ALARM' && since <= to)
    .map((alarm) => ({
      at: alarm.since,
      place: alarm.since,
      stage: stageOfAlarm(alarm, pipeline),
      kind: 'alarm',
      text: `ALARM ${alarm.name}: ${alarm.reason}`,
      level: 'ERROR',
    }));

/** Puts together all that is known of an order. */
export const orderTrace = (input: TraceInput & { readonly alarms?: readonly AlarmSeen[] }): OrderTrace => {
  const { orderId, pipeline, alarms = [] } = input;
  const events = traceOrder(input);
  const summary = summaryOf(events, pipeline);
  if (summary === undefined) return { orderId, events: [], summary };
  const all = [...alarmEvents(alarms, summary, pipeline), ...events].sort((a, b) => a.place - b.place);
  return { orderId, events: all, summary };
};
