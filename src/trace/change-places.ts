/**
 * Where the changes of an order stand among its calls and lines. AWS floors a change's time to a second: it can have been
 * written at any moment of that second, and within it the links of the pipeline tell what came before what.
 */
import type { ItemChange } from '../observation/streams.ts';
import type { Stage } from '../pipeline/stage.ts';
import type { OrderEvent } from './order-event.ts';

/** A change of a stage's table. */
export type StageChange = { readonly change: ItemChange; readonly stage: string };

export type PlacedChange = StageChange & {
  /** The first and the last moment at which it can have been written (epoch ms). */
  readonly from: number;
  readonly to: number;
  /** What is likely to have written it. */
  readonly writer: OrderEvent | undefined;
};

const secondMs = 1000;

/** The last moment that is floored to this one; a stand-in that tells more than the second means that moment. */
const endOfSecond = (at: number): number => (at % secondMs === 0 ? at + secondMs - 1 : at);

/** Stages that are reached from this one by links, or that reach it. */
const linkedTo = (name: string, nextOf: (name: string) => readonly string[]): ReadonlySet<string> => {
  const found = new Set<string>();
  const walk = (from: string): void => {
    for (const next of nextOf(from)) {
      if (found.has(next)) continue;
      found.add(next);
      walk(next);
    }
  };
  walk(name);
  return found;
};

/**
 * Changes of one order in the order in which they were written, and what else is known of it, oldest first. An INSERT
 * is written by a stage before the table, and comes before what the stages behind it do; later changes may be anyone's:
 * the last that was at work in that second.
 */
export const placeChanges = (
  changes: readonly StageChange[],
  events: readonly OrderEvent[],
  stages: readonly Stage[],
): readonly PlacedChange[] => {
  const upstreamOf = (name: string): readonly string[] =>
    stages.filter(({ next }) => next.includes(name)).map((stage) => stage.name);
  const downstreamOf = (name: string): readonly string[] =>
    stages.find((stage) => stage.name === name)?.next ?? [];
  let before = Number.NEGATIVE_INFINITY;
  return changes.map(({ change, stage }): PlacedChange => {
    const isInsert = change.eventName === 'INSERT';
    const upstream = linkedTo(stage, upstreamOf);
    const downstream = linkedTo(stage, downstreamOf);
    const isBehind = (one: OrderEvent): boolean => downstream.has(one.stage) && !upstream.has(one.stage);
    const next = isInsert ? events.find((one) => one.at >= change.at && isBehind(one)) : undefined;
    const end = Math.min(endOfSecond(change.at), next?.at ?? Number.POSITIVE_INFINITY);
    const could = events.filter(
      (one) =>
        one.at <= end &&
        (one.endedAt ?? one.at) >= change.at &&
        (isInsert ? upstream.has(one.stage) : one.stage !== stage),
    );
    // A call behind the table surely was at work then; of a line that is only likely.
    const isCallBehind = (one: OrderEvent): boolean => one.kind === 'call' && !upstream.has(one.stage);
    const writer = could.findLast(isCallBehind) ?? could.at(-1);
    const from = Math.min(Math.max(change.at, writer?.at ?? change.at, before), end);
    before = Math.max(before, from);
    return { change, stage, from, to: Math.max(from, Math.min(end, writer?.endedAt ?? end)), writer };
  });
};
