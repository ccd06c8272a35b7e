/** What AWS charges for reading, us-east-1, in dollars (cloudwatch.md, "The bill"). */

export const dollarsPerMetric = 0.01 / 1000;
export const dollarsPerRequest = 0.01 / 1000;
export const dollarsPerGigabyteScanned = 0.005;
export const dollarsPerLiveTailMinute = 0.01;

const bytesPerGigabyte = 1e9;
/** Up to so many statistics of one metric in one call are billed as one. */
export const statisticsPerMetric = 5;

/** Calls that are billed by the call; all other reads are free or billed by what they read. */
const billedByRequest: ReadonlySet<string> = new Set(['ListMetrics', 'GetDashboard', 'ListDashboards']);

export const priceOfRequest = (operation: string): number =>
  billedByRequest.has(operation) ? dollarsPerRequest : 0;

export const priceOfScan = (bytes: number): number => (bytes / bytesPerGigabyte) * dollarsPerGigabyteScanned;

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
