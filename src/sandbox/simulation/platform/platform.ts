/**
 * What stands around the shop, seen by its metrics alone, by AWS's names, dimensions and units. Nothing of it is kept: a minute's
 * figures are computed when they are read.
 */
import type { Told } from '../../stores/told-metrics.ts';
import { ordersPerSecond } from '../front-door.ts';
import { drift } from '../side-system.ts';
import { minuteMs, type World } from '../world.ts';
import { carriers } from './carriers.ts';
import { edge } from './edge.ts';
import { office } from './office.ts';
import type { Minute } from './shapes.ts';

/** Makes the metrics known; `now` is the account's. */
export const tellPlatform = (world: World, now: () => number): void => {
  const { metrics, draw, startAt, beganAt } = world;
  metrics.toldFrom(Math.ceil(beganAt / minuteMs) * minuteMs, now);
  const minuteAt = (from: number): Minute => ({
    orders: 60 * ordersPerSecond(from, startAt),
    drift: (number) => drift(world, from, number),
    rarely: (number, inMinutes) => draw(from / minuteMs, number) % inMinutes === 0,
  });
  for (const group of [...edge(world), ...carriers(world), ...office()]) {
    const { namespace, dimensions, also = [], resolutionSeconds = 60 } = group;
    for (const [name, unit, shape] of group.metrics) {
      const told: Told = { unit, resolutionSeconds, valuesOf: (from) => shape(minuteAt(from)) };
      for (const set of [dimensions, ...also]) metrics.tell({ namespace, name, dimensions: set }, told);
    }
  }
};
