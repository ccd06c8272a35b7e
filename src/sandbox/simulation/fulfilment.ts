/**
 * SNS `order-events`, SQS `fulfilment` and the ECS service `fulfilment`: paid orders are picked, packed, shipped and
 * delivered.
 */
import { at, dropBefore, firstAtLeast, push, timeColumn, wordColumn } from '../stores/column.ts';
import { addSample } from '../stores/metric-store.ts';
import { change, timeToLiveMs } from './order-item.ts';
import type { Orders } from './orders.ts';
import type { Queue } from './queue.ts';
import { createSpread } from './random.ts';
import { event, minuteMs, type World } from './world.ts';

/** One row an order picked, in order of time. */
export type Picks = {
  readonly time: ReturnType<typeof timeColumn>;
  readonly order: ReturnType<typeof wordColumn>;
  readonly message: ReturnType<typeof wordColumn>;
  /** Milliseconds. */
  readonly duration: ReturnType<typeof wordColumn>;
  readonly task: ReturnType<typeof wordColumn>;
};

export type Fulfilment = {
  readonly picks: Picks;
  /** An order has been paid for, or its payment has failed: the topic tells. */
  readonly publish: (time: number, order: number, paid: boolean) => void;
  readonly pickDone: (time: number, row: number) => void;
  readonly packed: (time: number, order: number) => void;
  readonly shipped: (time: number, order: number) => void;
  readonly delivered: (time: number, order: number) => void;
  readonly expired: (time: number, order: number) => void;
  /** The order has come to its end: its item will be deleted by its time to live. */
  readonly retire: (time: number, order: number) => void;
  /** Tasks that run now, and share of their capacity used in the last minute. */
  readonly minute: (time: number) => { readonly running: number; readonly load: number };
  readonly trim: (now: number) => void;
};

export const desiredTasks = 4;
const picksATask = 5;

export const createFulfilment = (world: World, orders: Orders, queue: Queue): Fulfilment => {
  const { metrics, random, wheel, draw } = world;
  const topic = (name: string) =>
    metrics.define({ namespace: 'AWS/SNS', name, dimensions: { TopicName: 'order-events' } }, 'Count');
  const published = topic('NumberOfMessagesPublished');
  const notified = topic('NumberOfNotificationsDelivered');
  const filteredOut = topic('NumberOfNotificationsFilteredOut');
  const publishSize = metrics.define(
    { namespace: 'AWS/SNS', name: 'PublishSize', dimensions: { TopicName: 'order-events' } },
    'Bytes',
  );
  const spread = createSpread(random, 0.4);
  const picks: Picks = {
    time: timeColumn(),
    order: wordColumn(),
    message: wordColumn(),
    duration: wordColumn(),
    task: wordColumn(),
  };
  let running = 0;
  let nextTask = 0;
  let workMs = 0;

  /** Tasks alive: in trouble only half of them. */
  const tasks = (time: number) =>
    Math.max(1, Math.round(desiredTasks * (1 - 0.005 * world.faultsAt(time).fulfilment)));

  const wake = (time: number) => {
    while (running < tasks(time) * picksATask && queue.visible() > 0) {
      const message = queue.receive(time);
      const durationMs = Math.round(520 * spread());
      running++;
      workMs += durationMs;
      const row = push(picks.time, time);
      push(picks.order, queue.orderOf(message));
      push(picks.message, message);
      push(picks.duration, durationMs);
      push(picks.task, nextTask++ % tasks(time));
      wheel.schedule(time + durationMs, event.pickDone, row);
    }
  };
  const retire = (time: number, order: number) => {
    // DynamoDB deletes an expired item some time after, not at once.
    wheel.schedule(time + timeToLiveMs + 30_000 + (draw(order, 14) % 600_000), event.expired, order);
  };

  return {
    picks,
    publish: (time, order, paid) => {
      addSample(published, time, 1);
      addSample(publishSize, time, 420 + (draw(order, 15) % 200));
      if (!paid) {
        // The queue's filter policy lets paid orders pass only.
        addSample(filteredOut, time, 1);
        retire(time, order);
        return;
      }
      addSample(notified, time, 1);
      queue.send(time, order);
      wake(time);
    },
    pickDone: (time, row) => {
      running--;
      const order = at(picks.order, row);
      queue.remove(time, at(picks.message, row));
      if (orders.stateOf(order) === change.paid) {
        if (draw(order, 11) % 1000 < 6) {
          orders.write(time, order, change.failed, 3);
          retire(time, order);
        } else {
          wheel.schedule(time + 25_000 + (draw(order, 12) % 65_000), event.packed, order);
        }
      }
      wake(time);
    },
    packed: (time, order) => {
      if (orders.stateOf(order) !== change.paid) return;
      orders.write(time, order, change.packed);
      wheel.schedule(time + 2 * minuteMs + (draw(order, 13) % (4 * minuteMs)), event.shipped, order);
    },
    shipped: (time, order) => {
      orders.write(time, order, change.shipped);
      wheel.schedule(time + 5 * minuteMs + (draw(order, 16) % (10 * minuteMs)), event.delivered, order);
    },
    delivered: (time, order) => {
      orders.write(time, order, change.delivered);
      retire(time, order);
    },
    retire,
    expired: (time, order) => orders.write(time, order, change.expired),
    minute: (time) => {
      const alive = tasks(time);
      const load = Math.min(1, workMs / (alive * picksATask * minuteMs));
      workMs = 0;
      return { running: alive, load };
    },
    trim: (now) => {
      const row = firstAtLeast(picks.time, now - world.retentionMs);
      for (const column of Object.values(picks)) dropBefore(column, row);
    },
  };
};
