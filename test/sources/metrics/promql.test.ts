/** PromQL as a source like the others: the same observations, gaps where there is no figure, refusals that cost nobody else. */
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../src/aws/failure.ts';
import type { PromQlInput, PromQlOutput } from '../../../src/aws/promql.ts';
import type { SeriesPoints, SeriesSpec } from '../../../src/observation/metrics.ts';
import { conditionIn, lookbackSeconds } from '../../../src/promql-text.ts';
import { fetchWindow } from '../../../src/sources/metrics/metrics-source.ts';
import { promQlRequests } from '../../../src/sources/metrics/promql.ts';
import { instantClock } from '../instant-clock.ts';
import { fakeMetrics, spec } from './fake-metrics.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const noon = Date.UTC(2026, 0, 15, 12);

const promQl = (id: string, expression = '{"orders.placed"}'): SeriesSpec =>
  spec(id, { query: { kind: 'promql', expression } });

const signal = new AbortController().signal;

/** Points of these series over the half hour before noon, PromQL answered by `answer`. */
const fetch = async (
  series: readonly SeriesSpec[],
  answer: (input: PromQlInput) => PromQlOutput,
  now = noon,
) => {
  const asked: PromQlInput[] = [];
  const clock = instantClock(now, dayMs);
  const fake = fakeMetrics({ now: () => now });
  const clientsFor = () => ({
    ...fake.clientsFor(),
    queryMetrics: async (input: PromQlInput) => {
      asked.push(input);
      return { ok: true as const, value: answer(input) };
    },
  });
  const { answers, failures } = await fetchWindow(
    { clientsFor, series, from: noon - 30 * minuteMs, to: noon, clock },
    signal,
  );
  return { answers, failures, asked, calls: fake.calls };
};

const one = (labels: Record<string, string>, samples: readonly (readonly [number, number])[]) => ({
  labels,
  samples: samples.map(([atMs, value]) => ({ atMs, value })),
  isHistogram: false,
});

const shown = ({ series, points }: SeriesPoints) => [
  series.id,
  series.found,
  points.map(({ at, value }) => [(at - noon) / minuteMs, value]),
];

describe('a question of PromQL', () => {
  it('is asked by itself, for the ends of its buckets, and none of them twice', async () => {
    const { asked, calls } = await fetch([promQl('a'), promQl('b'), spec('Errors')], () => ({
      series: [],
      warnings: [],
    }));
    expect(asked).toEqual([
      {
        query: '{"orders.placed"}',
        startMs: noon - 29 * minuteMs,
        endMs: noon,
        stepSeconds: 60,
      },
    ]);
    expect(calls.map(({ input }) => input.MetricDataQueries?.length)).toEqual([1]);
  });

  it('what it gives at a moment is the figure of the bucket that ends there', async () => {
    const { answers } = await fetch([promQl('a')], () => ({
      series: [
        one({}, [
          [noon - minuteMs, 7],
          [noon, 8],
        ]),
      ],
      warnings: [],
    }));
    expect(answers.map(shown)).toEqual([
      [
        'a',
        undefined,
        [
          [-2, 7],
          [-1, 8],
        ],
      ],
    ]);
  });

  it('what is no number is a gap, as what is absent', async () => {
    const { answers } = await fetch([promQl('a')], () => ({
      series: [
        one({}, [
          [noon - 3 * minuteMs, 1],
          [noon - 2 * minuteMs, Number.NaN],
          [noon, Number.POSITIVE_INFINITY],
        ]),
      ],
      warnings: [],
    }));
    expect(answers.map(shown)).toEqual([['a', undefined, [[-4, 1]]]]);
    expect(answers[0]).toMatchObject({ status: 'complete', from: noon - 30 * minuteMs, to: noon });
  });

  it('its series are named by their own labels, and keep their names', async () => {
    const common = {
      __name__: 'Errors',
      '@aws.region': 'us-east-1',
      '@instrumentation.@name': 'cloudwatch.aws/lambda',
    };
    const { answers } = await fetch([promQl('a')], () => ({
      series: [
        one({ ...common, FunctionName: 'intake' }, [[noon, 1]]),
        one({ ...common, FunctionName: 'worker' }, [[noon, 2]]),
      ],
      warnings: ['result truncated'],
    }));
    expect(answers.map(({ series: { found, label } }) => [found, label])).toEqual([
      ['intake', 'intake'],
      ['worker', 'worker'],
    ]);
    expect(answers[0]?.messages).toEqual(['result truncated']);
  });

  it('two series that differ in what is common only are told apart in full', async () => {
    const { answers } = await fetch([promQl('a')], () => ({
      series: [one({ '@aws.region': 'a' }, [[noon, 1]]), one({ '@aws.region': 'b' }, [[noon, 2]])],
      warnings: [],
    }));
    expect(answers.map(({ series: { found } }) => found)).toEqual(['@aws.region=a', '@aws.region=b']);
  });

  it('histograms are no figures, and that is said with what to do', async () => {
    const { answers } = await fetch([promQl('a')], () => ({
      series: [{ labels: { x: 'y' }, samples: [], isHistogram: true }],
      warnings: [],
    }));
    expect(answers).toMatchObject([{ points: [], status: 'complete' }]);
    expect(answers[0]?.messages.join()).toContain('histogram_quantile');
  });

  it('one that is refused takes nothing from the others', async () => {
    const clock = instantClock(noon, dayMs);
    const clientsFor = () => ({
      ...fakeMetrics({ now: () => noon }).clientsFor(),
      queryMetrics: async ({ query }: PromQlInput) =>
        query === 'bad('
          ? {
              ok: false as const,
              failure: failureOf(Object.assign(new Error('parse error'), { name: 'PromQLInvalid' }), {
                operation: 'QueryMetrics',
                region: 'us-east-1',
              }),
            }
          : { ok: true as const, value: { series: [one({}, [[noon, 1]])], warnings: [] } },
    });
    const series = [promQl('good'), promQl('bad', 'bad('), spec('Errors')];
    const { answers, failures } = await fetchWindow(
      { clientsFor, series, from: noon - 30 * minuteMs, to: noon, clock },
      signal,
    );
    expect(failures).toEqual([]);
    expect(Object.fromEntries(answers.map(({ series: { id }, status }) => [id, status]))).toEqual({
      good: 'complete',
      Errors: 'complete',
      bad: 'refused',
    });
    expect(answers.find(({ status }) => status === 'refused')?.refusal?.message).toBe('parse error');
  });
});

describe('its requests', () => {
  const spansOf = (query: string, period: number, from: number, to: number, now = to) =>
    promQlRequests(query, period, { from, to }, now).map(({ startMs, endMs }) => [startMs, endMs]);

  it('stay within seven days with what the query looks back, and leave no step out', () => {
    for (const query of ['{"a"}', 'rate({"a"}[1d])', 'sum({"a"} offset 6d)']) {
      const from = noon - 30 * dayMs;
      const spans = spansOf(query, 300, from, noon);
      const most = 7 * dayMs - lookbackSeconds(query) * 1000;
      expect(spans.every(([start = 0, end = 0]) => end - start <= Math.max(0, most))).toBe(true);
      const steps = spans.flatMap(([start = 0, end = 0]) =>
        Array.from({ length: (end - start) / 300_000 + 1 }, (_, nth) => start + nth * 300_000),
      );
      expect(steps).toEqual(
        Array.from({ length: (30 * dayMs) / 300_000 }, (_, nth) => from + (nth + 1) * 300_000),
      );
    }
  });

  it('are one where the query looks back further than any may', () => {
    expect(spansOf('sum({"a"} offset 1w)', 300, noon - dayMs, noon)).toHaveLength(1);
  });

  it('ask for nothing that has not come yet', () => {
    expect(spansOf('{"a"}', 60, noon, noon + 5 * minuteMs, noon + 90_000)).toEqual([
      [noon + minuteMs, noon + minuteMs],
    ]);
    expect(spansOf('{"a"}', 60, noon, noon + minuteMs, noon + 30_000)).toEqual([]);
  });

  it('how far back a query looks is read past its texts', () => {
    expect(lookbackSeconds('{"a"}')).toBe(300);
    expect(lookbackSeconds('rate({"a[9d]"}[1h30m])')).toBe(5_400);
    expect(lookbackSeconds('sum({"a"}[10m] offset 1d) # [8d]')).toBe(87_000);
  });
});

describe('what an alarm compares', () => {
  it.each([
    ['my_gauge_metric < 20', 'my_gauge_metric', '<', 20],
    ['histogram_quantile(0.99, rate(x[5m])) > 0.5', 'histogram_quantile(0.99, rate(x[5m]))', '>', 0.5],
    ['5 <= sum by (a) ({"b > 3"}) # > 9', 'sum by (a) ({"b > 3"})', '>=', 5],
    ['100 * (a / b) >= -1e3', '100 * (a / b)', '>=', -1000],
  ] as const)('%s', (query, expression, operator, threshold) => {
    expect(conditionIn(query)).toEqual({ expression, operator, threshold });
  });

  it.each(['a > b', 'a > 1 and b > 2', 'a == 1', 'sum(a > 5)', 'a', '', '> 5', 'a > bool 5', 'a =~ 5'])(
    '%s is no such comparison',
    (query) => {
      expect(conditionIn(query)).toBeUndefined();
    },
  );
});
