/** A series as a query of GetMetricData. */
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { MetricQuery, SeriesSpec } from '../../observation.ts';

/** Which metric a query reads, whatever its statistic: five statistics of one key are billed as one. */
export const metricKey = ({ query, accountId = '', id }: SeriesSpec): string => {
  if (query.kind === 'expression') return `expression\n${id}`;
  const dimensions = Object.entries(query.dimensions).map(([name, value]) => `${name}=${value}`);
  return [accountId, query.namespace, query.metric, ...dimensions.sort()].join('\n');
};

/** Series with the same key have the same answer: it is asked for once. */
export const questionKey = (spec: SeriesSpec): string =>
  [metricKey(spec), spec.query.kind === 'metric' ? spec.query.stat : '', spec.periodSeconds].join('\n');

/** `SELECT … FROM …`: one such query a call. */
export const isInsightsQuery = (query: MetricQuery): boolean =>
  query.kind === 'expression' && /^\s*select\b/i.test(query.expression);

/** Expressions whose answer is a set of series that changes with time. */
export const isSetOfSeries = (query: MetricQuery): boolean =>
  query.kind === 'expression' &&
  (/\bsearch\s*\(/i.test(query.expression) ||
    (isInsightsQuery(query) && /\bgroup\s+by\b/i.test(query.expression)));

const ofQuery = (query: MetricQuery, periodSeconds: number): Omit<MetricDataQuery, 'Id'> =>
  query.kind === 'expression'
    ? { Expression: query.expression, Period: periodSeconds }
    : {
        MetricStat: {
          Metric: {
            Namespace: query.namespace,
            MetricName: query.metric,
            Dimensions: Object.entries(query.dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: periodSeconds,
          Stat: query.stat,
        },
      };

/** The query for one series; `id` must be unique in its call. */
export const toQuery = ({ query, periodSeconds, accountId }: SeriesSpec, id: string): MetricDataQuery => ({
  Id: id,
  ...ofQuery(query, periodSeconds),
  ...(accountId === undefined ? {} : { AccountId: accountId }),
});
