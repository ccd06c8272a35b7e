/** Alarms by the stage that they watch. */
import type { Alarm } from '../observation/alarms.ts';
import { stageOfAlarm } from './alarm-stage.ts';
import type { Pipeline } from './stage.ts';

export type AlarmGroup = {
  /** Name of the stage; `other` for alarms that watch none. */
  readonly stage: string;
  /** What is wrong comes before what is well, of whatever stage: a stage may have a group of each. */
  readonly isWell: boolean;
  readonly alarms: readonly Alarm[];
};

export const otherStage = 'other';

/**
 * Groups of alarms that are sorted already (worst first). First what is not OK, the stage with the worst alarm first, so that
 * a hundred alarms in OK never stand before one in ALARM; then what is OK, in the pipeline's order.
 */
export const groupAlarms = (alarms: readonly Alarm[], pipeline: Pipeline): readonly AlarmGroup[] => {
  const wrong = new Map<string, Alarm[]>();
  // All stages, in their order; those without an alarm drop out below.
  const well = new Map<string, Alarm[]>(
    [...pipeline.stages.map(({ name }) => name), otherStage].map((name) => [name, []]),
  );
  for (const alarm of alarms) {
    const groups = alarm.state === 'OK' ? well : wrong;
    const stage = stageOfAlarm(alarm, pipeline)?.name ?? otherStage;
    const group = groups.get(stage);
    if (group === undefined) groups.set(stage, [alarm]);
    else group.push(alarm);
  }
  const toGroups = (groups: ReadonlyMap<string, readonly Alarm[]>, isWell: boolean): AlarmGroup[] =>
    [...groups].flatMap(([stage, of]) => (of.length === 0 ? [] : [{ stage, isWell, alarms: of }]));
  return [...toGroups(wrong, false), ...toGroups(well, true)];
};
