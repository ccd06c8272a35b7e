/** The embedded account: a seeded simulation of an order pipeline behind the readers of `account.ts`. */
import type { Clock } from '../clock.ts';
import type { Account } from './account.ts';
import { muteRulesAt } from './simulation/alarms/mute-rules.ts';
import { createQueryAlarms } from './simulation/alarms/queries.ts';
import { createFaults } from './simulation/faults.ts';
import { logGroups } from './simulation/lines/log-groups.ts';
import { tellPlatform } from './simulation/platform/platform.ts';
import { createRandom, hash } from './simulation/random.ts';
import type { Scenario } from './simulation/scenario.ts';
import { createSimulation } from './simulation/simulation.ts';
import { readTables } from './simulation/tables.ts';
import { type OrderTruth, orderCounts, truthOf } from './simulation/truth.ts';
import { createWheel } from './simulation/wheel.ts';
import { hourMs, minuteMs, type World } from './simulation/world.ts';
import { chunkRows } from './stores/column.ts';
import { createLogStore } from './stores/log-store.ts';
import { createMetricStore } from './stores/metric-store.ts';

export type AccountOptions = {
  /** The same seed, scenario, start and options give the same account, however often it is advanced. */
  readonly seed: number;
  readonly scenario: Scenario;
  /** The now of the account when it is made, in epoch milliseconds: history lies before, live traffic after. */
  readonly startAt: number;
  readonly clock: Clock;
  /** How long the account has been there at `startAt`: 3 h where absent. */
  readonly historyMs?: number;
  readonly region?: string;
  /** Which of several Regions of one account, from 0 on: an order's id is found in one of them only. */
  readonly nth?: number;
  /** How often, from the start on, a shard of Orders closes: 10 minutes where absent. */
  readonly rolloverEveryMs?: number;
  /** How likely a shard that closes has two children: 0.25 where absent. */
  readonly splitProbability?: number;
  /** Simulated time runs so many times faster than the clock from `startAt` on. */
  readonly speed?: number;
};

/** The account, and what no AWS client could know: for tests. */
export type SimulatedAccount = Account & {
  /** What happened to one order (`ORD-12345`), oldest first; nothing where it is unknown or no longer kept. */
  readonly orderTruth: (orderId: string) => OrderTruth;
  /** How many orders are in which status now. */
  readonly orderCounts: () => Readonly<Record<string, number>>;
};

const accountId = '210987654321';
/** A million: more than a Region has in any time that it is watched. */
const ordersOfRegion = 64 * chunkRows;
/** Rows of what happened, and so logs, and metrics are kept this long; streams for their own 24 h. */
const retentionMs = 12 * hourMs;

/** Makes the account with its history: three hours of it take well under a second. */
export const createAccount = (options: AccountOptions): SimulatedAccount => {
  const { seed, scenario, startAt, clock, region = 'eu-west-1', nth = 0, speed = 1 } = options;
  const { historyMs = 3 * hourMs, rolloverEveryMs = 10 * minuteMs, splitProbability = 0.25 } = options;
  const beganAt = startAt - historyMs;
  const kept = Math.max(retentionMs, historyMs);
  const salt = hash(seed, 0x5a17);
  const world: World = {
    scenario,
    accountId,
    region,
    firstOrder: nth * ordersOfRegion,
    beganAt,
    startAt,
    retentionMs: kept,
    wheel: createWheel(beganAt),
    metrics: createMetricStore(kept),
    random: createRandom(salt),
    draw: (a, b = 0, c = 0) => hash(a ^ salt, b, c),
    faultsAt: createFaults(scenario, salt, startAt),
  };
  const simulation = createSimulation(world, {
    initialShards: 4,
    rolloverEveryMs,
    splitProbability,
    maxOpenShards: 8,
  });
  tellPlatform(world, simulation.now);
  simulation.runTo(startAt);
  const queryAlarms = createQueryAlarms(world);
  return {
    accountId,
    region,
    advance: () => {
      simulation.runTo(Math.floor(startAt + (clock.now() - startAt) * speed));
      return simulation.now();
    },
    metrics: world.metrics,
    alarms: {
      list: () =>
        simulation.alarms
          .list()
          .filter(({ configurationUpdatedAt }) => configurationUpdatedAt <= simulation.now()),
      history: () =>
        [...simulation.alarms.history(), ...queryAlarms.history(simulation.now())]
          .filter(({ at }) => at <= simulation.now())
          .sort((a, b) => a.at - b.at),
      queries: () => queryAlarms.list(simulation.now()),
      muteRules: () => muteRulesAt(world, simulation.now()),
      composites: () => simulation.alarms.compositesAt(simulation.now()),
    },
    logs: createLogStore({
      groups: logGroups(world, simulation),
      hash: world.draw,
      arnPrefix: `arn:aws:logs:${region}:${accountId}`,
      now: simulation.now,
    }),
    tables: readTables(world, simulation.orders, simulation.sideTables, simulation.now),
    orderTruth: (orderId) => truthOf(simulation, world, orderId),
    orderCounts: () => orderCounts(simulation),
  };
};
