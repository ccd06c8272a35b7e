import { describe, expect, it } from 'vitest';
import type { GraphDemand } from '../../../src/demand.ts';
import type { SourceProblem } from '../../../src/observation/health-of-sources.ts';
import type { SeriesPoints, SeriesSpec } from '../../../src/observation/metrics.ts';
import type { Observation } from '../../../src/observation/observation.ts';
import { keyOf } from '../../../src/observation/series-key.ts';
import { createBudget } from '../../../src/pacing/limiter.ts';
import { historySource } from '../../../src/sources/metrics/history-source.ts';
import { cachedIn } from '../../../src/store/cached.ts';
import { createStore } from '../../../src/store/store.ts';
import { asOne, eachOf } from '../../helpers/observations.ts';
import { instantClock } from '../instant-clock.ts';
import { fakeMetrics, spec, specs } from './fake-metrics.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const noon = Date.UTC(2026, 0, 15, 12);
const series = specs(12);

type Step = { readonly at: number; readonly look: Omit<GraphDemand, 'series'> | undefined };

type Run = {
  /** What is looked at, from when on after noon. */
  readonly steps: readonly Step[];
  readonly lengthMs: number;
  readonly series?: readonly SeriesSpec[];
  /** The live poll has brought its last hour of these. */
  readonly live?: readonly SeriesSpec[];
  readonly fake?: Omit<Parameters<typeof fakeMetrics>[0], 'now'>;
  readonly dollarsPerHour?: number;
  /** Told of each look at what is known. */
  readonly onKnown?: () => void;
};

const liveAnswer = (one: SeriesSpec): SeriesPoints => ({
  type: 'points',
  series: one,
  from: noon - hour,
  to: noon + minute,
  settledTo: noon - 2 * minute,
  points: Array.from({ length: 60 }, (_, nth) => ({
    at: noon - hour + nth * minute,
    value: 1,
    settled: nth < 57,
  })),
  status: 'complete',
  messages: [],
});

/** Lets the source look for so long; what it says goes into a store, which tells it what is known. */
const run = async ({ steps, lengthMs, live = [], fake = {}, dollarsPerHour, onKnown, ...over }: Run) => {
  const looked = over.series ?? series;
  const clock = instantClock(noon, lengthMs);
  const aws = fakeMetrics({ now: clock.now, ...fake });
  const store = createStore({ startedAt: noon });
  store.apply(live.map(liveAnswer), noon);
  const said: Observation[] = [];
  const source = historySource({
    clientsFor: aws.clientsFor,
    looking: () => {
      const look = steps.findLast(({ at }) => noon + at <= clock.now())?.look;
      return look && { ...look, series: looked };
    },
    origins: [{ region: 'us-east-1' }],
    clock,
    liveMs: hour,
    known: (one, period) => {
      onKnown?.();
      return cachedIn(store.snapshot(clock.now()).series, one, period);
    },
    ...(dollarsPerHour === undefined ? {} : { budget: createBudget(dollarsPerHour, clock) }),
    random: () => 0,
  });
  for await (const observation of eachOf(asOne(source)(clock.signal))) {
    said.push(observation);
    store.apply([observation], clock.now());
  }
  const calls = aws.calls.map(({ at, input }) => ({
    at: at - noon,
    from: (input.StartTime?.getTime() ?? 0) - noon,
    to: (input.EndTime?.getTime() ?? 0) - noon,
    metrics: input.MetricDataQueries?.length,
    period: input.MetricDataQueries?.[0]?.MetricStat?.Period,
  }));
  const known = store.snapshot(clock.now()).series;
  const inHistory = (id: string, periodSeconds: number) => known.get(keyOf({ series: id, periodSeconds }));
  return { aws, calls, said, inHistory };
};

const looking = (look: Omit<GraphDemand, 'series'>, at = 0): Step => ({ at, look });

describe('the effort of looking', () => {
  it('is a plan a poll: while the budget lets nothing be asked nothing is planned', async () => {
    let plans = 0;
    const { calls } = await run({
      steps: [looking({ rangeMs: 6 * hour })],
      lengthMs: 10 * minute,
      live: series,
      // The first poll costs more than an hour of it.
      dollarsPerHour: 0.00001,
      onKnown: () => {
        plans += 1;
      },
    });
    expect(calls).toHaveLength(1);
    // A plan looks at each series in a few periods; four a second would be tens of thousands of looks.
    expect(plans).toBeLessThan(20 * series.length);
  });
});

describe('what it costs to look', () => {
  it('at the last hour is nothing: the live poll brings it', async () => {
    const { calls } = await run({ steps: [looking({ rangeMs: hour })], lengthMs: 10 * minute });
    expect(calls).toEqual([]);
  });

  it('at six hours: what lies before the live hour, coarse and then fine', async () => {
    const { calls } = await run({
      steps: [looking({ rangeMs: 6 * hour })],
      lengthMs: 10 * minute,
      live: series,
    });
    expect(calls).toMatchObject([
      { from: -6 * hour, period: 300, metrics: 12 },
      { from: -6 * hour, period: 60, metrics: 12 },
    ]);
    for (const { to } of calls) expect(to).toBeLessThanOrEqual(-hour + 5 * minute);
  });

  it('at 15 days: two calls, a few dozen points first; then its last bucket, once an hour', async () => {
    const { calls, aws } = await run({
      steps: [looking({ rangeMs: 15 * day })],
      lengthMs: 150 * minute,
      live: series,
    });
    expect(calls.map(({ period, metrics }) => [period, metrics])).toEqual([
      [6 * 3600, 12],
      [3600, 12],
      [3600, 12],
      [3600, 12],
    ]);
    expect(calls.slice(0, 2).every(({ at }) => at < 2 * second)).toBe(true);
    expect(calls.slice(2).map(({ at }) => Math.round(at / minute))).toEqual([60, 120]);
    expect(calls.slice(2).every(({ from, to }) => to - from <= 3 * hour)).toBe(true);
    expect(aws.billed()).toBe(4 * 12);
  });

  it('further back: the new part alone, and on the way back nothing', async () => {
    const at = (end: number) => ({ rangeMs: 6 * hour, end: noon + end });
    const { calls } = await run({
      steps: [
        looking(at(-day), 0),
        looking(at(-day - 3 * hour), minute),
        looking(at(-day), 2 * minute),
        looking(at(-day - 3 * hour), 3 * minute),
      ],
      lengthMs: 4 * minute,
    });
    expect(calls.map(({ from, to, period }) => [from, to, period])).toEqual([
      [-day - 6 * hour, -day, 300],
      [-day - 6 * hour, -day, 60],
      [-day - 9 * hour, -day - 6 * hour, 60],
    ]);
  });

  it('back from the live hour by half of it: half an hour', async () => {
    const { calls } = await run({
      steps: [looking({ rangeMs: hour, end: noon - 30 * minute })],
      lengthMs: 5 * minute,
      live: series,
    });
    expect(calls).toMatchObject([{ from: -90 * minute, to: -hour, metrics: 12 }]);
  });

  it('at a week before: that hour, and what is needed next every quarter of it', async () => {
    const week = 7 * day;
    const { calls } = await run({
      steps: [looking({ rangeMs: hour, compareMs: week })],
      lengthMs: 40 * minute,
      live: series,
    });
    expect(calls[0]).toMatchObject({ from: -week - hour, to: -week + 16 * minute, period: 60, metrics: 12 });
    expect(calls).toHaveLength(3);
    expect(calls[1]).toMatchObject({ from: -week + 16 * minute });
  });

  it('at nothing, nothing; and keys that follow one another cost the last window', async () => {
    const steps: Step[] = [1, 2, 3, 4].map((nth) =>
      looking({ rangeMs: hour, end: noon - nth * day }, nth * 200),
    );
    const { calls } = await run({
      steps: [...steps, { at: minute, look: undefined }],
      lengthMs: 10 * minute,
    });
    expect(calls).toMatchObject([{ to: -4 * day }]);
  });

  it('no more than the budget pays for', async () => {
    const steps = Array.from({ length: 60 }, (_, nth) =>
      looking({ rangeMs: hour, end: noon - (nth + 1) * day }, nth * minute),
    );
    const { aws } = await run({ steps, lengthMs: hour, dollarsPerHour: 0.001 });
    // A tenth of a cent is a hundred metrics an hour; the last call is made on credit.
    expect(aws.billed()).toBeLessThanOrEqual(100 + 12);
    expect(aws.billed()).toBeGreaterThanOrEqual(96);
  });
});

describe('what is settled', () => {
  it('is never asked for again; what is not is, until it is', async () => {
    const { calls } = await run({
      steps: [looking({ rangeMs: hour, end: noon - minute })],
      lengthMs: 20 * minute,
    });
    expect(calls[0]).toMatchObject({ from: -61 * minute, to: -minute });
    expect(calls.slice(1).every(({ from }) => from >= -3 * minute)).toBe(true);
    expect(calls.at(-1)?.at).toBeLessThan(5 * minute);
  });

  it('is not asked for of a picture that stands still: what is known of it stays as it is', async () => {
    const still = { rangeMs: hour, end: noon, isStill: true };
    const { calls } = await run({ steps: [looking(still)], lengthMs: 10 * minute, live: series });
    expect(calls).toEqual([]);
  });

  it('is what goes on with the clock: the end of a wide window, bucket by bucket', async () => {
    const { calls, inHistory } = await run({
      steps: [looking({ rangeMs: day })],
      lengthMs: 30 * minute,
      series: [spec('m0')],
      live: [spec('m0')],
    });
    expect(calls.map(({ period }) => period)).toEqual([3600, 300, 300, 300, 300, 300, 300]);
    const points = inHistory('m0', 300)?.points.map(({ at }) => at) ?? [];
    expect(points).toEqual(Array.from({ length: points.length }, (_, nth) => noon - day + nth * 5 * minute));
    expect(points.at(-1)).toBe(noon + 25 * minute);
  });
});

describe('what cannot be had', () => {
  it('is asked for again after a minute, not at once', async () => {
    const { calls, inHistory } = await run({
      steps: [looking({ rangeMs: hour, end: noon - day })],
      lengthMs: 5 * minute,
      series: [spec('closed')],
      fake: { resultsOf: () => [{ StatusCode: 'Forbidden' }] },
    });
    expect(calls.length).toBeGreaterThanOrEqual(4);
    expect(calls.length).toBeLessThanOrEqual(6);
    expect(inHistory('closed', 60)).toMatchObject({ status: 'forbidden', points: [] });
  });

  it('a search that finds nothing is known to have found nothing', async () => {
    const search = spec('all', {
      query: { kind: 'expression', expression: "SEARCH('{AWS/Lambda,FunctionName}', 'Sum', 60)" },
    });
    const { calls } = await run({
      steps: [looking({ rangeMs: hour, end: noon - day })],
      lengthMs: 5 * minute,
      series: [search],
      fake: { resultsOf: () => [] },
    });
    expect(calls).toHaveLength(1);
  });

  it('a search that names its period is asked in that of the window', async () => {
    const search = spec('all', {
      query: { kind: 'expression', expression: 'MAX(SEARCH(\'{A,B} "c"\', "p99", 60))' },
    });
    const { aws } = await run({
      steps: [looking({ rangeMs: day, end: noon - day })],
      lengthMs: minute,
      series: [search],
    });
    const expressions = aws.calls.map(({ input }) => input.MetricDataQueries?.[0]?.Expression);
    expect(expressions).toEqual([
      'MAX(SEARCH(\'{A,B} "c"\', "p99", 3600))',
      'MAX(SEARCH(\'{A,B} "c"\', "p99", 300))',
    ]);
  });

  it('is said, backed off from, and over when it is over', async () => {
    const error = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    const { said, calls, inHistory } = await run({
      steps: [looking({ rangeMs: hour, end: noon - day })],
      lengthMs: 5 * minute,
      fake: { fail: (call) => (call <= 5 ? error : undefined) },
    });
    const problems = said.filter((one): one is SourceProblem => one.type === 'problem');
    expect(problems.map(({ scope, failure }) => [scope, failure?.kind])).toEqual([
      ['us-east-1 history', 'throttled'],
      ['us-east-1 history', undefined],
    ]);
    expect(calls).toHaveLength(6);
    expect(inHistory('m0', 60)?.points).toHaveLength(60);
  });
});
