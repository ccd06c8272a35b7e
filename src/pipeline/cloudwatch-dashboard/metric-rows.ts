/** The rows of `metrics`, with `.` and `...` filled in, as series to ask for. */
import type { PlainMetric } from '../../observation/metrics.ts';
import type { Role } from '../../terminal/row.ts';
import { withInputs } from '../expression.ts';
import { unitOf } from '../units.ts';
import type { LineOptions, MetricProperties, RawRow } from './body-schema.ts';
import { meaningOf } from './colors.ts';
import { fillProperties } from './labels.ts';
import type { MetricLine } from './model.ts';
import { inputsIn, ownOfRows, type ParsedRow } from './row-own.ts';

const defaultOptions: LineOptions = { visible: true, yAxis: 'left' };

type Parts = { readonly texts: readonly string[]; readonly options: LineOptions };

const partsOf = (row: RawRow): Parts => {
  const last = row.at(-1);
  return {
    texts: row.filter((part) => typeof part === 'string'),
    options: typeof last === 'object' ? last : defaultOptions,
  };
};

/**
 * Fills in what a row leaves out: `.` is what the row above has in its place; `...`, which comes first, is as many of its first
 * values as the row is short of.
 */
export const expandRow = (texts: readonly string[], above: readonly string[]): string[] => {
  const [first, ...rest] = texts;
  const full =
    first === '...' ? [...above.slice(0, Math.max(0, above.length - rest.length)), ...rest] : texts;
  return full.map((text, index) => (text === '.' ? (above[index] ?? '') : text));
};

const roles: readonly Role[] = ['series1', 'series2', 'series3', 'series4', 'series5', 'series6'];

type Parsed = ParsedRow & { readonly index: number };

const parseRows = (
  rows: readonly RawRow[],
  stat: string,
  dimensionValues: ReadonlyMap<string, string>,
): Parsed[] => {
  let above: readonly string[] = [];
  return rows.flatMap((row, index): Parsed[] => {
    const { texts, options } = partsOf(row);
    if (texts.length === 0) {
      const { expression } = options;
      if (expression === undefined) return [];
      // What is written as no label leaves the series of a set their own.
      const named = options.label === undefined ? {} : { label: options.label };
      return [{ query: { kind: 'expression', expression, ...named }, options, index }];
    }
    above = expandRow(texts, above);
    const [namespace = '', metric = '', ...pairs] = above;
    const dimensions: Record<string, string> = {};
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const name = pairs[i] ?? '';
      dimensions[name] = dimensionValues.get(name) ?? pairs[i + 1] ?? '';
    }
    return [
      {
        query: { kind: 'metric', namespace, metric, dimensions, stat: options.stat ?? stat },
        options,
        index,
      },
    ];
  });
};

/** As short as the other lines allow: by what it differs from them. */
const defaultLabel = ({ query, options }: Parsed, all: readonly Parsed[]): string => {
  if (query.kind === 'expression') return options.id ?? query.expression;
  const metrics = all.flatMap((one) => (one.query.kind === 'metric' ? [one.query] : []));
  const differs = (of: (other: PlainMetric) => string | undefined) => new Set(metrics.map(of)).size > 1;
  const values = Object.entries(query.dimensions).filter(([name]) =>
    differs((other) => other.dimensions[name]),
  );
  const parts = [
    // A function's metrics may carry its name twice.
    ...new Set(values.map(([, value]) => value)),
    ...(differs(({ metric }) => metric) || values.length === 0 ? [query.metric] : []),
    ...(differs(({ stat }) => stat) ? [query.stat] : []),
  ];
  return parts.join(' ');
};

export type RowContext = {
  /** Begins the ids of the series. */
  readonly idPrefix: string;
  readonly region: string;
  readonly dimensionValues: ReadonlyMap<string, string>;
};

const defaultStat = 'Average';
export const defaultPeriodSeconds = 300;

/** The lines of a metric widget, in the order of its rows. */
export const metricLines = (
  { metrics, stat, period, region, accountId }: MetricProperties,
  context: RowContext,
): MetricLine[] => {
  const parsed = parseRows(metrics, stat ?? defaultStat, context.dimensionValues);
  const defaults = {
    region: region ?? context.region,
    accountId,
    periodSeconds: period ?? defaultPeriodSeconds,
  };
  const owns = ownOfRows(parsed, defaults);
  const inputs = new Map(owns.map((own) => [own.region, inputsIn(own.region, parsed, owns)]));
  let next = 0;
  return parsed.flatMap((one, nth) => {
    const { options, index } = one;
    const own = owns[nth];
    if (own === undefined) return [];
    const query = withInputs(one.query, inputs.get(own.region) ?? new Map());
    const spec = {
      id: `${context.idPrefix}.${options.id ?? `r${index}`}`,
      ...own,
      query,
      unit: unitOf(query),
      // A dashboard of CloudWatch draws what is missing as missing.
      missing: 'gap' as const,
    };
    const fallback = defaultLabel(one, parsed);
    const label = fillProperties(options.label ?? fallback, fallback, spec);
    const role = meaningOf(options.color) ?? roles[next % roles.length] ?? 'series1';
    if (options.visible) next += 1;
    return [{ series: { ...spec, label }, label, visible: options.visible, axis: options.yAxis, role }];
  });
};
