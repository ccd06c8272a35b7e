/** An alarm as DescribeAlarms tells of it, in our words: pure. */
import type { CompositeAlarm, LogAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { z } from 'zod';
import type { AlarmAction, AlarmSeen, AlarmStateValue } from '../../observation.ts';

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

const reasonData = z.object({
  recentDatapoints: z.array(z.number().nullable()).optional(),
  evaluatedDatapoints: z.array(z.object({ timestamp: z.string(), value: z.number().optional() })).optional(),
});

const parseJson = (text: string | undefined): unknown => {
  if (text === undefined || text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The values that were judged, newest last; none where StateReasonData tells none. */
export const recentValuesOf = (stateReasonData: string | undefined): readonly number[] => {
  const parsed = reasonData.safeParse(parseJson(stateReasonData));
  if (!parsed.success) return [];
  const { evaluatedDatapoints, recentDatapoints = [] } = parsed.data;
  // Only these have times: AWS lists them newest first.
  if (evaluatedDatapoints !== undefined) {
    const known = evaluatedDatapoints.flatMap(({ timestamp, value }) =>
      value === undefined ? [] : [{ at: Date.parse(timestamp), value }],
    );
    if (known.length > 0) return known.sort((a, b) => a.at - b.at).map(({ value }) => value);
  }
  return recentDatapoints.filter((value) => value !== null);
};

const stateOf = (value: string | undefined): AlarmStateValue =>
  value === 'OK' || value === 'ALARM' ? value : 'INSUFFICIENT_DATA';

/** The fields only where they are known: absent is not undefined. */
const known = <Fields extends Record<string, unknown>>(fields: Fields) => {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  // Object.fromEntries forgets the keys; what is left has the types that it had.
  return Object.fromEntries(entries) as { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };
};

const common = (alarm: MetricAlarm | CompositeAlarm | LogAlarm, region: string) => ({
  type: 'alarm' as const,
  name: alarm.AlarmName ?? '',
  arn: alarm.AlarmArn ?? `${region} ${alarm.AlarmName}`,
  state: stateOf(alarm.StateValue),
  since: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp ?? new Date(0)).getTime(),
  reason: alarm.StateReason ?? '',
  region,
  recentValues: recentValuesOf(alarm.StateReasonData),
  actionsEnabled: alarm.ActionsEnabled ?? true,
  actions: (alarm.AlarmActions ?? []).map(toAction),
  flapping: false,
});

const dimensionsOf = (
  dimensions: readonly { readonly Name?: string | undefined; readonly Value?: string | undefined }[] = [],
): Record<string, string> => Object.fromEntries(dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));

/** The one query that the alarm watches: of metric math, of an anomaly band, or plain. */
const watchedOf = (alarm: MetricAlarm) => {
  const queries = alarm.Metrics ?? [];
  return (
    queries.find((query) => query.ReturnData !== false && query.Id !== alarm.ThresholdMetricId) ?? queries[0]
  );
};

export const fromMetricAlarm = (alarm: MetricAlarm, region: string): AlarmSeen => {
  const watched = watchedOf(alarm);
  const namespace = alarm.Namespace ?? watched?.MetricStat?.Metric?.Namespace;
  const metricName = alarm.MetricName ?? watched?.MetricStat?.Metric?.MetricName;
  return {
    ...common(alarm, region),
    kind: 'metric',
    dimensions: dimensionsOf(alarm.Dimensions ?? watched?.MetricStat?.Metric?.Dimensions),
    ...known({
      metric: metricName === undefined ? watched?.Expression : `${namespace}/${metricName}`,
      namespace,
      metricName,
      stat: alarm.Statistic ?? alarm.ExtendedStatistic ?? watched?.MetricStat?.Stat,
      periodSeconds:
        alarm.Period ?? watched?.Period ?? watched?.MetricStat?.Period ?? alarm.EvaluationInterval,
      threshold: alarm.Threshold,
      comparison: alarm.ComparisonOperator,
      datapointsToAlarm: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods,
      evaluationPeriods: alarm.EvaluationPeriods,
      evaluation: alarm.EvaluationState,
    }),
  };
};

export const fromCompositeAlarm = (alarm: CompositeAlarm, region: string): AlarmSeen => ({
  ...common(alarm, region),
  kind: 'composite',
  dimensions: {},
  ...known({ metric: alarm.AlarmRule, suppressedBy: alarm.ActionsSuppressedBy }),
});

export const fromLogAlarm = (alarm: LogAlarm, region: string): AlarmSeen => ({
  ...common(alarm, region),
  kind: 'log',
  dimensions: {},
  ...known({
    metric: alarm.ScheduledQueryConfiguration?.QueryString,
    threshold: alarm.Threshold,
    comparison: alarm.ComparisonOperator,
    datapointsToAlarm: alarm.QueryResultsToAlarm ?? alarm.QueryResultsToEvaluate,
    evaluationPeriods: alarm.QueryResultsToEvaluate,
    evaluation: alarm.EvaluationState,
  }),
});
