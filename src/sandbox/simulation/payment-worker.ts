/**
 * Lambda `payment-worker`: takes messages from the payments queue, one at a time in each of its environments, and
 * charges the card at the gateway. A failed charge comes back when its visibility times out; the third goes to the
 * dead-letter queue and the order fails.
 */
import { at, dropBefore, firstAtLeast, push, timeColumn, wordColumn } from '../stores/column.ts';
import { addSample } from '../stores/metric-store.ts';
import { versionsOf } from './deployments.ts';
import { createLambda, invokedAt, type LambdaFunction } from './lambda.ts';
import { change, maxAttempts, paymentMethodOf } from './order-item.ts';
import type { Orders } from './orders.ts';
import type { Queue } from './queue.ts';
import { createSpread } from './random.ts';
import { event, type World } from './world.ts';

/** How a charge ended: the `outcome` of its row. Those up to `killed` are errors of the invocation. */
export const charge = {
  timedOut: 0,
  unavailable: 1,
  killed: 2,
  declined: 3,
  charged: 4,
  skipped: 5,
} as const;

/** One row an invocation, in order of time. Durations in 1/100 ms. */
export type Charges = {
  readonly time: ReturnType<typeof timeColumn>;
  readonly message: ReturnType<typeof wordColumn>;
  readonly order: ReturnType<typeof wordColumn>;
  readonly duration: ReturnType<typeof wordColumn>;
  readonly init: ReturnType<typeof wordColumn>;
  readonly environment: ReturnType<typeof wordColumn>;
  readonly attempt: ReturnType<typeof wordColumn>;
  readonly outcome: ReturnType<typeof wordColumn>;
};

export type PaymentWorker = {
  readonly charges: Charges;
  readonly worker: LambdaFunction;
  /** A message has come in. */
  readonly arrived: (time: number, order: number) => void;
  readonly done: (time: number, row: number) => void;
  readonly retry: (time: number, message: number) => void;
  /** The operators look after the dead-letter queue, once things are calm again. */
  readonly deadLetters: (time: number) => void;
  readonly trim: (now: number) => void;
};

/** Reserved concurrency: beyond it the queue's pollers are throttled. */
const concurrency = 10;
/** Timeout of the function, and of its HTTP client. */
export const workerTimeoutMs = 6000;
const clientTimeoutMs = 3000;
const visibilityTimeoutMs = 30_000;
const deadLetterCheckMs = 60_000;
const calmBeforeCleanUpMs = 8 * 60_000;

export const createPaymentWorker = (
  world: World,
  orders: Orders,
  payments: Queue,
  deadLetterQueue: Queue,
  onSettled: (time: number, order: number, paid: boolean) => void,
): PaymentWorker => {
  const { metrics, random, wheel, draw } = world;
  const worker = createLambda(world, 'payment-worker', 3, versionsOf('payment-worker', world));
  const gatewayLatency = metrics.define(
    { namespace: 'Orders/Business', name: 'PaymentGatewayLatency', dimensions: { Gateway: 'paystream' } },
    'Milliseconds',
    { resolutionSeconds: 1, distribution: true },
  );
  const spread = createSpread(random, 0.34);
  const charges: Charges = {
    time: timeColumn(),
    message: wordColumn(),
    order: wordColumn(),
    duration: wordColumn(),
    init: wordColumn(),
    environment: wordColumn(),
    attempt: wordColumn(),
    outcome: wordColumn(),
  };
  let running = 0;
  let lastTrouble = 0;

  /** Of an outage of the gateway in full, in 1/100. That of the incident hits cards only, so many of them that about as much fails. */
  const gatewayFailing = (order: number): number => {
    if (world.scenario !== 'incident') return 0.004;
    return paymentMethodOf(draw, order) === 'card' ? 0.005 : 0;
  };

  const begin = (time: number, message: number) => {
    const { gateway } = world.faultsAt(time);
    if (gateway > 0) lastTrouble = time;
    const order = payments.orderOf(message);
    const attempt = payments.receives(message);
    const chance = random();
    const failing = 0.0012 + gatewayFailing(order) * gateway;
    let how: number = charge.charged;
    let durationMs = 24 * spread() + 150 * spread() * (1 + 0.06 * gateway);
    if (orders.stateOf(order) !== change.placed) {
      how = charge.skipped;
      durationMs = 8 * spread();
    } else if (chance < failing) {
      const part = chance / failing;
      how = part < 0.8 ? charge.timedOut : part < 0.93 ? charge.unavailable : charge.killed;
      // The last attempt writes down that the order failed, so it is not the one that is killed.
      if (how === charge.killed && attempt >= maxAttempts) how = charge.timedOut;
      if (how === charge.timedOut) durationMs = clientTimeoutMs + 20 * spread();
      else if (how === charge.unavailable) durationMs = 90 * spread();
      else durationMs = workerTimeoutMs;
    } else if (draw(order, 10) % 1000 < 12) {
      how = charge.declined;
    }
    if (how !== charge.killed) durationMs = Math.min(durationMs, workerTimeoutMs - 1);
    running++;
    const { environment, initMs } = worker.begin(time, durationMs);
    const row = push(charges.time, time);
    push(charges.message, message);
    push(charges.order, order);
    push(charges.duration, Math.round(durationMs * 100));
    push(charges.init, Math.round(initMs * 100));
    push(charges.environment, environment);
    push(charges.attempt, attempt);
    push(charges.outcome, how);
    wheel.schedule(time + initMs + durationMs, event.paymentDone, row);
  };
  const wake = (time: number) => {
    while (running < concurrency && payments.visible() > 0) begin(time, payments.receive(time));
  };

  return {
    charges,
    worker,
    arrived: (time, order) => {
      wake(time);
      // A poller has a message in hand that no environment can take; they back off, so not every one of them tries.
      if (payments.visible() > 0 && draw(order, 17) % 4 === 0) worker.throttled(time);
    },
    done: (time, row) => {
      const order = at(charges.order, row);
      const message = at(charges.message, row);
      const attempt = at(charges.attempt, row);
      const how = at(charges.outcome, row);
      const start = at(charges.time, row);
      const durationMs = at(charges.duration, row) / 100;
      const failed = how <= charge.killed;
      worker.count(invokedAt(charges, row), durationMs, failed);
      if (how !== charge.skipped) addSample(gatewayLatency, time, Math.round(durationMs * 10) / 10);
      running--;
      const placed = orders.stateOf(order) === change.placed;
      if (!failed) {
        payments.remove(time, message);
        // Cancelled while the card was charged: the charge is given back, the order stays as it is.
        if (placed && how !== charge.skipped) {
          if (how === charge.charged) orders.write(time, order, change.paid, attempt);
          else orders.write(time, order, change.failed, 2);
          onSettled(time, order, how === charge.charged);
        }
      } else {
        if (placed && attempt >= maxAttempts) {
          orders.write(time, order, change.failed, how === charge.unavailable ? 1 : 0);
          onSettled(time, order, false);
        } else if (placed && how !== charge.killed) {
          orders.write(time, order, change.attemptFailed, attempt);
        }
        wheel.schedule(Math.max(start + visibilityTimeoutMs, time + 1), event.paymentRetry, message);
      }
      wake(time);
    },
    retry: (time, message) => {
      if (payments.receives(message) < maxAttempts) {
        payments.release(message);
        wake(time);
        return;
      }
      payments.moveAway(message);
      deadLetterQueue.send(time, payments.orderOf(message), true);
    },
    deadLetters: (time) => {
      wheel.schedule(time + deadLetterCheckMs, event.deadLetters);
      if (time - lastTrouble < calmBeforeCleanUpMs) return;
      while (deadLetterQueue.visible() > 0) deadLetterQueue.remove(time, deadLetterQueue.receive(time));
    },
    trim: (now) => {
      const row = firstAtLeast(charges.time, now - world.retentionMs);
      for (const column of Object.values(charges)) dropBefore(column, row);
    },
  };
};
