import { describe, expect, it } from 'vitest';
import type { ApiCall } from '../../../src/observation/health-of-sources.ts';
import type { SeriesPoints, SeriesSpec } from '../../../src/observation/metrics.ts';
import { metricsSource } from '../../../src/sources/metrics/metrics-source.ts';
import { createCostStore } from '../../../src/store/cost-store.ts';
import { asOne, eachOf } from '../../helpers/observations.ts';
import { instantClock } from '../instant-clock.ts';
import { embeddedAccount } from './embedded.ts';

const hour = 3_600_000;
const noon = Date.UTC(2026, 0, 15, 12);

describe('against the embedded account', () => {
  const { clock, account, withClients } = embeddedAccount(noon);

  const fetch = (series: readonly SeriesSpec[]): Promise<readonly SeriesPoints[]> =>
    withClients(async (clients) => {
      const answers: SeriesPoints[] = [];
      const common = { clientsFor: () => clients, series: () => series, clock, windowMs: hour };
      for await (const observation of eachOf(asOne(metricsSource(common))(clock.signal))) {
        if (observation.type === 'points') answers.push(observation);
        if (observation.type === 'ready') break;
      }
      return answers;
    });
  const base = { region: account.region, unit: 'none', missing: 'gap' } as const;

  it('each point of each metric is the account’s own', async () => {
    const stats = ['Sum', 'Maximum', 'p99'];
    const series = account.metrics.list().flatMap((metric, nth) =>
      stats.map(
        (stat): SeriesSpec => ({
          ...base,
          id: `${nth}.${stat}`,
          label: metric.name,
          periodSeconds: Math.max(60, metric.resolutionSeconds),
          query: {
            kind: 'metric',
            namespace: metric.namespace,
            metric: metric.name,
            dimensions: metric.dimensions,
            stat,
          },
        }),
      ),
    );
    const answers = await fetch(series);
    expect(answers.map(({ series: { id } }) => id).toSorted()).toEqual(series.map(({ id }) => id).toSorted());
    expect(answers.flatMap(({ points }) => points).length).toBeGreaterThan(1000);
    for (const { series: one, points, from, to } of answers) {
      if (one.query.kind !== 'metric') continue;
      const { namespace, metric, dimensions, stat } = one.query;
      const truth = account.metrics.read(
        { namespace, name: metric, dimensions },
        stat,
        one.periodSeconds,
        from,
        to,
      );
      expect(points.map(({ at }) => at)).toEqual(truth.map(({ at }) => at));
      for (const [nth, { value }] of truth.entries()) expect(points[nth]?.value).toBeCloseTo(value, 6);
    }
  });

  it('the bill that the tool keeps of an hour is the formula’s, in dollars and by the hour', async () => {
    const from = clock.now();
    const hourClock = instantClock(from, 2 * hour);
    const metered = createCostStore({ startedAt: from });
    const calls: ApiCall[] = [];
    const onCall = (call: ApiCall): void => {
      calls.push(call);
      metered.apply(call);
    };
    const metrics = account.metrics.list().filter(({ resolutionSeconds }) => resolutionSeconds === 60);
    const series = metrics.slice(0, 40).flatMap(({ namespace, name, dimensions }, nth) =>
      // Up to five statistics of a metric are one on the bill.
      ['Sum', 'Maximum'].map(
        (stat): SeriesSpec => ({
          ...base,
          id: `${nth}.${stat}`,
          label: name,
          periodSeconds: 60,
          query: { kind: 'metric', namespace, metric: name, dimensions, stat },
        }),
      ),
    );
    await withClients(
      async (clients) => {
        const common = { clientsFor: () => clients, series: () => series, clock: hourClock, windowMs: hour };
        for await (const _ of asOne(metricsSource(common))(hourClock.signal));
      },
      { clock: hourClock, onCall },
    );
    const formula = 60 * 40 * 1e-5;
    const { dollars, dollarsPerHour, billedMetrics } = metered.snapshot(from + 2 * hour);
    expect(calls.every(({ billedMetrics: billed }) => billed === 40)).toBe(true);
    expect(billedMetrics).toBe(40 * calls.length);
    expect(Math.abs(dollars - 2 * formula) / (2 * formula)).toBeLessThan(0.01);
    expect(Math.abs((dollarsPerHour ?? 0) - formula) / formula).toBeLessThan(0.01);
  });

  it('math is done over its inputs, and a search brings its series', async () => {
    const lambda = (metric: string) =>
      ({
        kind: 'metric',
        namespace: 'AWS/Lambda',
        metric,
        dimensions: { FunctionName: 'order-intake' },
        stat: 'Sum',
      }) as const;
    const answers = await fetch([
      { ...base, id: 'calls', label: 'calls', periodSeconds: 60, query: lambda('Invocations') },
      {
        ...base,
        id: 'double',
        label: 'double',
        periodSeconds: 60,
        query: { kind: 'expression', expression: 'calls * 2', inputs: { calls: lambda('Invocations') } },
      },
      {
        ...base,
        id: 'all',
        label: 'all',
        periodSeconds: 60,
        query: {
          kind: 'expression',
          expression: "SEARCH('{AWS/Lambda,FunctionName} MetricName=\"Invocations\"', 'Sum', 60)",
        },
      },
    ]);
    const values = (id: string) =>
      answers.find(({ series }) => series.id === id)?.points.map(({ value }) => value);
    expect(values('double')).toEqual(values('calls')?.map((value) => value * 2));
    expect(values('double')?.length).toBeGreaterThan(50);
    const found = answers.filter(({ series }) => series.id === 'all' && series.found !== undefined);
    expect(found.length).toBeGreaterThanOrEqual(3);
  });
});
