/** The snapshot as it was at a moment in the past, from what is held: one cursor of time moves the whole screen (issue 14). */

import { memoLast } from '../../src/memo-last.ts';
import type { Alarm, AlarmTransition } from '../../src/observation/alarms.ts';
import { alarmKey } from '../../src/origin.ts';
import { judgeStage } from '../../src/pipeline/health.ts';
import type { Pipeline, StageHealth } from '../../src/pipeline/stage.ts';
import { countStates } from '../../src/store/alarm-store.ts';
import { liveIn, withUnits } from '../../src/store/cached.ts';
import { answeredPoints, type SeriesSnapshot } from '../../src/store/series-store.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import type { DashboardState } from './state.ts';
import { shownMoment } from './time-context.ts';

/** The bucket that the moment is the start of is read by the graphs: it counts. */
const bucketMs = 60_000;

/** Health of a stage by the buckets that had begun by then and are over now; what is not held is unknown and says so. */
const healthAt = (series: SeriesSnapshot, pipeline: Pipeline, at: number): readonly StageHealth[] =>
  pipeline.stages.map((stage) => {
    const of = withUnits(stage, series);
    const knownOf = (id: string) => {
      const { points, whole } = answeredPoints(liveIn(series, id));
      return { points: points.filter((point) => point.at <= at), whole };
    };
    const health = judgeStage(of, knownOf, at + bucketMs);
    if (health.health !== 'unknown') return health;
    return { ...health, headline: '', why: 'no figures of then are held' };
  });

/** An alarm as it was then: by the last transition up to then, else by where the first one after it came from. */
const alarmAt = (
  alarm: Alarm,
  transitions: readonly AlarmTransition[],
  heldSince: number,
  at: number,
): Alarm | undefined => {
  if (alarm.since <= at) return alarm;
  const last = transitions.findLast((one) => one.at <= at);
  const after = transitions.find((one) => one.at > at);
  // Its values are of now, and so is what was judged odd of it.
  const then = { ...alarm, recentValues: [], evaluated: [], judged: { flapping: false } };
  if (last !== undefined) return { ...then, state: last.to, since: last.at, reason: last.reason };
  // How long it had been so is not known: as long as transitions are held.
  return after === undefined
    ? undefined
    : { ...then, state: after.from, since: Math.min(heldSince, at), reason: '' };
};

const alarmsAt = (
  alarms: Snapshot['alarms'],
  at: number,
): Snapshot['alarms'] & { readonly unknown: number } => {
  const histories = new Map<string, AlarmTransition[]>();
  for (const one of alarms.history.items) {
    const key = alarmKey(one);
    histories.set(key, [...(histories.get(key) ?? []), one]);
  }
  const heldSince = alarms.history.items[0]?.at ?? at;
  const known = alarms.alarms.flatMap(
    (alarm) => alarmAt(alarm, histories.get(alarmKey(alarm)) ?? [], heldSince, at) ?? [],
  );
  const isLoud = ({ state }: Alarm): number => (state === 'ALARM' ? 0 : state === 'OK' ? 2 : 1);
  // Each stays in its place of now among those of its state: rows move as little as they can.
  const sorted = known.toSorted((a, b) => isLoud(a) - isLoud(b));
  return {
    ...alarms,
    alarms: sorted,
    counts: countStates(sorted),
    unknown: alarms.alarms.length - known.length,
  };
};

export type AsOf = {
  readonly snapshot: Snapshot;
  /** How many alarms are left out: their state of then is not held. */
  readonly unknownAlarms: number;
};

const made = memoLast((snapshot: Snapshot, pipeline: Pipeline, at: number): AsOf => {
  const { unknown, ...alarms } = alarmsAt(snapshot.alarms, at);
  return {
    snapshot: { ...snapshot, stages: healthAt(snapshot.series, pipeline, at), alarms },
    unknownAlarms: unknown,
  };
});

/** The snapshot as of the moment that the screen shows; itself where that is now. Figures keep their series: graphs have windows of their own. */
export const asOf = (
  state: Pick<DashboardState, 'crosshair' | 'end' | 'moment'>,
  snapshot: Snapshot,
  pipeline: Pipeline,
): AsOf => {
  const { isPast, at } = shownMoment(state, snapshot.at);
  return isPast ? made(snapshot, pipeline, at) : { snapshot, unknownAlarms: 0 };
};
