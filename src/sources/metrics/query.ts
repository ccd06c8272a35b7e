/** A series as a query of GetMetricData. */
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import {
  callsOf,
  isOfWindow,
  isSelect,
  namesIn,
  renameIn,
  type Shape,
  shapeOf,
  withSearchPeriod,
} from '../../metric-math.ts';
import type {
  MetricInput,
  MetricQuery,
  PlainMetric,
  PromQlExpression,
  SeriesSpec,
} from '../../observation/metrics.ts';
import { originName } from '../../origin.ts';
import { sentLabel } from './labels.ts';

type Inputs = Readonly<Record<string, MetricInput>>;

const inputsOf = (query: MetricQuery): Inputs => (query.kind === 'expression' ? (query.inputs ?? {}) : {});

/** The shapes of what names in an expression stand for; an input that names itself, in a circle, is taken for one series. */
const shapesOf = (inputs: Inputs): ((name: string) => Shape) => {
  const ofName = (name: string, within: ReadonlySet<string>): Shape => {
    const input = Object.hasOwn(inputs, name) && !within.has(name) ? inputs[name] : undefined;
    if (input?.kind !== 'expression') return 'one';
    const inner = new Set([...within, name]);
    return shapeOf(input.expression, (used) => ofName(used, inner));
  };
  return (name) => ofName(name, new Set());
};

export const shapeOfQuery = (query: MetricQuery): Shape => {
  switch (query.kind) {
    case 'metric':
      return 'one';
    case 'promql':
      return 'set';
    default:
      return shapeOf(query.expression, shapesOf(inputsOf(query)));
  }
};

/** A question of PromQL, which another endpoint answers, each by itself (rule 18). */
export const isPromQl = (query: MetricQuery): query is PromQlExpression => query.kind === 'promql';

/** What a part of a window would not tell: it is asked for whole. */
export const isWhole = (query: MetricQuery): boolean =>
  expressionsIn(query).some((text) => isOfWindow(text, shapesOf(inputsOf(query))));

/** Expressions whose answer is a set of series that changes with time. */
export const isSetOfSeries = (query: MetricQuery): boolean => shapeOfQuery(query) === 'set';

/** Its answer is two series, which may have one label: the upper and the lower edge. */
export const isBand = (query: MetricQuery): boolean => shapeOfQuery(query) === 'band';

/** The query and all that it stands on. */
const allOf = (query: MetricQuery): readonly MetricQuery[] => [query, ...Object.values(inputsOf(query))];

const expressionsIn = (query: MetricQuery): readonly string[] =>
  allOf(query).flatMap((one) => (one.kind === 'expression' ? [one.expression] : []));

/** `METRICS()` stands for all other queries of the call, by the names that they have there (rule 6). */
const meansAll = (query: MetricQuery): boolean =>
  expressionsIn(query).some((text) => callsOf('METRICS', text) > 0);

/** How many queries a series takes in its call. */
export const queriesOf = (query: MetricQuery): number => allOf(query).length;

/** How many searches a series takes in its call. */
export const searchesOf = (query: MetricQuery): number =>
  expressionsIn(query).reduce((sum, text) => sum + callsOf('SEARCH', text), 0);

/** A query with the account and the period that it is asked for with. */
type Part = MetricInput & { readonly periodSeconds: number };

const partOf = (input: MetricInput, { accountId, periodSeconds }: SeriesSpec): Part => ({
  ...input,
  ...((input.accountId ?? accountId) === undefined ? {} : { accountId: input.accountId ?? accountId }),
  periodSeconds: input.periodSeconds ?? periodSeconds,
});

/** What is used by an expression of what there is, directly or by way of others; METRICS() uses all metrics. */
const closureOf = (expression: string, inputs: Inputs): readonly (readonly [string, MetricInput])[] => {
  const used = new Map<string, MetricInput>();
  const visit = (text: string): void => {
    const names = namesIn(text);
    const meansMetrics = callsOf('METRICS', text) > 0;
    for (const [name, input] of Object.entries(inputs)) {
      if (used.has(name) || !(names.has(name) || (meansMetrics && input.kind === 'metric'))) continue;
      used.set(name, input);
      if (input.kind === 'expression') visit(input.expression);
    }
  };
  visit(expression);
  return [...used];
};

const ofMetric = ({ namespace, metric, dimensions }: PlainMetric, accountId = ''): readonly string[] => {
  const pairs = Object.entries(dimensions).map(([name, value]) => `${name}=${value}`);
  return [accountId, namespace, metric, ...pairs.sort()];
};

/** A query by itself, whatever the names in it stand for. */
const ownKey = (part: Part): readonly string[] => [
  ...(part.kind === 'metric'
    ? [...ofMetric(part, part.accountId), part.stat, part.unit ?? '']
    : ['expression', part.accountId ?? '', part.expression]),
  String(part.periodSeconds),
];

/** Parts with the same key have the same answer. A label matters where it comes back with the series. */
const partKey = (part: Part, inputs: Inputs, spec: SeriesSpec, hasLabel: boolean): string => {
  const label = hasLabel ? (part.label ?? '') : '';
  if (part.kind === 'metric') return [...ownKey(part), label].join('\n');
  const closure = closureOf(part.expression, inputs).map(
    ([name, input]) =>
      `${name}: ${ownKey(partOf(input, spec)).join(' ')} ${hasLabel ? (input.label ?? '') : ''}`,
  );
  return [...ownKey(part), label, ...closure.sort()].join('\n');
};

/** Which metric a query reads, whatever its statistic: five statistics of one key are billed as one (rule 16). */
export const metricKey = (spec: SeriesSpec): string => {
  const { query, accountId } = spec;
  if (query.kind !== 'metric') return questionKey(spec);
  return [originName(spec), ...ofMetric(query, accountId)].join('\n');
};

/** Series with the same key have the same answer: it is asked for once. */
export const questionKey = (spec: SeriesSpec): string => {
  const { query } = spec;
  const key = isPromQl(query)
    ? ['promql', spec.periodSeconds, query.expression].join('\n')
    : partKey(partOf(query, spec), inputsOf(query), spec, isSetOfSeries(query));
  const range = spec.overRange === undefined ? '' : `range ${spec.overRange.endAgoMs}`;
  return [originName(spec), key, range].join('\n');
};

/**
 * What a series may share its call with: only those of the same key (rules 5, 6). One Metrics Insights query a call, hidden ones too;
 * METRICS() stands for all that is in its call.
 */
export const sharingKey = (spec: SeriesSpec): string => {
  const { query } = spec;
  if (isPromQl(query) || meansAll(query)) return questionKey(spec);
  return [query, ...Object.values(inputsOf(query))]
    .filter((one) => one.kind === 'expression' && isSelect(one.expression))
    .map((one) => ownKey(partOf(one, spec)).join(' '))
    .sort()
    .join('\n');
};

/** Why a series cannot be asked for at all: GetMetricData reads one Region (rule 8). */
export const regionsApart = ({ query, region }: SeriesSpec): readonly string[] => {
  if (query.kind !== 'expression' || query.inputs === undefined) return [];
  const regions = new Set([region, ...Object.values(query.inputs).flatMap((input) => input.region ?? [])]);
  return regions.size > 1 ? [...regions].sort() : [];
};

/** Plain math reads nothing: what it stands on says where that is. */
const reads = (part: Part): boolean =>
  part.kind === 'metric' ||
  isSelect(part.expression) ||
  callsOf('SEARCH', part.expression) + callsOf('INSIGHT_RULE_METRIC', part.expression) > 0;

const toQuery = (part: Part, hasLabel: boolean): Omit<MetricDataQuery, 'Id'> => ({
  ...(part.kind === 'expression'
    ? { Expression: withSearchPeriod(part.expression, part.periodSeconds), Period: part.periodSeconds }
    : {
        MetricStat: {
          Metric: {
            Namespace: part.namespace,
            MetricName: part.metric,
            Dimensions: Object.entries(part.dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: part.periodSeconds,
          Stat: part.stat,
          ...(part.unit === undefined ? {} : { Unit: part.unit }),
        },
      }),
  ...(hasLabel && part.label !== undefined && part.label !== '' ? { Label: sentLabel(part.label) } : {}),
  ...(part.accountId === undefined || !reads(part) ? {} : { AccountId: part.accountId }),
});

/** The id of the query that asks for the nth series of a call. */
export const queryId = (index: number): string => `series${index}`;

/** Such names are ours: another's must not be taken for one of them. */
const isOurs = (name: string): boolean => /^(?:series|input)\d+$/.test(name);

/** A name of an expression that nothing stands for, or that is kept, as it can stand in a call. */
const theirName = (name: string): string => (isOurs(name) ? `own_${name}` : name);

/** One query of a call, and which of its series stand on it: by their index. */
export type SentQuery = { readonly query: MetricDataQuery; readonly sentFor: ReadonlySet<number> };

/**
 * The queries of one call of GetMetricData, each once; none of PromQL. An expression's inputs come along, not returned; names that two expressions use for
 * different metrics become different ids, and what is asked for already is not asked for again.
 */
export const sentQueries = (asked: readonly SeriesSpec[]): readonly SentQuery[] => {
  const queries: (Omit<MetricDataQuery, 'Id'> & { readonly Id: string })[] = [];
  const sentFor = new Map<string, Set<number>>();
  const idOf = new Map<string, string>();
  const stands = (index: number, id: string): void => {
    sentFor.set(id, (sentFor.get(id) ?? new Set()).add(index));
  };
  asked.forEach((spec, index) => {
    const { query } = spec;
    if (isPromQl(query) || meansAll(query)) return;
    const key = partKey(partOf(query, spec), inputsOf(query), spec, isSetOfSeries(query));
    if (!idOf.has(key)) idOf.set(key, queryId(index));
  });
  let added = 0;
  asked.forEach((spec, index) => {
    const { query } = spec;
    if (isPromQl(query)) return;
    const inputs = inputsOf(query);
    const keepsNames = meansAll(query);
    const hasLabel = isSetOfSeries(query);
    const names = new Map<string, string>();
    const news: (readonly [string, MetricInput])[] = [];
    for (const [name, input] of Object.entries(inputs)) {
      const key = partKey(partOf(input, spec), inputs, spec, hasLabel);
      const known = keepsNames ? undefined : idOf.get(key);
      const id = known ?? (keepsNames ? theirName(name) : `input${added++}`);
      names.set(name, id);
      stands(index, id);
      if (known !== undefined) continue;
      if (!keepsNames) idOf.set(key, id);
      news.push([id, input]);
    }
    const part = (input: MetricInput): Part => {
      const own = partOf(input, spec);
      if (own.kind === 'metric') return own;
      return { ...own, expression: renameIn(own.expression, (name) => names.get(name) ?? theirName(name)) };
    };
    const own = queryId(index);
    stands(index, own);
    queries.push({ ...toQuery(part(query), hasLabel), Id: own });
    for (const [id, input] of news)
      queries.push({ ...toQuery(part(input), hasLabel), Id: id, ReturnData: false });
  });
  return queries.map((query) => ({ query, sentFor: sentFor.get(query.Id) ?? new Set() }));
};

export const toQueries = (asked: readonly SeriesSpec[]): MetricDataQuery[] =>
  sentQueries(asked).map(({ query }) => query);
