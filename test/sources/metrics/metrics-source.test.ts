import { describe, expect, it } from 'vitest';
import type { SeriesPoints, SeriesSpec } from '../../../src/observation/metrics.ts';
import type { Observation } from '../../../src/observation/observation.ts';
import { isSameOrigin, type Origin } from '../../../src/origin.ts';
import { createBudget } from '../../../src/pacing/limiter.ts';
import { fetchWindow, metricsSource } from '../../../src/sources/metrics/metrics-source.ts';
import { manualClock } from '../../helpers/clock.ts';
import { asOne } from '../../helpers/observations.ts';
import { instantClock } from '../instant-clock.ts';
import { fakeMetrics, spec, specs } from './fake-metrics.ts';

const minute = 60_000;
const hour = 60 * minute;
const noon = Date.UTC(2026, 0, 15, 12);
const dollarsPerMetric = 1e-5;

type Fake = Parameters<typeof fakeMetrics>[0];

/** Runs the source for so long and gives all that it said. */
const run = async (
  series: readonly SeriesSpec[] | (() => readonly SeriesSpec[]),
  lengthMs: number,
  fake: Omit<Fake, 'now'> = {},
  dollarsPerHour?: number,
) => {
  const clock = instantClock(noon, lengthMs);
  const aws = fakeMetrics({ now: clock.now, ...fake });
  const said: Observation[] = [];
  const source = metricsSource({
    clientsFor: aws.clientsFor,
    series: typeof series === 'function' ? series : () => series,
    clock,
    windowMs: hour,
    ...(dollarsPerHour === undefined ? {} : { budget: createBudget(dollarsPerHour, clock) }),
    random: () => 0,
  });
  for await (const { observations } of asOne(source)(clock.signal)) said.push(...observations);
  return { aws, said, points: said.filter((one): one is SeriesPoints => one.type === 'points') };
};

describe('what it costs', () => {
  it('is one call a minute for 200 metrics of a Region', async () => {
    const { aws } = await run(specs(200), hour);
    expect(aws.calls.length).toBeGreaterThanOrEqual(60);
    expect(aws.calls.length).toBeLessThanOrEqual(62);
    const gaps = aws.calls.slice(2).map(({ at }, nth) => at - (aws.calls[nth + 1]?.at ?? 0));
    expect(new Set(gaps)).toEqual(new Set([minute]));
  });

  it('is the formula’s bill for 40 metrics over a day, within 1 %', async () => {
    const { aws } = await run(specs(40), 24 * hour);
    const formula = 24 * (3600 / 60) * 40 * dollarsPerMetric;
    expect(Math.abs(aws.billed() * dollarsPerMetric - formula) / formula).toBeLessThan(0.01);
  });

  it('stays in the budget over a day, and uses it', async () => {
    const { aws } = await run(specs(40), 24 * hour, {}, 0.01);
    const dollars = aws.billed() * dollarsPerMetric;
    expect(dollars).toBeLessThanOrEqual(24 * 0.01 + 40 * dollarsPerMetric);
    expect(dollars).toBeGreaterThan(24 * 0.01 * 0.95);
  });

  it('is not touched by a budget that is large enough', async () => {
    const { aws } = await run(specs(40), hour, {}, 0.05);
    expect(aws.calls.length).toBeGreaterThanOrEqual(60);
  });

  it('is nothing for what nobody looks at', async () => {
    let looks = 0;
    const { aws } = await run(() => {
      looks += 1;
      return looks < 4 ? specs(40) : [];
    }, hour);
    expect(aws.calls.length).toBe(1);
  });
});

describe('what it says', () => {
  it('the whole window first, then the last buckets, with what may still change marked', async () => {
    const { points, said } = await run(specs(1), 3 * minute);
    expect(points[0]).toMatchObject({ from: noon - hour, to: noon + minute, status: 'complete' });
    expect(points[0]?.points).toHaveLength(60);
    expect(points[0]?.points.map(({ settled }) => settled).lastIndexOf(true)).toBe(57);
    expect(points[1]).toMatchObject({ from: noon - 4 * minute, to: noon + 2 * minute });
    expect(said.map(({ type }) => type).filter((type) => type === 'ready')).toHaveLength(1);
  });

  it('puts pages together', async () => {
    const { points, aws } = await run(specs(10), 1_000, { pageResults: 3 });
    expect(aws.calls).toHaveLength(4);
    expect(points.map(({ series }) => series.id)).toEqual(specs(10).map(({ id }) => id));
  });

  it('what AWS gave and no more: a point that is missing is missing, of a counter, too', async () => {
    const stage = { stage: 'intake', missing: 'zero' as const };
    const { points } = await run(
      [
        spec('Invocations', stage),
        spec('Errors', stage),
        spec('Duration', { stage: 'intake' }),
        spec('Lonely', { stage: 'other', missing: 'zero' }),
      ],
      1_000,
      {
        resultsOf: (query, buckets) => {
          const reported = query.MetricStat?.Metric?.MetricName === 'Invocations' ? buckets.slice(0, 10) : [];
          return [
            {
              Label: 'x',
              StatusCode: 'Complete',
              Timestamps: reported.map((at) => new Date(at)),
              Values: reported.map(() => 5),
            },
          ];
        },
      },
    );
    const values = Object.fromEntries(
      points.map(({ series, points: own }) => [series.id, own.map(({ value }) => value)]),
    );
    expect(values).toEqual({
      Invocations: Array(10).fill(5),
      Errors: [],
      Duration: [],
      Lonely: [],
    });
  });

  it('no value that is no number: neither a graph nor a recording has a place for it', async () => {
    const { points } = await run(specs(1), 1_000, {
      resultsOf: (_, [first = 0, second = 0, third = 0]) => [
        {
          StatusCode: 'Complete',
          Timestamps: [first, second, third].map((at) => new Date(at)),
          Values: [Number.NaN, Number.POSITIVE_INFINITY, 3],
        },
      ],
    });
    expect(points[0]?.points.map(({ value }) => value)).toEqual([3]);
  });

  it('what AWS says of a series, at that series', async () => {
    const { points } = await run([spec('open'), spec('closed')], 1_000, {
      resultsOf: (query) => [
        query.MetricStat?.Metric?.MetricName === 'closed'
          ? { StatusCode: 'Forbidden', Messages: [{ Code: 'Forbidden', Value: 'no access to account 1' }] }
          : { StatusCode: 'PartialData', Timestamps: [new Date(noon)], Values: [1] },
      ],
    });
    expect(points.map(({ status, messages }) => [status, messages])).toEqual([
      ['partial', []],
      ['forbidden', ['Forbidden: no access to account 1']],
    ]);
  });

  it('a series for each label of a search, and its end', async () => {
    let round = 0;
    const search = spec('lambdas', {
      query: { kind: 'expression', expression: "SEARCH('{AWS/Lambda,FunctionName}', 'Sum', 60)" },
    });
    const { points } = await run([search], 2 * minute, {
      resultsOf: (_, buckets) => {
        round += 1;
        const labels = round === 1 ? ['a', 'b'] : ['b'];
        return labels.map((Label) => ({
          Label,
          StatusCode: 'Complete',
          Timestamps: buckets.map((at) => new Date(at)),
          Values: buckets.map(() => 1),
        }));
      },
    });
    expect(points.map(({ series }) => [series.id, series.found])).toEqual(
      ['a', 'b', 'a', 'b', 'b'].map((found) => ['lambdas', found]).slice(0, points.length),
    );
    expect(points[2]?.points).toEqual([]);
  });
});

describe('when it goes wrong', () => {
  const throttled = () => Object.assign(new Error('Rate exceeded'), { name: 'Throttling' });

  it('backs off, says so, and comes back with no hole', async () => {
    const { aws, said, points } = await run(specs(1), 10 * minute, {
      fail: (call) => (call >= 2 && call <= 6 ? throttled() : undefined),
    });
    const gaps = aws.calls.slice(2, 7).map(({ at }, nth) => at - (aws.calls[nth + 1]?.at ?? 0));
    expect(gaps.every((gap, nth) => nth === 0 || gap >= (gaps[nth - 1] ?? 0))).toBe(true);
    const problems = said.flatMap((one) => (one.type === 'problem' ? [one.failure?.kind] : []));
    expect(problems).toEqual(['throttled', undefined]);
    for (const [nth, answer] of points.entries()) {
      if (nth > 0) expect(answer.from).toBeLessThanOrEqual(points[nth - 1]?.to ?? 0);
    }
  });

  it.each<[string, Origin, string]>([
    ['Regions', { region: 'eu-west-1' }, 'eu-west-1'],
    ['profiles', { region: 'us-east-1', profile: 'billing' }, 'us-east-1 (billing)'],
  ])('keeps %s apart: one that is closed to us holds up no other', async (_, closed, name) => {
    const clock = manualClock(noon);
    const good = fakeMetrics({ now: clock.now });
    const bad = fakeMetrics({
      now: clock.now,
      fail: () => Object.assign(new Error('no'), { name: 'AccessDenied' }),
    });
    const stop = new AbortController();
    const said: Observation[] = [];
    const source = metricsSource({
      clientsFor: (origin) => (isSameOrigin(origin, closed) ? bad : good).clientsFor(),
      series: () => [...specs(1), spec('closed', closed)],
      clock,
      windowMs: hour,
      random: () => 0,
    });
    const done = (async () => {
      for await (const { observations } of asOne(source)(stop.signal)) said.push(...observations);
    })();
    for (let step = 0; step < 20; step += 1) await clock.advance(10_000);
    stop.abort();
    await done;
    expect(said.filter(({ type }) => type === 'points').length).toBeGreaterThanOrEqual(3);
    expect(said.filter(({ type }) => type === 'problem')).toMatchObject([
      { scope: name, origin: closed, failure: { kind: 'access' } },
    ]);
  });
});

describe('fetchWindow', () => {
  it('fetches a window of the past once, in a period that AWS still keeps', async () => {
    const clock = manualClock(noon);
    const aws = fakeMetrics({ now: clock.now });
    const from = noon - 20 * 24 * hour;
    const { answers } = await fetchWindow(
      { clientsFor: aws.clientsFor, series: specs(2), from, to: from + 3 * hour, clock },
      new AbortController().signal,
    );
    expect(aws.calls).toHaveLength(1);
    expect(aws.calls[0]?.input).toMatchObject({
      StartTime: new Date(from),
      EndTime: new Date(from + 3 * hour),
    });
    const [first] = answers;
    expect(first?.series.periodSeconds).toBe(300);
    expect(first?.points).toHaveLength(36);
    expect(first?.points.every(({ settled }) => settled)).toBe(true);
  });
});
