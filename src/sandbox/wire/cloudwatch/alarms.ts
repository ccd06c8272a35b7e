import { z } from 'zod';
import type { SandboxAlarm, SandboxAlarmHistory } from '../../account.ts';
import { operation } from '../operation.ts';
import { makeToken, pageAfter, readToken } from '../paging.ts';
import { refuse, refuseMetricInput } from '../service-error.ts';
import { list, oneOf, text, time, whole } from '../shape.ts';
import { instant } from '../value.ts';
import { isPercentile, wireDimensions } from './metric-shapes.ts';

const alarmName = () => text({ min: 1, max: 255 });
const alarmTypes = () => list(oneOf(['CompositeAlarm', 'MetricAlarm', 'LogAlarm'])).optional();
const pageAlarms = 50;

/** Without AlarmTypes AWS speaks of metric alarms alone. */
const wantsMetricAlarms = (types: readonly string[] | undefined): boolean =>
  types === undefined || types.length === 0 || types.includes('MetricAlarm');

const invalidToken = () => refuse('InvalidNextToken', 'The next token specified is invalid.');

export const describeAlarms = operation(
  z.object({
    AlarmNames: list(alarmName(), { max: 100 }).optional(),
    AlarmNamePrefix: alarmName().optional(),
    AlarmTypes: alarmTypes(),
    ChildrenOfAlarmName: alarmName().optional(),
    ParentsOfAlarmName: alarmName().optional(),
    StateValue: oneOf(['OK', 'ALARM', 'INSUFFICIENT_DATA']).optional(),
    ActionPrefix: text({ min: 1, max: 1024 }).optional(),
    MaxRecords: whole({ min: 1, max: 100 }).optional(),
    NextToken: z.string().optional(),
  }),
  ({ NextToken, MaxRecords, ...question }, { account, faults }) => {
    const { AlarmNames, AlarmNamePrefix, StateValue, ActionPrefix } = question;
    if (AlarmNames !== undefined && AlarmNames.length > 0 && AlarmNamePrefix !== undefined) {
      return refuseMetricInput('AlarmNamePrefix and AlarmNames cannot both be specified.');
    }
    const after = NextToken === undefined ? undefined : readToken(question, NextToken, z.string());
    if (NextToken !== undefined && after === undefined) return invalidToken();
    const matches = (alarm: SandboxAlarm): boolean =>
      (AlarmNames === undefined || AlarmNames.length === 0 || AlarmNames.includes(alarm.alarmName)) &&
      (AlarmNamePrefix === undefined || alarm.alarmName.startsWith(AlarmNamePrefix)) &&
      (StateValue === undefined || alarm.state === StateValue) &&
      (ActionPrefix === undefined || alarm.alarmActions.some((action) => action.startsWith(ActionPrefix)));
    // The account holds no composite alarm: nothing is anybody's child or parent.
    const asksForRelatives =
      question.ChildrenOfAlarmName !== undefined || question.ParentsOfAlarmName !== undefined;
    const alarms =
      wantsMetricAlarms(question.AlarmTypes) && !asksForRelatives
        ? account.alarms.list().filter(matches)
        : [];
    const limit = Math.min(MaxRecords ?? pageAlarms, faults.pageSize);
    const page = pageAfter(alarms, (alarm) => alarm.alarmName, after, limit);
    return {
      output: {
        MetricAlarms: page.entries.map(metricAlarm),
        CompositeAlarms: [],
        NextToken: page.last === undefined ? undefined : makeToken(question, page.last),
      },
    };
  },
);

const metricAlarm = (alarm: SandboxAlarm) => ({
  AlarmName: alarm.alarmName,
  AlarmArn: alarm.arn,
  AlarmDescription: alarm.description,
  AlarmConfigurationUpdatedTimestamp: instant(alarm.configurationUpdatedAt),
  ActionsEnabled: alarm.actionsEnabled,
  OKActions: [],
  AlarmActions: alarm.alarmActions,
  InsufficientDataActions: [],
  StateValue: alarm.state,
  StateReason: alarm.stateReason,
  StateReasonData: alarm.stateReasonData,
  StateUpdatedTimestamp: instant(alarm.stateUpdatedAt),
  StateTransitionedTimestamp: instant(alarm.stateTransitionedAt),
  MetricName: alarm.name,
  Namespace: alarm.namespace,
  ...(isPercentile(alarm.stat) ? { ExtendedStatistic: alarm.stat } : { Statistic: alarm.stat }),
  Dimensions: wireDimensions(alarm),
  Period: alarm.periodSeconds,
  EvaluationPeriods: alarm.evaluationPeriods,
  DatapointsToAlarm: alarm.datapointsToAlarm,
  Threshold: alarm.threshold,
  ComparisonOperator: alarm.comparison,
  TreatMissingData: alarm.treatMissingData,
});

export const describeAlarmHistory = operation(
  z.object({
    AlarmName: alarmName().optional(),
    AlarmTypes: alarmTypes(),
    AlarmContributorId: text({ min: 1 }).optional(),
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
    const items = wantsMetricAlarms(question.AlarmTypes)
      ? placed(account.alarms.history()).filter(
          ({ item }) =>
            (question.AlarmName === undefined || item.alarmName === question.AlarmName) &&
            (question.HistoryItemType === undefined || item.itemType === question.HistoryItemType) &&
            item.at >= StartDate &&
            item.at <= EndDate,
        )
      : [];
    const direction = question.ScanBy === 'TimestampAscending' ? 1 : -1;
    const isLater = (a: Place, b: Place) => direction * (a.at - b.at || a.nth - b.nth);
    const rest = items
      .filter(({ place }) => after === undefined || isLater(place, after) > 0)
      .sort((a, b) => isLater(a.place, b.place));
    const page = rest.slice(0, Math.min(MaxRecords ?? pageAlarms, faults.pageSize));
    const last = rest.length > page.length ? page.at(-1)?.place : undefined;
    return {
      output: {
        AlarmHistoryItems: page.map(({ item }) => historyItem(item)),
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

const historyItem = (item: SandboxAlarmHistory) => ({
  AlarmName: item.alarmName,
  AlarmType: 'MetricAlarm',
  Timestamp: instant(item.at),
  HistoryItemType: item.itemType,
  HistorySummary: item.summary,
  HistoryData: item.data,
});
