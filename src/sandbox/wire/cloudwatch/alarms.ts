import * as z from 'zod';
import type { Account, CompositeSandboxAlarm, QuerySandboxAlarm, SandboxAlarm } from '../../account.ts';
import { parseAlarmRule } from '../../alarm-rule.ts';
import { operation } from '../operation.ts';
import { makeToken, pageAfter, readToken } from '../paging.ts';
import { refuse, refuseMetricInput } from '../service-error.ts';
import { list, oneOf, text, whole } from '../shape.ts';
import {
  alarmName,
  alarmTypes,
  childAlarm,
  compositeAlarm,
  invalidToken,
  metricAlarm,
  pageAlarms,
  parentAlarm,
  queryAlarm,
  wantsType,
} from './alarm-shapes.ts';
import { dimensions, isPercentile, metricId, metricName, namespaceName } from './metric-shapes.ts';

/** All kinds in one list, told apart for good. */
type AnyAlarm =
  | { readonly kind: 'metric'; readonly alarm: SandboxAlarm }
  | { readonly kind: 'query'; readonly alarm: QuerySandboxAlarm }
  | { readonly kind: 'composite'; readonly alarm: CompositeSandboxAlarm };

const allAlarms = (account: Account): readonly AnyAlarm[] => [
  ...account.alarms.list().map((alarm): AnyAlarm => ({ kind: 'metric', alarm })),
  ...(account.alarms.queries?.() ?? []).map((alarm): AnyAlarm => ({ kind: 'query', alarm })),
  ...(account.alarms.composites?.() ?? []).map((alarm): AnyAlarm => ({ kind: 'composite', alarm })),
];

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
    const { AlarmNames = [], AlarmNamePrefix, ChildrenOfAlarmName, ParentsOfAlarmName } = question;
    if (AlarmNames.length > 0 && AlarmNamePrefix !== undefined) {
      return refuseMetricInput('AlarmNamePrefix and AlarmNames cannot both be specified.');
    }
    const relative = ChildrenOfAlarmName ?? ParentsOfAlarmName;
    if (relative !== undefined && Object.keys(question).length > 1) {
      return refuseMetricInput('ChildrenOfAlarmName and ParentsOfAlarmName take no other parameter.');
    }
    const after = NextToken === undefined ? undefined : readToken(question, NextToken, z.string());
    if (NextToken !== undefined && after === undefined) return invalidToken();
    const alarms = allAlarms(account);
    const wanted =
      ChildrenOfAlarmName !== undefined
        ? childrenOf(alarms, ChildrenOfAlarmName)
        : ParentsOfAlarmName !== undefined
          ? parentsOf(alarms, ParentsOfAlarmName)
          : alarms.filter((each) => matches(each, question));
    if (wanted === undefined) {
      return refuse('ResourceNotFoundException', `Unknown alarm ${relative}`, 'ResourceNotFound', 404);
    }
    const limit = Math.min(MaxRecords ?? pageAlarms, faults.pageSize);
    const page = pageAfter(wanted, ({ alarm }) => alarm.alarmName, after, limit);
    const [onMetric, onQuery, onComposite] =
      ChildrenOfAlarmName !== undefined
        ? [childAlarm, childAlarm, childAlarm]
        : ParentsOfAlarmName !== undefined
          ? [childAlarm, childAlarm, parentAlarm]
          : [metricAlarm, queryAlarm, compositeAlarm];
    return {
      output: {
        MetricAlarms: page.entries.flatMap((each) =>
          each.kind === 'metric'
            ? [onMetric(each.alarm)]
            : each.kind === 'query'
              ? [onQuery(each.alarm)]
              : [],
        ),
        CompositeAlarms: page.entries.flatMap((each) =>
          each.kind === 'composite' ? [onComposite(each.alarm)] : [],
        ),
        NextToken: page.last === undefined ? undefined : makeToken(question, page.last),
      },
    };
  },
);

type Question = {
  readonly AlarmNames?: readonly string[] | undefined;
  readonly AlarmNamePrefix?: string | undefined;
  readonly AlarmTypes?: readonly string[] | undefined;
  readonly StateValue?: string | undefined;
  readonly ActionPrefix?: string | undefined;
};

const matches = ({ kind, alarm }: AnyAlarm, question: Question): boolean => {
  const { AlarmNames = [], AlarmNamePrefix = '', AlarmTypes, StateValue, ActionPrefix } = question;
  return (
    wantsType(AlarmTypes, kind === 'composite' ? 'CompositeAlarm' : 'MetricAlarm') &&
    (AlarmNames.length === 0 || AlarmNames.includes(alarm.alarmName)) &&
    alarm.alarmName.startsWith(AlarmNamePrefix) &&
    (StateValue === undefined || alarm.state === StateValue) &&
    (ActionPrefix === undefined || alarm.alarmActions.some((action) => action.startsWith(ActionPrefix)))
  );
};

const childNames = (alarm: CompositeSandboxAlarm): readonly string[] => {
  const rule = parseAlarmRule(alarm.rule);
  return 'error' in rule ? [] : rule.children;
};

const childrenOf = (alarms: readonly AnyAlarm[], name: string): readonly AnyAlarm[] | undefined => {
  const parent = alarms.find(({ alarm }) => alarm.alarmName === name);
  if (parent?.kind !== 'composite') return undefined;
  const children = childNames(parent.alarm);
  return alarms.filter(({ alarm }) => children.includes(alarm.alarmName));
};

const parentsOf = (alarms: readonly AnyAlarm[], name: string): readonly AnyAlarm[] | undefined =>
  alarms.some(({ alarm }) => alarm.alarmName === name)
    ? alarms.filter((each) => each.kind === 'composite' && childNames(each.alarm).includes(name))
    : undefined;

/** Alarms on exactly this metric; those of metric math are not found by it. */
export const describeAlarmsForMetric = operation(
  z.object({
    MetricName: metricName(),
    Namespace: namespaceName(),
    Dimensions: dimensions().optional(),
    Statistic: oneOf(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']).optional(),
    ExtendedStatistic: text({ min: 1 }).optional(),
    Period: whole({ min: 1 }).optional(),
    Unit: text().optional(),
  }),
  (input, { account }) => {
    const id = metricId(input.Namespace, input.MetricName, input.Dimensions);
    const stat = input.Statistic ?? input.ExtendedStatistic;
    if (input.ExtendedStatistic !== undefined && !isPercentile(input.ExtendedStatistic)) {
      return refuseMetricInput(
        `The value ${input.ExtendedStatistic} for parameter ExtendedStatistic is not supported.`,
      );
    }
    const isOnMetric = (alarm: SandboxAlarm): boolean =>
      alarm.band === undefined &&
      alarm.namespace === id.namespace &&
      alarm.name === id.name &&
      Object.keys(alarm.dimensions).length === Object.keys(id.dimensions).length &&
      Object.entries(alarm.dimensions).every(([name, value]) => id.dimensions[name] === value) &&
      (stat === undefined || alarm.stat === stat) &&
      (input.Period === undefined || alarm.periodSeconds === input.Period);
    return { output: { MetricAlarms: account.alarms.list().filter(isOnMetric).map(metricAlarm) } };
  },
);
