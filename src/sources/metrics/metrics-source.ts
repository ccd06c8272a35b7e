/** CloudWatch metrics: polls the series that are looked at, each at its own period, in as few calls as can be. */
import type { GetMetricDataInput, GetMetricDataOutput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Answer, AwsCall } from '../../aws/call.ts';
import { billedMetrics, dollarsPerMetric } from '../../aws/price.ts';
import type { Clock } from '../../clock.ts';
import type { Observation, SeriesPoints, SeriesSpec } from '../../observation.ts';
import { isSameOrigin, type Origin, originName, originsOf } from '../../origin.ts';
import { combineSources } from '../merge.ts';
import { type Budget, createPace, manyTries, persist } from '../scheduler.ts';
import type { Source } from '../source.ts';
import { type CallAnswer, type KnownLabels, toSeriesPoints } from './answer.ts';
import { legalPeriod } from './period.ts';
import { type Known, nextDueAt, type PlannedCall, planCalls } from './plan.ts';
import { toQueries } from './query.ts';

/** Of `createClients`, what this source calls. */
export type MetricsApi = { readonly getMetricData: AwsCall<GetMetricDataInput, GetMetricDataOutput> };

export type MetricsOptions = {
  readonly clientsFor: (origin: Origin) => MetricsApi;
  /** What is looked at now; asked before each poll. Hidden series are not in it. */
  readonly series: () => readonly SeriesSpec[];
  /** Where series may be; those of `series()` at the start where absent. */
  readonly origins?: readonly Origin[];
  readonly clock: Clock;
  /** How far back the first fetch of a series goes. Asked again and again: when it grows, all is fetched again. */
  readonly windowMs: number | (() => number);
  /** Shared by all sources that cost. */
  readonly budget?: Budget;
  readonly random?: () => number;
};

/** One loop an origin, so that one that is slow or closed to us holds up no other. */
export const metricsSource = (options: MetricsOptions): Source => {
  const { series, origins = originsOf(series()) } = options;
  return combineSources(origins.map((origin) => (signal) => pollOrigin(options, origin, signal)));
};

async function* pollOrigin(
  options: MetricsOptions,
  origin: Origin,
  signal: AbortSignal,
): AsyncGenerator<Observation> {
  const { clock, budget, random } = options;
  const api = options.clientsFor(origin);
  const scope = originName(origin);
  const known = new Map<string, Known>();
  const labels: KnownLabels = new Map();
  const wanted = () => options.series().filter((spec) => isSameOrigin(spec, origin));
  const windowMs = () => (typeof options.windowMs === 'number' ? options.windowMs : options.windowMs());
  const pace = createPace({
    clock,
    source: 'metrics',
    scope,
    origin,
    budget,
    dueAt: () => nextDueAt(wanted(), known, clock.now(), windowMs()),
    ...(random === undefined ? {} : { random }),
  });
  let isReady = false;
  while (await pace.turn(signal)) {
    const now = clock.now();
    const calls = planCalls(wanted(), now, known, windowMs());
    if (!isReady) yield { type: 'progress', source: 'metrics', scope, text: progressOf(calls) };
    const answers = await Promise.all(
      calls.map(async (call) => ({
        call,
        answer: await fetchCall({ api, clock, random, budget, tries: 1 }, call, signal),
      })),
    );
    if (signal.aborted) return;
    const rounds = answers.flatMap(({ call, answer }) => (answer.ok ? [{ call, answer: answer.value }] : []));
    for (const { call } of rounds) remember(known, call, now);
    yield* toSeriesPoints(rounds, clock.now(), labels);
    if (!isReady && rounds.length > 0) {
      isReady = true;
      yield { type: 'ready', source: 'metrics', scope, origin, at: clock.now() };
    }
    const failed = answers.find(({ answer }) => !answer.ok)?.answer;
    yield* failed === undefined || failed.ok ? pace.answered() : pace.failed(failed.failure);
  }
}

const progressOf = (calls: readonly PlannedCall[]): string =>
  `asking for ${calls.reduce((sum, { questions }) => sum + questions.length, 0)} metrics`;

const remember = (known: Map<string, Known>, { questions, from, to }: PlannedCall, now: number): void => {
  for (const { series } of questions) {
    for (const { id, periodSeconds } of series) {
      const before = known.get(id);
      const grown = before !== undefined && before.periodSeconds === periodSeconds && before.to >= from;
      known.set(id, { from: grown ? Math.min(before.from, from) : from, to, periodSeconds, fetchedAt: now });
    }
  }
};

type Fetch = {
  readonly api: MetricsApi;
  readonly clock: Clock;
  readonly random?: (() => number) | undefined;
  readonly budget?: Budget | undefined;
  /** Tries of the first page: one, where there is a next poll. */
  readonly tries: number;
};

/** One planned call with all its pages. */
const fetchCall = async (
  { api, clock, random = Math.random, budget, tries }: Fetch,
  { questions, from, to }: PlannedCall,
  signal: AbortSignal,
): Promise<Answer<CallAnswer>> => {
  const queries = toQueries(questions.map(({ ask }) => ask));
  const results: MetricDataResult[] = [];
  const messages: CallAnswer['messages'][number][] = [];
  let token: string | undefined;
  do {
    const input: GetMetricDataInput = {
      MetricDataQueries: queries,
      StartTime: new Date(from),
      EndTime: new Date(to),
      ScanBy: 'TimestampAscending',
      ...(token === undefined ? {} : { NextToken: token }),
    };
    const call = () => api.getMetricData(input, signal);
    const triesOfPage = token === undefined ? tries : manyTries;
    const answer: Answer<GetMetricDataOutput> = await persist({ clock, random }, signal, call, triesOfPage);
    if (!answer.ok) return answer;
    const page = answer.value.MetricDataResults ?? [];
    budget?.spend(
      dollarsPerMetric * billedMetrics(queries, (id) => page.filter((result) => result.Id === id).length),
    );
    results.push(...page);
    messages.push(...(answer.value.Messages ?? []));
    token = answer.value.NextToken || undefined;
  } while (token !== undefined && !signal.aborted);
  return { ok: true, value: { results, messages } };
};

export type FetchOptions = {
  readonly clientsFor: (origin: Origin) => MetricsApi;
  readonly series: readonly SeriesSpec[];
  readonly from: number;
  readonly to: number;
  readonly clock: Clock;
};

/**
 * One fetch of a window that need not end now: a zoom into the past, the same hour a week ago, `metrics` piped. Answers
 * with the points of all series, or with the first failure.
 */
export const fetchWindow = async (
  { clientsFor, series, from, to, clock }: FetchOptions,
  signal: AbortSignal,
): Promise<Answer<readonly SeriesPoints[]>> => {
  const now = clock.now();
  const legal = series.map((spec) => ({
    ...spec,
    periodSeconds: legalPeriod(spec.periodSeconds, now - from),
  }));
  // Planned as if it were now at the window's end, so that it is aligned and packed like any other.
  const calls = planCalls(legal, to - 1, new Map(), to - 1 - from);
  const answers = await Promise.all(
    calls.map(async (call) => {
      const api = clientsFor(call.origin);
      return { call, answer: await fetchCall({ api, clock, tries: manyTries }, call, signal) };
    }),
  );
  const rounds = [];
  for (const { call, answer } of answers) {
    if (!answer.ok) return answer;
    rounds.push({ call, answer: answer.value });
  }
  return { ok: true, value: toSeriesPoints(rounds, now, new Map()) };
};
