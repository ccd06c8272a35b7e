/** What the flags of `metrics` leave open, settled by what the account has: which split of a name, which statistic. */
import type { Backend } from '../../backend/backend.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { MetricName, SeriesSpec } from '../../observation/metrics.ts';
import { isInCatalogue, usualStat } from '../../pipeline/usual-stat.ts';
import { type Result, succeed } from '../../result.ts';
import { type MetricsAsk, type MetricsSettings, type NamedMetric, settingsOf } from './metrics-settings.ts';

type Account = Pick<Backend, 'findMetrics' | 'origins' | 'regions' | 'units'>;

type RequestedMetric = Extract<MetricsAsk['what'], { kind: 'metric' }>;

/** The metrics of a search in all Regions; undefined where this cannot be looked up, else why not in one of them. */
const findIn = async (
  { findMetrics, origins }: Account,
  search: NamedMetric & Pick<RequestedMetric, 'dimensions'>,
  signal: AbortSignal,
): Promise<Result<readonly MetricName[]> | undefined> => {
  if (findMetrics === undefined) return undefined;
  const found = await Promise.all(origins.map((origin) => findMetrics(search, origin, signal)));
  const refused = found.find(({ ok }) => !ok);
  return refused ?? succeed(found.flatMap((one) => (one.ok ? one.value : [])));
};

/** The first of the names that there is. A metric that is silent for two weeks is not listed: then the likeliest. */
const nameOf = async (
  { candidates, dimensions }: RequestedMetric,
  account: Account,
  signal: AbortSignal,
): Promise<NamedMetric> => {
  const [first, ...others] = candidates;
  if (others.length === 0 || isInCatalogue(first.namespace, first.metric)) return first;
  for (const name of candidates) {
    const found = await findIn(account, { ...name, dimensions }, signal);
    if (found?.ok !== true) return first;
    if (found.value.length > 0) return name;
  }
  return first;
};

const statsOf = async (
  { dimensions, stats }: RequestedMetric,
  { namespace, metric }: NamedMetric,
  { units, regions }: Account,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  if (stats.length > 0) return stats;
  if (isInCatalogue(namespace, metric)) return [usualStat(namespace, metric, undefined)];
  const asked = regions.map(
    (region): SeriesSpec => ({
      id: metric,
      label: metric,
      region,
      query: { kind: 'metric', namespace, metric, dimensions, stat: 'Average' },
      periodSeconds: 60,
      unit: 'none',
      missing: 'gap',
    }),
  );
  const { units: told } = await units(asked, signal);
  return [usualStat(namespace, metric, told[0]?.unit)];
};

/** Asks the account only for what the flags leave open; what cannot be asked is taken as it is likeliest meant. */
export const settleMetrics = async (
  ask: MetricsAsk,
  account: Account,
  signal: AbortSignal,
): Promise<MetricsSettings> => {
  const { what } = ask;
  if (what.kind !== 'metric') return settingsOf(ask);
  const name = await nameOf(what, account, signal);
  return settingsOf(ask, { ...name, stats: await statsOf(what, name, account, signal) });
};

const mostNames = 10;

const dimensionsText = (dimensions: MetricName['dimensions']): string =>
  Object.entries(dimensions)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(' ') || 'no dimensions';

const listed = (texts: readonly string[]): string => {
  const all = [...new Set(texts)].sort();
  return `${all.slice(0, mostNames).join(', ')}${all.length > mostNames ? ' …' : ''}`;
};

/** Why nothing was measured, where that is because there is no such metric (with those that there are) or nobody may look. */
export const noSuchMetric = async (
  series: readonly SeriesSpec[],
  account: Account,
  signal: AbortSignal,
): Promise<Failure | undefined> => {
  const query = series[0]?.query;
  if (query?.kind !== 'metric') return undefined;
  const { namespace, metric, dimensions } = query;
  const found = await findIn(account, { namespace, metric, dimensions: {} }, signal);
  if (found === undefined) return undefined;
  if (!found.ok) return found.failure;
  const same = found.value;
  const wanted = dimensionsText(dimensions);
  if (same.some((one) => dimensionsText(one.dimensions) === wanted)) return undefined;
  const others = same.length > 0 ? undefined : await findOthers(account, namespace, signal);
  return {
    kind: 'not-found',
    code: 'NoSuchMetric',
    message: `${namespace}/${metric} with ${wanted} was not published in the last two weeks`,
    operation: 'ListMetrics',
    region: account.regions.join(', '),
    hint:
      others === undefined
        ? `It is published with ${listed(same.map((one) => dimensionsText(one.dimensions)))}.`
        : others.length > 0
          ? `Names in ${namespace}: ${listed(others)}.`
          : `Nothing is published in ${namespace}: check the name and the Region.`,
  };
};

const findOthers = async (
  { findMetrics, origins }: Account,
  namespace: string,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const found = await Promise.all(origins.map((origin) => findMetrics?.({ namespace }, origin, signal)));
  return found.flatMap((one) => (one?.ok === true ? one.value.map(({ metric }) => metric) : []));
};
