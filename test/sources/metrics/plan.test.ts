import { describe, expect, it } from 'vitest';
import type { SeriesSpec } from '../../../src/observation/metrics.ts';
import { legalPeriod, periodForWindow } from '../../../src/periods.ts';
import { mostPointsOfCall, type PlannedCall } from '../../../src/sources/metrics/pack.ts';
import { type Known, nextDueAt, planCalls } from '../../../src/sources/metrics/plan.ts';
import { toQueries } from '../../../src/sources/metrics/query.ts';
import { spec, specs } from './fake-metrics.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.UTC(2026, 0, 15, 12, 0, 7);
const nothing: ReadonlyMap<string, Known> = new Map();

/** As if all of these had been fetched at `at`. */
const fetched = (all: readonly SeriesSpec[], at: number, windowMs = 3 * hour): ReadonlyMap<string, Known> =>
  new Map(
    all.map(({ id, periodSeconds }) => [
      id,
      { from: at - windowMs, to: at + minute, periodSeconds, fetchedAt: at },
    ]),
  );
const queriesOf = (calls: readonly PlannedCall[]) => calls.map(({ metricRequests }) => metricRequests.length);

describe('planCalls', () => {
  it('asks for 200 metrics of a Region in one call', () => {
    const [call, ...others] = planCalls(specs(200), now, nothing, 3 * hour);
    expect(others).toEqual([]);
    expect(call?.metricRequests).toHaveLength(200);
    expect(call).toMatchObject({ from: Date.UTC(2026, 0, 15, 9), to: Date.UTC(2026, 0, 15, 12, 1) });
  });

  it('stays under 500 queries and 100,800 points a call', () => {
    expect(queriesOf(planCalls(specs(1_201), now, nothing, hour))).toEqual([500, 500, 201]);
    const calls = planCalls(specs(300), now, nothing, day);
    expect(calls.length).toBe(5);
    for (const { from, to, metricRequests } of calls) {
      expect((metricRequests.length * (to - from)) / minute).toBeLessThanOrEqual(mostPointsOfCall);
    }
  });

  it('makes a call for each Region, not for each account', () => {
    const all = [
      ...specs(3),
      ...specs(3, { region: 'eu-west-1' }).map((one) => ({ ...one, id: `eu.${one.id}` })),
      spec('other-account', { accountId: '123456789012' }),
    ];
    const calls = planCalls(all, now, nothing, hour);
    expect(calls.map(({ origin, metricRequests }) => [origin.region, metricRequests.length])).toEqual([
      ['us-east-1', 4],
      ['eu-west-1', 3],
    ]);
  });

  it('never asks with the credentials of one profile for what another is to read', () => {
    const own = spec('errors');
    const all = [own, { ...own, id: 'billing.errors', profile: 'billing' }, spec('more')];
    const calls = planCalls(all, now, nothing, hour);
    expect(
      calls.map(({ origin, metricRequests }) => [origin, metricRequests.map(({ ask }) => ask.id)]),
    ).toEqual([
      [{ region: 'us-east-1' }, ['errors', 'more']],
      [{ region: 'us-east-1', profile: 'billing' }, ['billing.errors']],
    ]);
  });

  it('keeps five statistics of a metric in one call, where they are billed as one', () => {
    const query = (nth: number, stat: string) => ({
      kind: 'metric' as const,
      namespace: 'N',
      metric: `m${nth}`,
      dimensions: {},
      stat,
    });
    const stats = ['Sum', 'Average', 'Maximum', 'p50', 'p99'];
    const all = stats.flatMap((stat) =>
      Array.from({ length: 101 }, (_, nth) => spec(`${nth}.${stat}`, { query: query(nth, stat) })),
    );
    const calls = planCalls(all, now, nothing, hour);
    expect(queriesOf(calls)).toEqual([500, 5]);
    for (const { metricRequests } of calls) {
      const metrics = metricRequests.map(({ ask }) => (ask.query.kind === 'metric' ? ask.query.metric : ''));
      for (const metric of new Set(metrics)) expect(metrics.filter((one) => one === metric)).toHaveLength(5);
    }
  });

  it('asks once for two series that are the same', () => {
    const twin = { ...spec('m0'), id: 'twin', label: 'Twin' };
    const [call] = planCalls([spec('m0'), twin], now, nothing, hour);
    expect(call?.metricRequests).toHaveLength(1);
    expect(call?.metricRequests[0]?.series.map(({ id }) => id)).toEqual(['m0', 'twin']);
  });

  it('then fetches the last five buckets again, with the open one', () => {
    const all = specs(2);
    const [call] = planCalls(all, now, fetched(all, now - minute), 3 * hour);
    expect(call).toMatchObject({ from: Date.UTC(2026, 0, 15, 11, 55), to: Date.UTC(2026, 0, 15, 12, 1) });
  });

  it('reaches back to where it was after a pause, and never beyond the window', () => {
    const all = specs(1);
    expect(planCalls(all, now, fetched(all, now - 40 * minute), 3 * hour)[0]?.from).toBe(
      Date.UTC(2026, 0, 15, 11, 16),
    );
    expect(planCalls(all, now, fetched(all, now - day), 3 * hour)[0]?.from).toBe(Date.UTC(2026, 0, 15, 9));
  });

  it('never asks sooner than the period', () => {
    const all = [spec('minute'), spec('five', { periodSeconds: 300 })];
    const known = fetched(all, Date.UTC(2026, 0, 15, 12, 0, 6));
    expect(planCalls(all, Date.UTC(2026, 0, 15, 12, 1, 4), known, hour)).toEqual([]);
    const ids = (at: number) =>
      planCalls(all, at, known, hour).flatMap(({ metricRequests }) =>
        metricRequests.map(({ ask }) => ask.id),
      );
    expect(ids(Date.UTC(2026, 0, 15, 12, 1, 5))).toEqual(['minute']);
    expect(ids(Date.UTC(2026, 0, 15, 12, 5, 5))).toEqual(['minute', 'five']);
    expect(nextDueAt(all, known, now, hour)).toBe(Date.UTC(2026, 0, 15, 12, 1, 5));
  });

  it('puts minutes and five minutes that are due together in one call, aligned to both', () => {
    const all = [spec('minute'), spec('five', { periodSeconds: 300 }), spec('seven', { periodSeconds: 420 })];
    const calls = planCalls(all, now, nothing, hour);
    for (const { from, to, metricRequests } of calls) {
      for (const { ask } of metricRequests) {
        expect(from % (ask.periodSeconds * 1000)).toBe(0);
        expect(to % (ask.periodSeconds * 1000)).toBe(0);
      }
    }
    expect(planCalls(all.slice(0, 2), now, nothing, hour)).toHaveLength(1);
  });

  it('gives high resolution a call and a pace of its own', () => {
    const all = [spec('minute'), spec('second', { periodSeconds: 1 }), spec('ten', { periodSeconds: 10 })];
    expect(queriesOf(planCalls(all, now, nothing, 6 * hour))).toEqual([1, 1, 1]);
    const known = fetched(all, now, hour);
    expect(nextDueAt(all, known, now, hour)).toBe(Date.UTC(2026, 0, 15, 12, 0, 11));
    const ids = planCalls(all, now + 16_000, known, hour).flatMap(({ metricRequests }) =>
      metricRequests.map(({ ask }) => ask.id),
    );
    expect(ids).toEqual(['second', 'ten']);
  });

  it('goes further back for one that is wanted so, and for that one alone', () => {
    const [usual, far] = specs(2).map((one, nth) => (nth === 0 ? one : { ...one, windowMs: 6 * hour }));
    if (usual === undefined || far === undefined) throw new Error('two specs');
    const calls = planCalls([usual, far], now, nothing, hour);
    expect(calls.map(({ from, metricRequests }) => [from, metricRequests[0]?.ask.id])).toEqual([
      [Date.UTC(2026, 0, 15, 11), usual.id],
      [Date.UTC(2026, 0, 15, 6), far.id],
    ]);
    const known = new Map([...fetched([usual], now, hour), ...fetched([far], now, 6 * hour)]);
    expect(planCalls([usual, far], now, known, hour)).toEqual([]);
    expect(nextDueAt([usual, far], known, now, hour)).toBeGreaterThan(now);
    const grown = { ...far, windowMs: 24 * hour };
    expect(
      planCalls([usual, grown], now, known, hour).flatMap(({ metricRequests }) => metricRequests),
    ).toHaveLength(1);
    expect(nextDueAt([usual, grown], known, now, hour)).toBe(0);
  });

  it('fetches all again when the window grows or the period changes', () => {
    const all = specs(1);
    const known = fetched(all, now, hour);
    expect(planCalls(all, now, known, hour)).toEqual([]);
    expect(planCalls(all, now, known, 6 * hour)[0]?.from).toBe(Date.UTC(2026, 0, 15, 6));
    const coarser = all.map((one) => ({ ...one, periodSeconds: 300 }));
    expect(planCalls(coarser, now, known, hour)).toHaveLength(1);
  });

  const insights = (metric: string) =>
    ({ kind: 'expression', expression: `SELECT SUM(${metric}) FROM N GROUP BY d` }) as const;

  it('gives each Metrics Insights query a call of its own', () => {
    const [a, c] = ['a', 'c'].map((id) => spec(id, { query: insights(id) }));
    if (a === undefined || c === undefined) throw new Error('two specs');
    expect(queriesOf(planCalls([a, spec('b'), c], now, nothing, hour)).toSorted()).toEqual([1, 1, 1]);
  });

  it('counts a Metrics Insights query that is a hidden input of math, and asks once for one that two lines show', () => {
    const perSecond = (metric: string) =>
      spec(`${metric}/s`, {
        query: { kind: 'expression', expression: 'q1/300', inputs: { q1: insights(metric) } },
      });
    const all = [perSecond('Invocations'), perSecond('Errors'), spec('q', { query: insights('Errors') })];
    const calls = planCalls(all, now, nothing, hour);
    const selects = calls.map(({ metricRequests }) =>
      toQueries(metricRequests.map(({ ask }) => ask)).filter(({ Expression }) =>
        /SELECT/.test(Expression ?? ''),
      ),
    );
    expect(selects.map((queries) => queries.length)).toEqual([1, 1]);
    expect(queriesOf(calls)).toEqual([1, 2]);
  });

  it('parts what searches more than a call may', () => {
    const searching = (nth: number, times: number) =>
      spec(`s${nth}`, {
        query: {
          kind: 'expression',
          expression: Array(times).fill(`SUM(SEARCH('{N} m${nth}', 'Sum'))`).join('+'),
        },
      });
    const calls = planCalls(
      [2, 2, 2, 1, 7].map((times, nth) => searching(nth, times)),
      now,
      nothing,
      hour,
    );
    expect(queriesOf(calls)).toEqual([2, 2, 1]);
  });

  it('does not stretch the window of minutes for a figure of a month, a day, an hour', () => {
    const month = spec('month', { periodSeconds: 30 * 24 * 3600 });
    const daily = spec('day', { periodSeconds: 24 * 3600 });
    const minutes = specs(20);
    const calls = planCalls([...minutes, month, daily], now, nothing, 3 * hour);
    const asked = calls.map(({ from, to, metricRequests }) => [metricRequests.length, (to - from) / minute]);
    expect(asked).toEqual([
      [20, 181],
      // Days begin where a month of 30 days does.
      [2, 30 * 24 * 60],
    ]);
    const hourly = spec('hour', { periodSeconds: 3600 });
    const known = fetched([...minutes, hourly], now - 2 * hour, 24 * hour);
    const later = planCalls([...minutes, hourly], now, known, 24 * hour);
    for (const { metricRequests, from, to } of later) {
      for (const { ask } of metricRequests) {
        if (ask.periodSeconds === 60) expect(to - from).toBeLessThanOrEqual(3.5 * hour);
      }
    }
  });

  it('asks for what depends on its window whole each time: a running sum does not begin anew', () => {
    const running = spec('running', {
      query: {
        kind: 'expression',
        expression: 'e1 * 2',
        inputs: { e1: { kind: 'expression', expression: 'RUNNING_SUM(m1)' } },
      },
    });
    const all = [spec('plain'), running];
    const calls = planCalls(all, now, fetched(all, now - minute), 3 * hour);
    expect(calls.map(({ from, metricRequests }) => [metricRequests[0]?.ask.id, from])).toEqual([
      ['plain', Date.UTC(2026, 0, 15, 11, 55)],
      ['running', Date.UTC(2026, 0, 15, 9)],
    ]);
  });

  it('asks for a range as one bucket that ends with the last whole minute, and again from time to time', () => {
    const range = spec('range', { periodSeconds: 3 * 3600, overRange: { endAgoMs: 0 } });
    const all = [spec('minute'), range];
    const calls = planCalls(all, now, nothing, 3 * hour);
    expect(calls.map(({ from, to, metricRequests }) => [metricRequests[0]?.ask.id, from, to])).toEqual([
      ['minute', Date.UTC(2026, 0, 15, 9), Date.UTC(2026, 0, 15, 12, 1)],
      ['range', Date.UTC(2026, 0, 15, 9), Date.UTC(2026, 0, 15, 12)],
    ]);
    const known = fetched([range], now);
    expect(nextDueAt([range], known, now, 3 * hour)).toBe(Date.UTC(2026, 0, 15, 12, 1, 5));
    const month = spec('month', { periodSeconds: (30 * day) / 1000, overRange: { endAgoMs: 0 } });
    const [call] = planCalls([month], now, nothing, 3 * hour);
    // After 15 days CloudWatch rounds the start down to five minutes.
    expect(call).toMatchObject({ from: Date.UTC(2025, 11, 16, 12), to: Date.UTC(2026, 0, 15, 12) });
  });

  it('asks for nothing when nothing is looked at', () => {
    expect(planCalls([], now, nothing, hour)).toEqual([]);
    expect(nextDueAt([], nothing, now, hour)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('periods', () => {
  it.each([
    [1, 2 * hour, 1],
    [20, 2 * hour, 20],
    [7, 2 * hour, 10],
    [1, 4 * hour, 60],
    [90, 4 * hour, 120],
    [60, 16 * day, 300],
    [60, 64 * day, 3600],
    [7200, 64 * day, 7200],
  ])('%i s over %i ms is %i s', (wanted, age, legal) => expect(legalPeriod(wanted, age)).toBe(legal));

  it('grows with the window', () => {
    expect(periodForWindow(60, 3 * hour, 200)).toBe(60);
    expect(periodForWindow(60, day, 200)).toBe(900);
    expect(periodForWindow(60, 15 * day, 200)).toBe(6 * 3600);
    expect(periodForWindow(300, hour, 200)).toBe(300);
  });
});
