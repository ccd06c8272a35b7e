/** The time between an order's events: where it waited, and where longest. */
import type { Pipeline, Stage } from '../pipeline/stage.ts';
import { mainEvents, type OrderEvent } from './order-events.ts';

/** A wait before an event. */
export type Hop = {
  /** The event that ended it. */
  readonly to: OrderEvent;
  readonly from: number;
  readonly waitMs: number;
  /** In words: `in payments`, `in fulfilment`, `between Orders and order-dispatch`. */
  readonly where: string;
};

export type OrderSummary = {
  readonly from: number;
  readonly to: number;
  readonly totalMs: number;
  /** What became of it, from its changes: PLACED, PAID, FAILED. */
  readonly statuses: readonly string[];
  readonly hops: readonly Hop[];
  /** The longest wait; undefined where there was none to speak of. */
  readonly slowest: Hop | undefined;
};

/** Stages on the shortest way from one to another, both left out. */
const between = (from: string, to: string, stages: readonly Stage[]): readonly Stage[] | undefined => {
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  const ways: (readonly string[])[] = [[from]];
  const seen = new Set([from]);
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const next of byName.get(way.at(-1) ?? '')?.next ?? []) {
      if (next === to) return way.slice(1).flatMap((name) => byName.get(name) ?? []);
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
};

const queuesOf = (stages: readonly Stage[]): readonly Stage[] => stages.filter(({ kind }) => kind === 'sqs');

const words = (stages: readonly Stage[]): string => `in ${stages.map(({ name }) => name).join(', ')}`;

/** Where it waited before `to`: what came before is the nearest event that can have led to it. */
const whereOf = (earlier: readonly OrderEvent[], to: OrderEvent, { stages }: Pipeline): string => {
  for (const before of earlier.toReversed()) {
    if (before.stage === to.stage) {
      const feeds = stages.filter(({ next }) => next.includes(to.stage));
      const queues = to.attempt === undefined ? [] : queuesOf(feeds);
      return queues.length === 0 ? `in ${to.stage}` : `${words(queues)}, to be tried again`;
    }
    const way = between(before.stage, to.stage, stages);
    if (way === undefined) continue;
    const named = queuesOf(way).length > 0 ? queuesOf(way) : way;
    return named.length === 0 ? `between ${before.stage} and ${to.stage}` : words(named);
  }
  return `before ${to.stage}`;
};

/** A wait below this is none. */
const leastMs = 1;

/** Sums up a trace; undefined where it is empty. */
export const summaryOf = (events: readonly OrderEvent[], pipeline: Pipeline): OrderSummary | undefined => {
  const shown = mainEvents(events).filter(({ kind }) => kind !== 'alarm');
  const [first] = shown;
  if (first === undefined) return undefined;
  const hops: Hop[] = [];
  let reached = first.place;
  for (const [index, event] of shown.entries()) {
    const waitMs = event.place - reached;
    if (waitMs >= leastMs) {
      hops.push({
        to: event,
        from: reached,
        waitMs,
        where: whereOf(shown.slice(0, index), event, pipeline),
      });
    }
    reached = Math.max(reached, event.endedAt ?? event.place);
  }
  const slowest = hops.reduce<Hop | undefined>(
    (most, hop) => (most === undefined || hop.waitMs > most.waitMs ? hop : most),
    undefined,
  );
  return {
    from: first.place,
    to: reached,
    totalMs: reached - first.place,
    statuses: events.flatMap(({ status }) => status ?? []),
    hops,
    slowest,
  };
};
