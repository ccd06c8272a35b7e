/** The time between an order's events: where it waited, and where longest. */
import { formatDuration } from '../format.ts';
import type { Pipeline, Stage } from '../pipeline/stage.ts';
import type { OrderEvent } from './order-event.ts';
import { mainEvents } from './order-events.ts';

/** A wait before an event. */
export type Hop = {
  /** The event that ended it. */
  readonly to: OrderEvent;
  readonly from: number;
  /** So long at the least: what AWS tells to the second only can have been anywhere in it. */
  readonly waitMs: number;
  /** And so long at the most. */
  readonly mostMs: number;
  /** In words: `in payments`, `in fulfilment`, `between Orders and order-dispatch`. */
  readonly where: string;
};

export type OrderSummary = {
  readonly from: number;
  readonly to: number;
  /** At the least, and at the most. */
  readonly totalMs: number;
  readonly mostMs: number;
  /** What became of it, from its changes: PLACED, PAID, FAILED. */
  readonly statuses: readonly string[];
  readonly hops: readonly Hop[];
  /** The longest wait that is certain; undefined where there was none to speak of. */
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

/** The stage from which the order went on: a later change of its item leads on to readers of the table's stream only. */
const leftFrom = ({ stage, written }: OrderEvent, to: OrderEvent, stages: readonly Stage[]): string => {
  if (written?.by === undefined || written.change.eventName === 'INSERT') return stage;
  const isRead = stages.some(({ name, next }) => name === stage && next.includes(to.stage));
  return isRead ? stage : written.by;
};

/** Where it waited before `to`: what came before is the nearest event that can have led to it. */
const whereOf = (earlier: readonly OrderEvent[], to: OrderEvent, { stages }: Pipeline): string => {
  if (to.attempt !== undefined) {
    const queues = queuesOf(stages.filter(({ next }) => next.includes(to.stage)));
    return queues.length === 0 ? `until ${to.stage} tried again` : `${words(queues)}, to be tried again`;
  }
  const by = to.written?.by;
  if (by !== undefined) return `between ${by} and ${to.stage}`;
  for (const before of earlier.toReversed()) {
    const from = leftFrom(before, to, stages);
    if (from === to.stage) return `in ${to.stage}`;
    const way = between(from, to.stage, stages);
    if (way === undefined) continue;
    const named = queuesOf(way).length > 0 ? queuesOf(way) : way;
    return named.length === 0 ? `between ${from} and ${to.stage}` : words(named);
  }
  return `before ${to.stage}`;
};

/** A wait below this is none. */
const leastMs = 1;

/** From here on a range would only tell that a second is not known. */
const rangeUpToMs = 10_000;

/** `0.81 s`; of what is known to the second only no more than that: `0-1 s`, `3.2-4.2 s`, `~2m58s`. */
export const waitText = ({ waitMs, mostMs }: Pick<Hop, 'waitMs' | 'mostMs'>): string => {
  if (mostMs - waitMs < leastMs) return formatDuration(waitMs);
  if (waitMs < rangeUpToMs) return `${Math.floor(waitMs / 100) / 10}-${Math.ceil(mostMs / 100) / 10} s`;
  const [least, most] = [formatDuration(waitMs), formatDuration(mostMs)];
  return least === most ? least : `~${least}`;
};

/** A moment that is known within these bounds. */
type Moment = { readonly first: number; readonly last: number };

const beginOf = ({ place, latest = place }: OrderEvent): Moment => ({ first: place, last: latest });
const endOf = ({ endedAt, ...event }: OrderEvent): Moment =>
  endedAt === undefined ? beginOf(event) : { first: endedAt, last: endedAt };

/** The time from one to the other: there is none below 0. */
const waitBetween = (from: Moment, to: Moment): { readonly waitMs: number; readonly mostMs: number } => ({
  waitMs: Math.max(0, to.first - from.last),
  mostMs: Math.max(0, to.last - from.first),
});

/** Sums up a trace; undefined where it is empty. */
export const summaryOf = (events: readonly OrderEvent[], pipeline: Pipeline): OrderSummary | undefined => {
  const shown = mainEvents(events).filter(({ kind }) => kind !== 'alarm');
  const [first] = shown;
  if (first === undefined) return undefined;
  const hops: Hop[] = [];
  let reached = beginOf(first);
  for (const [index, event] of shown.entries()) {
    const wait = waitBetween(reached, beginOf(event));
    if (wait.mostMs >= leastMs && event.place >= reached.first && index > 0) {
      const where = whereOf(shown.slice(0, index), event, pipeline);
      hops.push({ to: event, from: reached.first, ...wait, where });
    }
    const end = endOf(event);
    reached = { first: Math.max(reached.first, end.first), last: Math.max(reached.last, end.last) };
  }
  const slowest = hops.reduce<Hop | undefined>(
    (most, hop) => (hop.waitMs >= leastMs && hop.waitMs > (most?.waitMs ?? 0) ? hop : most),
    undefined,
  );
  const { waitMs: totalMs, mostMs } = waitBetween(beginOf(first), reached);
  return {
    from: first.place,
    to: reached.first,
    totalMs,
    mostMs,
    statuses: events.flatMap(({ status }) => status ?? []),
    hops,
    slowest,
  };
};
