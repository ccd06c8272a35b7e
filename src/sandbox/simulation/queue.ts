/**
 * An SQS standard queue: messages wait, are in flight, come back when their visibility times out, and go when deleted.
 * Its counters are written as things happen, its gauges once a minute.
 */
import { at, dropBefore, push, put, timeColumn, wordColumn } from '../stores/column.ts';
import { addSample } from '../stores/metric-store.ts';
import type { World } from './world.ts';

export type Queue = {
  /** A producer sends a message; `moved` says that SQS itself put it here (a redrive), which it does not count as sent. */
  readonly send: (time: number, order: number, moved?: boolean) => number;
  /** Takes the next message into flight; -1 when none is visible. */
  readonly receive: (time: number) => number;
  readonly remove: (time: number, message: number) => void;
  /** The message's visibility has timed out: it can be received again. */
  readonly release: (message: number) => void;
  /** SQS moves the message elsewhere: it is gone from here, but nobody deleted it. */
  readonly moveAway: (message: number) => void;
  readonly orderOf: (message: number) => number;
  /** How often it has been received. */
  readonly receives: (message: number) => number;
  readonly visible: () => number;
  /** Writes the gauges; at the start of every minute. */
  readonly minute: (time: number) => void;
};

export const createQueue = (world: World, name: string): Queue => {
  const define = (metric: string, unit: string) =>
    world.metrics.define({ namespace: 'AWS/SQS', name: metric, dimensions: { QueueName: name } }, unit);
  const sent = define('NumberOfMessagesSent', 'Count');
  const received = define('NumberOfMessagesReceived', 'Count');
  const deleted = define('NumberOfMessagesDeleted', 'Count');
  const emptyReceives = define('NumberOfEmptyReceives', 'Count');
  const visibleGauge = define('ApproximateNumberOfMessagesVisible', 'Count');
  const notVisibleGauge = define('ApproximateNumberOfMessagesNotVisible', 'Count');
  const delayedGauge = define('ApproximateNumberOfMessagesDelayed', 'Count');
  const ageGauge = define('ApproximateAgeOfOldestMessage', 'Seconds');

  const sentAt = timeColumn();
  const orders = wordColumn();
  const receiveCounts = wordColumn();
  const gone = wordColumn();
  /** Next message never received. */
  let fresh = 0;
  /** Messages that came back, oldest first from `returnedHead` on. */
  let returned: number[] = [];
  let returnedHead = 0;
  let inFlight = 0;
  /** Every message before this one is gone. */
  let oldest = 0;

  const visible = () => sentAt.end - fresh + returned.length - returnedHead;
  const leave = (message: number) => {
    put(gone, message, 1);
    inFlight--;
  };

  return {
    send: (time, order, moved = false) => {
      if (!moved) addSample(sent, time, 1);
      push(orders, order);
      push(receiveCounts, 0);
      push(gone, 0);
      return push(sentAt, time);
    },
    receive: (time) => {
      let message = -1;
      // A standard queue keeps no strict order: what came back goes before what has never been out.
      if (returnedHead < returned.length) {
        message = returned[returnedHead++] ?? -1;
        if (returnedHead > 1024 && returnedHead * 2 > returned.length) {
          returned = returned.slice(returnedHead);
          returnedHead = 0;
        }
      } else if (fresh < sentAt.end) {
        message = fresh++;
      }
      if (message === -1) return -1;
      put(receiveCounts, message, at(receiveCounts, message) + 1);
      inFlight++;
      addSample(received, time, 1);
      return message;
    },
    remove: (time, message) => {
      leave(message);
      addSample(deleted, time, 1);
    },
    release: (message) => {
      inFlight--;
      returned.push(message);
    },
    moveAway: leave,
    orderOf: (message) => at(orders, message),
    receives: (message) => at(receiveCounts, message),
    visible,
    minute: (time) => {
      while (oldest < sentAt.end && at(gone, oldest) === 1) oldest++;
      for (const column of [sentAt, orders, receiveCounts, gone]) dropBefore(column, oldest);
      addSample(visibleGauge, time, visible());
      addSample(notVisibleGauge, time, inFlight);
      addSample(delayedGauge, time, 0);
      const age = oldest < sentAt.end ? Math.floor((time - at(sentAt, oldest)) / 1000) : 0;
      addSample(ageGauge, time, age);
      // An active queue reports its counters each minute, zero or not.
      for (const counter of [sent, received, deleted]) addSample(counter, time, 0);
      addSample(emptyReceives, time, visible() === 0 ? 40 : 0);
    },
  };
};
