/** History against the embedded account, which is three hours old. */
import { describe, expect, it } from 'vitest';
import type { GraphDemand } from '../../../src/demand.ts';
import type { SeriesPoints, SeriesSpec } from '../../../src/observation/metrics.ts';
import { keyOf, keyOfSeries } from '../../../src/observation/series-key.ts';
import { fetchHistory } from '../../../src/sources/metrics/history-source.ts';
import { embeddedAccount } from './embedded.ts';

const minute = 60_000;
const hour = 60 * minute;
const noon = Date.UTC(2026, 0, 15, 12);

describe('history of the embedded account', () => {
  const { clock, account, withClients } = embeddedAccount(noon);

  const name = { namespace: 'AWS/Lambda', dimensions: { FunctionName: 'payment-worker' } };
  const seriesOf = (metric: string, stat: string): SeriesSpec => ({
    id: `${metric}.${stat}`,
    label: stat,
    region: account.region,
    query: { kind: 'metric', ...name, metric, stat },
    periodSeconds: 60,
    unit: 'none',
    missing: 'gap',
  });
  const series = [
    seriesOf('Invocations', 'Sum'),
    ...['p10', 'p50', 'p90', 'p99', 'p99.9'].map((p) => seriesOf('Duration', p)),
  ];

  const fetch = (window: Omit<GraphDemand, 'series'>): Promise<readonly SeriesPoints[]> =>
    withClients(async (clients) => {
      const common = { clientsFor: () => clients, clock, liveMs: hour, known: () => undefined };
      const { answers, failures } = await fetchHistory(
        { ...common, look: { ...window, series } },
        clock.signal,
      );
      expect(failures).toEqual([]);
      return answers;
    });

  it.each([
    ['an hour of the past', { rangeMs: hour, end: noon - hour }, 60],
    ['a day, of which three hours are known', { rangeMs: 24 * hour, end: noon }, 300],
  ])('%s: each point is the account’s own', async (_, window, period) => {
    const answers = await fetch(window);
    expect(answers.map((one) => keyOfSeries(one.series))).toEqual(
      series.map(({ id }) => keyOf({ series: id, periodSeconds: period })),
    );
    for (const { series: one, points, from, to } of answers) {
      if (one.query.kind !== 'metric') continue;
      const { metric, stat } = one.query;
      const truth = account.metrics.read({ ...name, name: metric }, stat, period, from, to);
      expect(points.map(({ at, value }) => [at, Math.round(value * 1e6)])).toEqual(
        truth.map(({ at, value }) => [at, Math.round(value * 1e6)]),
      );
      expect(points.length).toBeGreaterThan(period === 60 ? 50 : 30);
    }
  });

  it('before it began there is nothing, and that is known', async () => {
    const answers = await fetch({ rangeMs: hour, end: noon - 10 * hour });
    for (const { points, status, from, to, settledTo } of answers) {
      expect({ points, status, from, to, settledTo }).toEqual({
        points: [],
        status: 'complete',
        from: noon - 11 * hour,
        to: noon - 10 * hour,
        settledTo: noon - 10 * hour,
      });
    }
  });
});
