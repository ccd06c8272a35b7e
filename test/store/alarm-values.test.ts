import { expect, test } from 'vitest';
import { alarmList } from '../../components/alarms/definition.ts';
import { alarmSeries } from '../../components/alarms/graph.ts';
import type { Alarm } from '../../src/observation/alarms.ts';
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

/** The list of alarms, and the page of one, where this series is polled, or none. */
const screenOf = (one: Alarm, polled?: SeriesSpec, at = now) => {
  const store = createStore({ startedAt: now - 60 * minuteMs });
  store.apply([one], now);
  if (polled !== undefined) {
    const points = [{ at: now - 2 * minuteMs, value: 600, settled: true }];
    store.apply(
      [
        {
          type: 'points',
          series: polled,
          from: now - 9e6,
          to: now,
          status: 'complete',
          messages: [],
          points,
        },
      ],
      now,
    );
  }
  const nothing = () => undefined;
  const list = alarmList({
    snapshot: { ...store.snapshot(now), at },
    names: [],
    historyMs: 24 * 3_600_000,
    state: undefined,
    byStage: false,
    acknowledged: new Map(),
    acknowledge: nothing,
    goTo: nothing,
    group: nothing,
  });
  const look = { utc: true, ascii: true };
  const textOf = (row: readonly { readonly text: string }[]) => row.map(({ text }) => text).join('');
  return {
    row: (width: number) => textOf(list.rowOf(one.arn, width, look, '')),
    page: () => list.detail(one.arn, { width: 100, height: 30 }, look).map(textOf).join('\n'),
  };
};

test('the screen of alarms has the value now of what is polled, else that of the transition with its unit', () => {
  for (const width of [80, 120, 160]) {
    expect(screenOf(age).row(width)).toContain('133 s then, limit 60 s');
    expect(screenOf(age, spec).row(width)).toMatch(/600 s now, (133 s then, )?limit 60 s/);
  }
  expect(screenOf(age).page()).toMatch(/condition +133 s then, limit 60 s/);
  expect(screenOf(age).page()).toMatch(/values then +90 s, 133 s/);
  expect(screenOf(age, spec).page()).toMatch(/condition +600 s now, 133 s then, limit 60 s/);
  // Paused before the bucket ended: what came since is not of then.
  expect(screenOf(age, spec, now - 2 * minuteMs).row(120)).toContain('133 s then, limit 60 s');
});

test('the value of an expression is known while its graph is open', () => {
  const expression = { kind: 'expression', expression: 'a / b', inputs: {} } as const;
  const share: Alarm = { ...age, query: expression };
  const [own] = alarmSeries(share, now);
  expect(screenOf(share).row(160)).toContain('133 then, limit 60');
  expect(screenOf(share, own).page()).toMatch(/condition +600 now, 133 then, limit 60/);
});

test('a value from before the data stopped is one of then', () => {
  expect(alarmValues({ ...age, state: 'INSUFFICIENT_DATA' }, undefined)[0]).toBe('133 s then, limit 60 s');
});

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
