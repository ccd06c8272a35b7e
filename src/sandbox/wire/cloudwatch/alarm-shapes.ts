import type { CompositeSandboxAlarm, QuerySandboxAlarm, SandboxAlarm } from '../../account.ts';
import { refuse } from '../service-error.ts';
import { list, oneOf, text } from '../shape.ts';
import { instant } from '../value.ts';
import { isPercentile, wireDimensions } from './metric-shapes.ts';

export const alarmName = () => text({ min: 1, max: 255 });
export const alarmTypes = () => list(oneOf(['CompositeAlarm', 'MetricAlarm', 'LogAlarm'])).optional();
export const pageAlarms = 50;

/** Without AlarmTypes AWS speaks of metric alarms alone. */
export const wantsType = (
  types: readonly string[] | undefined,
  type: 'CompositeAlarm' | 'MetricAlarm',
): boolean => (types === undefined || types.length === 0 ? type === 'MetricAlarm' : types.includes(type));

export const invalidToken = () => refuse('InvalidNextToken', 'The next token specified is invalid.');

/** What both kinds of alarms have. */
type AnySandboxAlarm = SandboxAlarm | CompositeSandboxAlarm | QuerySandboxAlarm;

const commonParts = (
  alarm: AnySandboxAlarm & Pick<SandboxAlarm, 'okActions' | 'insufficientDataActions'>,
) => ({
  AlarmName: alarm.alarmName,
  AlarmArn: alarm.arn,
  AlarmDescription: alarm.description,
  AlarmConfigurationUpdatedTimestamp: instant(alarm.configurationUpdatedAt),
  ActionsEnabled: alarm.actionsEnabled,
  OKActions: alarm.okActions ?? [],
  AlarmActions: alarm.alarmActions,
  InsufficientDataActions: alarm.insufficientDataActions ?? [],
  StateValue: alarm.state,
  StateReason: alarm.stateReason,
  StateReasonData: alarm.stateReasonData || undefined,
  StateUpdatedTimestamp: instant(alarm.stateUpdatedAt),
  StateTransitionedTimestamp: instant(alarm.stateTransitionedAt),
});

/** Of one metric, or of a metric and the band that anomaly detection expects it in. */
const watched = (alarm: SandboxAlarm) =>
  alarm.band === undefined
    ? {
        MetricName: alarm.name,
        Namespace: alarm.namespace,
        ...(isPercentile(alarm.stat) ? { ExtendedStatistic: alarm.stat } : { Statistic: alarm.stat }),
        Dimensions: wireDimensions(alarm),
        Period: alarm.periodSeconds,
        Threshold: alarm.threshold,
      }
    : {
        ThresholdMetricId: 'ad1',
        Metrics: [
          {
            Id: 'm1',
            ReturnData: true,
            MetricStat: {
              Metric: {
                Namespace: alarm.namespace,
                MetricName: alarm.name,
                Dimensions: wireDimensions(alarm),
              },
              Period: alarm.periodSeconds,
              Stat: alarm.stat,
            },
          },
          {
            Id: 'ad1',
            ReturnData: true,
            Label: `${alarm.name} (expected)`,
            Expression: `ANOMALY_DETECTION_BAND(m1, ${alarm.band.widths})`,
          },
        ],
      };

export const metricAlarm = (alarm: SandboxAlarm) => ({
  ...commonParts(alarm),
  ...watched(alarm),
  EvaluationPeriods: alarm.evaluationPeriods,
  DatapointsToAlarm: alarm.datapointsToAlarm,
  ComparisonOperator: alarm.comparison,
  TreatMissingData: alarm.treatMissingData,
  WarmUpConfiguration:
    alarm.warmUpMinutes === undefined
      ? undefined
      : {
          WarmUpPeriodDurationInMinutes: alarm.warmUpMinutes,
          OnlyStartEvaluatingAfterWarmUpPeriodEnds: true,
        },
});

export const queryAlarm = (alarm: QuerySandboxAlarm) => ({
  ...commonParts(alarm),
  Metrics: [{ Id: 'q1', Expression: alarm.query, Period: alarm.periodSeconds, ReturnData: true }],
  Threshold: alarm.threshold,
  EvaluationPeriods: alarm.evaluationPeriods,
  DatapointsToAlarm: alarm.datapointsToAlarm,
  ComparisonOperator: alarm.comparison,
  TreatMissingData: alarm.treatMissingData,
});

export const compositeAlarm = (alarm: CompositeSandboxAlarm) => ({
  ...commonParts(alarm),
  AlarmRule: alarm.rule,
  ActionsSuppressor: alarm.suppressor?.alarm,
  ActionsSuppressorWaitPeriod: alarm.suppressor?.waitSeconds,
  ActionsSuppressorExtensionPeriod: alarm.suppressor?.extensionSeconds,
  ActionsSuppressedBy: alarm.suppressed?.by,
  ActionsSuppressedReason: alarm.suppressed?.reason,
});

/** What AWS tells of a composite alarm's children. */
export const childAlarm = (alarm: AnySandboxAlarm) => ({
  AlarmName: alarm.alarmName,
  AlarmArn: alarm.arn,
  StateValue: alarm.state,
  StateUpdatedTimestamp: instant(alarm.stateUpdatedAt),
});

/** What it tells of parents. */
export const parentAlarm = (alarm: CompositeSandboxAlarm) => ({
  AlarmName: alarm.alarmName,
  AlarmArn: alarm.arn,
});
