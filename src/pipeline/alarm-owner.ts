/** Whose an alarm is: of the pipeline that is looked at, of another one of its file, or of none. */
import type { Alarm } from '../observation/alarms.ts';
import { stageBehind } from './alarm-stage.ts';
import type { Pipeline } from './stage.ts';

export type AlarmOwners = {
  /** Of the pipeline, and of no pipeline of the file: nobody else would show those. */
  readonly shown: readonly Alarm[];
  /** Those of them that watch no stage of any pipeline, by ARN. */
  readonly strays: ReadonlySet<string>;
  /** Of the other pipelines of the file, by their names; none is empty. */
  readonly elsewhere: ReadonlyMap<string, readonly Alarm[]>;
};

/**
 * Parts alarms by the pipeline whose stage they watch; a composite one goes with the alarms below it. What two pipelines watch is the
 * own one's: a stage that both have is shown in both.
 */
export const alarmOwners = (
  alarms: readonly Alarm[],
  pipeline: Pipeline,
  others: readonly Pipeline[],
): AlarmOwners => {
  const shown: Alarm[] = [];
  const strays = new Set<string>();
  const elsewhere = new Map<string, Alarm[]>();
  for (const alarm of alarms) {
    const isOf = (one: Pipeline): boolean => stageBehind(alarm, alarms, one) !== undefined;
    if (isOf(pipeline)) {
      shown.push(alarm);
      continue;
    }
    const owner = others.find(isOf);
    if (owner === undefined) {
      shown.push(alarm);
      strays.add(alarm.arn);
    } else elsewhere.set(owner.name, [...(elsewhere.get(owner.name) ?? []), alarm]);
  }
  return { shown, strays, elsewhere };
};
