import type { SeriesSnapshot } from '../../src/store/series-store.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';

/** What stands still while a screen is paused; windows that are looked at meanwhile are filled in. */
export const pausedSnapshot = (paused: Snapshot, now: SeriesSnapshot): Snapshot => {
  const onDemand = [...now].filter(([, { spec }]) => spec.onDemand !== undefined);
  return { ...paused, series: new Map([...paused.series, ...onDemand]) };
};
