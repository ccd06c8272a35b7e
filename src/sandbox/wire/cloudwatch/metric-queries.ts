import type { Account, MetricId } from '../../account.ts';
import { learntMs } from '../../metric-math/anomaly-band.ts';
import { fillDynamic, isDynamic } from '../../metric-math/dynamic-label.ts';
import { evaluate, isMistake, type Scope } from '../../metric-math/evaluate.ts';
import type { Outcome } from '../../metric-math/functions.ts';
import { isSelect, parseSelect, runSelect } from '../../metric-math/metrics-insights.ts';
import { parseExpression } from '../../metric-math/parse.ts';
import type { MetricMatch } from '../../metric-math/search.ts';
import { isSeries, type Series } from '../../metric-math/series.ts';
import { isStatistic, metricId } from './metric-shapes.ts';
import { isPeriod, oldestPoint, roundedStart } from './retention.ts';

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
        /** Only what was published with it. */
        readonly unit?: string;
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
  const valueOfQuery = createResolver(account, now, queries, window);
  const results: QueryResult[] = [];
  for (const query of queries.filter(({ id }) => isReturned(id))) {
    const value = valueOfQuery(query.id);
    const series = typeof value === 'object' && !isMistake(value) ? labelled(value, query, account) : value;
    if (typeof series === 'number') {
      return { error: `Error in expression '${query.id}': the result is a scalar, not a time series` };
    }
    if ('error' in series) return { error: `Error in expression '${query.id}': ${series.error}` };
    results.push({ id: query.id, series });
  }
  return results;
};

/** Values of the request's queries by their id, over this window. */
const createResolver = (
  account: Account,
  now: number,
  queries: readonly MetricDataQuery[],
  window: Window,
): Scope['resolve'] => {
  const byId = new Map(queries.map((query) => [query.id, query]));
  const known = new Map<string, Outcome>();
  const underWay = new Set<string>();
  let learning: Scope['resolve'] | undefined;

  const valueOfQuery = (id: string): Outcome => {
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

  const compute = (expression: string, query: MetricDataQuery): Outcome => {
    const periodSeconds = query.ask.periodSeconds ?? finestPeriod(queries);
    if (isSelect(expression)) return select(account, now, expression, periodSeconds, window);
    const node = parseExpression(expression);
    if ('error' in node) return node;
    const scope: Scope = {
      resolve: valueOfQuery,
      resolveEarlier: (id) => {
        learning ??= createResolver(account, now, queries, { ...window, from: window.from - learntMs });
        return learning(id);
      },
      metrics,
      search: (match, stat, ownPeriod) =>
        search(account, now, match, stat, ownPeriod ?? periodSeconds, window),
      // Nothing fills what has not happened yet.
      window: { from: roundedStart(window.from, periodSeconds, now), to: Math.min(window.to, now) },
      periodSeconds,
    };
    return evaluate(node, scope);
  };

  return valueOfQuery;
};

const readMetric = (account: Account, now: number, query: MetricDataQuery, window: Window): Series => {
  const { ask } = query;
  if (ask.kind !== 'metric') return { label: query.id, periodSeconds: 60, points: [] };
  const id = metricId(ask.namespace, ask.name, ask.dimensions);
  const found = account.metrics.find(id);
  const points =
    found === undefined || (ask.unit !== undefined && ask.unit !== found.unit)
      ? []
      : account.metrics.read(id, ask.stat, ask.periodSeconds, ...spanOf(now, window, ask.periodSeconds));
  const { stat, periodSeconds } = ask;
  return { label: query.label ?? ask.name, periodSeconds, points, of: { ...id, stat } };
};

/** What is read: from where buckets begin on, or where points have not been dropped yet; its end, and where buckets begin. */
const spanOf = (
  now: number,
  { from, to }: Window,
  periodSeconds: number,
): readonly [from: number, to: number, gridFrom: number] => {
  const gridFrom = roundedStart(from, periodSeconds, now);
  return [Math.max(gridFrom, oldestPoint(periodSeconds, now)), to, gridFrom];
};

/** SEARCH finds no more series than that, and none that was silent for two weeks. */
const mostFound = 500;

const search = (
  account: Account,
  now: number,
  match: MetricMatch,
  stat: string,
  periodSeconds: number,
  window: Window,
): readonly Series[] | { readonly error: string } => {
  if (!isStatistic(stat)) return { error: `Unsupported statistic '${stat}'` };
  if (!isPeriod(periodSeconds)) return { error: `Unsupported period ${periodSeconds}` };
  const found = account.metrics.list().filter(match).slice(0, mostFound);
  const span = spanOf(now, window, periodSeconds);
  const labelOf = distinctLabels(found);
  return found.map((metric) => ({
    label: labelOf(metric),
    periodSeconds,
    points: account.metrics.read(metric, stat, periodSeconds, ...span),
    of: { ...metric, stat },
  }));
};

/** Names metrics by what tells them apart: the values of dimensions that differ, and their name where it does. */
const distinctLabels = (metrics: readonly MetricId[]) => {
  const differs = (read: (metric: MetricId) => string | undefined) => new Set(metrics.map(read)).size > 1;
  const keys = [...new Set(metrics.flatMap((metric) => Object.keys(metric.dimensions)))].filter((key) =>
    differs((metric) => metric.dimensions[key]),
  );
  const hasNames = differs((metric) => metric.name);
  return (metric: MetricId): string => {
    const values = keys.flatMap((key) => metric.dimensions[key] ?? []);
    return (hasNames || values.length === 0 ? [...values, metric.name] : values).join(' ');
  };
};

const select = (
  account: Account,
  now: number,
  expression: string,
  periodSeconds: number,
  window: Window,
): Outcome => {
  const parsed = parseSelect(expression);
  if ('error' in parsed) return parsed;
  const series = runSelect(parsed, account.metrics, periodSeconds, spanOf(now, window, periodSeconds));
  const [only] = series;
  return parsed.groupBy.length === 0 && only !== undefined ? only : series;
};

/**
 * An expression's series is named by its label or id; the series of an array keep their own names behind the label, unless it says
 * itself what they are called.
 */
const labelled = (
  value: Series | readonly Series[],
  { id, label, ask }: MetricDataQuery,
  account: Account,
): readonly Series[] => {
  const named = (series: Series, usual: string): Series => ({
    ...series,
    label: label !== undefined && isDynamic(label) ? fillDynamic(label, series, account) : usual,
  });
  if (isSeries(value)) return [named(value, ask.kind === 'metric' ? value.label : (label ?? id))];
  return value.map((series) => named(series, `${label ?? ''} ${series.label}`.trim()));
};

/** CloudWatch's own default. */
const defaultPeriodSeconds = 300;

/** The finest period of the request's metrics, for a series made out of nothing. */
const finestPeriod = (queries: readonly MetricDataQuery[]): number =>
  queries.reduce(
    (finest, { ask }) => (ask.kind === 'metric' ? Math.min(finest, ask.periodSeconds) : finest),
    defaultPeriodSeconds,
  );
