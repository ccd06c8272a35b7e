import { describe, expect, it } from 'vitest';
import { budgetSlowdown, metricsDollarsPerHour } from '../../../src/sources/metrics/cost.ts';
import { spec, specs } from './fake-metrics.ts';

describe('the formula', () => {
  it('gives the known bills', () => {
    expect(metricsDollarsPerHour(specs(40))).toBeCloseTo(0.024, 10);
    expect(metricsDollarsPerHour(specs(40, { periodSeconds: 10 }))).toBeCloseTo(0.144, 10);
    expect(metricsDollarsPerHour(specs(10, { periodSeconds: 300 }))).toBeCloseTo(0.0012, 10);
    expect(metricsDollarsPerHour([])).toBe(0);
  });

  it('counts up to five statistics of a metric as one', () => {
    const query = spec('m').query;
    const stats = ['Sum', 'Average', 'Maximum', 'Minimum', 'p50', 'p99'].map((stat) =>
      spec(stat, { query: query.kind === 'metric' ? { ...query, stat } : query }),
    );
    expect(metricsDollarsPerHour(stats.slice(0, 5))).toBeCloseTo(60e-5, 10);
    expect(metricsDollarsPerHour(stats)).toBeCloseTo(120e-5, 10);
  });

  it('says how much a budget slows it down', () => {
    expect(budgetSlowdown(specs(40), 0.05)).toBe(1);
    expect(budgetSlowdown(specs(40), 0.012)).toBeCloseTo(2, 10);
  });
});
