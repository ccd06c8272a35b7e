/** What is told of alarms: each as it stands, that a listing is whole, and how one changed. */
import type { Origin } from '../origin.ts';
import type { AwsUnit, MetricQuery } from './metrics.ts';

export type AlarmStateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export type TreatMissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export type AlarmAction = {
  readonly kind: 'sns' | 'lambda' | 'autoscaling' | 'ec2' | 'ssm' | 'other';
  readonly name: string;
};

/** One alarm as it stands. */
export type Alarm = Origin & {
  readonly type: 'alarm';
  readonly name: string;
  readonly arn: string;
  readonly kind: 'metric' | 'composite' | 'log';
  readonly state: AlarmStateValue;
  /** StateTransitionedTimestamp: StateUpdatedTimestamp moves without a change of state. */
  readonly since: number;
  readonly reason: string;
  /** `Namespace/MetricName`, the expression, or the composite's rule; absent where AWS tells none. */
  readonly metric?: string;
  readonly namespace?: string;
  readonly metricName?: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Of a log alarm the expression that makes a number of its query's rows. */
  readonly stat?: string;
  /** Of a log alarm the time between two runs of its query. */
  readonly periodSeconds?: number;
  /** It looks only at what was published with this unit. */
  readonly unit?: AwsUnit;
  readonly threshold?: number;
  /** `GreaterThanThreshold` … as CloudWatch spells it. */
  readonly comparison?: string;
  /** M of N. */
  readonly datapointsToAlarm?: number;
  readonly evaluationPeriods?: number;
  /** What a missing point counts for; composites have none. */
  readonly treatMissingData?: TreatMissingData;
  /** `ignore`: a percentile of too few samples changes no state. */
  readonly lowSamples?: 'evaluate' | 'ignore';
  /** What to ask for to draw what it watches; absent where that cannot be asked for (composites, logs, PromQL). */
  readonly query?: MetricQuery;
  /** The band of anomaly detection that it is held against: two series, the upper and the lower edge. */
  readonly band?: MetricQuery;
  /** Owning account of the metric, where it is another one. */
  readonly accountId?: string;
  /** From StateReasonData, newest last. */
  readonly recentValues: readonly number[];
  /** Those of them whose time is known, oldest first. */
  readonly evaluated: readonly EvaluatedPoint[];
  readonly actionsEnabled: boolean;
  readonly actions: readonly AlarmAction[];
  /** ActionsSuppressedBy of a composite alarm: `Alarm`, `WaitPeriod`, `ExtensionPeriod`. */
  readonly suppressedBy?: string;
  readonly suppressedReason?: string;
  /** ActionsSuppressor: name or ARN of the alarm that keeps a composite one quiet while it is on. */
  readonly suppressor?: string;
  /** What its owners wrote of it: often what to do. */
  readonly description?: string;
  /** EvaluationState where it is worth a badge. */
  readonly evaluation?: 'PARTIAL_DATA' | 'EVALUATION_ERROR' | 'EVALUATION_FAILURE';
  readonly judged: JudgedAlarm;
};

/** What we say of an alarm, not AWS: who reads a recording with newer rules judges it again, from its transitions. */
export type JudgedAlarm = {
  /** Percent change over the last 21 results, with hysteresis (as Nagios does). */
  readonly flapping: boolean;
};

/** A point that an alarm was judged by; `at` is the start of its bucket. */
export type EvaluatedPoint = { readonly at: number; readonly value: number };

/** Says that the listing of one origin is whole: alarms of it that are not named are gone. */
export type AlarmsListed = Origin & {
  readonly type: 'alarmsListed';
  readonly arns: readonly string[];
  readonly at: number;
};

export type AlarmTransition = Origin & {
  readonly type: 'alarmHistory';
  readonly name: string;
  readonly at: number;
  readonly from: AlarmStateValue;
  readonly to: AlarmStateValue;
  readonly reason: string;
};

/** A transition from before the time that was asked for: an alarm is judged by it, and nobody is told. */
export type AlarmPast = Omit<AlarmTransition, 'type'> & { readonly type: 'alarmPast' };
