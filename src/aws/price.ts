/** What AWS charges for reading: us-east-1, in dollars, without what an account has free (metrics, rule 16; logs, rules 9 and 12). */

const dollarsPerMetric = 0.01 / 1000;
const dollarsPerRequest = 0.01 / 1000;
/** A streams read request unit: a call of GetRecords, up to 1 MB (aws.amazon.com/dynamodb/pricing/on-demand). */
const dollarsPerStreamRead = 0.02 / 100_000;
/** SQS, standard queues, after the first million of a month (aws.amazon.com/sqs/pricing). */
const dollarsPerQueueRequest = 0.4 / 1_000_000;
const dollarsPerGigabyteScanned = 0.005;
export const dollarsPerLiveTailMinute = 0.01;

/** A sample that a query of PromQL scans (aws.amazon.com/cloudwatch/pricing; the usage type PromQL:SamplesScanned). */
const dollarsPerSample = 0.01 / 1_000_000;

const bytesPerGigabyte = 1e9;
/** Up to so many statistics of one metric in one call are billed as one (metrics, rule 16). */
export const statisticsPerMetric = 5;

/** What one answered call is billed for. */
export type Bill = {
  readonly billedMetrics?: number;
  readonly bytesScanned?: number;
  /** By PromQL. */
  readonly samplesScanned?: number;
  /** For the call itself. */
  readonly dollars?: number;
};

/** The bytes of a query that are new since it was last asked about, as `createScanBill` counts them. */
export type ScanBill = (queryId: string | undefined, bytesScanned: number | undefined) => Bill;

/** What an answered call is billed for; AWS bills no failure. */
export type Price<Input, Output> = (input: Input, output: Output, scanned: ScanBill) => Bill;

export const free = (): Bill => ({});
export const perRequest = (): Bill => ({ dollars: dollarsPerRequest });
export const perQueueRequest = (): Bill => ({ dollars: dollarsPerQueueRequest });
export const perStreamRead = (): Bill => ({ dollars: dollarsPerStreamRead });

export const priceOfScan = (bytes: number): number => (bytes / bytesPerGigabyte) * dollarsPerGigabyteScanned;

export const priceOf = ({
  billedMetrics: metrics = 0,
  bytesScanned = 0,
  samplesScanned = 0,
  dollars = 0,
}: Bill): number =>
  metrics * dollarsPerMetric + priceOfScan(bytesScanned) + samplesScanned * dollarsPerSample + dollars;

/** One query of GetMetricData as the SDK takes it, as far as the bill looks at it. */
export type BilledQuery = {
  readonly Id?: string | undefined;
  readonly AccountId?: string | undefined;
  readonly Expression?: string | undefined;
  readonly MetricStat?:
    | {
        readonly Stat?: string | undefined;
        readonly Metric?:
          | {
              readonly Namespace?: string | undefined;
              readonly MetricName?: string | undefined;
              readonly Dimensions?:
                | readonly { readonly Name?: string | undefined; readonly Value?: string | undefined }[]
                | undefined;
            }
          | undefined;
      }
    | undefined;
};

/** True of expressions that read metrics by themselves; plain math only reads what other queries have been billed for. */
export const readsMetrics = (expression: string): boolean => /^\s*select\b|\bsearch\s*\(/i.test(expression);

const metricKey = (query: BilledQuery): string => {
  const metric = query.MetricStat?.Metric;
  const dimensions = (metric?.Dimensions ?? []).map(({ Name, Value }) => `${Name}=${Value}`).sort();
  return [query.AccountId, metric?.Namespace, metric?.MetricName, ...dimensions].join('\n');
};

/**
 * Metrics that a GetMetricData call is billed for: U = metrics x ceil(statistics / 5), and those that SEARCH and Metrics
 * Insights found: `resultsOf` says how many series came back for a query's id (a lower bound: AWS bills what it analysed).
 */
export const billedMetrics = (
  queries: readonly BilledQuery[],
  resultsOf: (id: string) => number = () => 1,
): number => {
  const statistics = new Map<string, Set<string>>();
  let found = 0;
  for (const query of queries) {
    if (query.Expression !== undefined) {
      if (readsMetrics(query.Expression)) found += resultsOf(query.Id ?? '');
      continue;
    }
    const key = metricKey(query);
    const known = statistics.get(key) ?? new Set();
    statistics.set(key, known.add(query.MetricStat?.Stat ?? ''));
  }
  let billed = found;
  for (const stats of statistics.values()) billed += Math.ceil(stats.size / statisticsPerMetric);
  return billed;
};
