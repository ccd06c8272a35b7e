import { describe, expect, it } from 'vitest';
import { createMeter, createScanBill } from '../../src/aws/meter.ts';
import { billedMetrics, perRequest, perStreamRead } from '../../src/aws/price.ts';
import type { ApiCall } from '../../src/observation/health-of-sources.ts';

const query = (metric: string, stat: string, period = 60) => ({
  MetricStat: {
    Stat: stat,
    Period: period,
    Metric: { Namespace: 'N', MetricName: metric, Dimensions: [{ Name: 'a', Value: '1' }] },
  },
});

describe('billedMetrics', () => {
  it('counts up to five statistics of a metric as one', () => {
    const five = ['Sum', 'Average', 'Minimum', 'Maximum', 'p99'].map((stat) => query('M', stat));
    expect(billedMetrics(five)).toBe(1);
    expect(billedMetrics([...five, query('M', 'p50')])).toBe(2);
    expect(billedMetrics([...five, query('Other', 'Sum')])).toBe(2);
  });

  it('counts what a search found, and no plain math', () => {
    const search = { Id: 's', Expression: "SEARCH('{N,a}', 'Sum', 60)" };
    expect(
      billedMetrics([search, query('M', 'Sum'), { Id: 'm', Expression: 'm1 / m2' }], (id) =>
        id === 's' ? 7 : 1,
      ),
    ).toBe(8);
  });
});

describe('the meter', () => {
  const metered = () => {
    const calls: ApiCall[] = [];
    let now = 1_000;
    const meter = createMeter({
      region: 'us-east-1',
      clock: { now: () => now },
      onCall: (call) => calls.push(call),
    });
    return {
      meter,
      calls,
      at: (ms: number) => {
        now = ms;
      },
    };
  };

  it('prices metrics, scans, listings and Live Tail; a failure costs nothing', () => {
    const { meter, calls, at } = metered();
    at(1_250);
    meter.record('cloudwatch', 'GetMetricData', 1_000, { billedMetrics: 40 });
    meter.record('cloudwatch', 'ListMetrics', 1_000, perRequest());
    meter.record('logs', 'GetQueryResults', 1_000, { bytesScanned: 2e9 });
    meter.record('cloudwatch', 'ListMetrics', 1_000, undefined);
    meter.charge('logs', 'StartLiveTail', 0.01);
    meter.record('dynamodbstreams', 'GetRecords', 1_000, perStreamRead());
    expect(calls.map((call) => call.dollars)).toEqual([40e-5, 1e-5, 0.01, 0, 0.01, 2e-7]);
    expect(calls[0]).toMatchObject({ at: 1_000, durationMs: 250, ok: true, billedMetrics: 40 });
    expect(calls[3]).toMatchObject({ ok: false });
  });

  it('bills the bytes of a query once, however often it is asked for', () => {
    const bill = createScanBill();
    const bytes = [100, 100, 250, 250].map((scanned) => bill('q', scanned).bytesScanned);
    expect(bytes).toEqual([100, 0, 150, 0]);
    expect(bill('other', 10)).toEqual({ bytesScanned: 10 });
    expect(bill(undefined, 10)).toEqual({});
  });
});
