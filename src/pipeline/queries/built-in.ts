/** Insights queries that whoever is on call needs, ready to run over the log groups of a pipeline. */

import type { NamedQuery } from './named-query.ts';
import { fillPlaceholders } from './query-text.ts';

const orderById = `filter @message like {id}
| fields @timestamp, @log, @logStream, @message, @ingestionTime
| sort @timestamp asc
| limit 10000`;

/** Every line that names an order, oldest first. */
export const orderQuery = (orderId: string): string => fillPlaceholders(orderById, { id: orderId });

export const builtInQueries: readonly NamedQuery[] = [
  {
    name: 'errors-by-stage',
    title: 'Errors by stage (its log group), and the last one',
    query: `filter @message like /(?i)(error|exception|fatal|timed out)/
| stats count(*) as errors, latest(@message) as last by @log
| sort errors desc`,
    of: [],
  },
  {
    name: 'errors-by-minute',
    title: 'Errors a minute: since when',
    query: `filter @message like /(?i)(error|exception|fatal|timed out)/
| stats count(*) as errors by bin(1m)`,
    of: [],
  },
  {
    name: 'slowest-calls',
    title: 'Slowest Lambda calls',
    query: `filter @type = "REPORT"
| fields @timestamp, @log, @requestId, @duration, @maxMemoryUsed
| sort @duration desc
| limit 25`,
    of: [],
  },
  {
    name: 'cold-starts',
    title: 'Cold starts by function',
    query: `filter @type = "REPORT" and ispresent(@initDuration)
| stats count(*) as coldStarts, avg(@initDuration) as initMs, max(@initDuration) as longestMs by @log
| sort coldStarts desc`,
    of: [],
  },
  {
    name: 'most-throttled',
    title: 'Most throttled',
    query: `filter @message like /(?i)(throttl|rate exceeded|too many requests|throughputexceeded)/
| stats count(*) as throttles by @log
| sort throttles desc`,
    of: [],
  },
  {
    name: 'order-by-id',
    title: 'All lines that name an order, oldest first',
    query: orderById,
    of: [],
  },
];
