/** A series as a query of GetMetricData. */
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { MetricQuery, SeriesSpec } from '../../observation/metrics.ts';
import { originName } from '../../origin.ts';

/** Which metric a query reads, whatever its statistic: five statistics of one key are billed as one. */
export const metricKey = (spec: SeriesSpec): string => {
  const { query, accountId = '', id } = spec;
  if (query.kind === 'expression') return `expression\n${id}`;
  const dimensions = Object.entries(query.dimensions).map(([name, value]) => `${name}=${value}`);
  return [originName(spec), accountId, query.namespace, query.metric, ...dimensions.sort()].join('\n');
};

/** Series with the same key have the same answer: it is asked for once. */
export const questionKey = (spec: SeriesSpec): string => {
  const [stat, unit = ''] = spec.query.kind === 'metric' ? [spec.query.stat, spec.query.unit] : [''];
  return [metricKey(spec), stat, unit, spec.periodSeconds].join('\n');
};

/** `SELECT … FROM …`: one such query a call. */
export const isInsightsQuery = (query: MetricQuery): boolean =>
  query.kind === 'expression' && /^\s*select\b/i.test(query.expression);

/** Makes one series of many. */
const aggregate = /^\s*(sum|avg|min|max|stddev)\s*\(.*\)\s*$/is;

/** Expressions whose answer is a set of series that changes with time. */
export const isSetOfSeries = (query: MetricQuery): boolean =>
  query.kind === 'expression' &&
  ((/\bsearch\s*\(/i.test(query.expression) && !aggregate.test(query.expression)) ||
    (isInsightsQuery(query) && /\bgroup\s+by\b/i.test(query.expression)));

/** Its answer is two series, which may have one label: the upper and the lower edge. */
export const isBand = (query: MetricQuery): boolean =>
  query.kind === 'expression' && /^\s*anomaly_detection_band\s*\(/i.test(query.expression);

/** `METRICS()` stands for all other queries of the call: such an expression must not meet those of others. */
export const isAlone = (query: MetricQuery): boolean =>
  isInsightsQuery(query) ||
  (query.kind === 'expression' && expressionsIn(query).some((text) => /\bmetrics\s*\(/i.test(text)));

const periodOfSearch = /(\bsearch\s*\(\s*(?:'[^']*'|"[^"]*")\s*,\s*(?:'[^']*'|"[^"]*")\s*,\s*)\d+(\s*\))/gi;

/** A SEARCH that names its own period, asked in another one. */
export const inPeriod = (query: MetricQuery, periodSeconds: number): MetricQuery =>
  query.kind === 'expression'
    ? { ...query, expression: query.expression.replace(periodOfSearch, `$1${periodSeconds}$2`) }
    : query;

const inputsOf = (query: MetricQuery): readonly (readonly [string, MetricQuery])[] =>
  query.kind === 'expression' ? Object.entries(query.inputs ?? {}) : [];

const expressionsIn = (query: MetricQuery): readonly string[] =>
  query.kind === 'expression'
    ? [query.expression, ...inputsOf(query).flatMap(([, input]) => expressionsIn(input))]
    : [];

/** How many queries a series takes in its call. */
export const queriesOf = (query: MetricQuery): number => 1 + inputsOf(query).length;

const toQuery = (
  query: MetricQuery,
  { periodSeconds, accountId }: SeriesSpec,
  id: string,
): MetricDataQuery => ({
  Id: id,
  ...(query.kind === 'expression'
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
          ...(query.unit === undefined ? {} : { Unit: query.unit }),
        },
      }),
  ...(accountId === undefined ? {} : { AccountId: accountId }),
});

/** The id of the query that asks for the nth series of a call. */
export const queryId = (index: number): string => `series${index}`;

/** Puts other names in the place of those that stand outside of quoted texts. */
const rename = (expression: string, names: ReadonlyMap<string, string>): string =>
  expression.replace(/"[^"]*"|'[^']*'|[A-Za-z]\w*/g, (word) => names.get(word) ?? word);

/**
 * The queries of one call. An expression's inputs come along, not returned; names that two expressions use for different
 * metrics become different ids, and a metric that is asked for already is not asked for again.
 */
export const toQueries = (asked: readonly SeriesSpec[]): MetricDataQuery[] => {
  const queries: MetricDataQuery[] = [];
  const idOf = new Map<string, string>();
  for (const [index, spec] of asked.entries()) {
    if (spec.query.kind === 'metric') idOf.set(questionKey(spec), queryId(index));
  }
  let inputs = 0;
  for (const [index, spec] of asked.entries()) {
    const keepsNames = isAlone(spec.query);
    const names = new Map<string, string>();
    const added: (readonly [string, MetricQuery])[] = [];
    for (const [name, query] of inputsOf(spec.query)) {
      const key = query.kind === 'metric' ? questionKey({ ...spec, query }) : `${spec.id}\n${name}`;
      const known = keepsNames ? undefined : idOf.get(key);
      const id = known ?? (keepsNames ? name : `input${inputs++}`);
      names.set(name, id);
      if (known === undefined) {
        idOf.set(key, id);
        added.push([id, query]);
      }
    }
    const renamed = (query: MetricQuery): MetricQuery =>
      query.kind === 'expression'
        ? { kind: 'expression', expression: rename(query.expression, names) }
        : query;
    queries.push(toQuery(renamed(spec.query), spec, queryId(index)));
    for (const [id, query] of added)
      queries.push({ ...toQuery(renamed(query), spec, id), ReturnData: false });
  }
  return queries;
};
