/** `metrics`'s flags, read and checked before anything is asked of AWS. */
import { parseDuration } from '../../format.ts';
import type { MetricQuery, SeriesSpec } from '../../observation/metrics.ts';
import { periodForWindow } from '../../periods.ts';
import { isPeriod, isStat, periodNeeds, statNeeds } from '../../pipeline/pipeline-schema.ts';
import { unitOf } from '../../pipeline/units.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';

export type MetricsFlags = {
  readonly metric: string | undefined;
  readonly dim: readonly string[];
  readonly stat: string;
  readonly period: string | undefined;
  readonly since: string;
  readonly expression: string | undefined;
};

export type MetricsSettings = {
  /** What is drawn, in words: `AWS/Lambda Errors` or the expression. */
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

type Line = { readonly key: string; readonly label: string; readonly query: MetricQuery };

const linesOf = ({ metric, dim, stat, expression }: MetricsFlags): Result<readonly Line[]> => {
  if ((metric === undefined) === (expression === undefined)) {
    return bad(
      metric === undefined ? 'no metric is named' : 'a metric and --expression exclude each other',
      'Example: orders-watch metrics AWS/Lambda/Errors --dim FunctionName=order-intake --stat Sum',
    );
  }
  if (expression !== undefined) {
    if (dim.length > 0) return bad('--dim goes with a metric', 'Write the dimensions into the expression');
    return succeed([{ key: 'expression', label: expression, query: { kind: 'expression', expression } }]);
  }
  const [, namespace, name] = /^(.+)\/([^/]+)$/.exec(metric ?? '') ?? [];
  if (namespace === undefined || name === undefined) {
    return bad(`"${metric}" is no NAMESPACE/NAME`, 'Example: AWS/SQS/ApproximateAgeOfOldestMessage');
  }
  const dimensions = dimensionsOf(dim);
  if (!dimensions.ok) return dimensions;
  const stats = [...new Set(stat.split(',').filter((one) => one !== ''))];
  const wrong = stats.find((one) => !isStat(one));
  if (wrong !== undefined || stats.length === 0) {
    return bad(`--stat "${wrong ?? stat}" is no statistic`, `Statistics are ${statNeeds}`);
  }
  return succeed(
    stats.map((one) => ({
      key: `${name}.${one}`,
      label: stats.length > 1 ? one : `${name} ${one}`,
      query: { kind: 'metric', namespace, metric: name, dimensions: dimensions.value, stat: one },
    })),
  );
};

export const readMetricsFlags = (flags: MetricsFlags): Result<MetricsSettings> => {
  const rangeMs = parseDuration(flags.since);
  if (rangeMs === undefined || rangeMs < 60_000) {
    return bad(`--since "${flags.since}" is no range`, 'Ranges are a minute and more: 15m, 3h, 7d');
  }
  const periodMs = flags.period === undefined ? undefined : parseDuration(flags.period);
  if (flags.period !== undefined && (periodMs === undefined || !isPeriod(periodMs))) {
    return bad(`--period "${flags.period}" is no period`, `Periods are ${periodNeeds}`);
  }
  const lines = linesOf(flags);
  if (!lines.ok) return lines;
  const own = periodMs === undefined ? usualPeriodSeconds : periodMs / 1000;
  const seriesFor = (regions: readonly string[], range?: number): SeriesSpec[] =>
    regions.flatMap((region) =>
      lines.value.map(({ key, label, query }) => ({
        id: regions.length > 1 ? `${region}.${key}` : key,
        label: regions.length > 1 ? `${label} ${region}` : label,
        region,
        query,
        periodSeconds: range === undefined ? own : periodForWindow(own, range, widePoints),
        unit: unitOf(query),
        missing: 'gap',
      })),
    );
  const dimensions = flags.dim.map((text) => text.replace(/^[^=]*=/, ''));
  const title = flags.expression ?? [flags.metric, ...dimensions].join(' ');
  return succeed({ title, rangeMs, seriesFor });
};
