/** Which alarm is acknowledged with `a`. */
import type { Alarm } from '../../src/observation/alarms.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { type Acknowledged, noneAcknowledged } from '../alarms/acknowledged.ts';
import { itemUnderCursor } from '../lists/list-state.ts';
import type { VisibleLists } from './lists.ts';
import type { DashboardState } from './state.ts';
import { storyItemInHand } from './story-page.ts';

/** Where nothing is kept. */
export const nobodyCares: Acknowledged = { known: () => noneAcknowledged, toggle: () => {} };

/** The alarm that is open, or under the cursor. */
export const alarmInHand = (
  state: DashboardState,
  snapshot: Snapshot,
  lists: VisibleLists,
): Alarm | undefined => {
  const { opened, lists: picked } = state;
  const { alarms } = snapshot;
  if (opened?.kind === 'story') {
    const proof = storyItemInHand(state, snapshot)?.proof;
    return proof?.kind === 'alarm' ? alarms.alarms.find(({ arn }) => arn === proof.arn) : undefined;
  }
  return opened?.kind === 'alarm'
    ? alarms.alarms.find(({ arn }) => arn === opened.arn)
    : lists.alarmOf.get(itemUnderCursor(lists.alarms, picked.alarms, 'start') ?? '');
};
