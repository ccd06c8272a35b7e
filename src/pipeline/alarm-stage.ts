import type { AlarmSeen } from '../observation.ts';
import type { Pipeline, Stage } from './stage.ts';

/** Dimensions of the alarm that the stage has too; none where one of them says something else. */
const agreement = (alarm: AlarmSeen, { dimensions, deadLetterQueue }: Stage): number => {
  let same = 0;
  for (const [name, value] of Object.entries(alarm.dimensions)) {
    if (name === 'QueueName' && value === deadLetterQueue) same += 1;
    else if (dimensions[name] === value) same += 1;
    else if (dimensions[name] !== undefined) return 0;
  }
  return same;
};

/** The stage that an alarm watches: the one whose dimensions agree with the alarm's the most. */
export const stageOfAlarm = (alarm: AlarmSeen, { stages }: Pipeline): Stage | undefined => {
  let best: { readonly stage: Stage; readonly same: number } | undefined;
  for (const stage of stages) {
    const same = stage.region === alarm.region ? agreement(alarm, stage) : 0;
    if (same > (best?.same ?? 0)) best = { stage, same };
  }
  return best?.stage;
};
