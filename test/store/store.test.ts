import { describe, expect, it } from 'vitest';
import type { Alarm } from '../../src/observation/alarms.ts';
import type { ApiCall } from '../../src/observation/health-of-sources.ts';
import type { Point, SeriesPoints, SeriesSpec } from '../../src/observation/metrics.ts';
import { keyOfSeries } from '../../src/observation/series-key.ts';
import { createStore } from '../../src/store/store.ts';
import { stageOf } from '../pipeline/stages.ts';

const startedAt = Date.UTC(2026, 0, 15, 12);
const minuteMs = 60_000;

const spec: SeriesSpec = {
  id: 'worker.errors',
  label: 'errors',
  region: 'eu-west-1',
  query: { kind: 'metric', namespace: 'AWS/Lambda', metric: 'Errors', dimensions: {}, stat: 'Sum' },
  periodSeconds: 60,
  unit: 'count',
  missing: 'zero',
};
const point = (minute: number, value: number, settled = true): Point => ({
  at: startedAt + minute * minuteMs,
  value,
  settled,
});
const answer = (fromMinute: number, toMinute: number, points: readonly Point[]): SeriesPoints => ({
  type: 'points',
  series: spec,
  from: startedAt + fromMinute * minuteMs,
  to: startedAt + toMinute * minuteMs,
  points,
  status: 'complete',
  messages: [],
});
const alarm = (name: string, state: Alarm['state'], since: number, region = 'eu-west-1'): Alarm => ({
  type: 'alarm',
  name,
  arn: `arn:aws:cloudwatch:${region}:123456789012:alarm:${name}`,
  kind: 'metric',
  state,
  since,
  reason: '',
  region,
  dimensions: {},
  evaluated: [],
  recentValues: [],
  actionsEnabled: true,
  actions: [],
  judged: { flapping: false },
});
const call = (at: number, dollars: number): ApiCall => ({
  type: 'call',
  at,
  service: 'cloudwatch',
  operation: 'GetMetricData',
  region: 'eu-west-1',
  durationMs: 20,
  ok: true,
  billedMetrics: Math.round(dollars * 100_000),
  bytesScanned: 0,
  dollars,
});

const noon = Date.UTC(2026, 0, 15, 12);

describe('the store', () => {
  it('lets a newer answer replace its window: a bucket that is absent there becomes a gap', () => {
    const store = createStore({ startedAt });
    store.apply([answer(0, 4, [point(0, 1), point(1, 2), point(2, 3), point(3, 4, false)])], startedAt);
    store.apply([answer(2, 5, [point(3, 9), point(4, 5, false)])], startedAt);
    const known = store.snapshot(startedAt).series.get(keyOfSeries(spec));
    expect(known?.points).toEqual([point(0, 1), point(1, 2), point(3, 9), point(4, 5, false)]);
  });

  it('keeps what it knew of a series when an answer is refused, and says so', () => {
    const store = createStore({ startedAt });
    store.apply([answer(0, 1, [point(0, 1)])], startedAt);
    store.apply([{ ...answer(0, 2, []), status: 'forbidden', messages: ['Forbidden'] }], startedAt);
    expect(store.snapshot(startedAt).series.get(keyOfSeries(spec))).toMatchObject({
      points: [point(0, 1)],
      status: 'forbidden',
      messages: ['Forbidden'],
    });
  });

  it('sorts alarms worst first, then what went off first, and drops those that a whole listing no longer names', () => {
    const store = createStore({ startedAt });
    const calm = alarm('calm', 'OK', 5);
    const old = alarm('old', 'ALARM', 1);
    const fresh = alarm('fresh', 'ALARM', 3);
    const silent = alarm('silent', 'INSUFFICIENT_DATA', 9);
    const elsewhere = alarm('elsewhere', 'OK', 1, 'us-east-1');
    store.apply([calm, old, fresh, silent, elsewhere], startedAt);
    const names = () => store.snapshot(startedAt).alarms.alarms.map(({ name }) => name);
    expect(names()).toEqual(['old', 'fresh', 'silent', 'elsewhere', 'calm']);
    const arns = [calm.arn, fresh.arn];
    store.apply([{ type: 'alarmsListed', region: 'eu-west-1', arns, at: startedAt }], startedAt);
    expect(names()).toEqual(['fresh', 'elsewhere', 'calm']);
    expect(store.snapshot(startedAt).alarms.counts).toEqual({ ALARM: 1, INSUFFICIENT_DATA: 0, OK: 2 });
  });

  it('shows a trouble until its source has recovered', () => {
    const store = createStore({ startedAt });
    const failure = { kind: 'network', code: 'ECONNRESET', message: 'connection lost', hint: '' } as const;
    const trouble = { type: 'problem', source: 'alarms', scope: 'eu-west-1', at: startedAt } as const;
    store.apply([{ ...trouble, failure }], startedAt);
    expect(store.snapshot(startedAt).problems).toHaveLength(1);
    store.apply([{ ...trouble, failure: undefined }], startedAt);
    expect(store.snapshot(startedAt).problems).toEqual([]);
  });

  it('tells up to when each table and each group is complete, and which of them is which', () => {
    const store = createStore({ startedAt: noon });
    const complete = (source: 'logs' | 'stream', scope: string, at: number) =>
      ({ type: 'completeUpTo', source, scope, origin: { region: 'eu-west-1' }, at }) as const;
    store.apply([complete('logs', 'stream of orders', noon), complete('stream', 'Orders', noon - 1)], noon);
    store.apply([complete('logs', 'stream of orders', noon + 1)], noon);
    expect([...store.snapshot(noon).completeUpTo.values()].map((one) => [one.source, one.at])).toEqual([
      ['logs', noon + 1],
      ['stream', noon - 1],
    ]);
  });

  it('says of a stage of which nothing is known which call keeps it from being read', () => {
    const stages = [stageOf('lambda', { name: 'worker', dimensions: { FunctionName: 'worker' } })];
    const store = createStore({ startedAt, pipeline: { name: 'orders', stages } });
    const whyOf = () => store.snapshot(startedAt).stages[0]?.why;
    expect(whyOf()).toBe('no settled point yet');
    const failure = {
      kind: 'service',
      code: 'InternalFailure',
      message: 'the service broke down (HTTP 500)',
      operation: 'GetMetricData',
      hint: '',
    } as const;
    const origin = { region: 'eu-west-1' };
    const trouble = {
      type: 'problem',
      source: 'metrics',
      scope: 'eu-west-1',
      origin,
      at: startedAt,
    } as const;
    store.apply([{ ...trouble, origin: { region: 'us-east-1' }, scope: 'us-east-1', failure }], startedAt);
    expect(whyOf()).toBe('no settled point yet');
    store.apply([{ ...trouble, failure }], startedAt);
    expect(whyOf()).toBe('GetMetricData: the service broke down (HTTP 500)');
    store.apply([{ ...trouble, failure: undefined }], startedAt);
    expect(whyOf()).toBe('no settled point yet');
    const refused = (stages[0]?.series ?? []).map(
      (one): SeriesPoints => ({ ...answer(0, 1, []), series: one, status: 'forbidden' }),
    );
    store.apply(refused, startedAt);
    expect(whyOf()).toBe('GetMetricData: no permission to read its metrics');
  });

  it('bills the total, and by the hour only what comes after the first minute', () => {
    const store = createStore({ startedAt });
    store.apply([call(startedAt + 1000, 0.05)], startedAt);
    expect(store.snapshot(startedAt + minuteMs).cost).toEqual({
      calls: 1,
      billedMetrics: 5000,
      bytesScanned: 0,
      dollars: 0.05,
    });
    for (let minute = 1; minute <= 10; minute += 1) {
      store.apply([call(startedAt + minute * minuteMs + 1, 0.0004)], startedAt);
    }
    const { dollarsPerHour, dollars } = store.snapshot(startedAt + 11 * minuteMs).cost;
    expect(dollars).toBeCloseTo(0.054, 9);
    expect(dollarsPerHour).toBeCloseTo(0.024, 9);
  });

  it('counts changes per second without taking the time before its start for silence', () => {
    const store = createStore({ startedAt });
    const change = {
      type: 'change',
      table: 'Orders',
      streamArn: 'arn',
      shardId: 'shard',
      sequenceNumber: '1',
      eventId: 'e',
      eventName: 'INSERT',
      at: startedAt,
      keys: {},
      changed: [],
      viewType: 'KEYS_ONLY',
      ttl: false,
      region: 'eu-west-1',
      sizeBytes: 10,
    } as const;
    store.apply([change, change], startedAt + 500);
    store.apply([change], startedAt + 1500);
    expect(store.snapshot(startedAt + 2000).changeRate).toEqual({ perSecond: [2, 1, 0], recent: 1.5 });
    expect(store.snapshot(startedAt + 300_000).changeRate.perSecond).toEqual(new Array(120).fill(0));
  });
});

describe('windows in the past', () => {
  const minutes = (from: number, to: number): Point[] =>
    Array.from({ length: to - from }, (_, n) => point(from + n, n));

  it('are known as what was asked for, so that a gap in them is a gap', () => {
    const store = createStore({ startedAt });
    store.apply(
      [answer(0, 60, []), { ...answer(60, 90, []), settledTo: startedAt + 80 * minuteMs }],
      startedAt,
    );
    store.apply([answer(200, 210, minutes(200, 210))], startedAt);
    const known = store.snapshot(startedAt).series.get(keyOfSeries(spec));
    const range = (from: number, to: number) => ({
      from: startedAt + from * minuteMs,
      to: startedAt + to * minuteMs,
    });
    expect(known?.covered).toEqual([range(0, 90), range(200, 210)]);
    expect(known?.settled).toEqual([range(0, 80), range(200, 210)]);
  });

  it('are known to be whole only where the last answer was', () => {
    const store = createStore({ startedAt });
    store.apply([answer(0, 60, []), { ...answer(20, 30, [point(20, 1)]), status: 'partial' }], startedAt);
    const range = (from: number, to: number) => ({
      from: startedAt + from * minuteMs,
      to: startedAt + to * minuteMs,
    });
    const wholeOf = () => store.snapshot(startedAt).series.get(keyOfSeries(spec))?.whole;
    expect(wholeOf()).toEqual([range(0, 20), range(30, 60)]);
    store.apply([answer(25, 30, [])], startedAt);
    expect(wholeOf()).toEqual([range(0, 20), range(25, 60)]);
  });

  it('keep the points nearest to what was looked at last, and forget what was dropped', () => {
    const store = createStore({ startedAt, limits: { pointsPerSeries: 100 } });
    store.apply([answer(0, 80, minutes(0, 80))], startedAt);
    store.apply([answer(80, 160, minutes(80, 160))], startedAt);
    const followed = store.snapshot(startedAt).series.get(keyOfSeries(spec));
    expect(followed?.points.map(({ at }) => (at - startedAt) / minuteMs)).toEqual(
      Array.from({ length: 100 }, (_, n) => n + 60),
    );
    expect(followed?.covered).toEqual([{ from: startedAt + 60 * minuteMs, to: startedAt + 160 * minuteMs }]);
    // Back into the past: now the newest ones go.
    store.apply([answer(0, 60, minutes(0, 60))], startedAt);
    const past = store.snapshot(startedAt).series.get(keyOfSeries(spec));
    expect(past?.points).toHaveLength(100);
    expect(past?.points[0]?.at).toBe(startedAt);
    expect(past?.covered).toEqual([{ from: startedAt, to: startedAt + 100 * minuteMs }]);
  });

  it('of history are more than of the live poll: two windows are looked at, one compared with the other', () => {
    const store = createStore({ startedAt, limits: { pointsPerSeries: 10, pointsPerHistory: 100 } });
    const long = answer(0, 90, minutes(0, 90));
    store.apply([long, { ...long, series: { ...spec, onDemand: 'history' } }], startedAt);
    const { series } = store.snapshot(startedAt);
    expect([...series.values()].map(({ points }) => points.length)).toEqual([10, 90]);
  });

  it('are bounded in number, the last answered stay; the live ones stay whatever is looked at', () => {
    const store = createStore({ startedAt, limits: { historySeries: 2 } });
    const history = { ...spec, periodSeconds: 300, onDemand: 'history' } as const;
    const series: readonly SeriesSpec[] = [
      { ...history, id: 'a' },
      { ...spec, id: 'alarm b', onDemand: 'graph' },
      { ...history, id: 'c', found: 'found' },
      spec,
    ];
    store.apply(
      series.map((one) => ({ ...answer(0, 1, [point(0, 1)]), series: one })),
      startedAt,
    );
    expect([...store.snapshot(startedAt).series.keys()]).toEqual(series.slice(1).map(keyOfSeries));
  });
});
