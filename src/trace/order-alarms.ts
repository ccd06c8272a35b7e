/** The alarms that were on while an order was under way: what else was wrong then. */
import type { Alarm, AlarmTransition } from '../observation/alarms.ts';
import { alarmKey, isSameOrigin, originsOf } from '../origin.ts';
import { stageBehind } from '../pipeline/alarm-stage.ts';
import { reasonWords } from '../pipeline/alarm-words.ts';
import type { Pipeline } from '../pipeline/stage.ts';
import type { OrderEvent } from './order-event.ts';

export type AlarmsInMemory = {
  readonly alarms: readonly Alarm[];
  /** As far back as they are known. */
  readonly transitions: readonly AlarmTransition[];
};

/** A time in which an alarm was on. */
type OnTime = {
  readonly alarm: Alarm;
  /** What tells that it went on; the alarm itself where that is longer ago than transitions are known. */
  readonly went: AlarmTransition | Alarm;
  readonly from: number;
  readonly to: number;
};

const onTimesOf = (alarm: Alarm, transitions: readonly AlarmTransition[]): readonly OnTime[] => {
  const times: OnTime[] = [];
  let went: AlarmTransition | undefined;
  for (const transition of transitions) {
    if (transition.to === 'ALARM') went ??= transition;
    else if (went !== undefined) {
      times.push({ alarm, went, from: went.at, to: transition.at });
      went = undefined;
    }
  }
  if (alarm.state !== 'ALARM') return times;
  const last = went ?? alarm;
  const from = last.type === 'alarm' ? last.since : last.at;
  return [...times, { alarm, went: last, from, to: Number.POSITIVE_INFINITY }];
};

/** The alarms of the Regions (and accounts) that the order has been in; all of them where that is not known. */
export const alarmsNear = (
  alarms: readonly Alarm[],
  events: readonly OrderEvent[],
  { stages }: Pipeline,
): readonly Alarm[] => {
  const names = new Set(events.map(({ stage }) => stage));
  const places = originsOf(stages.filter(({ name }) => names.has(name)));
  return places.length === 0
    ? alarms
    : alarms.filter((alarm) => places.some((place) => isSameOrigin(place, alarm)));
};

/** Every time in which an alarm was on between these moments, the first that went on first. */
export const alarmsBetween = (
  { alarms, transitions }: AlarmsInMemory,
  { from, to }: { readonly from: number; readonly to: number },
): readonly OnTime[] => {
  const byAlarm = new Map<string, AlarmTransition[]>();
  for (const transition of [...transitions].sort((a, b) => a.at - b.at)) {
    const known = byAlarm.get(alarmKey(transition));
    if (known === undefined) byAlarm.set(alarmKey(transition), [transition]);
    else known.push(transition);
  }
  return alarms
    .flatMap((alarm) => onTimesOf(alarm, byAlarm.get(alarmKey(alarm)) ?? []))
    .filter((time) => time.from <= to && time.to >= from)
    .sort((a, b) => a.from - b.from);
};

/** As events of the order: an alarm that went on before the order came stands before it. */
export const alarmEvents = (
  times: readonly OnTime[],
  alarms: readonly Alarm[],
  pipeline: Pipeline,
): readonly OrderEvent[] =>
  times.map(({ alarm, went, from, to }) => ({
    at: from,
    ...(Number.isFinite(to) ? { endedAt: to } : {}),
    place: from,
    stage: stageBehind(alarm, alarms, pipeline)?.name ?? '',
    kind: 'alarm',
    text: `ALARM ${alarm.name} ${reasonWords(went)}`.trim(),
    level: 'ERROR',
  }));
