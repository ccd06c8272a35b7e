/** `metrics`'s flags, read and checked before anything is asked of AWS. */
import { parseDuration } from '../../format.ts';
import type { MetricQuery, SeriesSpec } from '../../observation/metrics.ts';
import { periodForWindow } from '../../periods.ts';
import { isPeriod, periodNeeds } from '../../pipeline/pipeline-schema.ts';
import { isStat, statNeeds } from '../../pipeline/schema-parts.ts';
import { unitOf } from '../../pipeline/units.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';

export type MetricsFlags = {
  readonly metric: string | undefined;
  readonly namespace: string | undefined;
  readonly 'metric-name': string | undefined;
  readonly dim: readonly string[];
  readonly stat: string | undefined;
  readonly period: string | undefined;
  readonly since: string;
  readonly expression: string | undefined;
  readonly promql?: string | undefined;
};

/** A namespace and a name. */
export type NamedMetric = { readonly namespace: string; readonly metric: string };

/** What the flags ask for, as far as they say it. */
export type MetricsAsk = {
  readonly rangeMs: number;
  readonly periodSeconds: number;
  readonly what:
    | { readonly kind: 'expression' | 'promql'; readonly expression: string }
    | {
        readonly kind: 'metric';
        /** Names may hold slashes: all that NAMESPACE/NAME can mean, the likeliest first. */
        readonly candidates: readonly [NamedMetric, ...NamedMetric[]];
        readonly dimensions: Readonly<Record<string, string>>;
        /** None where that depends on what the metric is. */
        readonly stats: readonly string[];
      };
};

export type MetricsSettings = {
  /** What is drawn, in words: `AWS/Lambda/Errors order-intake Sum` or the expression. */
  readonly title: string;
  readonly rangeMs: number;
  /**
   * What to ask for over a range, in periods that give points enough and not too many; in the period that was asked for, a
   * minute where none was, without a range.
   */
  readonly seriesFor: (regions: readonly string[], rangeMs?: number) => readonly SeriesSpec[];
};

/** More points than a wide terminal has dots, and fewer than a store keeps. */
const widePoints = 1_440;
const usualPeriodSeconds = 60;

const bad = (message: string, hint: string): Result<never> => fail(usageFailure('BadUsage', message, hint));

const dimensionsOf = (flags: readonly string[]): Result<Readonly<Record<string, string>>> => {
  const dimensions: Record<string, string> = {};
  for (const flag of flags) {
    const [, name, value] = /^([^=]+)=(.+)$/.exec(flag) ?? [];
    if (name === undefined || value === undefined) {
      return bad(
        `--dim "${flag}" is no dimension`,
        'Write it as name=value: --dim FunctionName=order-intake',
      );
    }
    dimensions[name] = value;
  }
  return succeed(dimensions);
};

/** `Shop/API/http/count`: names with one slash less each, that of no slash first. Nobody's namespace is AWS alone. */
const splitsOf = (text: string): readonly NamedMetric[] => {
  const parts = text.split('/');
  return parts.slice(1).flatMap((_, index): NamedMetric[] => {
    const at = parts.length - 1 - index;
    const namespace = parts.slice(0, at).join('/');
    const metric = parts.slice(at).join('/');
    return namespace === '' || metric === '' || namespace === 'AWS' ? [] : [{ namespace, metric }];
  });
};

const candidatesOf = ({
  metric,
  namespace,
  'metric-name': name,
}: MetricsFlags): Result<readonly [NamedMetric, ...NamedMetric[]]> => {
  if (metric !== undefined && name !== undefined) {
    return bad('a metric and --metric-name exclude each other', 'Write --namespace and --metric-name');
  }
  if (namespace !== undefined) {
    const named = name ?? metric;
    return named === undefined
      ? bad('--namespace names no metric', 'Add --metric-name NAME')
      : succeed([{ namespace, metric: named }]);
  }
  if (name !== undefined) return bad('--metric-name needs a namespace', 'Add --namespace NAMESPACE');
  const [first, ...others] = splitsOf(metric ?? '');
  return first === undefined
    ? bad(`"${metric}" is no NAMESPACE/NAME`, 'Example: AWS/SQS/ApproximateAgeOfOldestMessage')
    : succeed([first, ...others]);
};

const whatOf = (flags: MetricsFlags): Result<MetricsAsk['what']> => {
  const { metric, namespace, 'metric-name': name, dim, stat, promql } = flags;
  if (promql !== undefined && flags.expression !== undefined)
    return bad('--promql and --expression exclude each other', 'Give one of them');
  const expression = promql ?? flags.expression;
  const isNamed = metric !== undefined || name !== undefined || namespace !== undefined;
  if (isNamed === (expression !== undefined)) {
    return bad(
      isNamed
        ? `a metric and --${promql === undefined ? 'expression' : 'promql'} exclude each other`
        : 'no metric is named',
      'Example: orders-watch metrics AWS/Lambda/Errors --dim FunctionName=order-intake --stat Sum',
    );
  }
  if (expression !== undefined) {
    if (dim.length > 0) return bad('--dim goes with a metric', 'Write the dimensions into the expression');
    return succeed({ kind: promql === undefined ? 'expression' : 'promql', expression });
  }
  const candidates = candidatesOf(flags);
  if (!candidates.ok) return candidates;
  const dimensions = dimensionsOf(dim);
  if (!dimensions.ok) return dimensions;
  const stats = stat === undefined ? [] : [...new Set(stat.split(',').filter((one) => one !== ''))];
  const wrong = stats.find((one) => !isStat(one));
  if (wrong !== undefined || (stat !== undefined && stats.length === 0)) {
    return bad(`--stat "${wrong ?? stat}" is no statistic`, `Statistics are ${statNeeds}`);
  }
  return succeed({ kind: 'metric', candidates: candidates.value, dimensions: dimensions.value, stats });
};

export const readMetricsFlags = (flags: MetricsFlags): Result<MetricsAsk> => {
  const rangeMs = parseDuration(flags.since);
  if (rangeMs === undefined || rangeMs < 60_000) {
    return bad(`--since "${flags.since}" is no range`, 'Ranges are a minute and more: 15m, 3h, 7d');
  }
  const periodMs = flags.period === undefined ? undefined : parseDuration(flags.period);
  if (flags.period !== undefined && (periodMs === undefined || !isPeriod(periodMs))) {
    return bad(`--period "${flags.period}" is no period`, `Periods are ${periodNeeds}`);
  }
  const what = whatOf(flags);
  if (!what.ok) return what;
  const periodSeconds = periodMs === undefined ? usualPeriodSeconds : periodMs / 1000;
  return succeed({ rangeMs, periodSeconds, what: what.value });
};

type Line = { readonly key: string; readonly label: string; readonly query: MetricQuery };

/** Which metric it is, and which of its statistics. */
export type Chosen = NamedMetric & { readonly stats: readonly string[] };

const linesOf = (what: MetricsAsk['what'], { namespace, metric, stats }: Chosen): readonly Line[] => {
  if (what.kind !== 'metric') {
    const { kind, expression } = what;
    return [{ key: 'expression', label: expression, query: { kind, expression } }];
  }
  const { dimensions } = what;
  return stats.map((stat) => ({
    key: `${metric}.${stat}`,
    label: stats.length > 1 ? stat : `${metric} ${stat}`,
    query: { kind: 'metric', namespace, metric, dimensions, stat },
  }));
};

/** What to draw, once it is known what the flags mean; of an expression nothing is to be chosen. */
export const settingsOf = (
  { what, rangeMs, periodSeconds }: MetricsAsk,
  chosen: Chosen = { namespace: '', metric: '', stats: [] },
): MetricsSettings => {
  const lines = linesOf(what, chosen);
  const seriesFor = (regions: readonly string[], range?: number): SeriesSpec[] =>
    regions.flatMap((region) =>
      lines.map(({ key, label, query }) => ({
        id: regions.length > 1 ? `${region}.${key}` : key,
        label: regions.length > 1 ? `${label} ${region}` : label,
        region,
        query,
        periodSeconds:
          range === undefined ? periodSeconds : periodForWindow(periodSeconds, range, widePoints),
        unit: unitOf(query),
        missing: 'gap',
      })),
    );
  const title =
    what.kind !== 'metric'
      ? what.expression
      : [
          `${chosen.namespace}/${chosen.metric}`,
          ...Object.values(what.dimensions),
          chosen.stats.join(', '),
        ].join(' ');
  return { title, rangeMs, seriesFor };
};
