import { describe, expect, it } from 'vitest';
import { hash } from '../../../src/sandbox/simulation/random.ts';
import {
  at,
  chunkRows,
  dropBefore,
  firstAtLeast,
  push,
  timeColumn,
} from '../../../src/sandbox/stores/column.ts';
import { createLogStore } from '../../../src/sandbox/stores/log-store.ts';
import { addSample, createMetricStore } from '../../../src/sandbox/stores/metric-store.ts';
import { accountAt, logsOf, minuteMs, startAt } from './helpers.ts';

const id = { namespace: 'N', name: 'M', dimensions: { A: '1' } };
const minute = Math.ceil(startAt / minuteMs) * minuteMs;

describe('the metric store', () => {
  it('keeps sums, extremes and counts exactly, percentiles within two percent', () => {
    const store = createMetricStore(60 * minuteMs);
    const series = store.define(id, 'Milliseconds', { distribution: true, also: [{ B: '2' }] });
    expect(store.list()).toEqual([]);
    for (let value = 1; value <= 1000; value++) addSample(series, minute + value * 50, value);
    const read = (stat: string) => store.read(id, stat, 60, minute, minute + minuteMs)[0]?.value ?? 0;
    expect([read('Sum'), read('Minimum'), read('Maximum'), read('SampleCount'), read('Average')]).toEqual([
      500_500, 1, 1000, 1000, 500.5,
    ]);
    for (const [stat, exact] of [
      ['p50', 500],
      ['p90', 900],
      ['p99', 990],
      ['p99.9', 999],
    ] as const) {
      expect(Math.abs(read(stat) / exact - 1)).toBeLessThan(0.02);
    }
    expect(read('p100')).toBe(1000);
    expect(store.read(id, 'Nonsense', 60, minute, minute + minuteMs)).toEqual([]);
    expect(store.read({ ...id, dimensions: { B: '2' } }, 'Sum', 60, minute, minute + minuteMs)).toHaveLength(
      1,
    );
    expect(store.list()).toHaveLength(2);
  });

  it('leaves out buckets without a sample, and folds minutes into longer periods', () => {
    const store = createMetricStore(60 * minuteMs);
    const series = store.define(id, 'Count');
    for (const offset of [0, 1, 5]) addSample(series, minute + offset * minuteMs, 1);
    const times = (period: number) => store.read(id, 'Sum', period, minute - 600_000, minute + 600_000);
    expect(times(60).map(({ at: time }) => (time - minute) / minuteMs)).toEqual([0, 1, 5]);
    expect(times(300).reduce((sum, { value }) => sum + value, 0)).toBe(3);
  });

  it('takes late samples, and forgets what is older than it keeps', () => {
    const store = createMetricStore(10 * minuteMs);
    const series = store.define(id, 'Count');
    addSample(series, minute, 1);
    addSample(series, minute + minuteMs, 1);
    addSample(series, minute + 10, 1);
    expect(store.read(id, 'Sum', 60, minute, minute + 2 * minuteMs).map(({ value }) => value)).toEqual([
      2, 1,
    ]);
    for (let offset = 2; offset < 40; offset++) addSample(series, minute + offset * minuteMs, 1);
    const kept = store.read(id, 'Sum', 60, 0, minute + 100 * minuteMs);
    expect(kept.length).toBeLessThanOrEqual(12);
    expect(kept.at(-1)).toEqual({ at: minute + 39 * minuteMs, value: 1 });
  });

  it('has single seconds where the metric is stored so', () => {
    const { account } = accountAt({ scenario: 'calm', historyMs: 3 * minuteMs });
    const gateway = {
      namespace: 'Orders/Business',
      name: 'PaymentGatewayLatency',
      dimensions: { Gateway: 'paystream' },
    };
    expect(account.metrics.find(gateway)?.resolutionSeconds).toBe(1);
    const seconds = account.metrics.read(gateway, 'SampleCount', 1, startAt - minuteMs, startAt);
    expect(seconds.length).toBeGreaterThan(40);
    const [whole] = account.metrics.read(
      gateway,
      'SampleCount',
      60,
      minute - 2 * minuteMs,
      minute - minuteMs,
    );
    const parts = account.metrics.read(gateway, 'SampleCount', 1, minute - 2 * minuteMs, minute - minuteMs);
    expect(parts.reduce((sum, { value }) => sum + value, 0)).toBe(whole?.value);
  });

  it('has five-minute points of the host with basic monitoring', () => {
    const { account } = accountAt({ scenario: 'calm', historyMs: 21 * minuteMs });
    const cpu = account.metrics
      .list()
      .find(({ namespace, name }) => namespace === 'AWS/EC2' && name === 'CPUUtilization');
    if (cpu === undefined) throw new Error('no CPU of the host');
    expect(cpu.resolutionSeconds).toBe(300);
    const points = account.metrics.read(cpu, 'Average', 300, startAt - 21 * minuteMs, startAt);
    expect(points.length).toBeGreaterThanOrEqual(3);
    expect(points.every(({ at: time }) => time % 300_000 === 0)).toBe(true);
  });
});

describe('the log store', () => {
  it('gives events in order of time and id, late ones once they have come in', () => {
    const { account, to } = accountAt({ scenario: 'calm', historyMs: 3 * minuteMs });
    const seen = new Map(
      logsOf(account, '/aws/lambda/payment-worker').map((event) => [event.eventId, event]),
    );
    const youngest = Math.max(...[...seen.values()].map(({ at: time }) => time));
    to(minuteMs);
    const later = logsOf(account, '/aws/lambda/payment-worker', 0, startAt + 30_000);
    const late = later.filter(({ eventId, at: time }) => !seen.has(eventId) && time < youngest);
    expect(late.length).toBeGreaterThan(5);
    expect(late.every(({ ingestedAt }) => ingestedAt > startAt)).toBe(true);
    const places = later.map(({ at: time, eventId }) => `${time} ${eventId}`);
    expect(places).toEqual([...places].sort());
    expect(new Set(places).size).toBe(places.length);
    expect(later.every(({ eventId }) => /^\d{56}$/.test(eventId))).toBe(true);
  });

  it('makes only the lines that are asked for', () => {
    const time = timeColumn();
    for (let row = 0; row < 10_000; row++) push(time, startAt + row * 10);
    let made = 0;
    const store = createLogStore({
      groups: [
        {
          name: 'g',
          createdAt: startAt,
          bytesPerRow: 10,
          streams: () => [],
          sources: [
            {
              time,
              spanMs: 0,
              lines: (row) => {
                made++;
                return [{ at: at(time, row), stream: 's', message: `line ${row}` }];
              },
            },
          ],
        },
      ],
      hash,
      arnPrefix: 'arn',
      now: () => startAt + 10 * minuteMs,
    });
    const first: string[] = [];
    for (const { message } of store.events('g', startAt + 50_000, startAt + 90_000)) {
      first.push(message);
      if (first.length === 3) break;
    }
    expect(first).toEqual(['line 5000', 'line 5001', 'line 5002']);
    expect(made).toBeLessThan(10);
  });
});

describe('a column', () => {
  it('keeps the index of a row when older ones are let go', () => {
    const column = timeColumn();
    for (let row = 0; row < 3 * chunkRows; row++) push(column, row * 2);
    dropBefore(column, chunkRows + 5);
    expect([column.first, column.end]).toEqual([chunkRows, 3 * chunkRows]);
    expect([at(column, 3), at(column, chunkRows), at(column, 2 * chunkRows + 7)]).toEqual([
      0,
      2 * chunkRows,
      4 * chunkRows + 14,
    ]);
    expect(firstAtLeast(column, 2 * chunkRows + 5)).toBe(chunkRows + 3);
    dropBefore(column, 3 * chunkRows);
    expect(push(column, 1)).toBe(3 * chunkRows);
    expect(at(column, 3 * chunkRows)).toBe(1);
  });
});
