/**
 * Units of metrics, which neither ListMetrics nor GetMetricData tell: a datapoint of GetMetricStatistics carries its own. Each metric is
 * asked for once while the tool runs, billed as a request ($0.01 per 1,000).
 */
import type { GetMetricStatisticsInput, GetMetricStatisticsOutput } from '@aws-sdk/client-cloudwatch';
import type { Answer, AwsCall } from '../../aws/call.ts';
import type { Clock } from '../../clock.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import {
  type AwsUnit,
  awsUnits,
  type MetricName,
  type MetricUnit,
  type OwnOfRow,
  type SeriesSpec,
} from '../../observation/metrics.ts';
import { metricKeyOf } from '../../observation/series-key.ts';
import { isSameOrigin, type Origin, originName, originOf } from '../../origin.ts';
import type { Budget } from '../../pacing/limiter.ts';
import { createPace } from '../../pacing/pace.ts';
import { persist } from '../../pacing/persist.ts';
import { type Batch, batchOf } from '../source.ts';

/** Of `createClients`, what is called for units. */
export type UnitsApi = {
  readonly getMetricStatistics: AwsCall<GetMetricStatisticsInput, GetMetricStatisticsOutput>;
};

/** The metrics whose unit would tell that of a series; none where it is known. */
export type WithoutUnit = (spec: SeriesSpec) => readonly (MetricName & OwnOfRow)[];

export type UnitsOptions = {
  readonly clientsFor: (origin: Origin) => UnitsApi;
  readonly series: () => readonly SeriesSpec[];
  readonly withoutUnit: WithoutUnit;
  readonly clock: Clock;
  readonly budget?: Budget | undefined;
  readonly random?: (() => number) | undefined;
};

const dayMs = 86_400_000;
/** As long as ListMetrics remembers a metric that is silent. */
const lookedBackMs = 14 * dayMs;
/** A metric without a datapoint may get one. */
const requestAgainMs = 3_600_000;
/** The clients keep them apart. */
const atOnce = 10;

/** GetMetricStatistics knows no other account, and no other Region than where it is asked. */
const isHere = ({ accountId, region }: OwnOfRow, spec: SeriesSpec): boolean =>
  (accountId ?? spec.accountId) === undefined && (region ?? spec.region) === spec.region;

/** Each metric that is to be asked for, once. */
const metricsOf = (
  specs: readonly SeriesSpec[],
  withoutUnit: WithoutUnit,
): ReadonlyMap<string, MetricName & { readonly origin: Origin }> =>
  new Map(
    specs.flatMap((spec) =>
      withoutUnit(spec)
        .filter((metric) => isHere(metric, spec))
        .map(({ namespace, metric, dimensions }) => {
          const origin = originOf(spec);
          const name = { namespace, metric, dimensions };
          return [metricKeyOf(origin, name), { ...name, origin }] as const;
        }),
    ),
  );

const isUnit = (text: string | undefined): text is AwsUnit => awsUnits.some((unit) => unit === text);

/** The unit of the newest datapoint: a metric that is published in two units at once has none. */
const unitIn = ({ Datapoints = [] }: GetMetricStatisticsOutput): AwsUnit | undefined => {
  const newest = Datapoints.reduce((most, { Timestamp }) => Math.max(most, Timestamp?.getTime() ?? 0), 0);
  const units = new Set(
    Datapoints.flatMap(({ Timestamp, Unit }) => (Timestamp?.getTime() === newest ? [Unit] : [])),
  );
  const [only] = units;
  return units.size > 1 ? 'None' : isUnit(only) ? only : undefined;
};

type Asked = { readonly unit: MetricUnit | undefined };

const ask = async (
  api: UnitsApi,
  { origin, ...metric }: MetricName & { readonly origin: Origin },
  now: number,
  signal: AbortSignal,
): Promise<Answer<Asked>> => {
  const input: GetMetricStatisticsInput = {
    Namespace: metric.namespace,
    MetricName: metric.metric,
    Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
    StartTime: new Date(Math.floor((now - lookedBackMs) / dayMs) * dayMs),
    EndTime: new Date(now),
    Period: dayMs / 1000,
    Statistics: ['SampleCount'],
  };
  const answer = await api.getMetricStatistics(input, signal);
  if (!answer.ok) return answer;
  const unit = unitIn(answer.value);
  return {
    ...answer,
    value: { unit: unit === undefined ? undefined : { type: 'unit', ...origin, ...metric, unit } },
  };
};

/** The units of what is looked at in one origin, as they are told. What is refused is a trouble of its own: graphs do without. */
export async function* requestUnits(
  options: UnitsOptions,
  origin: Origin,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  const { series, withoutUnit, clock, budget, random } = options;
  const api = options.clientsFor(origin);
  /** When to ask again, by metric; never, once its unit was told. */
  const askedUntil = new Map<string, number>();
  const wanted = () =>
    [
      ...metricsOf(
        series().filter((spec) => isSameOrigin(spec, origin)),
        withoutUnit,
      ),
    ].filter(([key]) => (askedUntil.get(key) ?? 0) <= clock.now());
  const pace = createPace({
    clock,
    source: 'metrics',
    scope: `${originName(origin)} units`,
    origin,
    budget,
    dueAt: () => (wanted().length > 0 ? 0 : Number.POSITIVE_INFINITY),
    ...(random === undefined ? {} : { random }),
  });
  while (await pace.turn(signal)) {
    const answers = await Promise.all(
      wanted()
        .slice(0, atOnce)
        .map(async ([key, metric]) => ({ key, answer: await ask(api, metric, clock.now(), signal) })),
    );
    if (signal.aborted) return;
    const told: MetricUnit[] = [];
    let failure: Failure | undefined;
    for (const { key, answer } of answers) {
      if (!answer.ok) {
        failure ??= answer.failure;
        // A name that AWS does not take is taken at no other time.
        if (answer.failure.kind === 'usage') askedUntil.set(key, Number.POSITIVE_INFINITY);
        continue;
      }
      budget?.spend(answer.dollars ?? 0);
      const { unit } = answer.value;
      askedUntil.set(key, unit === undefined ? clock.now() + requestAgainMs : Number.POSITIVE_INFINITY);
      if (unit !== undefined) told.push(unit);
    }
    yield batchOf(...told, ...(failure === undefined ? pace.answered() : pace.failed(failure)));
  }
}

export type FetchUnits = Omit<UnitsOptions, 'series' | 'budget'> & { readonly series: readonly SeriesSpec[] };

export type FetchedUnits = { readonly units: readonly MetricUnit[]; readonly failures: readonly Failure[] };

/** The units of these series, asked for once: those that were told, and why others were not, each reason once. */
export const fetchUnits = async (
  { clientsFor, series, withoutUnit, clock, random }: FetchUnits,
  signal: AbortSignal,
): Promise<FetchedUnits> => {
  const answers = await Promise.all(
    [...metricsOf(series, withoutUnit).values()].map((metric) => {
      const api = clientsFor(metric.origin);
      return persist({ clock, ...(random === undefined ? {} : { random }) }, signal, () =>
        ask(api, metric, clock.now(), signal),
      );
    }),
  );
  const failures = answers.flatMap((answer) => (answer.ok ? [] : [answer.failure]));
  return {
    units: answers.flatMap((answer) => (answer.ok ? (answer.value.unit ?? []) : [])),
    failures: [...new Map(failures.map((failure) => [failure.message, failure])).values()],
  };
};
