/** What is worth a bell: an alarm that goes off while somebody watches. */
import type { Observation } from '../../observation/observation.ts';
import { alarmKey, originName } from '../../origin.ts';
import { alarmReason } from '../../pipeline/alarm-words.ts';

export type AlarmNotice = { readonly title: string; readonly body: string };

/** Asked of each observation in turn. What an origin's past tells before it is ready is history, and rings no bell; nor does what is muted. */
export const createAlarmNotices = (): ((observation: Observation) => AlarmNotice | undefined) => {
  const ready = new Set<string>();
  const muted = new Set<string>();
  return (observation) => {
    if (observation.type === 'alarm') {
      if (observation.mute === undefined) muted.delete(alarmKey(observation));
      else muted.add(alarmKey(observation));
    }
    if (observation.type === 'ready' && observation.source === 'alarms' && observation.origin !== undefined)
      ready.add(originName(observation.origin));
    if (observation.type !== 'alarmHistory' || observation.to !== 'ALARM') return undefined;
    if (!ready.has(originName(observation)) || muted.has(alarmKey(observation))) return undefined;
    return { title: `ALARM ${observation.name}`, body: alarmReason(observation) };
  };
};
