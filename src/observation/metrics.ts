/** What is told of metrics: a line of a graph, and the points that CloudWatch gave for it. */
import type { Origin } from '../origin.ts';
import type { Failure } from './health-of-sources.ts';

/** One line of a graph: what to ask CloudWatch for, and how to read the answer. */
export type SeriesSpec = Origin & {
  /** Unique in the process, stable between polls, e.g. `payment-worker.errors`. */
  readonly id: string;
  readonly label: string;
  /** Stage that the series belongs to, where it belongs to one. */
  readonly stage?: string;
  /** What its stage calls it, by the catalogue or the pipeline file: `errors`. */
  readonly key?: string;
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
  /** One figure of a whole range: its period is the range, and it is asked for as one bucket that ends so long before now. */
  readonly overRange?: { readonly endAgoMs: number };
  /** In an answer: which of the series that a search found it is, by its label, or which edge of a band. */
  readonly found?: string;
  /**
   * Asked for because somebody looks at it: of these the last answered are kept, a bounded number, and a screen that is
   * paused takes them in. `history`: a window that the live poll does not bring (further back, wider, compared with), kept
   * for each period beside the live series, so that neither pushes the other's points out. `graph`: polled while it is open.
   */
  readonly onDemand?: 'history' | 'graph';
};

export type MetricQuery = MathQuery | PromQlExpression;

/** What GetMetricData is asked for. */
export type MathQuery = PlainMetric | MetricExpression;

export type PlainMetric = {
  readonly kind: 'metric';
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, `p99`, `p50` … as CloudWatch spells them. */
  readonly stat: string;
  /** Only what was published with this unit, where that is asked for: alarms do. */
  readonly unit?: AwsUnit;
};

export type MetricExpression = {
  readonly kind: 'expression';
  readonly expression: string;
  /** What the names in it stand for, and those in that; asked for with it, and not returned. */
  readonly inputs?: Readonly<Record<string, MetricInput>>;
  /** What names the series of a set, as its owner wrote it: CloudWatch fills in `${PROP('…')}`. */
  readonly label?: string;
};

/** PromQL: of metrics that came by OpenTelemetry, and of AWS's own where the account enriches them. Its answer is a set of series. */
export type PromQlExpression = { readonly kind: 'promql'; readonly expression: string };

/** What a name in an expression stands for, with what its row says of its own: that of the expression where it says nothing. */
export type MetricInput = (PlainMetric | Pick<MetricExpression, 'kind' | 'expression'>) & OwnOfRow;

export type OwnOfRow = {
  readonly accountId?: string;
  readonly periodSeconds?: number;
  readonly region?: string;
  readonly label?: string;
};

/** StandardUnit, as CloudWatch spells it. */
export const awsUnits = [
  'Seconds',
  'Microseconds',
  'Milliseconds',
  'Bytes',
  'Kilobytes',
  'Megabytes',
  'Gigabytes',
  'Terabytes',
  'Bits',
  'Kilobits',
  'Megabits',
  'Gigabits',
  'Terabits',
  'Percent',
  'Count',
  'Bytes/Second',
  'Kilobytes/Second',
  'Megabytes/Second',
  'Gigabytes/Second',
  'Terabytes/Second',
  'Bits/Second',
  'Kilobits/Second',
  'Megabits/Second',
  'Gigabits/Second',
  'Terabits/Second',
  'Count/Second',
  'None',
] as const;

export type AwsUnit = (typeof awsUnits)[number];

/**
 * What a value counts, for its short form on the screen. `count/s` series are shown per second of their period; `rate` is published
 * as a count a second. Sizes are as they were published, `MB` is a million bytes to each.
 */
export const seriesUnits = [
  'count',
  'count/s',
  'rate',
  'percent',
  'us',
  'ms',
  's',
  'bytes',
  'kB',
  'MB',
  'GB',
  'TB',
  'bits',
  'kbit',
  'Mbit',
  'Gbit',
  'Tbit',
  'bytes/s',
  'kB/s',
  'MB/s',
  'GB/s',
  'TB/s',
  'bits/s',
  'kbit/s',
  'Mbit/s',
  'Gbit/s',
  'Tbit/s',
  'none',
] as const;

export type SeriesUnit = (typeof seriesUnits)[number];

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
  readonly status: 'complete' | 'partial' | 'forbidden' | 'error' | 'refused';
  /** What AWS said of this series (its `Messages`), or of the whole answer. */
  readonly messages: readonly string[];
  /** Why AWS does not take the query, where it is refused. */
  readonly refusal?: Failure;
};

/** A metric, whatever its statistic. */
export type MetricName = Pick<PlainMetric, 'namespace' | 'metric' | 'dimensions'>;

/** In which unit a metric was published last: GetMetricStatistics tells it, GetMetricData does not. */
export type MetricUnit = Origin & MetricName & { readonly type: 'unit'; readonly unit: AwsUnit };
