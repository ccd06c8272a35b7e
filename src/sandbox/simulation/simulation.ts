/** The pipeline put together: one clock, one queue of events, and what each event does. */

import { createAlarmDesk } from './alarms/desk.ts';
import { createFrontDoor } from './front-door.ts';
import { createFulfilment } from './fulfilment.ts';
import { createOrderDispatch } from './order-dispatch.ts';
import { createOrders } from './orders.ts';
import { createPaymentWorker } from './payment-worker.ts';
import { createQueue } from './queue.ts';
import { hash } from './random.ts';
import { createSideSystems } from './side-systems.ts';
import { createSideTables } from './side-tables.ts';
import { type EventName, event, eventNames, hourMs, minuteMs, type World } from './world.ts';

export type ShardOptions = {
  /** Open shards of Orders at the beginning. */
  readonly initialShards: number;
  /** How often, while live, some shard of Orders closes. */
  readonly rolloverEveryMs: number;
  /** How likely a closing shard has two children instead of one. */
  readonly splitProbability: number;
  /** No more splits beyond this many open shards. */
  readonly maxOpenShards: number;
};

export type Simulation = ReturnType<typeof createSimulation>;

/** In the history some shard closes this often: each about every three to four hours. */
const historicRolloverMs = 47 * minuteMs;
/** Alarms are evaluated once a minute, this long after its end, so that its samples are all there. */
const alarmDelayMs = 21_000;
const alarmSpreadMs = 15_000;

export const createSimulation = (world: World, shards: ShardOptions) => {
  const { wheel, beganAt, startAt } = world;
  const orders = createOrders(world, shards.initialShards);
  const payments = createQueue(world, 'payments');
  const deadLetters = createQueue(world, 'payments-dlq');
  const fulfilmentQueue = createQueue(world, 'fulfilment');
  const fulfilment = createFulfilment(world, orders, fulfilmentQueue);
  const worker = createPaymentWorker(world, orders, payments, deadLetters, fulfilment.publish);
  const dispatch = createOrderDispatch(world, orders, payments, worker.arrived);
  const frontDoor = createFrontDoor(world, orders, dispatch.arrived, fulfilment.retire);
  const sideSystems = createSideSystems(world, orders, fulfilment);
  const sideTables = createSideTables(world);
  const alarms = createAlarmDesk(world);

  const functions = [frontDoor.intake, dispatch.dispatch, worker.worker];
  const reporting = [payments, deadLetters, fulfilmentQueue, orders, ...functions, sideSystems];

  let now = beganAt;
  let nextMinute = Math.ceil(beganAt / minuteMs) * minuteMs;
  let nextTrim = beganAt + hourMs;

  const rollOver = (time: number) => {
    const live = time >= startAt;
    const gap = live
      ? shards.rolloverEveryMs
      : Math.min(historicRolloverMs, Math.max(minuteMs, (startAt - beganAt) / 3.5));
    // The first live one comes a gap after the start, whatever the history's rhythm.
    const next = !live && time + gap >= startAt ? startAt + shards.rolloverEveryMs : time + gap;
    wheel.schedule(next, event.rollover);
    if (time === beganAt) return;
    const open = orders.stream.openShards();
    const oldest = open[0];
    if (oldest === undefined) return;
    // The first shard to close in the history splits, so that there is a branch to follow.
    const wanted = live ? world.random() < shards.splitProbability : time < beganAt + 1.5 * gap;
    const children = orders.stream.close(oldest, time, wanted && open.length < shards.maxOpenShards);
    dispatch.shardClosed(time, oldest, children);
  };

  const handlers: Readonly<Record<EventName, (time: number, a: number, b: number) => void>> = {
    request: frontDoor.request,
    requestDone: frontDoor.done,
    cancel: frontDoor.cancel,
    dispatchPoll: dispatch.poll,
    dispatchDone: dispatch.done,
    busDeliver: dispatch.deliver,
    busReplay: dispatch.replay,
    paymentDone: worker.done,
    paymentRetry: worker.retry,
    deadLetters: worker.deadLetters,
    pickDone: fulfilment.pickDone,
    packed: fulfilment.packed,
    shipped: fulfilment.shipped,
    delivered: fulfilment.delivered,
    expired: fulfilment.expired,
    rollover: rollOver,
    sideChange: sideTables.change,
    sessionExpired: sideTables.sessionExpired,
    sideRollover: sideTables.rollOver,
    alarm: alarms.evaluate,
  };
  const handlerOf = eventNames.map((name) => handlers[name]);
  const handleUpTo = (until: number) => {
    while (wheel.take(until)) handlerOf[wheel.kind]?.(wheel.at, wheel.a, wheel.b);
  };

  /** Gauges, in the first instant of a minute, before anything else happens in it. */
  const minute = (time: number) => {
    for (const part of reporting) part.minute(time);
    for (let index = 0; index < alarms.count; index++) {
      const offset = alarmDelayMs + (hash(index, 0xa1a) % alarmSpreadMs);
      wheel.schedule(time + offset, event.alarm, index);
    }
  };

  wheel.schedule(beganAt, event.request);
  wheel.schedule(beganAt, event.deadLetters);
  wheel.schedule(beganAt, event.rollover);
  sideTables.begin(beganAt);

  return {
    orders,
    payments,
    deadLetters,
    fulfilmentQueue,
    frontDoor,
    dispatch,
    worker,
    fulfilment,
    sideTables,
    alarms,
    now: () => now,
    /** Lets everything up to and including `until` happen. The result does not depend on the steps it is taken in. */
    runTo: (until: number) => {
      if (until <= now) return;
      while (nextMinute <= until || nextTrim <= until) {
        const stop = Math.min(nextMinute, nextTrim);
        handleUpTo(stop - 1);
        if (nextMinute === stop) {
          minute(stop);
          nextMinute += minuteMs;
        }
        if (nextTrim === stop) {
          for (const part of [orders, frontDoor, dispatch, worker, fulfilment, sideTables]) part.trim(stop);
          nextTrim += hourMs;
        }
      }
      handleUpTo(until);
      now = until;
    },
  };
};
