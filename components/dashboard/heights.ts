/** How many rows the items of each list take where long rows go on below: for moves by whole pages. */
import type { Row } from '../../src/terminal/row.ts';
import { noneAcknowledged } from '../alarms/acknowledged.ts';
import { wrappedHeight } from '../lists/list-rows.ts';
import { alarmRowOf, changeRowOf, logRowOf, timelineRowOf } from '../lists/panels.ts';
import { patternRowOf } from '../logs/patterns.ts';
import { changeLookOf, type DashboardInput, logLookOf, lookOf } from './input.ts';
import type { ListItems } from './state.ts';

export type ListHeights = { readonly [Name in keyof ListItems]: (item: ListItems[Name]) => number };

/** In a list that is as wide as the screen. */
export const listHeights = (
  input: Pick<
    DashboardInput,
    'state' | 'snapshot' | 'lists' | 'pipeline' | 'acknowledged' | 'ascii' | 'size'
  >,
): ListHeights => {
  const { state, snapshot, lists, pipeline, acknowledged = noneAcknowledged, size } = input;
  const { width } = size;
  const drawn = { snapshot, pipeline, look: lookOf(input), filter: state.filter };
  const { alarmOf } = lists;
  const heightOf = <T>(make: () => (item: T) => Row) => {
    let rowOf: ((item: T) => Row) | undefined;
    return (item: T): number => {
      rowOf ??= make();
      return wrappedHeight(rowOf(item), width);
    };
  };
  return {
    alarms: heightOf(() => alarmRowOf({ ...drawn, items: lists.alarms, alarmOf, acknowledged }, width)),
    logs: heightOf(() =>
      logRowOf({ ...drawn, look: logLookOf(input), withGroup: lists.logGroups.length !== 1 }),
    ),
    changes: heightOf(() => changeRowOf({ ...drawn, look: changeLookOf(input), items: lists.changes })),
    timeline: heightOf(() => timelineRowOf({ ...drawn, items: lists.timeline, folds: lists.folds })),
    patterns: heightOf(() =>
      patternRowOf(lists.patternOf, { ...logLookOf(input), width, withGroup: lists.logGroups.length !== 1 }),
    ),
    // Each is one row, however narrow the screen.
    orders: () => 1,
  };
};
