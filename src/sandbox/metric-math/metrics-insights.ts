import type { MetricId, MetricReader } from '../account.ts';
import type { Point, Series } from './series.ts';

/**
 * Metrics Insights: `SELECT AVG(x) FROM SCHEMA("ns", dim) WHERE dim = 'a' GROUP BY dim ORDER BY MAX() DESC LIMIT 5`. After
 * "Query components and syntax" in the CloudWatch user guide.
 */

const functions = ['AVG', 'COUNT', 'MAX', 'MIN', 'SUM'] as const;
type FunctionName = (typeof functions)[number];

type Select = {
  readonly compute: FunctionName;
  readonly matches: (metric: MetricId) => boolean;
  readonly groupBy: readonly string[];
  readonly order: { readonly by: FunctionName; readonly descending: boolean } | undefined;
  readonly limit: number;
};

const mostSeries = 500;

export const isSelect = (expression: string): boolean => /^\s*SELECT\b/i.test(expression);

/** Reads a query, or says where it is wrong. */
export const parseSelect = (text: string): Select | { readonly error: string } => {
  const tokens = [...text.matchAll(/"[^"]*"|'[^']*'|!=|[=(),]|[^\s=!(),"']+/g)].map(([token]) => token);
  let at = 0;
  let error: string | undefined;
  const fail = () => {
    error ??= `Unexpected ${tokens[at] === undefined ? 'end' : `'${tokens[at]}'`} of the query`;
    at = tokens.length;
  };
  const accept = (word: string): boolean => {
    const isIt = tokens[at]?.toUpperCase() === word;
    if (isIt) at++;
    return isIt;
  };
  const expect = (...words: readonly string[]) => {
    for (const word of words) if (!accept(word)) fail();
  };
  const name = (): string => {
    const token = tokens[at];
    if (token === undefined || /^[=(),]$|^!=$/.test(token)) fail();
    else at++;
    return (token ?? '').replace(/^(["'])(.*)\1$/, '$2');
  };
  const names = (): readonly string[] => {
    const all = [name()];
    while (accept(',')) all.push(name());
    return all;
  };
  const functionName = (): FunctionName => {
    const found = functions.find((candidate) => accept(candidate));
    if (found === undefined) fail();
    expect('(');
    return found ?? 'AVG';
  };

  expect('SELECT');
  const compute = functionName();
  const metric = name();
  expect(')', 'FROM');
  const isSchema = accept('SCHEMA');
  if (isSchema) expect('(');
  const [namespace = '', ...dimensions] = isSchema ? names() : [name()];
  if (isSchema) expect(')');
  const conditions: { readonly key: string; readonly isEqual: boolean; readonly value: string }[] = [];
  if (accept('WHERE')) {
    do {
      const key = name();
      const isEqual = accept('=');
      if (!isEqual) expect('!=');
      conditions.push({ key, isEqual, value: name() });
    } while (accept('AND'));
  }
  const isGrouped = accept('GROUP');
  if (isGrouped) expect('BY');
  const groupBy = isGrouped ? names() : [];
  let order: Select['order'];
  if (accept('ORDER')) {
    expect('BY');
    const by = functionName();
    expect(')');
    const descending = accept('DESC');
    if (!descending) accept('ASC');
    order = { by, descending };
  }
  const limit = accept('LIMIT') ? Number(name()) : mostSeries;
  if (at < tokens.length || !(limit >= 1)) fail();
  if (error !== undefined) return { error };

  const matches = (candidate: MetricId): boolean =>
    candidate.name === metric &&
    candidate.namespace === namespace &&
    (!isSchema ||
      (Object.keys(candidate.dimensions).length === dimensions.length &&
        dimensions.every((key) => Object.hasOwn(candidate.dimensions, key)))) &&
    conditions.every(({ key, isEqual, value }) => (candidate.dimensions[key] === value) === isEqual) &&
    groupBy.every((key) => Object.hasOwn(candidate.dimensions, key));
  return { compute, matches, groupBy, order, limit: Math.min(limit, mostSeries) };
};

/** From where on, until when, and where buckets begin: as `MetricReader.read` takes it. */
type Span = readonly [from: number, to: number, gridFrom: number];

/** The series of a query: one for each group, named by its values; one without a name where nothing groups. */
export const runSelect = (
  select: Select,
  metrics: MetricReader,
  periodSeconds: number,
  span: Span,
): readonly Series[] => {
  const groups = new Map<string, MetricId[]>();
  for (const metric of metrics.list().filter(select.matches)) {
    const label = select.groupBy.map((key) => metric.dimensions[key]).join(' ');
    groups.set(label, [...(groups.get(label) ?? []), metric]);
  }
  const read = (ids: readonly MetricId[], stat: string): ReadonlyMap<number, readonly number[]> => {
    const values = new Map<number, number[]>();
    for (const id of ids) {
      for (const { at, value } of metrics.read(id, stat, periodSeconds, ...span)) {
        values.set(at, [...(values.get(at) ?? []), value]);
      }
    }
    return values;
  };
  const points = (ids: readonly MetricId[]): readonly Point[] => {
    const { stat, combine } = computations[select.compute];
    const counts = select.compute === 'AVG' ? read(ids, 'SampleCount') : undefined;
    return [...read(ids, stat)]
      .map(([at, values]) => ({
        at,
        value: combine(values) / (counts === undefined ? 1 : sum(counts.get(at) ?? [])),
      }))
      .sort((a, b) => a.at - b.at);
  };
  const series = [...groups].map(([label, ids]): Series => ({ label, periodSeconds, points: points(ids) }));
  const { order } = select;
  if (order !== undefined) {
    const rank = ({ points: all }: Series) => ranks[order.by](all.map(({ value }) => value));
    series.sort((a, b) => (order.descending ? rank(b) - rank(a) : rank(a) - rank(b)));
  }
  return series.slice(0, select.limit);
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Which statistic of each metric is read, and how those of several become one. An average is a sum over a count. */
const computations: Readonly<
  Record<FunctionName, { readonly stat: string; readonly combine: (values: readonly number[]) => number }>
> = {
  AVG: { stat: 'Sum', combine: sum },
  SUM: { stat: 'Sum', combine: sum },
  COUNT: { stat: 'SampleCount', combine: sum },
  MAX: { stat: 'Maximum', combine: (values) => Math.max(...values) },
  MIN: { stat: 'Minimum', combine: (values) => Math.min(...values) },
};

const ranks: Readonly<Record<FunctionName, (values: readonly number[]) => number>> = {
  AVG: (values) => (values.length === 0 ? 0 : sum(values) / values.length),
  SUM: sum,
  COUNT: (values) => values.length,
  MAX: (values) => values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  MIN: (values) => values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
};
