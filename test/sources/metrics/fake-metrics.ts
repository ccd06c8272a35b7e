import type { GetMetricDataInput, GetMetricDataOutput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Answer } from '../../../src/aws/call.ts';
import { failureOf } from '../../../src/aws/failure.ts';
import { billedMetrics, priceOf } from '../../../src/aws/price.ts';
import type { SeriesSpec } from '../../../src/observation/metrics.ts';

/** A metric series; `over` changes what matters to the test. */
export const spec = (id: string, over: Partial<SeriesSpec> & { readonly stat?: string } = {}): SeriesSpec => {
  const { stat = 'Sum', ...rest } = over;
  return {
    id,
    label: id,
    region: 'us-east-1',
    periodSeconds: 60,
    unit: 'count',
    missing: 'gap',
    query: { kind: 'metric', namespace: 'AWS/Lambda', metric: id, dimensions: { FunctionName: 'f' }, stat },
    ...rest,
  };
};

export const specs = (count: number, over: Partial<SeriesSpec> = {}): SeriesSpec[] =>
  Array.from({ length: count }, (_, nth) => spec(`m${nth}`, over));

type FakeOptions = {
  readonly now: () => number;
  /** The results for one query; a point of value 1 in each bucket where absent. */
  readonly resultsOf?: (
    query: NonNullable<GetMetricDataInput['MetricDataQueries']>[number],
    buckets: readonly number[],
  ) => readonly MetricDataResult[];
  /** Throws what the SDK would. */
  readonly fail?: (call: number, input: GetMetricDataInput) => Error | undefined;
  readonly pageResults?: number;
};

/** GetMetricData over a made-up account; keeps what it was asked and adds up the bill by its own count. */
export const fakeMetrics = ({ now, resultsOf, fail, pageResults }: FakeOptions) => {
  const calls: { readonly at: number; readonly input: GetMetricDataInput }[] = [];
  let billed = 0;
  const one = (
    query: NonNullable<GetMetricDataInput['MetricDataQueries']>[number],
    input: GetMetricDataInput,
  ) => {
    const periodMs = (query.MetricStat?.Period ?? query.Period ?? 60) * 1000;
    const buckets: number[] = [];
    const end = Math.min(input.EndTime?.getTime() ?? 0, now());
    for (let at = input.StartTime?.getTime() ?? 0; at < end; at += periodMs) buckets.push(at);
    const results = resultsOf?.(query, buckets) ?? [
      {
        Label: 'x',
        StatusCode: 'Complete' as const,
        Timestamps: buckets.map((at) => new Date(at)),
        Values: buckets.map(() => 1),
      },
    ];
    return results.map((result) => ({ Id: query.Id, ...result }));
  };
  const getMetricData = async (input: GetMetricDataInput): Promise<Answer<GetMetricDataOutput>> => {
    calls.push({ at: now(), input });
    const error = fail?.(calls.length, input);
    if (error !== undefined) {
      return { ok: false, failure: failureOf(error, { operation: 'GetMetricData', region: 'us-east-1' }) };
    }
    const all = (input.MetricDataQueries ?? []).flatMap((query) => one(query, input));
    const metrics = billedMetrics(input.MetricDataQueries ?? []);
    billed += metrics;
    const first = Number(input.NextToken ?? '0');
    const size = pageResults ?? all.length;
    const rest = first + size < all.length ? { NextToken: String(first + size) } : {};
    const value = { MetricDataResults: all.slice(first, first + size), ...rest };
    return { ok: true, value, dollars: priceOf({ billedMetrics: metrics }) };
  };
  const queryMetrics = async (): Promise<never> => {
    throw new Error('no PromQL here');
  };
  return { calls, billed: () => billed, clientsFor: () => ({ getMetricData, queryMetrics }) };
};
