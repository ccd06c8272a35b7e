/**
 * A question of PromQL: asked in as many requests as its window takes, and answered as GetMetricData answers, so that all that follows
 * is the same (rules 18 to 22).
 */
import type { MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Answer, AwsCall } from '../../aws/call.ts';
import type { PromQlInput, PromQlOutput, PromQlSeries } from '../../aws/promql.ts';
import type { Budget } from '../../pacing/limiter.ts';
import { lookbackSeconds } from '../../promql-text.ts';
import { shortLabels } from './promql-labels.ts';

/** Of `createClients`, what is called for PromQL. */
export type PromQlApi = { readonly queryMetrics: AwsCall<PromQlInput, PromQlOutput> };

type Window = { readonly from: number; readonly to: number };

const dayMs = 86_400_000;
/** Of a request, what its query looks back included (rule 19). */
const longestMs = 7 * dayMs;
/** Prometheus answers no more steps; AWS names no limit of its own. */
const mostSteps = 11_000;

/**
 * The requests for these buckets: a bucket is what its query gives at its end, and that of a moment which has not come yet is left out
 * (rule 20). None where nothing has ended.
 */
export const promQlRequests = (
  query: string,
  periodSeconds: number,
  { from, to }: Window,
  now: number,
): readonly PromQlInput[] => {
  const stepMs = periodSeconds * 1000;
  const last = Math.floor(Math.min(to, now) / stepMs) * stepMs;
  const roomMs = longestMs - lookbackSeconds(query) * 1000;
  // What looks back further than a request may is refused however little is asked for: once is enough.
  const steps = roomMs < 0 ? mostSteps : Math.max(1, Math.min(mostSteps, Math.floor(roomMs / stepMs)));
  const requests: PromQlInput[] = [];
  for (let startMs = from + stepMs; startMs <= last; startMs += steps * stepMs) {
    const endMs = Math.min(last, startMs + (steps - 1) * stepMs);
    requests.push({ query, startMs, endMs, stepSeconds: periodSeconds });
  }
  return requests;
};

const histogramHint =
  'it gives histograms: take a figure of them, such as histogram_avg(…) or histogram_quantile(0.99, …)';

/** What is said of an answer beside its series: that some of them cannot be drawn. */
const messagesOf = ({ series, warnings }: PromQlOutput): readonly string[] => [
  ...warnings,
  ...(series.some(({ isHistogram }) => isHistogram) ? [histogramHint] : []),
];

/** A series as a result: its samples by the starts of their buckets, what is no number left out, which makes a gap (rule 21). */
const resultOf = ({ samples }: PromQlSeries, label: string, id: string, stepMs: number): MetricDataResult => {
  const numbers = samples.filter(({ value }) => Number.isFinite(value));
  return {
    Id: id,
    Label: label,
    StatusCode: 'Complete',
    Timestamps: numbers.map(({ atMs }) => new Date(atMs - stepMs)),
    Values: numbers.map(({ value }) => value),
  };
};

export type PromQlAnswer = {
  readonly results: readonly MetricDataResult[];
  readonly messages: readonly { readonly Value: string }[];
};

export type PromQlQuestion = {
  readonly query: string;
  readonly periodSeconds: number;
  /** Under which its results are found. */
  readonly id: string;
};

export type AskPromQl = {
  readonly api: PromQlApi;
  readonly now: number;
  readonly budget?: Budget | undefined;
  /** Makes a call, again where it may help. */
  readonly persist: (call: () => Promise<Answer<PromQlOutput>>) => Promise<Answer<PromQlOutput>>;
};

/** All of a window, one request after the other; the first that fails fails the question. */
export const askPromQl = async (
  { query, periodSeconds, id }: PromQlQuestion,
  window: Window,
  { api, now, budget, persist }: AskPromQl,
  signal: AbortSignal,
): Promise<Answer<PromQlAnswer>> => {
  const parts: PromQlOutput[] = [];
  for (const input of promQlRequests(query, periodSeconds, window, now)) {
    if (signal.aborted) break;
    const answer = await persist(() => api.queryMetrics(input, signal));
    if (!answer.ok) return answer;
    budget?.spend(answer.dollars ?? 0);
    parts.push(answer.value);
  }
  const all = parts.flatMap(({ series }) => series);
  const labelOf = shortLabels(all.map(({ labels }) => labels));
  return {
    ok: true,
    value: {
      results: all
        .filter(({ isHistogram, samples }) => !isHistogram || samples.length > 0)
        .map((series) => resultOf(series, labelOf(series.labels), id, periodSeconds * 1000)),
      messages: [...new Set(parts.flatMap(messagesOf))].map((Value) => ({ Value })),
    },
  };
};
