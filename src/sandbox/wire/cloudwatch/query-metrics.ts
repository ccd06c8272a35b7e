/** PromQL: `/api/v1/query_range` of CloudWatch (User Guide, "QueryMetrics", and "PromQL limits and restrictions"). */
import * as z from 'zod';
import { evaluateRange, isRefusal } from '../../promql/evaluate.ts';
import { parsePromQl, unitMs } from '../../promql/parse.ts';
import type { Histogram } from '../../promql/samples.ts';
import { operation } from '../operation.ts';
import { promQlError } from '../protocol/promql.ts';
import type { Answer, ServiceError } from '../service-error.ts';
import { text, time } from '../shape.ts';

const dayMs = 86_400_000;
const mostRangeMs = 7 * dayMs;
const mostSeries = 500;
const mostSteps = 11_000;

/** A duration, or seconds. */
const stepOf = (step: string): number => {
  const [, count, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|[smhdwy])?$/.exec(step) ?? [];
  return count === undefined ? Number.NaN : Number(count) * (unitMs[unit] ?? 1_000);
};

const refuse = (error: ServiceError): Answer => ({ error });

const seconds = (at: number): number => at / 1000;

const histogramOf = ({ read }: Histogram) => ({
  count: String(read('SampleCount') ?? 0),
  sum: String(read('Sum') ?? 0),
});

export const queryMetrics = operation(
  z.object({
    query: text({ min: 1, max: 10_000 }),
    start: time(),
    end: time(),
    step: text({ min: 1, max: 40 }),
    limit: text({ pattern: /^\d{1,3}$/ }).optional(),
  }),
  ({ query, start, end, step, limit }, { account, now }): Answer => {
    const stepMs = stepOf(step);
    if (!(stepMs >= 1))
      return refuse(promQlError('bad_data', 'invalid parameter "step": zero or negative', 400));
    if (end < start)
      return refuse(
        promQlError('bad_data', 'invalid parameter "end": end timestamp must not be before start time', 400),
      );
    if (end - start > mostRangeMs)
      return refuse(promQlError('execution', 'the query time range exceeds the limit of 7 days', 422));
    if ((end - start) / stepMs > mostSteps)
      return refuse(
        promQlError('bad_data', 'exceeded maximum resolution of 11,000 points per timeseries', 400),
      );
    const node = parsePromQl(query);
    if ('error' in node)
      return refuse(promQlError('bad_data', `invalid parameter "query": ${node.error}`, 400));
    const found = evaluateRange(account, node, { start, end: Math.min(end, now), stepMs });
    if (isRefusal(found))
      return refuse(promQlError(found.errorType, found.error, found.errorType === 'bad_data' ? 400 : 422));
    const most = Math.min(mostSeries, Math.max(1, Number(limit ?? mostSeries)));
    const isCut = found.length > most;
    return {
      output: {
        status: 'success',
        data: {
          resultType: 'matrix',
          result: found.slice(0, most).map(({ labels, samples }) => {
            const values = samples.flatMap(({ at, value }) =>
              typeof value === 'number' ? [[seconds(at), String(value)]] : [],
            );
            const histograms = samples.flatMap(({ at, value }) =>
              typeof value === 'number' ? [] : [[seconds(at), histogramOf(value)]],
            );
            return {
              metric: labels,
              ...(values.length === 0 ? {} : { values }),
              ...(histograms.length === 0 ? {} : { histograms }),
            };
          }),
        },
        ...(isCut
          ? {
              warnings: [
                `result truncated to the maximum of ${most} series; refine the query or use the limit parameter`,
              ],
            }
          : {}),
      },
    };
  },
);
