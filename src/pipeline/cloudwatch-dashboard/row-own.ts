/** What a row says of its own, where it is drawn and where others compute with it: its account, Region, period, label. */
import { callsOf, isSelect, namesIn, periodInSearch } from '../../metric-math.ts';
import type { MathQuery, MetricInput } from '../../observation/metrics.ts';
import type { LineOptions } from './body-schema.ts';

export type ParsedRow = { readonly query: MathQuery; readonly options: LineOptions };

/** What holds for all rows of a widget. */
export type RowDefaults = {
  readonly region: string;
  readonly accountId: string | undefined;
  readonly periodSeconds: number;
};

export type Own = {
  readonly region: string;
  readonly accountId?: string;
  readonly periodSeconds: number;
};

/** Rows that an expression names; METRICS() stands for all metrics. */
const standsOn = (expression: string, all: readonly ParsedRow[]): readonly ParsedRow[] => {
  const names = namesIn(expression);
  const meansAll = callsOf('METRICS', expression) > 0;
  return all.filter(
    ({ query, options: { id } }) =>
      (id !== undefined && names.has(id)) || (meansAll && query.kind === 'metric'),
  );
};

/** The one value of these; undefined where there are several, or none. */
const onlyOf = <Value>(values: readonly Value[]): Value | undefined =>
  new Set(values).size === 1 ? values[0] : undefined;

/**
 * Math that says nothing itself is done where its metrics are, in the longest of their periods; a search in the period that its
 * text names ("This period overrides the period defined within the search expression", SearchExpressionProps of the CDK).
 */
const ownOf = (
  row: ParsedRow,
  all: readonly ParsedRow[],
  defaults: RowDefaults,
  above: ReadonlySet<ParsedRow> = new Set(),
): Own => {
  const { query, options } = row;
  const account = options.accountId ?? defaults.accountId;
  const within = new Set([...above, row]);
  const inputs =
    query.kind === 'metric' || isSelect(query.expression)
      ? []
      : standsOn(query.expression, all)
          .filter((input) => !within.has(input))
          .map((input) => ownOf(input, all, defaults, within));
  const searched = query.kind === 'metric' ? undefined : periodInSearch(query.expression);
  const periods = [...inputs.map(({ periodSeconds }) => periodSeconds), ...(searched ? [searched] : [])];
  const found = periods.length === 0 ? defaults.periodSeconds : Math.max(...periods);
  return {
    region: options.region ?? onlyOf(inputs.map(({ region }) => region)) ?? defaults.region,
    ...(account === undefined ? {} : { accountId: account }),
    periodSeconds: options.period ?? found,
  };
};

/** What each row says of its own, with what follows from the others. */
export const ownOfRows = (rows: readonly ParsedRow[], defaults: RowDefaults): readonly Own[] =>
  rows.map((row) => ownOf(row, rows, defaults));

/** What the ids of rows stand for in the math of one that is asked for in `region`. */
export const inputsIn = (
  region: string,
  rows: readonly ParsedRow[],
  owns: readonly Own[],
): ReadonlyMap<string, MetricInput> =>
  new Map(
    rows.flatMap(({ query, options }, index): [string, MetricInput][] => {
      const own = owns[index];
      if (options.id === undefined || own === undefined) return [];
      const input: MetricInput = {
        ...query,
        ...(own.accountId === undefined ? {} : { accountId: own.accountId }),
        ...(own.region === region ? {} : { region: own.region }),
        ...(options.label === undefined ? {} : { label: options.label }),
        periodSeconds: own.periodSeconds,
      };
      return [[options.id, input]];
    }),
  );
