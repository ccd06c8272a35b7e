/** API Gateway `orders-api` and Lambda `order-intake`: a request comes in, an order is placed. */
import { at, dropBefore, firstAtLeast, push, put, timeColumn, wordColumn } from '../stores/column.ts';
import { addSample } from '../stores/metric-store.ts';
import { versionsOf } from './deployments.ts';
import { createLambda, type LambdaFunction } from './lambda.ts';
import { change, orderCents } from './order-item.ts';
import type { Orders } from './orders.ts';
import { createSpread } from './random.ts';
import { event, hourMs, minuteMs, type World } from './world.ts';

/** How a request ended: the `outcome` of its row. */
export const outcome = { created: 0, invalid: 1, failed: 2, timedOut: 3, cancelled: 4, tooLate: 5 } as const;
export const httpStatus: readonly number[] = [201, 400, 502, 504, 202, 409];

/** One row a request, in order of time. Durations are in hundredths of a millisecond. */
export type Requests = {
  readonly time: ReturnType<typeof timeColumn>;
  readonly order: ReturnType<typeof wordColumn>;
  readonly duration: ReturnType<typeof wordColumn>;
  readonly init: ReturnType<typeof wordColumn>;
  readonly environment: ReturnType<typeof wordColumn>;
  /** Milliseconds that the API takes before it calls the function. */
  readonly overhead: ReturnType<typeof wordColumn>;
  readonly outcome: ReturnType<typeof wordColumn>;
};

/** No order: the request was refused before there was one. */
export const noOrder = 0xffffffff;
/** The function's timeout. */
const timeoutMs = 3000;

/** When the function's handler began: the time of its START line and of its metrics. */
export const invokedAt = (requests: Requests, row: number): number =>
  Math.round(at(requests.time, row) + at(requests.overhead, row) + at(requests.init, row) / 100);

export type FrontDoor = {
  readonly requests: Requests;
  readonly intake: LambdaFunction;
  readonly request: (time: number) => void;
  readonly cancel: (time: number, order: number) => void;
  readonly done: (time: number, row: number) => void;
  readonly trim: (now: number) => void;
};

/** Before this the shop is asleep, until this it wakes up; both before the start. */
const nightUntilMs = 125 * minuteMs;
const morningUntilMs = 45 * minuteMs;
const nightShare = 0.22;

/**
 * Orders a second. The history begins in the quiet of the night and wakes up until 45 minutes before the start (which also
 * keeps making it quick); from then on there is a mild wave of half a day.
 */
export const ordersPerSecond = (time: number, startAt: number): number => {
  const before = startAt - time;
  const awake = Math.min(1, Math.max(0, (nightUntilMs - before) / (nightUntilMs - morningUntilMs)));
  const wave = 1 + 0.1 * Math.sin((2 * Math.PI * (time - startAt)) / (12 * hourMs));
  return 9 * wave * (nightShare + (1 - nightShare) * awake);
};

export const createFrontDoor = (
  world: World,
  orders: Orders,
  onPlaced: (time: number, order: number) => void,
  onCancelled: (time: number, order: number) => void,
): FrontDoor => {
  const { metrics, random, wheel, draw } = world;
  const intake = createLambda(world, 'order-intake', 1, versionsOf('order-intake', world));
  const define = (name: string, unit: string, distribution = false) =>
    metrics.define(
      { namespace: 'AWS/ApiGateway', name, dimensions: { ApiName: 'orders-api', Stage: 'prod' } },
      unit,
      { distribution, also: [{ ApiName: 'orders-api' }] },
    );
  const count = define('Count', 'Count');
  const clientErrors = define('4XXError', 'Count');
  const serverErrors = define('5XXError', 'Count');
  const latency = define('Latency', 'Milliseconds', true);
  const integrationLatency = define('IntegrationLatency', 'Milliseconds', true);
  const placed = metrics.define(
    { namespace: 'Orders/Business', name: 'OrdersPlaced', dimensions: { Service: 'orders' } },
    'Count',
  );
  const value = metrics.define(
    { namespace: 'Orders/Business', name: 'OrderValue', dimensions: { Currency: 'EUR' } },
    'None',
    { distribution: true },
  );
  const spread = createSpread(random, 0.38);
  const requests: Requests = {
    time: timeColumn(),
    order: wordColumn(),
    duration: wordColumn(),
    init: wordColumn(),
    environment: wordColumn(),
    overhead: wordColumn(),
    outcome: wordColumn(),
  };

  const begin = (time: number, order: number, how: number, durationMs: number) => {
    const overhead = 4 + Math.floor(random() * 12);
    const hundredths = Math.round(durationMs * 100);
    const { environment, initMs } = intake.begin(time + overhead, durationMs);
    const row = push(requests.time, time);
    push(requests.order, order);
    push(requests.duration, hundredths);
    push(requests.init, Math.round(initMs * 100));
    push(requests.environment, environment);
    push(requests.overhead, overhead);
    push(requests.outcome, how);
    wheel.schedule(time + overhead + initMs + durationMs, event.requestDone, row);
  };

  const cancellable = (order: number): boolean => {
    const state = orders.stateOf(order);
    return state === change.placed || state === change.paid;
  };

  return {
    requests,
    intake,
    request: (time) => {
      wheel.schedule(
        time + (-Math.log(1 - random()) * 1000) / ordersPerSecond(time, world.startAt),
        event.request,
      );
      const faults = world.faultsAt(time);
      const chance = random();
      const failing = 0.0002 + 0.0025 * faults.intake;
      let how: number = outcome.created;
      let durationMs = 44 * spread();
      if (chance < failing) {
        how = chance < failing * 0.7 ? outcome.failed : outcome.timedOut;
        durationMs = how === outcome.failed ? 20 + durationMs : timeoutMs;
      } else if (chance < failing + 0.011) {
        how = outcome.invalid;
        durationMs = 3 + durationMs / 8;
      } else if (faults.table > 0 && random() < faults.table * 0.005) {
        // The SDK in the function retries a throttled write, with its back-off.
        const retries = 1 + Math.floor(random() * 3);
        orders.throttle(time, retries);
        durationMs += 60 * (2 ** retries - 1) * (0.5 + random());
      }
      begin(time, how === outcome.created ? orders.reserve() : noOrder, how, durationMs);
    },
    cancel: (time, order) => {
      begin(time, order, cancellable(order) ? outcome.cancelled : outcome.tooLate, 25 * spread());
    },
    done: (time, row) => {
      const start = at(requests.time, row);
      const order = at(requests.order, row);
      let how = at(requests.outcome, row);
      if (how === outcome.cancelled && !cancellable(order)) {
        // It was possible when the request came in, and has been overtaken.
        how = outcome.tooLate;
        put(requests.outcome, row, how);
      }
      const status = httpStatus[how] ?? 500;
      const durationMs = at(requests.duration, row) / 100;
      const overhead = at(requests.overhead, row);
      const integration = at(requests.init, row) / 100 + durationMs;
      addSample(count, start, 1);
      addSample(clientErrors, start, status >= 400 && status < 500 ? 1 : 0);
      addSample(serverErrors, start, status >= 500 ? 1 : 0);
      addSample(latency, start, Math.round(overhead + integration));
      addSample(integrationLatency, start, Math.round(integration));
      intake.count(invokedAt(requests, row), durationMs, status >= 500);
      if (how === outcome.created) {
        orders.write(time, order, change.placed);
        addSample(placed, time, 1);
        addSample(value, time, orderCents(draw, order) / 100);
        if (draw(order, 8) % 1000 < 9)
          wheel.schedule(time + 15_000 + (draw(order, 9) % 90_000), event.cancel, order);
        onPlaced(time, order);
      } else if (how === outcome.cancelled) {
        orders.write(time, order, change.cancelled);
        onCancelled(time, order);
      }
    },
    trim: (now) => {
      const row = firstAtLeast(requests.time, now - world.retentionMs);
      for (const column of Object.values(requests)) dropBefore(column, row);
    },
  };
};
