/** Which alarm is acknowledged with `a`. */
import type { Alarm } from '../../src/observation/alarms.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { type Acknowledged, noneAcknowledged } from '../alarms/acknowledged.ts';
import { itemUnderCursor } from '../lists/list-state.ts';
import type { VisibleLists } from './lists.ts';
import type { DashboardState } from './state.ts';

/** Where nothing is kept. */
export const nobodyCares: Acknowledged = { known: () => noneAcknowledged, toggle: () => {} };

/** The alarm that is open, or under the cursor. */
export const alarmInHand = (
  { opened, lists: picked }: DashboardState,
  { alarms }: Snapshot,
  lists: VisibleLists,
): Alarm | undefined =>
  opened?.kind === 'alarm'
    ? alarms.alarms.find(({ arn }) => arn === opened.arn)
    : lists.alarmOf.get(itemUnderCursor(lists.alarms, picked.alarms, 'start') ?? '');
