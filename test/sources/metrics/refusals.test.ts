import type { GetMetricDataInput } from '@aws-sdk/client-cloudwatch';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeriesPoints, SeriesSpec } from '../../../src/observation/metrics.ts';
import type { Observation } from '../../../src/observation/observation.ts';
import { fetchHistory } from '../../../src/sources/metrics/history-source.ts';
import { fetchWindow, metricsSource } from '../../../src/sources/metrics/metrics-source.ts';
import { manualClock } from '../../helpers/clock.ts';
import { asOne } from '../../helpers/observations.ts';
import { instantClock } from '../instant-clock.ts';
import { fakeMetrics, spec, specs } from './fake-metrics.ts';

const hour = 3_600_000;
const noon = Date.UTC(2026, 0, 15, 12);
const never = new AbortController().signal;

const math = (id: string, expression: string): SeriesSpec =>
  spec(id, {
    label: `${id} of mine`,
    query: {
      kind: 'expression',
      expression,
      inputs: {
        m1: { kind: 'metric', namespace: 'AWS/Lambda', metric: 'Errors', dimensions: {}, stat: 'Sum' },
      },
    },
  });

const refusal = (message: string) => Object.assign(new Error(message), { name: 'ValidationError' });

type Queries = NonNullable<GetMetricDataInput['MetricDataQueries']>;

/** Queries that name one that is not in the call, as CloudWatch finds them. */
const undefinedIn = (queries: Queries) => {
  const ids = new Set(queries.map(({ Id }) => Id));
  return queries.filter(({ Expression = '' }) =>
    (Expression.match(/\b[a-z]\w*\b/g) ?? []).some((name) => !ids.has(name)),
  );
};

/** How it words its refusal. */
const wordings = {
  'by the name of the query': ([bad]: Queries) => `Error in expression '${bad?.Id}': Undefined variable 'm9'`,
  'by the expression': ([bad]: Queries) => `The expression ${bad?.Expression} is not valid`,
  'without a name': () => 'One of the expressions is not valid',
} as const;

const once = async (series: readonly SeriesSpec[], wording: (bad: Queries, all: Queries) => string) => {
  const clock = manualClock(noon);
  const aws = fakeMetrics({
    now: clock.now,
    fail: (_, { MetricDataQueries = [] }) => {
      const bad = undefinedIn(MetricDataQueries);
      return bad.length === 0 ? undefined : refusal(wording(bad, MetricDataQueries));
    },
  });
  const window = { clientsFor: aws.clientsFor, from: noon - hour, to: noon, clock };
  return { aws, ...(await fetchWindow({ ...window, series }, never)) };
};

const statuses = (answers: readonly SeriesPoints[]) =>
  Object.fromEntries(answers.map(({ series, status }) => [series.id, status]));

describe('a query that AWS does not take', () => {
  const series = [...specs(6), math('good', 'm1*2'), math('bad', 'm1/m9')];

  it.each(Object.entries(wordings))('costs only itself where AWS names it %s', async (_, wording) => {
    const { answers, failures, aws } = await once(series, wording);
    expect(failures).toEqual([]);
    expect(statuses(answers)).toEqual({
      ...Object.fromEntries(specs(6).map(({ id }) => [id, 'complete'])),
      good: 'complete',
      bad: 'refused',
    });
    // What is answered is asked for once: the bill is that of the good ones.
    expect(aws.billed()).toBeLessThanOrEqual(8);
    expect(aws.calls.length).toBeLessThanOrEqual(8);
  });

  it('is named in the words of who wrote it', async () => {
    const { answers } = await once(series, wordings['by the name of the query']);
    const bad = answers.find(({ status }) => status === 'refused');
    expect(bad?.messages).toEqual(["Error in expression 'bad of mine': Undefined variable 'm9'"]);
    expect(bad?.refusal).toMatchObject({ kind: 'usage', operation: 'GetMetricData', region: 'us-east-1' });
  });

  it('is found by its place, many at once: as CloudWatch lists bad statistics, a line each', async () => {
    const clock = manualClock(noon);
    const bad = specs(5).map((one) => spec(`bad ${one.id}`, { stat: 'None' }));
    const aws = fakeMetrics({
      now: clock.now,
      fail: (_, { MetricDataQueries = [] }) => {
        const lines = MetricDataQueries.flatMap(({ MetricStat }, at) =>
          MetricStat?.Stat === 'None'
            ? [
                `The value None for parameter MetricDataQueries.member.${at + 1}.MetricStat.Stat is not a valid statistic.`,
              ]
            : [],
        );
        return lines.length === 0 ? undefined : refusal(lines.join('\n'));
      },
    });
    const { answers } = await fetchWindow(
      { clientsFor: aws.clientsFor, series: [...bad, ...specs(5)], from: noon - hour, to: noon, clock },
      never,
    );
    expect(aws.calls).toHaveLength(2);
    expect(Object.values(statuses(answers)).toSorted()).toEqual([
      ...Array(5).fill('complete'),
      ...Array(5).fill('refused'),
    ]);
  });

  it('is found wherever it stands, and nothing else is lost', async () => {
    const flags = fc.array(fc.boolean(), { minLength: 1, maxLength: 24 });
    await fc.assert(
      fc.asyncProperty(flags, fc.constantFrom(...Object.values(wordings)), async (bad, wording) => {
        const all = bad.map((isBad, nth) => math(`e${nth}`, isBad ? `m9*${nth}` : `m1*${nth}`));
        const { answers, failures } = await once(all, wording);
        expect(failures).toEqual([]);
        expect(statuses(answers)).toEqual(
          Object.fromEntries(bad.map((isBad, nth) => [`e${nth}`, isBad ? 'refused' : 'complete'])),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('is not asked for again with the others: the next polls pay nothing for it', async () => {
    const clock = instantClock(noon, 12 * 60_000);
    const aws = fakeMetrics({
      now: clock.now,
      fail: (_, { MetricDataQueries = [] }) =>
        undefinedIn(MetricDataQueries).length === 0 ? undefined : refusal('One of them is not valid'),
    });
    const said: Observation[] = [];
    const common = { clientsFor: aws.clientsFor, series: () => series, clock, windowMs: hour };
    for await (const { observations } of asOne(metricsSource({ ...common, random: () => 0 }))(clock.signal))
      said.push(...observations);
    const later = aws.calls.filter(({ at }) => at > noon + 60_000);
    const withBad = later.filter(({ input }) => undefinedIn(input.MetricDataQueries ?? []).length > 0);
    // Alone, every five minutes: AWS may have come to take it.
    expect(withBad.length).toBeGreaterThan(0);
    expect(withBad.length).toBeLessThanOrEqual(3);
    for (const { input } of withBad) expect(input.MetricDataQueries).toHaveLength(2);
    expect(later.length - withBad.length).toBeGreaterThanOrEqual(9);
    const points = said.filter((one): one is SeriesPoints => one.type === 'points');
    expect(
      points.filter(({ series: { id } }) => id === 'bad').every(({ status }) => status === 'refused'),
    ).toBe(true);
    expect(points.filter(({ series: { id } }) => id === 'good').length).toBeGreaterThan(9);
    expect(said.filter(({ type }) => type === 'problem')).toEqual([]);
    expect(said.filter(({ type }) => type === 'ready')).toHaveLength(1);
  });

  it('takes nothing from a window of the past', async () => {
    const clock = manualClock(noon);
    const aws = fakeMetrics({
      now: clock.now,
      fail: (_, { MetricDataQueries = [] }) =>
        undefinedIn(MetricDataQueries).length === 0 ? undefined : refusal('One of them is not valid'),
    });
    const { answers } = await fetchHistory(
      {
        clientsFor: aws.clientsFor,
        clock,
        liveMs: hour,
        known: () => undefined,
        look: { rangeMs: hour, end: noon - hour, series },
      },
      never,
    );
    expect(answers.filter(({ status }) => status === 'complete')).toHaveLength(7);
  });
});

describe('what fails otherwise', () => {
  it('is not asked in parts, and takes nothing from other calls', async () => {
    const clock = instantClock(noon, hour);
    const aws = fakeMetrics({
      now: clock.now,
      fail: (_, { MetricDataQueries = [] }) =>
        MetricDataQueries.some(({ MetricStat }) => MetricStat?.Period === 1)
          ? Object.assign(new Error('no'), { name: 'AccessDenied' })
          : undefined,
    });
    const { answers, failures } = await fetchWindow(
      {
        clientsFor: aws.clientsFor,
        series: [...specs(3), spec('fine', { periodSeconds: 1 })],
        from: noon - hour,
        to: noon,
        clock,
      },
      never,
    );
    expect(failures).toMatchObject([{ kind: 'access' }]);
    expect(answers).toHaveLength(3);
    expect(aws.calls).toHaveLength(2);
  });

  it('math over two Regions says so, and nobody is asked', async () => {
    const clock = manualClock(noon);
    const aws = fakeMetrics({ now: clock.now });
    const apart = spec('total', {
      query: {
        kind: 'expression',
        expression: 'm1+m2',
        inputs: {
          m1: { kind: 'metric', namespace: 'N', metric: 'm', dimensions: {}, stat: 'Sum' },
          m2: {
            kind: 'metric',
            namespace: 'N',
            metric: 'm',
            dimensions: {},
            stat: 'Sum',
            region: 'eu-west-1',
          },
        },
      },
    });
    const window = { clientsFor: aws.clientsFor, from: noon - hour, to: noon, clock };
    const { answers } = await fetchWindow({ ...window, series: [apart] }, never);
    expect(aws.calls).toHaveLength(0);
    expect(answers).toMatchObject([
      {
        status: 'refused',
        messages: [expect.stringMatching(/eu-west-1 and us-east-1: CloudWatch does math in one/)],
      },
    ]);
  });
});
