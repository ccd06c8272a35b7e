/** One planned call of GetMetricData: all its pages. */
import type { GetMetricDataInput, GetMetricDataOutput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Answer, AwsCall } from '../../aws/call.ts';
import type { Clock } from '../../clock.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { SeriesPoints } from '../../observation/metrics.ts';
import type { Origin } from '../../origin.ts';
import type { Budget } from '../../pacing/limiter.ts';
import { manyTries, persist } from '../../pacing/persist.ts';
import { type Answered, type CallAnswer, toSeriesPoints } from './answer.ts';
import type { PlannedCall } from './pack.ts';
import { askPromQl, type PromQlApi, type PromQlQuestion } from './promql.ts';
import { isPromQl, queryId, toQueries } from './query.ts';
import { type Refused, refusedPoints, requestInParts } from './refusals.ts';

/** Of `createClients`, what is called for metrics. */
export type MetricsApi = PromQlApi & {
  readonly getMetricData: AwsCall<GetMetricDataInput, GetMetricDataOutput>;
};

export type Fetch = {
  readonly api: MetricsApi;
  readonly clock: Clock;
  readonly random?: (() => number) | undefined;
  readonly budget?: Budget | undefined;
  /** Tries of the first page: one, where there is a next round. */
  readonly tries: number;
};

/** One planned call with all its pages; a question of PromQL is a call by itself. */
export const fetchCall = (
  fetch: Fetch,
  call: PlannedCall,
  signal: AbortSignal,
): Promise<Answer<CallAnswer>> => {
  const [first] = call.metricRequests;
  const { query, periodSeconds } = first?.ask ?? {};
  return query !== undefined && periodSeconds !== undefined && isPromQl(query)
    ? fetchPromQl(fetch, { query: query.expression, periodSeconds, id: queryId(0) }, call, signal)
    : fetchPages(fetch, call, signal);
};

const fetchPromQl = (
  { api, clock, random = Math.random, budget, tries }: Fetch,
  question: PromQlQuestion,
  window: PlannedCall,
  signal: AbortSignal,
): Promise<Answer<CallAnswer>> =>
  askPromQl(
    question,
    window,
    { api, now: clock.now(), budget, persist: (call) => persist({ clock, random }, signal, call, tries) },
    signal,
  );

const fetchPages = async (
  { api, clock, random = Math.random, budget, tries }: Fetch,
  { metricRequests, from, to }: PlannedCall,
  signal: AbortSignal,
): Promise<Answer<CallAnswer>> => {
  const queries = toQueries(metricRequests.map(({ ask }) => ask));
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
    budget?.spend(answer.dollars ?? 0);
    results.push(...(answer.value.MetricDataResults ?? []));
    messages.push(...(answer.value.Messages ?? []));
    token = answer.value.NextToken || undefined;
  } while (token !== undefined && !signal.aborted);
  return { ok: true, value: { results, messages } };
};

export type Round = {
  readonly answered: readonly Answered[];
  /** What AWS does not take; what it was to share its call with has been answered. */
  readonly refused: readonly Refused[];
  /** Of calls that failed, the first one first. */
  readonly failures: readonly Failure[];
};

/** These calls at once, each by the one who may ask its origin; one that AWS refuses in parts. */
export const fetchRound = async (
  calls: readonly PlannedCall[],
  fetchOf: (origin: Origin) => Fetch,
  signal: AbortSignal,
): Promise<Round> => {
  const parted = await Promise.all(
    calls.map((call) =>
      requestInParts(call, (part) => fetchCall(fetchOf(part.origin), part, signal), signal),
    ),
  );
  return {
    answered: parted.flatMap(({ answers }) => answers.map(({ call, value }) => ({ call, answer: value }))),
    refused: parted.flatMap(({ refused }) => refused),
    failures: parted.flatMap(({ failures }) => failures),
  };
};

export type OnceOptions = {
  readonly clientsFor: (origin: Origin) => MetricsApi;
  readonly clock: Clock;
};

export type Fetched = {
  /** The answers, and for each series that AWS does not take that it has none, and why. */
  readonly answers: readonly SeriesPoints[];
  /** Why others were not answered. */
  readonly failures: readonly Failure[];
};

/** The points of a round that has no next one. */
export const fetchOnce = async (
  calls: readonly PlannedCall[],
  { clientsFor, clock }: OnceOptions,
  signal: AbortSignal,
): Promise<Fetched> => {
  const fetchOf = (origin: Origin): Fetch => ({ api: clientsFor(origin), clock, tries: manyTries });
  const { answered, refused, failures } = await fetchRound(calls, fetchOf, signal);
  const now = clock.now();
  const points = toSeriesPoints(answered, now, new Map());
  return { answers: [...points, ...refused.flatMap((one) => refusedPoints(one, now))], failures };
};
