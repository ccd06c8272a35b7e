/** Alarms in the order of the story: the cause's, those of its effects as they followed, then the others (issue 14). */
import type { Alarm, AlarmStateValue } from '../observation/alarms.ts';
import { stagesBelow } from '../pipeline/alarm-stage.ts';
import type { Pipeline } from '../pipeline/stage.ts';
import type { Story } from './story.ts';

type Told = Pick<Story, 'incident' | 'cause' | 'effects' | 'trend'>;

const stateOrder: Readonly<Record<AlarmStateValue, number>> = { ALARM: 0, INSUFFICIENT_DATA: 1, OK: 2 };

/** Those stages of an incident, the cause first, each once. */
export const stagesOfStory = ({ cause, effects }: Pick<Story, 'cause' | 'effects'>): readonly string[] =>
  cause === null ? [] : [...new Set([cause.stage, ...effects.map(({ stage }) => stage)])];

/**
 * The stage that an alarm stands under. That of a composite one is the stage that all alarms below it watch (those that are on, where
 * any are); of several stages of one incident the one that comes first in its story. Undefined where they have nothing to do with each other.
 */
export const alarmHome = (
  alarm: Alarm,
  alarms: readonly Alarm[],
  pipeline: Pick<Pipeline, 'stages'>,
  stories: readonly Told[],
): string | undefined => {
  const names = [...new Set(stagesBelow(alarm, alarms, pipeline).map(({ name }) => name))];
  if (names.length < 2) return names[0];
  for (const story of stories) {
    const told = stagesOfStory(story);
    if (names.every((name) => told.includes(name))) return told.find((name) => names.includes(name));
  }
  return undefined;
};

/**
 * Sorts alarms for every list of them. What is not OK and belongs to an incident comes first, the worst incident first, its cause, then
 * its effects in their order; then ALARM, INSUFFICIENT_DATA, OK, each by the place of its stage in the pipeline, those of no stage last.
 * Of one stage composite alarms stand below what they are made of, and the first that went off stands first.
 */
export const orderAlarms = (
  alarms: readonly Alarm[],
  pipeline: Pick<Pipeline, 'stages'>,
  stories: readonly Told[],
): readonly Alarm[] => {
  const places = new Map(pipeline.stages.map(({ name }, index) => [name, index]));
  const told = new Map<string, number>();
  for (const story of stories) {
    if (story.trend === 'over') continue;
    for (const stage of stagesOfStory(story)) if (!told.has(stage)) told.set(stage, told.size);
  }
  const ranked = alarms.map((alarm) => {
    const home = alarmHome(alarm, alarms, pipeline, stories) ?? '';
    const inStory = alarm.state === 'ALARM' ? told.get(home) : undefined;
    const keys = [
      inStory ?? Number.POSITIVE_INFINITY,
      stateOrder[alarm.state],
      places.get(home) ?? Number.POSITIVE_INFINITY,
      alarm.kind === 'composite' ? 1 : 0,
      alarm.since,
    ];
    return { alarm, keys };
  });
  return ranked
    .sort((a, b) => {
      const at = a.keys.findIndex((key, index) => key !== b.keys[index]);
      if (at >= 0) return (a.keys[at] ?? 0) < (b.keys[at] ?? 0) ? -1 : 1;
      return a.alarm.name < b.alarm.name ? -1 : a.alarm.name > b.alarm.name ? 1 : 0;
    })
    .map(({ alarm }) => alarm);
};
