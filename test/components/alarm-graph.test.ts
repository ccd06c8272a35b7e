/** What an alarm that is open asks for, and what is drawn of the answer. */
import { describe, expect, test } from 'vitest';
import { alarmGraph, alarmSeries, alarmWindowMs } from '../../components/alarms/graph.ts';
import type { Look } from '../../components/frame/layout.ts';
import type { Alarm } from '../../src/observation/alarms.ts';
import type { MetricQuery, SeriesSpec } from '../../src/observation/metrics.ts';
import type { Observation } from '../../src/observation/observation.ts';
import { alarmReason } from '../../src/pipeline/alarm-words.ts';
import { toSeriesPoints } from '../../src/sources/metrics/answer.ts';
import { planCalls } from '../../src/sources/metrics/plan.ts';
import { toQueries } from '../../src/sources/metrics/query.ts';
import { createStore } from '../../src/store/store.ts';
import { alarm, noon, transition, utc, utcAscii } from '../output/observations.ts';

const minute = 60_000;
const duration: MetricQuery = {
  kind: 'metric',
  namespace: 'AWS/Lambda',
  metric: 'Duration',
  dimensions: { FunctionName: 'f' },
  stat: 'Average',
};
const evaluated = [3, 2, 1].map((ago) => ({ at: noon - (4 + ago) * minute, value: 100 }));
const plain = alarm({
  query: duration,
  since: noon - 4 * minute,
  periodSeconds: 60,
  threshold: 60,
  comparison: 'GreaterThanThreshold',
  recentValues: [100, 100, 100],
  evaluated,
});
const { threshold: _, ...rest } = plain;
const anomaly: Alarm = {
  ...rest,
  comparison: 'LessThanLowerOrGreaterThanUpperThreshold',
  band: {
    kind: 'expression',
    expression: 'ANOMALY_DETECTION_BAND(m1, 2)',
    inputs: { m1: duration },
  },
};
const math: Alarm = {
  ...plain,
  query: { kind: 'expression', expression: '100 * e / i', inputs: { e: duration, i: duration } },
};

const timestamps = Array.from({ length: 60 }, (_, nth) => new Date(noon - (60 - nth) * minute));
const valueAt = (time: Date): number => (time.getTime() >= noon - 8 * minute ? 100 : 10);

/** What CloudWatch answers: both edges of a band have the label that the alarm gave it. */
const answered = (
  specs: readonly SeriesSpec[],
  bandLabels: readonly [string, string],
): readonly Observation[] => {
  const [call] = planCalls(specs, noon, new Map(), 60 * minute);
  if (call === undefined) throw new Error('nothing planned');
  const result = (Id: string, Label: string, value: (time: Date) => number) => ({
    Id,
    Label,
    Timestamps: timestamps,
    Values: timestamps.map(value),
    StatusCode: 'Complete' as const,
  });
  const results = call.metricRequests.flatMap(({ ask }, index) =>
    ask.id.startsWith('band')
      ? [result(`series${index}`, bandLabels[0], () => 40), result(`series${index}`, bandLabels[1], () => 5)]
      : [result(`series${index}`, 'Duration', valueAt)],
  );
  return toSeriesPoints([{ call, answer: { results, messages: [] } }], noon, new Map());
};

const draw = (one: Alarm, labels: readonly [string, string] = ['expected', 'expected'], look: Look = utc) => {
  const store = createStore({ startedAt: noon });
  store.apply(answered(alarmSeries(one, noon), labels), noon);
  return alarmGraph(
    one,
    [transition({ at: one.since })],
    store.snapshot(noon),
    { width: 80, height: 10 },
    look,
  );
};
const textOf = (rows: ReturnType<typeof draw>): string =>
  rows.map((row) => row.map(({ text }) => text).join('')).join('\n');
const count = (text: string, cell: string): number => [...text].filter((one) => one === cell).length;

describe('the graph of an alarm', () => {
  test('asks for its metric, its expression with what that stands on, its band; for nothing else', () => {
    expect(alarmSeries(plain, noon).map(({ query }) => query)).toEqual([duration]);
    expect(alarmSeries(alarm({ kind: 'composite' }), noon)).toEqual([]);
    expect(toQueries(alarmSeries(anomaly, noon))).toMatchObject([
      { Id: 'series0', MetricStat: { Stat: 'Average' } },
      { Id: 'series1', Expression: 'ANOMALY_DETECTION_BAND(series0, 2)' },
    ]);
    expect(toQueries(alarmSeries(math, noon)).filter(({ ReturnData }) => ReturnData !== false)).toHaveLength(
      1,
    );
    expect(alarmSeries({ ...plain, accountId: '1' }, noon)).toMatchObject([{ accountId: '1' }]);
  });

  test('draws the threshold and the points that were judged', () => {
    const text = textOf(draw(plain));
    expect(text).toContain('> 60');
    expect(text).toMatch(/╌ +60 |╌ 60/);
    // One in the caption.
    expect(count(text, '●')).toBe(4);
    const roles = draw(plain).flatMap((row) => row.filter(({ text: cell }) => cell.includes('●')));
    expect(roles.slice(1).every(({ role }) => role === 'bad')).toBe(true);
    expect(text).not.toContain('░');
  });

  test.each([
    ['have one label', ['expected', 'expected']],
    ['have labels of their own', ['upper', 'lower']],
    ['come the other way round', ['lower', 'upper']],
  ] as const)('draws the band where its edges %s', (_, labels) => {
    const text = textOf(draw(anomaly, labels));
    expect(text).toContain('expected 5 to 40');
    expect(count(text, '░')).toBeGreaterThan(100);
    expect(count(text, '●')).toBe(4);
    const dots = draw(anomaly, labels).flatMap((row) => row.filter(({ text: cell }) => cell.includes('●')));
    expect(dots.at(-1)?.role).toBe('bad');
  });

  test('is plain in ASCII', () => {
    const text = textOf(draw(anomaly, ['a', 'a'], utcAscii));
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(count(text, '@')).toBe(4);
  });

  test('marks the stretch before the transition where no times are told', () => {
    const text = textOf(draw({ ...plain, evaluated: [] }));
    expect(text).not.toContain('●');
    expect(text).toContain('▁');
  });

  test('reaches back to what was judged, a day at the most', () => {
    const hour = 60 * minute;
    expect(alarmWindowMs(plain, noon)).toBe(hour);
    expect(alarmWindowMs({ ...plain, since: noon - 2 * hour }, noon)).toBe(3 * hour);
    expect(alarmWindowMs({ ...plain, since: noon - 19 * hour }, noon)).toBe(24 * hour);
    expect(alarmWindowMs({ ...plain, since: noon - 90 * hour }, noon)).toBe(3 * hour);
    expect(alarmWindowMs({ ...plain, periodSeconds: 300 }, noon)).toBe(5 * hour);
  });
});

test('a reason has figures that people can read', () => {
  const reason = '3 datapoints [1774.3675953079182 (24/11/26 09:14:00), 0.000012345678, 60.0]';
  expect(alarmReason({ reason })).toBe('3 datapoints [1774.4 (24/11/26 09:14:00), 0.000012346, 60.0]');
});
