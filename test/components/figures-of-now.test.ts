import { describe, expect, test } from 'vitest';
import { dataAgeMs } from '../../components/frame/data-age.ts';
import { stageTiles } from '../../components/stages/stage-strip.ts';
import type { SourceProblem } from '../../src/observation/health-of-sources.ts';
import type { SeriesSpec } from '../../src/observation/metrics.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import type { StageHealth } from '../../src/pipeline/stage.ts';
import { createStore } from '../../src/store/store.ts';
import { alarm } from '../output/observations.ts';

const minuteMs = 60_000;
const now = Date.UTC(2026, 0, 15, 12);

const stage: StageHealth = {
  name: 'payments',
  kind: 'sqs',
  region: 'eu-west-1',
  health: 'ok',
  why: '',
  headline: 'age 24 s',
  rate: 2.1,
};
const old = { upTo: now - 8 * minuteMs, periodMs: minuteMs, isOld: true };
const parsed = parsePipelineFile('name: orders\nstages:\n  - { name: payments, kind: sqs }\n', {
  file: 'p',
  regions: ['eu-west-1'],
});
if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
const [pipeline] = parsed.value;

const query = { kind: 'metric', namespace: 'AWS/SQS', dimensions: { QueueName: 'payments' } } as const;
const polled = (agoMs: number): SeriesSpec => ({
  id: `of ${agoMs}`,
  label: 'waiting',
  region: 'eu-west-1',
  query: { ...query, metric: 'ApproximateNumberOfMessagesVisible', stat: 'Maximum' },
  periodSeconds: 60,
  unit: 'count',
  missing: 'gap',
});

test('a figure that is old is dim and says its age; without room for both the age alone', () => {
  const draw = (of: StageHealth, tall: 2 | 3) =>
    stageTiles({
      pipeline,
      stages: [of],
      now,
      focus: undefined,
      width: 24,
      look: { utc: true, ascii: false },
      tall,
    }).map((row) => row.find(({ text }) => text.startsWith('  ') && text.trim() !== ''));
  const [, rate, figure] = draw({ ...stage, headlineOf: old }, 3);
  expect([rate?.role, rate?.text.trim()]).toEqual(['text', '2.1/s']);
  expect([figure?.role, figure?.text.trim()]).toEqual(['dim', 'age 24 s, 8 m ago']);
  const [, both] = draw({ ...stage, headline: 'p99 of all that 182 ms', headlineOf: old }, 2);
  expect([both?.role, both?.text.trim()]).toEqual(['dim', '8 m ago']);
});

test.each([2, 3] as const)('a broken figure that is not of now is dim in tiles of %i rows', (tall) => {
  const broken = { label: '', figure: '9 s > 5 s', at: now - 4 * minuteMs, isNow: false };
  const rows = stageTiles({
    pipeline,
    stages: [{ ...stage, health: 'bad', why: 'old', broken, rateOf: old }],
    now,
    focus: undefined,
    width: 60,
    look: { utc: true, ascii: false },
    tall,
  });
  const figure = rows.flat().find(({ text }) => text.includes('9 s > 5 s'));
  expect([figure?.role, figure?.text.trim()]).toEqual(['dim', '9 s > 5 s, 4 m ago']);
  // The rate beside it says its own age.
  if (tall === 3) expect(rows.flat().find(({ text }) => text.includes('2.1/s'))?.text).toContain('8 m ago');
});

describe('the age of the data', () => {
  const snapshot = createStore({ startedAt: now - 60 * minuteMs }).snapshot(now);
  const time = (agoMs: number, periodMs = minuteMs) => ({ upTo: now - agoMs, periodMs, isOld: false });
  const age = (stages: readonly StageHealth[], more: Partial<typeof snapshot> = {}) =>
    dataAgeMs({ ...snapshot, ...more, stages });

  test('is that of the oldest figure on the screen, by its bucket', () => {
    const fresh = { ...stage, rateOf: time(1_000, 1_000) };
    expect(age([fresh, { ...stage, rateOf: time(5_000), headlineOf: time(70_000) }])).toBe(70_000);
    expect(age([fresh])).toBe(1_000);
    expect(age([stage])).toBeUndefined();
  });

  test('a figure of a longer period is of now until the next one ends', () => {
    const hourMs = 60 * minuteMs;
    expect(age([{ ...stage, rateOf: time(30 * minuteMs, hourMs) }])).toBe(0);
    expect(age([{ ...stage, rateOf: time(90 * minuteMs, hourMs) }])).toBe(31 * minuteMs);
  });

  test('a stage that cannot be read counts with what was read last; one that only is silent does not', () => {
    const silent: StageHealth = { ...stage, health: 'unknown', seenUpTo: now - 20 * minuteMs };
    const fresh: StageHealth = { ...stage, name: 'fresh', region: 'us-east-1', rateOf: time(70_000) };
    expect(age([silent, fresh])).toBe(70_000);
    const problem: SourceProblem = {
      type: 'problem',
      source: 'metrics',
      scope: 'eu-west-1',
      origin: { region: 'eu-west-1' },
      at: now,
      failure: { kind: 'network', code: 'TimeoutError', message: 'no answer', hint: 'Try again.' },
    };
    expect(age([silent, fresh], { problems: [problem] })).toBe(20 * minuteMs);
  });

  test('a list of alarms that is not read any more counts too', () => {
    const alarms = { ...snapshot.alarms, listedAt: new Map([['eu-west-1', now - 9 * minuteMs]]) };
    expect(age([{ ...stage, rateOf: time(70_000) }], { alarms })).toBe(9 * minuteMs);
  });

  /** The header where the newest figure of one series ended so long ago. */
  const ageBeside = (agoMs: number, beside: 'graph' | 'alarm') => {
    const series = polled(agoMs);
    const store = createStore({ startedAt: now - 60 * minuteMs });
    const points = [{ at: now - agoMs - minuteMs, value: 5, settled: true }];
    const alarmOn = alarm({ query: series.query, periodSeconds: 60 });
    store.apply(
      [
        { type: 'points', series, from: now - 9e6, to: now, status: 'complete', messages: [], points },
        alarmOn,
      ],
      now,
    );
    const shown = { ...store.snapshot(now), stages: [{ ...stage, rateOf: time(70_000) }] };
    return dataAgeMs(shown, beside === 'graph' ? { graphed: { series: [series] } } : { alarms: true });
  };

  test.each(['graph', 'alarm'] as const)('counts a figure of a %s that stands as of now', (beside) => {
    expect(ageBeside(4 * minuteMs, beside)).toBe(4 * minuteMs);
    // The tile's is older.
    expect(ageBeside(minuteMs, beside)).toBe(70_000);
    // It says its own age where it stands.
    expect(ageBeside(40 * minuteMs, beside)).toBe(70_000);
  });
});

describe('no answer since', () => {
  const fiveMinutes: SeriesSpec = { ...polled(0), periodSeconds: 300 };
  /** A bucket of five minutes of which a minute had gone when it was read. */
  const halfRead = (series: SeriesSpec, at: number) => ({
    type: 'points' as const,
    series,
    from: at - 60 * minuteMs,
    to: at + 4 * minuteMs,
    status: 'complete' as const,
    messages: [],
    points: [
      { at: at - 6 * minuteMs, value: 7, settled: true },
      { at: at - minuteMs, value: 5, settled: false },
    ],
  });

  test.each([95, 240, 290, 600])('%i s: the data are no younger, whatever ended meanwhile', (seconds) => {
    const store = createStore({ startedAt: now - 60 * minuteMs });
    store.apply([halfRead(fiveMinutes, now)], now);
    const later = now + seconds * 1000;
    expect(dataAgeMs(store.snapshot(later))).toBeGreaterThanOrEqual(seconds * 1000);
  });

  test('of one Region of two: its age, not that of the other', () => {
    const store = createStore({ startedAt: now - 60 * minuteMs });
    store.apply([halfRead(fiveMinutes, now)], now);
    const later = now + 95_000;
    store.apply([halfRead({ ...fiveMinutes, id: 'there', region: 'us-east-1' }, later)], later);
    expect(dataAgeMs(store.snapshot(later))).toBeGreaterThanOrEqual(95_000);
  });

  test('a refusal is no answer', () => {
    const store = createStore({ startedAt: now - 60 * minuteMs });
    store.apply([halfRead(fiveMinutes, now)], now);
    const later = now + 95_000;
    store.apply([{ ...halfRead(fiveMinutes, later), status: 'error', points: [] }], later);
    expect(dataAgeMs(store.snapshot(later))).toBeGreaterThanOrEqual(95_000);
  });
});
