/** What is worth a bell: an alarm that goes off while somebody watches. */
import type { Observation } from '../../observation/observation.ts';
import { originName } from '../../origin.ts';
import { alarmReason } from '../../pipeline/alarm-words.ts';

export type AlarmNotice = { readonly title: string; readonly body: string };

/** Asked of each observation in turn. What an origin's past tells before it is ready is history, and rings no bell. */
export const createAlarmNotices = (): ((observation: Observation) => AlarmNotice | undefined) => {
  const ready = new Set<string>();
  return (observation) => {
    if (observation.type === 'ready' && observation.source === 'alarms' && observation.origin !== undefined)
      ready.add(originName(observation.origin));
    if (observation.type !== 'alarmHistory' || observation.to !== 'ALARM') return undefined;
    if (!ready.has(originName(observation))) return undefined;
    return { title: `ALARM ${observation.name}`, body: alarmReason(observation) };
  };
};
