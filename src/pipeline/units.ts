/**
 * What the values of a series count. Never guessed from a word in a name: from the catalogue, else from AWS, which tells the unit of a
 * metric with a datapoint of GetMetricStatistics (neither ListMetrics nor GetMetricData do), else nothing is known. Pure.
 */
import type {
  AwsUnit,
  MetricExpression,
  MetricInput,
  MetricQuery,
  OwnOfRow,
  PlainMetric,
  SeriesSpec,
  SeriesUnit,
} from '../observation/metrics.ts';
import { kinds } from './catalogue/kinds.ts';

/** A metric, with what its row says of its own where it is an input of an expression. */
export type RequestedMetric = PlainMetric & OwnOfRow;

/** What AWS has said of a metric; undefined where it was not asked, or has no datapoint. */
export type UnitLookup = (metric: RequestedMetric) => AwsUnit | undefined;

const noneTold: UnitLookup = () => undefined;

const byAws: Readonly<Record<AwsUnit, SeriesUnit>> = {
  Seconds: 's',
  Microseconds: 'us',
  Milliseconds: 'ms',
  Bytes: 'bytes',
  Kilobytes: 'kB',
  Megabytes: 'MB',
  Gigabytes: 'GB',
  Terabytes: 'TB',
  Bits: 'bits',
  Kilobits: 'kbit',
  Megabits: 'Mbit',
  Gigabits: 'Gbit',
  Terabits: 'Tbit',
  Percent: 'percent',
  Count: 'count',
  'Bytes/Second': 'bytes/s',
  'Kilobytes/Second': 'kB/s',
  'Megabytes/Second': 'MB/s',
  'Gigabytes/Second': 'GB/s',
  'Terabytes/Second': 'TB/s',
  'Bits/Second': 'bits/s',
  'Kilobits/Second': 'kbit/s',
  'Megabits/Second': 'Mbit/s',
  'Gigabits/Second': 'Gbit/s',
  'Terabits/Second': 'Tbit/s',
  'Count/Second': 'rate',
  None: 'none',
};

const catalogue: ReadonlyMap<string, SeriesUnit> = new Map(
  Object.values(kinds).flatMap((kind) =>
    Object.values(kind.metrics).map(({ namespace = kind.namespace, metric, unit }): [string, SeriesUnit] => [
      `${namespace} ${metric}`,
      unit === 'count/s' ? 'count' : unit,
    ]),
  ),
);

const catalogueUnit = (namespace: string, metric: string): SeriesUnit | undefined =>
  catalogue.get(`${namespace} ${metric}`);

/** Statistics that count samples, or say which share of them lies in a range; any other is in the metric's own unit. */
const ofSamples = (stat: string): SeriesUnit | undefined => {
  if (/^(samplecount|count|tc\d|tc\()/i.test(stat)) return 'count';
  return /^pr\(/i.test(stat) ? 'percent' : undefined;
};

const unitOfMetric = (query: RequestedMetric, told: UnitLookup): SeriesUnit => {
  const { namespace, metric, stat, unit } = query;
  const asked = unit ?? told(query);
  return (
    ofSamples(stat) ??
    (unit === undefined ? catalogueUnit(namespace, metric) : undefined) ??
    (asked === undefined ? 'none' : byAws[asked])
  );
};

const insightsMetric = /^\s*select\s+(\w+)\(\s*"?([\w./-]+)"?\s*\)\s+from\s+(?:schema\(\s*)?"?([\w/.-]+)/i;

/** Of the one metric that a Metrics Insights query looks for, which is a whole expression; undefined of any other. */
const unitOfInsights = (expression: string): SeriesUnit | undefined => {
  const [, how = '', metric, schema = ''] = insightsMetric.exec(expression) ?? [];
  return metric === undefined ? undefined : (ofSamples(how) ?? catalogueUnit(schema, metric));
};

const searchCall = /\bsearch\s*\(\s*'([^']*)'\s*,\s*'([^']*)'\s*(?:,\s*\d+\s*)?\)/gi;
const schemaIn = /^\s*\{\s*"?([^,"}]+)/;
const searchedName = /\bMetricName\s*=\s*"?([^"'\s]+)/i;

/** Of the one metric that a SEARCH names, where the catalogue knows it. */
const unitOfSearch = (words: string, stat: string): SeriesUnit =>
  ofSamples(stat) ??
  catalogueUnit(schemaIn.exec(words)?.[1]?.trim() ?? '', searchedName.exec(words)?.[1] ?? '') ??
  'none';

/** An expression with a name in the place of each SEARCH in it, and what these count. */
const withoutSearches = (
  expression: string,
): { readonly text: string; readonly searches: ReadonlyMap<string, SeriesUnit> } => {
  const searches = new Map<string, SeriesUnit>();
  const text = expression.replace(searchCall, (_, words: string, stat: string) => {
    // No name of a row begins with a capital.
    const name = `S${searches.size}`;
    searches.set(name, unitOfSearch(words, stat));
    return name;
  });
  return { text, searches };
};

/** Functions, and words in them, that leave a unit as it is: sums, extremes, what is filled in. */
const keepers: ReadonlySet<string> = new Set(
  (
    'SUM AVG MIN MAX STDDEV FILL REPEAT LINEAR ABS CEIL FLOOR RUNNING_SUM METRICS SORT ASC DESC SLICE FIRST LAST ' +
    'REMOVE_EMPTY ANOMALY_DETECTION_BAND'
  ).split(' '),
);

type Expression = Pick<MetricExpression, 'expression' | 'inputs'>;

const withoutStrings = (expression: string): string => expression.replace(/"[^"]*"|'[^']*'/g, '');

const wordsIn = (expression: string): readonly string[] =>
  withoutStrings(expression).match(/[a-z]\w*/gi) ?? [];

const keepsUnit = ({ expression, inputs = {} }: Expression): boolean => {
  const { text, searches } = withoutSearches(expression);
  return (
    /^[\w\s()[\],.+-]*$/.test(withoutStrings(text)) &&
    wordsIn(text).every(
      (word) => Object.hasOwn(inputs, word) || searches.has(word) || keepers.has(word.toUpperCase()),
    )
  );
};

/** The inputs that an expression names, `METRICS()` all metrics: not what these are made of. */
const namedIn = ({ expression, inputs = {} }: Expression): readonly (readonly [string, MetricInput])[] => {
  const words = new Set(wordsIn(expression));
  const wantsAll = /\bmetrics\s*\(/i.test(expression);
  return Object.entries(inputs).filter(
    ([name, { kind }]) => words.has(name) || (wantsAll && kind === 'metric'),
  );
};

/** A row, or all of them: not a function. */
const operands = /\b(?:metrics\b|[a-z]\w*\b(?!\s*\())/gi;

/** `100 * a / b`, both of metrics: not of a number, nor of seconds. */
const isShare = (expression: string): boolean => {
  const text = withoutStrings(withoutSearches(expression).text);
  return (
    new Set(text.match(operands)).size > 1 &&
    /(?:\b100(?:\.0*)?\s*\*|\*\s*100\b)/.test(text) &&
    text.includes('/') &&
    !/\/[\s(]*(?:[\d.]|period\b)/i.test(text)
  );
};

/**
 * Of metric math: of what only adds, compares or fills metrics of one unit that unit; `100 * a / b` of two metrics of one unit is
 * a percentage. Anything else counts what nobody tells.
 */
const unitOfExpression = (
  query: Expression,
  told: UnitLookup,
  // By the name of an input, each looked at once: one that is under way names itself, which AWS refuses.
  found = new Map<string, SeriesUnit>(),
): SeriesUnit => {
  const direct = unitOfInsights(query.expression);
  if (direct !== undefined) return direct;
  const unitOfInput = ([name, input]: readonly [string, MetricInput]): SeriesUnit => {
    if (input.kind === 'metric') return unitOfMetric(input, told);
    const before = found.get(name);
    if (before !== undefined) return before;
    found.set(name, 'none');
    const unit = unitOfExpression({ ...query, expression: input.expression }, told, found);
    found.set(name, unit);
    return unit;
  };
  const { searches } = withoutSearches(query.expression);
  const units = new Set([...namedIn(query).map(unitOfInput), ...searches.values()]);
  const known = [...units].filter((unit) => unit !== 'none');
  if (isShare(query.expression)) return known.length > 1 ? 'none' : 'percent';
  const [only = 'none'] = known;
  return units.size === 1 && keepsUnit(query) ? only : 'none';
};

/** What the values of a query count, by the catalogue and by what AWS has told. */
export const unitOf = (query: MetricQuery, told: UnitLookup = noneTold): SeriesUnit =>
  query.kind === 'metric'
    ? unitOfMetric(query, told)
    : query.kind === 'promql'
      ? 'none'
      : unitOfExpression(query, told);

/** The metrics that AWS is to be asked for, so that the unit of this series is known; none where it is, or cannot be. */
export const metricsWithoutUnit = ({
  query,
  unit,
}: Pick<SeriesSpec, 'query' | 'unit'>): readonly RequestedMetric[] =>
  unit !== 'none' || query.kind === 'promql'
    ? []
    : query.kind === 'metric'
      ? unknownMetric(query)
      : unknownMetrics(query);

const unknownMetric = (metric: RequestedMetric): readonly RequestedMetric[] =>
  unitOf(metric) === 'none' && metric.unit === undefined ? [metric] : [];

const unknownMetrics = (query: Expression, seen = new Set<string>()): readonly RequestedMetric[] =>
  keepsUnit(query)
    ? namedIn(query).flatMap(([name, input]) => {
        if (input.kind === 'metric') return unknownMetric(input);
        if (seen.has(name)) return [];
        seen.add(name);
        return unknownMetrics({ ...query, expression: input.expression }, seen);
      })
    : [];
