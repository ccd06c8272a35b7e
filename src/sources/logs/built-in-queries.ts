/** Insights queries that whoever is on call needs, ready to run over the log groups of a pipeline. */

export type SavedQuery = { readonly name: string; readonly title: string; readonly query: string };

export const builtInQueries: readonly SavedQuery[] = [
  {
    name: 'errors-by-stage',
    title: 'Errors by stage (its log group), and the last one',
    query: `filter @message like /(?i)(error|exception|fatal|timed out)/
| stats count(*) as errors, latest(@message) as last by @log
| sort errors desc`,
  },
  {
    name: 'slowest-calls',
    title: 'Slowest Lambda calls',
    query: `filter @type = "REPORT"
| fields @timestamp, @log, @requestId, @duration, @maxMemoryUsed
| sort @duration desc
| limit 25`,
  },
  {
    name: 'cold-starts',
    title: 'Cold starts by function',
    query: `filter @type = "REPORT" and ispresent(@initDuration)
| stats count(*) as coldStarts, avg(@initDuration) as initMs, max(@initDuration) as longestMs by @log
| sort coldStarts desc`,
  },
  {
    name: 'most-throttled',
    title: 'Most throttled',
    query: `filter @message like /(?i)(throttl|rate exceeded|too many requests|throughputexceeded)/
| stats count(*) as throttles by @log
| sort throttles desc`,
  },
];

/** Text as a string of the query language. */
const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** Every line that names an order, oldest first. */
export const orderQuery = (orderId: string): SavedQuery => ({
  name: 'order',
  title: `All lines of ${orderId}`,
  query: `filter @message like ${quoted(orderId)}
| fields @timestamp, @log, @logStream, @message, @ingestionTime
| sort @timestamp asc
| limit 10000`,
});
