/** One planned call of GetMetricData: all its pages, and what they cost. */
import type { GetMetricDataInput, GetMetricDataOutput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Answer, AwsCall } from '../../aws/call.ts';
import { billedMetrics, dollarsPerMetric } from '../../aws/price.ts';
import type { Clock } from '../../clock.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { SeriesPoints } from '../../observation/metrics.ts';
import type { Origin } from '../../origin.ts';
import { type Budget, manyTries, persist } from '../scheduler.ts';
import { type CallAnswer, toSeriesPoints } from './answer.ts';
import type { PlannedCall } from './plan.ts';
import { toQueries } from './query.ts';

/** Of `createClients`, what is called for metrics. */
export type MetricsApi = { readonly getMetricData: AwsCall<GetMetricDataInput, GetMetricDataOutput> };

export type Fetch = {
  readonly api: MetricsApi;
  readonly clock: Clock;
  readonly random?: (() => number) | undefined;
  readonly budget?: Budget | undefined;
  /** Tries of the first page: one, where there is a next poll. */
  readonly tries: number;
};

/** One planned call with all its pages. */
export const fetchCall = async (
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

export type Round = {
  readonly rounds: readonly { readonly call: PlannedCall; readonly answer: CallAnswer }[];
  readonly failure: Failure | undefined;
};

/** The calls of one poll at once, each tried once, as there is a next poll: what was answered, and the first failure. */
export const fetchRound = async (
  calls: readonly PlannedCall[],
  fetch: Omit<Fetch, 'tries'>,
  signal: AbortSignal,
): Promise<Round> => {
  const answers = await Promise.all(
    calls.map(async (call) => ({ call, answer: await fetchCall({ ...fetch, tries: 1 }, call, signal) })),
  );
  const failed = answers.find(({ answer }) => !answer.ok)?.answer;
  return {
    rounds: answers.flatMap(({ call, answer }) => (answer.ok ? [{ call, answer: answer.value }] : [])),
    failure: failed === undefined || failed.ok ? undefined : failed.failure,
  };
};

export type CallsOptions = {
  readonly clientsFor: (origin: Origin) => MetricsApi;
  readonly clock: Clock;
};

/** These calls, made once: the points of all series, or the first failure. */
export const fetchCalls = async (
  calls: readonly PlannedCall[],
  { clientsFor, clock }: CallsOptions,
  signal: AbortSignal,
): Promise<Answer<readonly SeriesPoints[]>> => {
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
  return { ok: true, value: toSeriesPoints(rounds, clock.now(), new Map()) };
};
