/**
 * Lambda `order-dispatch` and the bus behind it: new orders are read from the stream of Orders, one reader a shard,
 * scored for risk at the payment gateway, and published; a rule of `orders-bus` sends them to the payments queue.
 */
import { at, dropBefore, firstAtLeast, push, timeColumn, wordColumn } from '../stores/column.ts';
import { addSample } from '../stores/metric-store.ts';
import type { Shard } from '../stores/stream-store.ts';
import { createLambda, invokedAt, type LambdaFunction } from './lambda.ts';
import type { Orders } from './orders.ts';
import type { Queue } from './queue.ts';
import { createSpread } from './random.ts';
import { event, type World } from './world.ts';

/** One row an invocation; its orders are `size` entries of `members` from `from` on. Durations in 1/100 ms. */
export type Batches = {
  readonly time: ReturnType<typeof timeColumn>;
  readonly duration: ReturnType<typeof wordColumn>;
  readonly init: ReturnType<typeof wordColumn>;
  readonly environment: ReturnType<typeof wordColumn>;
  readonly from: ReturnType<typeof wordColumn>;
  readonly size: ReturnType<typeof wordColumn>;
  readonly failed: ReturnType<typeof wordColumn>;
};

export type OrderDispatch = {
  readonly batches: Batches;
  readonly members: ReturnType<typeof wordColumn>;
  readonly dispatch: LambdaFunction;
  /** A new order is in the stream. */
  readonly arrived: (time: number, order: number) => void;
  /** A shard has closed: its children are read once it has been read to its end. */
  readonly shardClosed: (time: number, shard: Shard, children: readonly Shard[]) => void;
  readonly poll: (time: number, lane: number) => void;
  readonly done: (time: number, row: number, lane: number) => void;
  readonly deliver: (time: number, row: number) => void;
  readonly replay: (time: number, order: number) => void;
  readonly trim: (now: number) => void;
};

/** The function's reading of one shard. */
type Lane = {
  readonly number: number;
  readonly shardId: string;
  waiting: { readonly order: number; readonly time: number }[];
  /** A poll or a batch is under way. */
  busy: boolean;
  /** Its parent has been read to the end. */
  ready: boolean;
  children: readonly Lane[] | undefined;
};

/** How the event source is set: gather for this long, hand over at most so many. */
const batchWindowMs = 400;
const batchSize = 25;

export const createOrderDispatch = (
  world: World,
  orders: Orders,
  payments: Queue,
  onQueued: (time: number, order: number) => void,
): OrderDispatch => {
  const { metrics, random, wheel } = world;
  const dispatch = createLambda(world, 'order-dispatch', 2);
  // A rule of a bus of one's own: RuleName alone is for rules of the default bus.
  const rule = (name: string, unit: string, distribution = false) =>
    metrics.define(
      {
        namespace: 'AWS/Events',
        name,
        dimensions: { EventBusName: 'orders-bus', RuleName: 'orders-to-payments' },
      },
      unit,
      { distribution },
    );
  const matched = rule('MatchedEvents', 'Count');
  const triggered = rule('TriggeredRules', 'Count');
  const invocations = rule('Invocations', 'Count');
  const failedInvocations = rule('FailedInvocations', 'Count');
  const attempts = rule('InvocationAttempts', 'Count');
  const successfulAttempts = rule('SuccessfulInvocationAttempts', 'Count');
  const startLatency = rule('IngestiontoInvocationStartLatency', 'Milliseconds', true);
  const spread = createSpread(random, 0.3);

  const batches: Batches = {
    time: timeColumn(),
    duration: wordColumn(),
    init: wordColumn(),
    environment: wordColumn(),
    from: wordColumn(),
    size: wordColumn(),
    failed: wordColumn(),
  };
  const members = wordColumn();
  const lanes: Lane[] = [];
  const laneOf = new Map<string, Lane>();

  const openLane = (shard: Shard, ready: boolean): Lane => {
    const lane: Lane = {
      number: lanes.length,
      shardId: shard.id,
      waiting: [],
      busy: false,
      ready,
      children: undefined,
    };
    lanes.push(lane);
    laneOf.set(shard.id, lane);
    return lane;
  };
  for (const shard of orders.stream.openShards()) openLane(shard, true);

  const wake = (lane: Lane, time: number) => {
    if (lane.busy || !lane.ready || lane.waiting.length === 0) return;
    lane.busy = true;
    wheel.schedule(time, event.dispatchPoll, lane.number);
  };
  /** At the end of a closed shard its children take over. */
  const handOver = (lane: Lane, time: number) => {
    if (lane.children === undefined || lane.waiting.length > 0 || lane.busy) return;
    laneOf.delete(lane.shardId);
    for (const child of lane.children) {
      child.ready = true;
      wake(child, time);
      handOver(child, time);
    }
    lane.children = undefined;
  };

  const enqueue = (time: number, order: number, since: number) => {
    addSample(invocations, time, 1);
    addSample(attempts, time, 1);
    addSample(successfulAttempts, time, 1);
    addSample(startLatency, time, since);
    payments.send(time, order);
    onQueued(time, order);
  };

  return {
    batches,
    members,
    dispatch,
    arrived: (time, order) => {
      const lane = laneOf.get(orders.stream.shardFor(order).id);
      if (lane === undefined) return;
      lane.waiting.push({ order, time });
      wake(lane, time + batchWindowMs);
    },
    shardClosed: (time, shard, children) => {
      const lane = laneOf.get(shard.id);
      const next = children.map((child) => openLane(child, false));
      if (lane === undefined) return;
      lane.children = next;
      handOver(lane, time);
    },
    poll: (time, number) => {
      const lane = lanes[number];
      if (lane === undefined) return;
      const batch = lane.waiting.slice(0, batchSize);
      const faults = world.faultsAt(time);
      let durationMs = 9 * spread();
      for (const _ of batch) durationMs += (21 + 4.7 * faults.gateway) * spread();
      const failed = faults.dispatch > 0 && random() < faults.dispatch * 0.004;
      const { environment, initMs } = dispatch.begin(time, durationMs);
      dispatch.iteratorAge(time, time - (batch.at(-1)?.time ?? time));
      const row = push(batches.time, time);
      push(batches.duration, Math.round(durationMs * 100));
      push(batches.init, Math.round(initMs * 100));
      push(batches.environment, environment);
      push(batches.from, members.end);
      push(batches.size, batch.length);
      push(batches.failed, failed ? 1 : 0);
      for (const { order } of batch) push(members, order);
      wheel.schedule(time + initMs + durationMs, event.dispatchDone, row, number);
    },
    done: (time, row, number) => {
      const lane = lanes[number];
      if (lane === undefined) return;
      const failed = at(batches.failed, row) === 1;
      dispatch.count(invokedAt(batches, row), at(batches.duration, row) / 100, failed);
      lane.busy = false;
      if (failed) {
        // The same records again, after a pause: a stream's reader never skips.
        lane.busy = true;
        wheel.schedule(time + 1000, event.dispatchPoll, number);
        return;
      }
      lane.waiting = lane.waiting.slice(at(batches.size, row));
      for (let index = 0; index < at(batches.size, row); index++) addSample(matched, time, 1);
      wheel.schedule(time + 120 * spread(), event.busDeliver, row);
      wake(lane, lane.waiting.length >= batchSize ? time : time + batchWindowMs);
      handOver(lane, time);
    },
    deliver: (time, row) => {
      const faults = world.faultsAt(time);
      const from = at(batches.from, row);
      addSample(triggered, time, 1);
      const since = time - at(batches.time, row) - (at(batches.duration, row) + at(batches.init, row)) / 100;
      for (let index = 0; index < at(batches.size, row); index++) {
        const order = at(members, from + index);
        if (faults.bus > 0 && random() < faults.bus * 0.003) {
          // Gone for good from the rule; the operators replay it from the archive. What failed was invoked, too.
          addSample(invocations, time, 1);
          addSample(attempts, time, 1);
          addSample(failedInvocations, time, 1);
          wheel.schedule(time + 60_000 + random() * 180_000, event.busReplay, order);
        } else {
          enqueue(time, order, Math.max(1, Math.round(since)));
        }
      }
    },
    replay: (time, order) => enqueue(time, order, 40),
    trim: (now) => {
      const row = firstAtLeast(batches.time, now - world.retentionMs);
      dropBefore(members, at(batches.from, row));
      for (const column of Object.values(batches)) dropBefore(column, row);
    },
  };
};
