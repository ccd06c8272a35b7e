import * as z from 'zod';
import type { SandboxAlarmHistory } from '../../account.ts';
import { operation } from '../operation.ts';
import { makeToken, readToken } from '../paging.ts';
import { oneOf, text, time, whole } from '../shape.ts';
import { instant } from '../value.ts';
import { alarmName, alarmTypes, invalidToken, pageAlarms, wantsType } from './alarm-shapes.ts';

export const describeAlarmHistory = operation(
  z.object({
    AlarmName: alarmName().optional(),
    AlarmTypes: alarmTypes(),
    AlarmContributorId: text({ min: 1, max: 16 }).optional(),
    HistoryItemType: oneOf([
      'ConfigurationUpdate',
      'StateUpdate',
      'Action',
      'AlarmContributorStateUpdate',
      'AlarmContributorAction',
    ]).optional(),
    StartDate: time().optional(),
    EndDate: time().optional(),
    ScanBy: oneOf(['TimestampDescending', 'TimestampAscending']).optional(),
    MaxRecords: whole({ min: 1, max: 100 }).optional(),
    NextToken: z.string().optional(),
  }),
  ({ NextToken, MaxRecords, ...question }, { account, faults }) => {
    const after = NextToken === undefined ? undefined : readToken(question, NextToken, placeShape);
    if (NextToken !== undefined && after === undefined) return invalidToken();
    const { StartDate = Number.NEGATIVE_INFINITY, EndDate = Number.POSITIVE_INFINITY } = question;
    const composites = new Set(account.alarms.composites?.().map((alarm) => alarm.alarmName));
    const typeOf = (name: string) => (composites.has(name) ? 'CompositeAlarm' : 'MetricAlarm');
    const items = placed(account.alarms.history()).filter(
      ({ item }) =>
        wantsType(question.AlarmTypes, typeOf(item.alarmName)) &&
        (question.AlarmName === undefined || item.alarmName === question.AlarmName) &&
        (question.AlarmContributorId === undefined || item.contributor?.id === question.AlarmContributorId) &&
        (question.HistoryItemType === undefined || item.itemType === question.HistoryItemType) &&
        item.at >= StartDate &&
        item.at <= EndDate,
    );
    const direction = question.ScanBy === 'TimestampAscending' ? 1 : -1;
    const isLater = (a: Place, b: Place) => direction * (a.at - b.at || a.nth - b.nth);
    const rest = items
      .filter(({ place }) => after === undefined || isLater(place, after) > 0)
      .sort((a, b) => isLater(a.place, b.place));
    const page = rest.slice(0, Math.min(MaxRecords ?? pageAlarms, faults.pageSize));
    const last = rest.length > page.length ? page.at(-1)?.place : undefined;
    return {
      output: {
        AlarmHistoryItems: page.map(({ item }) => ({
          AlarmName: item.alarmName,
          AlarmContributorId: item.contributor?.id,
          AlarmContributorAttributes: item.contributor?.attributes,
          AlarmType: typeOf(item.alarmName),
          Timestamp: instant(item.at),
          HistoryItemType: item.itemType,
          HistorySummary: item.summary,
          HistoryData: item.data,
        })),
        NextToken: last === undefined ? undefined : makeToken(question, last),
      },
    };
  },
);

const placeShape = z.object({ at: z.number(), nth: z.number() });

/** Names an item for good: its moment, and which of that moment's items it is. */
type Place = z.output<typeof placeShape>;

const placed = (history: readonly SandboxAlarmHistory[]) => {
  let place: Place = { at: Number.NaN, nth: 0 };
  return history.map((item) => {
    place = { at: item.at, nth: item.at === place.at ? place.nth + 1 : 0 };
    return { item, place };
  });
};
