import type { Account } from '../../account.ts';
import { evaluate, isMistake, type Scope } from '../../metric-math/evaluate.ts';
import { parseExpression } from '../../metric-math/parse.ts';
import { isSeries, type Series, type Value } from '../../metric-math/series.ts';
import { metricId } from './metric-shapes.ts';
import { oldestPoint } from './retention.ts';

/** One query of a GetMetricData call, its input already checked. */
export type MetricDataQuery = {
  readonly id: string;
  readonly label: string | undefined;
  readonly ask:
    | {
        readonly kind: 'metric';
        readonly namespace: string;
        readonly name: string;
        readonly dimensions: readonly { readonly Name: string; readonly Value: string }[];
        readonly stat: string;
        readonly periodSeconds: number;
      }
    | {
        readonly kind: 'expression';
        readonly expression: string;
        readonly periodSeconds: number | undefined;
      };
};

/** The answer to one query: one series, or several where an expression gives an array. */
export type QueryResult = { readonly id: string; readonly series: readonly Series[] };

/** `from` inclusive, `to` exclusive, epoch milliseconds. */
type Window = { readonly from: number; readonly to: number };

/** Answers those queries that `isReturned`, or says what is wrong with one of them. */
export const runQueries = (
  account: Account,
  now: number,
  queries: readonly MetricDataQuery[],
  isReturned: (id: string) => boolean,
  window: Window,
): readonly QueryResult[] | { readonly error: string } => {
  const byId = new Map(queries.map((query) => [query.id, query]));
  const known = new Map<string, Value | { readonly error: string }>();
  const underWay = new Set<string>();

  const valueOfQuery = (id: string): Value | { readonly error: string } => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const query = byId.get(id);
    if (query === undefined) return { error: `Undefined variable '${id}'` };
    if (underWay.has(id)) return { error: `Circular reference to '${id}'` };
    underWay.add(id);
    const value =
      query.ask.kind === 'metric'
        ? readMetric(account, now, query, window)
        : compute(query.ask.expression, query);
    underWay.delete(id);
    known.set(id, value);
    return value;
  };

  const metrics = () =>
    queries.flatMap((query) => {
      const value = query.ask.kind === 'metric' ? valueOfQuery(query.id) : undefined;
      return typeof value === 'object' && 'points' in value ? [{ id: query.id, series: value }] : [];
    });

  const compute = (expression: string, query: MetricDataQuery): Value | { readonly error: string } => {
    const node = parseExpression(expression);
    if ('error' in node) return node;
    const scope: Scope = {
      resolve: valueOfQuery,
      metrics,
      // Nothing fills what has not happened yet.
      window: { from: window.from, to: Math.min(window.to, now) },
      periodSeconds: query.ask.periodSeconds ?? finestPeriod(queries),
    };
    return evaluate(node, scope);
  };

  const results: QueryResult[] = [];
  for (const query of queries.filter(({ id }) => isReturned(id))) {
    const value = valueOfQuery(query.id);
    const series = typeof value === 'object' && !isMistake(value) ? labelled(value, query) : value;
    if (typeof series === 'number') {
      return { error: `Error in expression '${query.id}': the result is a scalar, not a time series` };
    }
    if ('error' in series) return { error: `Error in expression '${query.id}': ${series.error}` };
    results.push({ id: query.id, series });
  }
  return results;
};

const readMetric = (account: Account, now: number, query: MetricDataQuery, { from, to }: Window): Series => {
  const { ask } = query;
  if (ask.kind !== 'metric') return { label: query.id, periodSeconds: 60, points: [] };
  const id = metricId(ask.namespace, ask.name, ask.dimensions);
  const periodMs = ask.periodSeconds * 1000;
  const first = Math.max(Math.floor(from / periodMs) * periodMs, oldestPoint(ask.periodSeconds, now));
  return {
    label: query.label ?? ask.name,
    periodSeconds: ask.periodSeconds,
    points:
      account.metrics.find(id) === undefined
        ? []
        : account.metrics.read(id, ask.stat, ask.periodSeconds, first, to),
  };
};

/** An expression's series is named by its label or id; the series of an array keep their own names behind the label. */
const labelled = (value: Series | readonly Series[], query: MetricDataQuery): readonly Series[] => {
  if (isSeries(value)) {
    return [{ ...value, label: query.ask.kind === 'metric' ? value.label : (query.label ?? query.id) }];
  }
  return value.map((series) => ({ ...series, label: `${query.label ?? ''} ${series.label}`.trim() }));
};

/** CloudWatch's own default. */
const defaultPeriodSeconds = 300;

/** The finest period of the request's metrics, for a series made out of nothing. */
const finestPeriod = (queries: readonly MetricDataQuery[]): number =>
  queries.reduce(
    (finest, { ask }) => (ask.kind === 'metric' ? Math.min(finest, ask.periodSeconds) : finest),
    defaultPeriodSeconds,
  );
