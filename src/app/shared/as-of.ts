/** What was there at a moment of the past, out of what is told now. Pure. */
import type { Alarm, AlarmTransition } from '../../observation/alarms.ts';
import type { SeriesPoints } from '../../observation/metrics.ts';
import type { Observation } from '../../observation/observation.ts';
import { alarmKey } from '../../origin.ts';

/**
 * An alarm as it stood at `at`, by its transitions: AWS tells only how it stands now. Of the state that is not the present one
 * neither the reason's values nor the judged points are told.
 */
const alarmAsOf = (alarm: Alarm, own: readonly AlarmTransition[], at: number): Alarm => {
  if (alarm.since <= at) return alarm;
  const before = own.filter((transition) => transition.at <= at).at(-1);
  const after = own.find((transition) => transition.at > at);
  const state = before?.to ?? after?.from ?? alarm.state;
  return {
    ...alarm,
    state,
    since: Math.min(at, before?.at ?? at),
    reason: before?.reason ?? '',
    recentValues: [],
    evaluated: [],
  };
};

/** Points whose buckets had ended; a bucket that is cut has another figure than it had then. */
const pointsAsOf = (answer: SeriesPoints, at: number): SeriesPoints => ({
  ...answer,
  to: Math.min(answer.to, at),
  points: answer.points.filter((point) => point.at + answer.series.periodSeconds * 1000 <= at),
});

/** Observations as they would have been at `at`: what came later is left out, alarms stand as they stood. */
export const observationsAsOf = (
  observations: readonly Observation[],
  at: number,
): readonly Observation[] => {
  const transitions = new Map<string, AlarmTransition[]>();
  for (const one of observations) {
    if (one.type !== 'alarmHistory') continue;
    const key = alarmKey(one);
    transitions.set(key, [...(transitions.get(key) ?? []), one]);
  }
  for (const own of transitions.values()) own.sort((a, b) => a.at - b.at);
  return observations.flatMap((one): readonly Observation[] => {
    switch (one.type) {
      case 'alarm':
        return [alarmAsOf(one, transitions.get(alarmKey(one)) ?? [], at)];
      case 'points':
        return [pointsAsOf(one, at)];
      case 'alarmHistory':
      case 'log':
      case 'version':
        return one.at <= at ? [one] : [];
      default:
        return [one];
    }
  });
};
