/**
 * The port between the tool and wherever its data come from: AWS, a recording, a team's stream. Screens and commands know
 * this type only (issue 12). What a backend cannot do is absent from it, and `absent` says why in words for a key.
 */
import type { Clock } from '../clock.ts';
import type { Demand, GraphDemand } from '../demand.ts';
import type { Failure } from '../observation/health-of-sources.ts';
import type { LogEvent } from '../observation/logs.ts';
import type { SeriesSpec } from '../observation/metrics.ts';
import type { Origin } from '../origin.ts';
import type { Budget } from '../pacing/limiter.ts';
import type { LogGroup } from '../pipeline/log-groups.ts';
import type { Pipelines, Stage } from '../pipeline/stage.ts';
import type { TimeRange } from '../ranges.ts';
import type { Result } from '../result.ts';
import type { StreamChoice } from '../sources/logs/streams.ts';
import type { Fetched } from '../sources/metrics/fetch-call.ts';
import type { CachedSpans } from '../sources/metrics/history-plan.ts';
import type { FetchedUnits } from '../sources/metrics/units.ts';
import type { Source } from '../sources/source.ts';
import type { StartAt } from '../sources/streams/start.ts';
import type { StreamTail } from '../sources/streams/tail-stream.ts';
import type { DashboardLibrary } from './dashboards.ts';
import type { FindMetrics } from './metric-names.ts';
import type { QueryEstimate, QueryEvent, QueryRequest } from './query.ts';

/** A table in a Region, read with a profile. */
export type TableAt = Origin & { readonly table: string; readonly accountId?: string | undefined };

/** Points of a series in one period that are in memory: history asks for the rest. */
export type Cached = (spec: SeriesSpec, periodSeconds: number) => CachedSpans | undefined;

/** What is followed, fixed as long as it is; how much of it is needed just now, `demand` says. */
export type WatchRequest = {
  /** Where metrics and alarms are read. */
  readonly origins: readonly Origin[];
  /** Called before every poll. */
  readonly demand: () => Demand;
  readonly cached: Cached;
  /** How far back the live poll of metrics reaches; graphs of more are history. */
  readonly liveMs: number | (() => number);
  /** Shared by all that costs, of whatever else is shown too: nothing is polled beside it. */
  readonly budget: Budget | undefined;
  /** Absent: no alarms. Without `historyMs` their transitions are not read. */
  readonly alarms?: AlarmsRequest & {
    /** Where they are listed, where that is not all of `origins`. */
    readonly origins?: readonly Origin[];
  };
  readonly logs?: LogsRequest;
  /** Stages whose deployments are followed. */
  readonly deployments?: readonly Stage[];
  readonly tables?: { readonly at: readonly TableAt[]; readonly from: StartAt };
};

export type AlarmsRequest = {
  readonly historyMs: number | undefined;
  /** Of one listing: what alarms did in that time, and how they were changed, too. */
  readonly events?: boolean;
  readonly namePrefix?: string | undefined;
};

export type LogsRequest = {
  readonly groups: readonly LogGroup[];
  /** Epoch ms: lines from then on. */
  readonly since: number;
  /** CloudWatch's filter pattern. */
  readonly filter?: string | undefined;
  /** Only these streams, of a single group. */
  readonly streams?: StreamChoice | undefined;
  /** Ids of the events at `since` itself that are meant, where not all are. */
  readonly first?: ReadonlySet<string> | undefined;
  /** Live Tail beside polling; it costs. */
  readonly liveTail?: boolean;
};

/** Log lines around a moment: epoch ms. */
export type LogContextRequest = TimeRange & { readonly groups: readonly LogGroup[]; readonly at: number };

/** All lines of a group in a window that match a filter pattern. */
export type LogSearch = TimeRange & {
  readonly group: LogGroup;
  readonly stream?: string;
  readonly filter: string;
  /** It ends after so many pages. Absent: 20. */
  readonly mostPages?: number;
};

/** Lines that a search brought; `missing` is why there may be more. */
export type FoundLines = { readonly lines: readonly LogEvent[]; readonly missing?: Failure };

/** Of which lines the newest are meant: so many of all groups together, none older than `since`. */
export type NewestLogsRequest = Pick<LogsRequest, 'groups' | 'since' | 'filter' | 'streams'> & {
  readonly last: number;
};

/** Where they begin; now where there is none. */
export type NewestLogs = { readonly since: number; readonly first: ReadonlySet<string> };

/** Log groups that a listing brought. */
export type FoundGroups = {
  readonly groups: readonly LogGroup[];
  /** False where there is more than is listed. */
  readonly isWhole: boolean;
};

export type QueryRunner = {
  /** What it will scan; fails where AWS does not say, or where none of its groups exists. */
  readonly estimate: (request: QueryRequest, signal: AbortSignal) => Promise<Result<QueryEstimate>>;
  /**
   * Runs it in each Region with each profile. Ends with one `finished` or `failed`, unless the signal aborts or the consumer
   * leaves: then the query is stopped where it runs, too.
   */
  readonly run: (request: QueryRequest, signal: AbortSignal) => AsyncIterable<QueryEvent>;
  /** All fields of the log event that a row's `@ptr` points to. */
  readonly record: (
    pointer: string,
    origin: Origin,
    signal: AbortSignal,
  ) => Promise<Result<ReadonlyMap<string, string>>>;
};

export type Backend = {
  /** The clock of the data: the machine's, the embedded account's, a recording's. */
  readonly clock: Clock;
  /** What the header calls where the data come from: a profile, `sandbox`, a file. */
  readonly account: string;
  readonly regions: readonly [string, ...string[]];
  /** True where the command line names the Regions. */
  readonly isRegionAsked: boolean;
  /** These Regions, read with the profile that the tool runs with. */
  readonly origins: readonly [Origin, ...Origin[]];
  /** Those that there are, the one in use first; undefined where there are none. Fails for a file that is wrong. */
  readonly pipelines: () => Promise<Result<Pipelines | undefined>>;

  /** What is demanded, as it comes: sources that do not wait for one another. */
  readonly watch: (request: WatchRequest) => readonly Source[];
  /** Every change of a table, with the cursor of what was acknowledged. */
  readonly tail: (table: TableAt, from: StartAt) => StreamTail;
  /** One listing of alarms, and its end. */
  readonly listAlarms: (origins: readonly Origin[], request: AlarmsRequest) => Source;
  /** Points of a window, once; what cannot be read does not take the rest with it. */
  readonly points: (
    series: readonly SeriesSpec[],
    window: TimeRange,
    signal: AbortSignal,
  ) => Promise<Fetched>;
  /** In which units these series were published, where that is not known already: asked once, and why it is not told. */
  readonly units: (series: readonly SeriesSpec[], signal: AbortSignal) => Promise<FetchedUnits>;
  /** What graphs show beyond the last `liveMs`, once. */
  readonly history: (
    graphs: GraphDemand,
    from: { readonly liveMs: number; readonly cached: Cached },
    signal: AbortSignal,
  ) => Promise<Fetched>;

  /** Which metrics there are; absent where nobody keeps a list. */
  readonly findMetrics?: FindMetrics;
  readonly logContext?: (request: LogContextRequest) => Source;
  readonly searchLogs?: (request: LogSearch, signal: AbortSignal) => Promise<Result<FoundLines>>;
  /** Where the newest lines of log groups begin. */
  readonly newestLogs?: (request: NewestLogsRequest, signal: AbortSignal) => Promise<NewestLogs>;
  /** The log groups whose names match a pattern, in one Region: `*` stands for any characters. */
  readonly findLogGroups?: (
    pattern: string,
    origin: Origin,
    signal: AbortSignal,
  ) => Promise<Result<FoundGroups>>;
  readonly query?: QueryRunner;
  /** CloudWatch's own dashboards. */
  readonly dashboards?: DashboardLibrary;
  /** Why what is absent above is absent: `a recording runs no queries`. Empty where nothing is. */
  readonly absent: string;
};
