/** What is told of alarms: each as it stands, that a listing is whole, and how one changed. */
import type { Origin } from '../origin.ts';
import type { Failure } from './health-of-sources.ts';
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
  /** What to ask for to draw what it watches; absent where that cannot be asked for (composites, logs). */
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
  /** What it does when all is well again, and when there is no data: absent where it does nothing then. */
  readonly okActions?: readonly AlarmAction[];
  readonly noDataActions?: readonly AlarmAction[];
  /** A rule that keeps its actions quiet now, the one that does so the longest. */
  readonly mute?: ActiveMute;
  /** Made or changed lately, and not judged yet. */
  readonly warmUp?: WarmUp;
  /** What it evaluates, where that is PromQL. */
  readonly promQl?: PromQlCriteria;
  /** It watches many series: each that is beyond the limit is a contributor of its own. */
  readonly hasContributors?: true;
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

export type ActiveMute = {
  /** Name of the rule. */
  readonly by: string;
  /** When its window ends; absent where its schedule cannot be read. */
  readonly until?: number;
};

export type WarmUp = {
  /** It is judged from then on at the latest. */
  readonly until: number;
  /** False: it is judged as soon as there is enough data. */
  readonly isWhole: boolean;
};

export type PromQlCriteria = {
  readonly query: string;
  /** For how long a series must be beyond before it is in ALARM, and well before it is OK again. */
  readonly pendingSeconds?: number;
  readonly recoverySeconds?: number;
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

/** What an alarm did, or failed to do: `Action` in its history. */
export type AlarmActionDone = Origin & {
  readonly type: 'alarmAction';
  readonly name: string;
  readonly at: number;
  /** `unknown` where AWS words it otherwise: `summary` tells it. */
  readonly outcome: 'done' | 'failed' | 'unknown';
  readonly summary: string;
  /** What was to be told or called, by its ARN; absent where AWS names nothing. */
  readonly target?: AlarmAction & { readonly arn: string };
  /** Why it failed. */
  readonly error?: string;
  /** Of an alarm with contributors: which one it was for. */
  readonly contributor?: string;
};

/** How an alarm was made, changed or deleted: `ConfigurationUpdate` in its history. AWS does not tell by whom. */
export type AlarmConfigChange = Origin & {
  readonly type: 'alarmConfig';
  readonly name: string;
  readonly at: number;
  readonly change: 'created' | 'updated' | 'deleted' | 'unknown';
  readonly summary: string;
  /** Fields as AWS spells them there, with what they were and are, in JSON; empty where AWS tells none. */
  readonly fields: readonly ChangedField[];
};

export type ChangedField = { readonly field: string; readonly from?: string; readonly to?: string };

/** A series of an alarm that watches many. */
export type AlarmContributor = {
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly reason: string;
  /** Epoch ms; absent where AWS does not tell. */
  readonly since?: number;
};

/** The series of an alarm that are in ALARM now: all of them, in the place of those that were told before. */
export type AlarmContributors = Origin & {
  readonly type: 'alarmContributors';
  readonly arn: string;
  readonly at: number;
  readonly contributors: readonly AlarmContributor[];
};

/** How a contributor changed: `AlarmContributorStateUpdate` in the history. */
export type ContributorTransition = Omit<AlarmTransition, 'type'> & {
  readonly type: 'contributorHistory';
  readonly contributor: string;
  readonly attributes: Readonly<Record<string, string>>;
};

/** A rule that keeps the actions of alarms quiet for some time. */
export type MuteRule = {
  readonly name: string;
  readonly description?: string;
  readonly isActive: boolean;
  /** Names of alarms, of the Region that the rule is in. */
  readonly alarms: readonly string[];
  /** `cron(0 2 * * SUN)`, `at(2026-05-10T14:00)` in `timezone`, and for how long. */
  readonly expression: string;
  readonly duration: string;
  readonly timezone: string;
  /** When it mutes, of the last and the next day: oldest first. */
  readonly windows: readonly MuteWindow[];
};

export type MuteWindow = { readonly from: number; readonly to: number };

/** The mute rules of an origin that are active or to come: all of them, in the place of those that were told before. */
export type MuteRules = Origin & {
  readonly type: 'muteRules';
  readonly at: number;
  readonly rules: readonly MuteRule[];
};

/** What of alarms cannot be read, and why: everything else goes on without it. */
export type AlarmLack = Origin & {
  readonly type: 'alarmLack';
  readonly what: 'muteRules' | 'contributors';
  /** Undefined: it can be read again. */
  readonly failure?: Failure;
};
