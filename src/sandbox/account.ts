/**
 * The embedded account as its wire protocols see it: everything that the AWS operations can read, as of the
 * simulated now. The simulation writes behind this; `src/sandbox/wire` only reads. Times are epoch milliseconds.
 */

/** Moves the simulation on to `now` before a request is answered; all readers then speak of that moment. */
export type Account = {
  readonly accountId: string;
  readonly region: string;
  /** Runs the simulation up to the clock's now and returns it. Cheap when nothing happened. */
  readonly advance: () => number;
  readonly metrics: MetricReader;
  readonly alarms: AlarmReader;
  readonly logs: LogReader;
  readonly tables: TableReader;
};

// ---- metrics -------------------------------------------------------------------------------------------------

export type MetricId = {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
};

export type StoredMetric = MetricId & {
  /** 1 for high resolution, 60 else; basic EC2 monitoring stores at 300. */
  readonly resolutionSeconds: 1 | 60 | 300;
  readonly unit: string;
  /** Time of the newest sample, for RecentlyActive. */
  readonly lastSampleAt: number;
};

export type MetricReader = {
  /** In a stable order. */
  readonly list: () => readonly StoredMetric[];
  readonly find: (id: MetricId) => StoredMetric | undefined;
  /**
   * Buckets of `periodSeconds` that start in `[from, to)`, oldest first; buckets with no sample are absent. `stat` is
   * Sum, Average, Minimum, Maximum, SampleCount or pNN[.N]. Never returns a sample later than now. Buckets begin at
   * `gridFrom`, and a period after it; at multiples of the period where absent.
   */
  readonly read: (
    id: MetricId,
    stat: string,
    periodSeconds: number,
    from: number,
    to: number,
    gridFrom?: number,
  ) => readonly { readonly at: number; readonly value: number }[];
};

// ---- alarms --------------------------------------------------------------------------------------------------

export type SandboxAlarm = MetricId & {
  readonly alarmName: string;
  readonly arn: string;
  readonly description: string;
  readonly stat: string;
  readonly periodSeconds: number;
  /** Of an anomaly detection alarm the upper edge of its band, as it was last evaluated. */
  readonly threshold: number;
  /** Anomaly detection: how many standard deviations wide the band is to each side. */
  readonly band?: { readonly widths: number };
  readonly comparison:
    | 'GreaterThanUpperThreshold'
    | 'GreaterThanThreshold'
    | 'GreaterThanOrEqualToThreshold'
    | 'LessThanThreshold'
    | 'LessThanOrEqualToThreshold';
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: 'missing' | 'notBreaching' | 'breaching' | 'ignore';
  readonly actionsEnabled: boolean;
  readonly alarmActions: readonly string[];
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly stateReason: string;
  /** JSON text as AWS writes it: version, queryDate, startDate, statistic, period, recentDatapoints, threshold … */
  readonly stateReasonData: string;
  readonly stateUpdatedAt: number;
  readonly stateTransitionedAt: number;
  readonly configurationUpdatedAt: number;
  readonly okActions?: readonly string[];
  readonly insufficientDataActions?: readonly string[];
  /** It is not judged for so long after it was made. */
  readonly warmUpMinutes?: number;
};

/** An alarm over other alarms' states. */
export type CompositeSandboxAlarm = {
  readonly alarmName: string;
  readonly arn: string;
  readonly description: string;
  /** As AWS writes it: `ALARM("a") AND (NOT OK(b) OR FALSE)`. */
  readonly rule: string;
  readonly actionsEnabled: boolean;
  readonly alarmActions: readonly string[];
  readonly state: SandboxAlarm['state'];
  readonly stateReason: string;
  readonly stateReasonData: string;
  readonly stateUpdatedAt: number;
  readonly stateTransitionedAt: number;
  readonly configurationUpdatedAt: number;
  /** The alarm whose ALARM state keeps this one's actions back. */
  readonly suppressor?: {
    readonly alarm: string;
    readonly waitSeconds: number;
    readonly extensionSeconds: number;
  };
  /** What keeps the actions back now, and why in words. */
  readonly suppressed?: { readonly by: 'WaitPeriod' | 'ExtensionPeriod' | 'Alarm'; readonly reason: string };
};

/** An alarm over a query of Metrics Insights that brings many series: each that is beyond the limit is a contributor. */
export type QuerySandboxAlarm = Omit<CompositeSandboxAlarm, 'rule' | 'suppressor' | 'suppressed'> &
  Pick<
    SandboxAlarm,
    | 'periodSeconds'
    | 'threshold'
    | 'comparison'
    | 'evaluationPeriods'
    | 'datapointsToAlarm'
    | 'treatMissingData'
  > & {
    readonly query: string;
    /** Those that are in ALARM. */
    readonly contributors: readonly SandboxContributor[];
  };

export type SandboxContributor = {
  /** 16 characters at the most. */
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly stateReason: string;
  readonly transitionedAt: number;
};

/** A rule that keeps the actions of alarms quiet in its windows. */
export type SandboxMuteRule = {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  /** `cron(0 2 * * *)` or `at(2026-01-15T11:30)`, in UTC. */
  readonly expression: string;
  readonly muteType: 'ONE_TIME' | 'RECURRING';
  /** ISO 8601: `PT2H`. */
  readonly duration: string;
  readonly alarmNames: readonly string[];
  readonly status: 'SCHEDULED' | 'ACTIVE' | 'EXPIRED';
  readonly updatedAt: number;
};

export type SandboxAlarmHistory = {
  readonly alarmName: string;
  readonly at: number;
  readonly itemType: 'StateUpdate' | 'Action' | 'ConfigurationUpdate' | 'AlarmContributorStateUpdate';
  readonly summary: string;
  /** JSON text as AWS writes it: {version, oldState:{stateValue,…}, newState:{…}}. */
  readonly data: string;
  readonly contributor?: Pick<SandboxContributor, 'id' | 'attributes'>;
};

export type AlarmReader = {
  readonly list: () => readonly SandboxAlarm[];
  readonly composites?: () => readonly CompositeSandboxAlarm[];
  readonly queries?: () => readonly QuerySandboxAlarm[];
  readonly muteRules?: () => readonly SandboxMuteRule[];
  /** Oldest first, all alarms; the operation filters and orders. */
  readonly history: () => readonly SandboxAlarmHistory[];
};

// ---- logs ----------------------------------------------------------------------------------------------------

export type SandboxLogGroup = {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly storedBytes: number;
  readonly retentionDays?: number;
  /** STANDARD where absent. */
  readonly logClass?: SandboxLogClass;
};

export type SandboxLogClass = 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY' | 'ESSENTIALS';

export type SandboxLogEvent = {
  readonly stream: string;
  readonly at: number;
  readonly ingestedAt: number;
  /** Decimal digits, unique in the account, as AWS's are. */
  readonly eventId: string;
  readonly message: string;
};

export type LogReader = {
  readonly groups: () => readonly SandboxLogGroup[];
  readonly streams: (group: string) => readonly {
    readonly name: string;
    readonly createdAt: number;
    readonly lastEventAt?: number;
  }[];
  /**
   * Events with `from <= at <= to` that have been ingested by now, ordered by (at, eventId). Lazy: text is made when
   * an event is asked for, so a reader that stops early pays for no more.
   */
  readonly events: (group: string, from: number, to: number) => Iterable<SandboxLogEvent>;
};

// ---- tables and streams --------------------------------------------------------------------------------------

/** DynamoDB JSON as on the wire: {"S": "…"}, {"N": "…"} …; B is base64 text. */
export type WireItem = Readonly<Record<string, unknown>>;

export type SandboxTable = {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly itemCount: number;
  readonly keySchema: readonly { readonly attributeName: string; readonly keyType: 'HASH' | 'RANGE' }[];
  readonly attributeDefinitions: readonly {
    readonly attributeName: string;
    readonly attributeType: 'S' | 'N' | 'B';
  }[];
  /** Newest last; absent where the table has no stream. */
  readonly streams: readonly SandboxStream[];
};

export type SandboxStream = {
  readonly arn: string;
  readonly label: string;
  readonly table: string;
  readonly status: 'ENABLED' | 'DISABLED';
  readonly viewType: 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';
  readonly createdAt: number;
};

export type SandboxShard = {
  /** `shardId-` and twenty digits of time and a hash, as AWS's. */
  readonly shardId: string;
  readonly parentShardId?: string;
  readonly startingSequenceNumber: string;
  /** Present once the shard is closed. */
  readonly endingSequenceNumber?: string;
  readonly createdAt: number;
  readonly closedAt?: number;
};

export type SandboxRecord = {
  readonly eventId: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly sequenceNumber: string;
  readonly at: number;
  readonly sizeBytes: number;
  readonly keys: WireItem;
  readonly oldImage?: WireItem;
  readonly newImage?: WireItem;
  readonly ttl: boolean;
};

export type TableReader = {
  readonly list: () => readonly SandboxTable[];
  /** All shards that are not trimmed (retention 24 h), in no promised order. */
  readonly shards: (streamArn: string) => readonly SandboxShard[];
  /**
   * Up to `limit` records of a shard from position `position` (0 is the shard's first record ever) in order. A
   * position is what an iterator holds inside. Images are made when asked for.
   */
  readonly records: (
    streamArn: string,
    shardId: string,
    position: number,
    limit: number,
  ) => readonly SandboxRecord[];
  /** Position of the first readable record (trimmed ones are before it) and one past the newest. */
  readonly bounds: (streamArn: string, shardId: string) => { readonly first: number; readonly end: number };
  /** Position of the record with this sequence number, or of the first after it. */
  readonly positionOf: (streamArn: string, shardId: string, sequenceNumber: string) => number;
  /** Of the first record written then or later; epoch ms. */
  readonly positionAt: (streamArn: string, shardId: string, time: number) => number;
};
