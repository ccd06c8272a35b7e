/** An alarm as DescribeAlarms tells of it, in our words: pure. */
import type { CompositeAlarm, LogAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type {
  Alarm,
  AlarmAction,
  AlarmStateValue,
  PromQlCriteria,
  TreatMissingData,
  WarmUp,
} from '../../observation/alarms.ts';
import { type Origin, originName } from '../../origin.ts';
import { conditionIn } from '../../promql-text.ts';
import { bandOf, dimensionsOf, periodOf, queryOf, watchedOf } from './alarm-queries.ts';
import { readReasonData } from './reason-data.ts';
import { scheduleSeconds } from './schedule.ts';

/** An ARN's parts; the resource may hold colons itself. */
const arnShape = /^arn:[^:]*:([^:]*):[^:]*:[^:]*:(.*)$/;

/** What an alarm does, from its action's ARN. */
export const toAction = (arn: string): AlarmAction => {
  const [, service = '', resource = arn] = arnShape.exec(arn) ?? [];
  switch (service) {
    case 'sns':
      return { kind: 'sns', name: resource };
    case 'lambda':
      return { kind: 'lambda', name: resource.replace(/^function:/, '') };
    case 'autoscaling':
      return { kind: 'autoscaling', name: resource.replace(/^.*policyName\//, '') };
    // arn:aws:automate:REGION:ec2:stop has four parts before its verb; the older form goes through SWF.
    case 'automate':
      return { kind: 'ec2', name: resource };
    case 'swf':
      return { kind: 'ec2', name: /InstanceId\.(\w+)/.exec(resource)?.[1]?.toLowerCase() ?? resource };
    case 'ssm':
    case 'ssm-incidents':
      return { kind: 'ssm', name: resource };
    default:
      return { kind: 'other', name: resource };
  }
};

const stateOf = (value: string | undefined): AlarmStateValue =>
  value === 'OK' || value === 'ALARM' ? value : 'INSUFFICIENT_DATA';

/** JSON has neither NaN nor Infinity: a threshold of those is none. */
const isKnown = (value: unknown): boolean =>
  value !== undefined && (typeof value !== 'number' || Number.isFinite(value));

/** The fields only where they are known: absent is not undefined. */
const known = <Fields extends Record<string, unknown>>(fields: Fields) => {
  const entries = Object.entries(fields).filter(([, value]) => isKnown(value));
  // Object.fromEntries forgets the keys; what is left has the types that it had.
  return Object.fromEntries(entries) as { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };
};

const minuteMs = 60_000;
/** A year: longer than any that AWS takes. */
const mostWarmUpMinutes = 527_040;

const actionsOf = (arns: readonly string[] | undefined): Alarm['okActions'] =>
  arns === undefined || arns.length === 0 ? undefined : arns.map(toAction);

/** Up to when an alarm that has just been made or changed is not judged (rule 17); undefined where it has no such time. */
const warmUpOf = ({
  AlarmConfigurationUpdatedTimestamp: madeAt,
  WarmUpConfiguration,
}: MetricAlarm | LogAlarm): WarmUp | undefined => {
  const minutes = WarmUpConfiguration?.WarmUpPeriodDurationInMinutes;
  if (minutes === undefined || madeAt === undefined) return undefined;
  // A number that no warm-up has gives a time that no date has (`bench -- spoil`).
  if (!(minutes >= 0 && minutes <= mostWarmUpMinutes)) return undefined;
  return {
    until: madeAt.getTime() + minutes * minuteMs,
    isWhole: WarmUpConfiguration?.OnlyStartEvaluatingAfterWarmUpPeriodEnds === true,
  };
};

const promQlOf = (alarm: MetricAlarm): PromQlCriteria | undefined => {
  const { Query, PendingPeriod, RecoveryPeriod } = alarm.EvaluationCriteria?.PromQLCriteria ?? {};
  if (Query === undefined) return undefined;
  return {
    query: Query,
    ...(PendingPeriod === undefined ? {} : { pendingSeconds: PendingPeriod }),
    ...(RecoveryPeriod === undefined ? {} : { recoverySeconds: RecoveryPeriod }),
  };
};

/** A query of Metrics Insights that brings a series for each value of something; others have no contributors (rule 16). */
const isOfManySeries = ({ Metrics = [] }: MetricAlarm): boolean =>
  Metrics.some(({ Expression = '' }) => /^\s*SELECT\b[\s\S]*\bGROUP\s+BY\b/i.test(Expression));

const common = (alarm: MetricAlarm | CompositeAlarm | LogAlarm, origin: Origin) => ({
  type: 'alarm' as const,
  name: alarm.AlarmName ?? '',
  arn: alarm.AlarmArn ?? `${originName(origin)} ${alarm.AlarmName}`,
  state: stateOf(alarm.StateValue),
  since: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp ?? new Date(0)).getTime(),
  reason: alarm.StateReason ?? '',
  ...origin,
  ...readReasonData(alarm.StateReasonData),
  actionsEnabled: alarm.ActionsEnabled ?? true,
  actions: (alarm.AlarmActions ?? []).map(toAction),
  judged: { flapping: false },
  ...known({
    description: alarm.AlarmDescription || undefined,
    okActions: actionsOf(alarm.OKActions),
    noDataActions: actionsOf(alarm.InsufficientDataActions),
  }),
});

/** `missing` where the alarm was made without a word of it. */
const treatmentOf = (value: string | undefined): TreatMissingData =>
  value === 'ignore' || value === 'breaching' || value === 'notBreaching' ? value : 'missing';

const lowSamplesOf = (value: string | undefined): Alarm['lowSamples'] =>
  value === 'ignore' || value === 'evaluate' ? value : undefined;

const comparisonOf = {
  '>': 'GreaterThanThreshold',
  '>=': 'GreaterThanOrEqualToThreshold',
  '<': 'LessThanThreshold',
  '<=': 'LessThanOrEqualToThreshold',
} as const;

export const fromMetricAlarm = (alarm: MetricAlarm, origin: Origin): Alarm => {
  const watched = watchedOf(alarm);
  const promQl = promQlOf(alarm);
  // PromQL has its limit in the query: what is compared is drawn, and the limit as a line.
  const condition = promQl && conditionIn(promQl.query);
  const namespace = alarm.Namespace ?? watched?.MetricStat?.Metric?.Namespace;
  const metricName = alarm.MetricName ?? watched?.MetricStat?.Metric?.MetricName;
  return {
    ...common(alarm, origin),
    kind: 'metric',
    dimensions: dimensionsOf(alarm.Dimensions ?? watched?.MetricStat?.Metric?.Dimensions),
    ...known({
      metric:
        metricName === undefined ? (watched?.Expression ?? promQl?.query) : `${namespace}/${metricName}`,
      namespace,
      metricName,
      stat: alarm.Statistic ?? alarm.ExtendedStatistic ?? watched?.MetricStat?.Stat,
      accountId: watched?.AccountId,
      query: queryOf(alarm),
      band: bandOf(alarm),
      periodSeconds: periodOf(alarm),
      unit: alarm.Unit ?? watched?.MetricStat?.Unit,
      threshold: alarm.Threshold ?? condition?.threshold,
      comparison: alarm.ComparisonOperator ?? (condition && comparisonOf[condition.operator]),
      datapointsToAlarm: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods,
      evaluationPeriods: alarm.EvaluationPeriods,
      // PromQL has no missing points: a series is there, or not.
      treatMissingData: promQl === undefined ? treatmentOf(alarm.TreatMissingData) : undefined,
      lowSamples: lowSamplesOf(alarm.EvaluateLowSampleCountPercentile),
      evaluation: alarm.EvaluationState,
      warmUp: warmUpOf(alarm),
      promQl,
      hasContributors: promQl !== undefined || isOfManySeries(alarm) ? (true as const) : undefined,
    }),
  };
};

export const fromCompositeAlarm = (alarm: CompositeAlarm, origin: Origin): Alarm => ({
  ...common(alarm, origin),
  kind: 'composite',
  dimensions: {},
  ...known({
    metric: alarm.AlarmRule,
    suppressedBy: alarm.ActionsSuppressedBy,
    suppressedReason: alarm.ActionsSuppressedReason,
    suppressor: alarm.ActionsSuppressor,
  }),
});

export const fromLogAlarm = (alarm: LogAlarm, origin: Origin): Alarm => ({
  ...common(alarm, origin),
  kind: 'log',
  dimensions: {},
  ...known({
    metric: alarm.ScheduledQueryConfiguration?.QueryString,
    stat: alarm.ScheduledQueryConfiguration?.AggregationExpression,
    periodSeconds: scheduleSeconds(
      alarm.ScheduledQueryConfiguration?.ScheduleConfiguration?.ScheduleExpression,
    ),
    treatMissingData: treatmentOf(alarm.TreatMissingData),
    threshold: alarm.Threshold,
    comparison: alarm.ComparisonOperator,
    datapointsToAlarm: alarm.QueryResultsToAlarm ?? alarm.QueryResultsToEvaluate,
    evaluationPeriods: alarm.QueryResultsToEvaluate,
    evaluation: alarm.EvaluationState,
    warmUp: warmUpOf(alarm),
    // `avg(latency) by endpoint`: each endpoint is a contributor.
    hasContributors: /\bby\b/i.test(alarm.ScheduledQueryConfiguration?.AggregationExpression ?? '')
      ? (true as const)
      : undefined,
  }),
});
