/** Alarms by the stage that they watch. */
import type { Alarm } from '../observation/alarms.ts';

export type AlarmGroup = {
  /** Name of the stage; `other` for alarms that watch none, or several that have nothing to do with each other. */
  readonly stage: string;
  /** Nothing of it is wrong. */
  readonly isWell: boolean;
  readonly alarms: readonly Alarm[];
};

export const otherStage = 'other';

/**
 * Groups of alarms that are sorted already: a stage stands where the first of its alarms does, with all that it has, what is wrong first.
 * `homeOf` names the stage that an alarm stands under.
 */
export const groupAlarms = (
  alarms: readonly Alarm[],
  homeOf: (alarm: Alarm) => string | undefined,
): readonly AlarmGroup[] => {
  const groups = new Map<string, Alarm[]>();
  for (const alarm of alarms) {
    const stage = homeOf(alarm) ?? otherStage;
    const group = groups.get(stage);
    if (group === undefined) groups.set(stage, [alarm]);
    else group.push(alarm);
  }
  return [...groups].map(([stage, of]) => ({
    stage,
    isWell: of.every(({ state }) => state === 'OK'),
    alarms: of,
  }));
};
