/**
 * Observations: all that a source may say, and all that the store knows. Plain data, so a recording is a file of
 * them, a replay is one more source, and a test is a list of them. Times are epoch milliseconds; the NDJSON output
 * turns them into ISO 8601 (the command line's contract). What was read of AWS carries its origin.
 */
import type { Origin } from './origin.ts';

export type Observation =
  | SeriesPoints
  | AlarmSeen
  | AlarmsListed
  | AlarmTransition
  | LogSeen
  | VersionSeen
  | ItemChange
  | StreamShape
  | CompleteUpTo
  | Gap
  | ApiCall
  | SourceProblem
  | Progress
  | Ready;

/** Which source speaks: the panel that shows its state listens to this name. */
export type SourceName = 'metrics' | 'alarms' | 'logs' | 'stream' | 'insights' | 'deployments' | 'discovery';

// ---- metrics -------------------------------------------------------------------------------------------------

/** One line of a graph: what to ask CloudWatch for, and how to read the answer. */
export type SeriesSpec = Origin & {
  /** Unique in the process, stable between polls, e.g. `payment-worker.errors`. */
  readonly id: string;
  readonly label: string;
  /** Stage that the series belongs to, where it belongs to one. */
  readonly stage?: string;
  /** Owning account, for cross-account observability. */
  readonly accountId?: string;
  readonly query: MetricQuery;
  /** Seconds: 1, 5, 10, 30, or a multiple of 60. */
  readonly periodSeconds: number;
  readonly unit: SeriesUnit;
  /** A missing point of a rate counter is zero when its siblings have points; of a gauge it is a gap, never zero. */
  readonly missing: 'zero' | 'gap';
  /** How far back it is wanted, where that is not as far as the others. */
  readonly windowMs?: number;
};

export type MetricQuery =
  | {
      readonly kind: 'metric';
      readonly namespace: string;
      readonly metric: string;
      readonly dimensions: Readonly<Record<string, string>>;
      /** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, `p99`, `p50` … as CloudWatch spells them. */
      readonly stat: string;
    }
  | {
      readonly kind: 'expression';
      readonly expression: string;
      /** What the names in a metric-math expression stand for; asked for with it, and not returned. */
      readonly inputs?: Readonly<Record<string, MetricQuery>>;
    };

/** What a value counts, for its short form on the screen. `count/s` series are shown per second of their period. */
export type SeriesUnit = 'count' | 'count/s' | 'percent' | 'ms' | 's' | 'bytes' | 'none';

export type Point = {
  /** Start of the bucket. */
  readonly at: number;
  readonly value: number;
  /** False for the open bucket and for those young enough to change still. */
  readonly settled: boolean;
};

/**
 * The answer for one series over one window. It replaces everything known of `[from, to)`: a bucket that is absent
 * here is absent from AWS.
 */
export type SeriesPoints = {
  readonly type: 'points';
  readonly series: SeriesSpec;
  readonly from: number;
  readonly to: number;
  /** Up to here nothing changes any more; `to` where absent. */
  readonly settledTo?: number;
  /** Oldest first. */
  readonly points: readonly Point[];
  readonly status: 'complete' | 'partial' | 'forbidden' | 'error';
  /** What AWS said of this series (its `Messages`), or of the whole answer. */
  readonly messages: readonly string[];
};

// ---- alarms --------------------------------------------------------------------------------------------------

export type AlarmStateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export type AlarmAction = {
  readonly kind: 'sns' | 'lambda' | 'autoscaling' | 'ec2' | 'ssm' | 'other';
  readonly name: string;
};

/** One alarm as it stands. */
export type AlarmSeen = Origin & {
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
  readonly stat?: string;
  readonly periodSeconds?: number;
  readonly threshold?: number;
  /** `GreaterThanThreshold` … as CloudWatch spells it. */
  readonly comparison?: string;
  /** M of N. */
  readonly datapointsToAlarm?: number;
  readonly evaluationPeriods?: number;
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
  /** Percent change over the last 21 results, with hysteresis (as Nagios does). */
  readonly flapping: boolean;
};

/** A point that an alarm was judged by; `at` is the start of its bucket. */
export type EvaluatedPoint = { readonly at: number; readonly value: number };

/** Says that the listing of one origin is whole: alarms of it that are not named are gone. */
export type AlarmsListed = Origin & {
  readonly type: 'alarmsListed';
  readonly arns: ReadonlySet<string>;
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

// ---- logs ----------------------------------------------------------------------------------------------------

export type LogSeen = Origin & {
  readonly type: 'log';
  readonly group: string;
  readonly stream: string;
  readonly at: number;
  readonly ingestedAt: number;
  /** As AWS sent it: hostile until painted. */
  readonly message: string;
  readonly eventId: string;
  /** True when it arrived after younger lines of its group had been shown. */
  readonly late: boolean;
};

/** A version of a stage was at work. Which of them were deployed the store tells: all but what was there before. */
export type VersionSeen = Origin & {
  readonly type: 'version';
  /** Name of the stage. */
  readonly stage: string;
  readonly version: string;
  /** The earliest that is known. */
  readonly at: number;
  /** How it is known: by the name of a log stream, or by a line that the pipeline file tells how to find. */
  readonly by: 'stream' | 'line';
};

// ---- DynamoDB streams ----------------------------------------------------------------------------------------

/** A DynamoDB attribute as it is on the wire, so that 38-digit numbers stay exact. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: Uint8Array }
  | { readonly BOOL: boolean }
  | { readonly NULL: boolean }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Item }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly Uint8Array[] };

export type Item = Readonly<Record<string, AttributeValue>>;

export type ChangeEventName = 'INSERT' | 'MODIFY' | 'REMOVE';

export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** One attribute that differs between the images; `path` as in `items[2].price`. An absent side is an absent attribute. */
export type AttributeChange = {
  readonly path: string;
  readonly old?: AttributeValue;
  readonly new?: AttributeValue;
};

/** One stream record. */
export type ItemChange = Origin & {
  readonly type: 'change';
  readonly table: string;
  readonly streamArn: string;
  readonly shardId: string;
  /** Decimal digits; compare as BigInt. */
  readonly sequenceNumber: string;
  readonly eventId: string;
  readonly eventName: ChangeEventName;
  /** ApproximateCreationDateTime: floored to a second, never an order. */
  readonly at: number;
  readonly keys: Item;
  readonly old?: Item;
  readonly new?: Item;
  /** Empty where the view type holds no two images to compare. */
  readonly changed: readonly AttributeChange[];
  readonly viewType: StreamViewType;
  /** True for a delete made by DynamoDB's time to live. */
  readonly ttl: boolean;
  /** SizeBytes of the record as AWS counts it: what the store's byte bound adds up. */
  readonly sizeBytes: number;
};

/** What the tailer knows of a stream's shards: for the panel of shards. */
export type StreamShape = Origin & {
  readonly type: 'streamShape';
  readonly table: string;
  readonly streamArn: string;
  readonly viewType: StreamViewType;
  readonly streamStatus: 'ENABLING' | 'ENABLED' | 'DISABLING' | 'DISABLED';
  /** Shards open at the tip, shards closed but not yet drained, shards done with, shards waiting for their parent. */
  readonly open: number;
  readonly draining: number;
  readonly done: number;
  readonly waiting: number;
  readonly throttledShards: number;
  readonly shards: readonly ShardSeen[];
};

export type ShardSeen = {
  readonly shardId: string;
  readonly state: 'waiting' | 'open' | 'draining' | 'done';
  /** Seconds between the newest record's time and when it was read; absent before the first record. */
  readonly lagSeconds?: number;
  readonly records: number;
  readonly throttled: boolean;
};

/** Everything up to `at` has been shown, for this table or these log groups. */
export type CompleteUpTo = {
  readonly type: 'completeUpTo';
  readonly source: SourceName;
  readonly scope: string;
  readonly origin?: Origin;
  readonly at: number;
};

// ---- truth, cost, trouble ------------------------------------------------------------------------------------

/** Something that could not be read. Drawn in its place: a gap is data. */
export type Gap = Origin & {
  readonly type: 'gap';
  readonly source: SourceName;
  /** Shard id, log group, or series id. */
  readonly scope: string;
  /** Table that the shard belongs to. */
  readonly table?: string;
  readonly reason: 'trimmed' | 'throttled' | 'sampled' | 'evicted' | 'reconnected';
  readonly from: number;
  readonly to: number;
  readonly count?: number;
};

/** One call to AWS with what it cost. */
export type ApiCall = {
  readonly type: 'call';
  readonly at: number;
  readonly service: 'cloudwatch' | 'logs' | 'dynamodbstreams';
  readonly operation: string;
  readonly region: string;
  readonly durationMs: number;
  readonly ok: boolean;
  /** Metrics that the bill counts (up to five statistics of one metric are one). */
  readonly billedMetrics: number;
  readonly bytesScanned: number;
  readonly dollars: number;
};

/** A source's trouble, in our words. The source goes on by itself; `recovered` ends the trouble. */
export type SourceProblem = {
  readonly type: 'problem';
  readonly source: SourceName;
  /** Table, log group or series concerned; the name of the origin where it is all of it. */
  readonly scope: string;
  /** Where it is; absent where it is no trouble of AWS. */
  readonly origin?: Origin;
  readonly at: number;
  readonly failure: Failure | undefined;
};

/** What failed, where, and what to do next. `kind` decides the exit code: `access` is 4, `usage` is 2, others 1. */
export type Failure = Partial<Origin> & {
  readonly kind: 'access' | 'usage' | 'not-found' | 'throttled' | 'network' | 'service';
  /** AWS's own name of the error, e.g. `AccessDeniedException`. */
  readonly code: string;
  readonly message: string;
  readonly operation?: string;
  /** What to do next, one short sentence. */
  readonly hint: string;
  /** Where in a query the mistake is: offsets of characters, from 0. */
  readonly mistake?: { readonly from: number; readonly to: number };
};

/** What a wait is doing: pages listed, shards skipped, bytes scanned. */
export type Progress = {
  readonly type: 'progress';
  readonly source: SourceName;
  readonly scope: string;
  readonly text: string;
};

/** From now on nothing new is missed (the `ready` line on stderr). */
export type Ready = {
  readonly type: 'ready';
  readonly source: SourceName;
  readonly scope: string;
  readonly origin?: Origin;
  readonly at: number;
};
