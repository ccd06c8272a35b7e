import { expect, test } from 'vitest';
import type { SeriesSpec } from '../../src/observation/metrics.ts';
import { alarmColumns, alarmRow } from '../../src/pipeline/alarm-row.ts';
import { alarmValues } from '../../src/pipeline/alarm-words.ts';
import { alarmValuesIn } from '../../src/store/alarm-values.ts';
import { createStore } from '../../src/store/store.ts';
import { alarm } from '../output/observations.ts';

const minuteMs = 60_000;
const now = Date.UTC(2026, 0, 15, 12);
const query = {
  kind: 'metric',
  namespace: 'AWS/SQS',
  metric: 'ApproximateAgeOfOldestMessage',
  dimensions: { QueueName: 'payments' },
  stat: 'Maximum',
} as const;
const age = alarm({
  query,
  periodSeconds: 60,
  recentValues: [90, 133],
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: 60,
});
const spec: SeriesSpec = {
  id: 'payments.age',
  label: 'age',
  region: 'eu-west-1',
  query,
  periodSeconds: 60,
  unit: 's',
  missing: 'gap',
};

const valuesOf = (series: SeriesSpec, agoMs = 2 * minuteMs, status: 'complete' | 'error' = 'complete') => {
  const store = createStore({ startedAt: now - 60 * minuteMs });
  const answer = (state: typeof status) => ({
    type: 'points' as const,
    series,
    from: now - 30 * minuteMs,
    to: now,
    status: state,
    messages: [],
    points: [{ at: now - agoMs, value: 600, settled: true }],
  });
  store.apply([answer('complete'), answer(status)], now);
  return alarmValuesIn(store.snapshot(now).series, now);
};

test('a value of now is that of the very figure that the alarm watches', () => {
  expect(valuesOf(spec)(age)).toEqual({ value: 600, unit: 's' });
  expect(valuesOf({ ...spec, query: { ...query, stat: 'Average' } })(age)).toBeUndefined();
  expect(valuesOf({ ...spec, periodSeconds: 300 })(age)).toBeUndefined();
  expect(valuesOf({ ...spec, region: 'us-east-1' })(age)).toBeUndefined();
  expect(valuesOf({ ...spec, query: { ...query, dimensions: { QueueName: 'other' } } })(age)).toBeUndefined();
  expect(valuesOf(spec, 2 * minuteMs, 'error')(age)).toBeUndefined();
  expect(valuesOf(spec, 12 * minuteMs)(age)).toEqual({ value: 600, unit: 's', oldMs: 11 * minuteMs });
});

test('the row has the value now, that of the transition and the limit, with their unit, as far as there is room', () => {
  const valueNow = valuesOf(spec);
  const row = (width: number, of: typeof valueNow | undefined = valueNow) => {
    const columns = alarmColumns([age], width, 0, of);
    return alarmRow(age, { now, ascii: true, columns, valueNow: of })
      .map(({ text }) => text)
      .join('');
  };
  expect(row(100)).toContain('600 s now, 133 s then, limit 60 s');
  expect(row(44)).toContain('600 s >= 60 s');
  expect(row(100, () => undefined)).toContain('133 s then, limit 60 s');
  const old = valuesOf(spec, 12 * minuteMs);
  expect(row(100, old)).toContain('600 s 11 m ago, 133 s then, limit 60 s');
});

test('of what is well, of composites and of bands nothing is said that is not known', () => {
  expect(alarmValues({ ...age, state: 'OK' }, undefined)).toEqual([]);
  expect(alarmValues({ ...age, kind: 'composite' }, undefined)).toEqual([]);
  const band = { ...age, comparison: 'GreaterThanUpperThreshold' };
  expect(alarmValues(band, { value: 600, unit: 's' })[0]).toBe('600 s now, 133 s then, above band');
});
