/** Which window graphs show: zoom, pan, comparison, crosshair. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparedOver, drawnOver } from '../../components/graphs/drawn-series.ts';
import {
  type TimeCommand,
  type TimeContext,
  type TimeState,
  timeReason,
  timeStep,
} from '../../components/graphs/time-steps.ts';
import { windowText } from '../../components/graphs/window-text.ts';
import { spanOf } from '../../src/graph-window.ts';
import type { SeriesPoints, SeriesSpec } from '../../src/observation/metrics.ts';
import { createStore } from '../../src/store/store.ts';
import { noon, utc } from '../output/observations.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const seen: TimeContext = { now: noon, bucketMs: () => minute, hasPercentiles: true };
const start: TimeState = { rangeMs: hour, style: 'lines' };

const press = (from: TimeState, ...commands: readonly TimeCommand[]): TimeState =>
  commands.reduce((state, command) => timeStep(state, command, seen), from);

describe('pan', () => {
  test('goes half a window, never into the future, and follows again at now', () => {
    expect(press(start, 'panBack').end).toBe(noon - 30 * minute);
    expect(press(start, 'panBack', 'panBack', 'panOn').end).toBe(noon - 30 * minute);
    expect(press(start, 'panBack', 'panOn').end).toBeUndefined();
    expect(press(start, 'panOn').end).toBeUndefined();
    const later = { ...seen, now: noon + 5 * minute };
    expect(timeStep(press(start, 'panBack'), 'panOn', later).end).toBeUndefined();
    expect(timeReason(start, 'panOn', seen)).toBe('this is now');
  });

  test('ends where AWS keeps nothing', () => {
    const far = { ...start, rangeMs: 15 * day, end: noon - 439 * day };
    const oldest = press(far, 'panBack', 'panBack');
    expect(oldest.end).toBe(noon - 440 * day);
    expect(timeReason(oldest, 'panBack', seen)).toBe('AWS keeps nothing older');
  });
});

describe('zoom', () => {
  test('goes from 5 minutes to 15 days, and says so at the ends', () => {
    const widest = press(start, ...Array.from({ length: 20 }, () => 'longer' as const));
    expect(widest.rangeMs).toBe(15 * day);
    expect(timeReason(widest, 'longer', seen)).toBe('this is the longest range');
    const narrowest = press(widest, ...Array.from({ length: 20 }, () => 'shorter' as const));
    expect(narrowest.rangeMs).toBe(5 * minute);
    expect(timeReason(narrowest, 'shorter', seen)).toBe('this is the shortest range');
  });

  test('keeps what the crosshair reads in the middle', () => {
    const read = { ...start, rangeMs: day, crosshair: noon - 10 * hour };
    expect(press(read, 'shorter')).toMatchObject({ rangeMs: 12 * hour, end: noon - 4 * hour });
    expect(press(read, 'longer')).toMatchObject({ rangeMs: 3 * day, end: undefined });
  });
});

test('compares with an hour, a day, a week before, and with nothing again', () => {
  const all = [1, 2, 3, 4].map((times) =>
    press(start, ...Array.from({ length: times }, () => 'compare' as const)),
  );
  expect(all.map(({ compareMs }) => compareMs)).toEqual([hour, day, 7 * day, undefined]);
});

test('walks through the looks; a heat map is for percentiles', () => {
  const styles = (of: TimeContext) =>
    [1, 2, 3].map(
      (times) =>
        Array.from({ length: times }).reduce<TimeState>((s) => timeStep(s, 'style', of), start).style,
    );
  expect(styles(seen)).toEqual(['bars', 'heat map', 'lines']);
  expect(styles({ ...seen, hasPercentiles: false })).toEqual(['bars', 'lines', 'bars']);
});

describe('the crosshair', () => {
  test('begins at the newest closed bucket, moves by one and by ten, and is let go', () => {
    const on = press(start, 'crosshair');
    expect(on.crosshair).toBe(noon - 2 * minute);
    expect(press(on, 'bucketBefore').crosshair).toBe(noon - 3 * minute);
    expect(press(on, 'tenBefore', 'nextBucket').crosshair).toBe(noon - 11 * minute);
    expect(press(on, 'crosshair').crosshair).toBeUndefined();
    expect(press(on, 'crosshairOff').crosshair).toBeUndefined();
  });

  test('stays in the window, whatever is done', () => {
    const command = fc.constantFrom<TimeCommand>(
      'longer',
      'shorter',
      'panBack',
      'panOn',
      'bucketBefore',
      'nextBucket',
      'tenBefore',
      'tenOn',
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const state = press(press(start, 'crosshair'), ...commands);
        const { from, to } = spanOf(state, noon);
        expect(to).toBeLessThanOrEqual(noon);
        expect(state.crosshair).toBeGreaterThanOrEqual(from);
        expect(state.crosshair).toBeLessThan(to);
      }),
    );
  });

  test('is not there where something else reads the graphs, and nothing is where none is seen', () => {
    expect(timeReason(start, 'crosshair', { ...seen, noCrosshair: 'the list does' })).toBe('the list does');
    expect(timeReason(start, 'compare', { ...seen, hidden: 'no graph' })).toBe('no graph');
  });
});

describe('the window in words', () => {
  const window = { rangeMs: hour, end: noon - 48 * hour, compareMs: day };
  const text = (room: number) => windowText({ window, now: noon, look: utc, room });
  test('gives up the zone, then how long ago it was, where there is no room', () => {
    expect(text(80)).toBe('01-13 11:00 - 12:00 UTC, 2 d ago · vs 1 d before');
    expect(text(46)).toBe('01-13 11:00 - 12:00, 2 d ago · vs 1 d before');
    expect(text(40)).toBe('01-13 11:00 - 12:00 · vs 1 d before');
  });

  test('says once what is on its way', () => {
    const spec: SeriesSpec = {
      id: 'a',
      label: 'a',
      region: 'eu-west-1',
      query: { kind: 'metric', namespace: 'A', metric: 'B', dimensions: {}, stat: 'Sum' },
      periodSeconds: 60,
      unit: 'count',
      missing: 'gap',
    };
    const store = createStore({ startedAt: noon });
    const look = { rangeMs: hour, compareMs: day };
    const words = () => {
      const { series } = store.snapshot(noon);
      const of = drawnOver([spec], series, look, noon);
      const before = comparedOver([spec], series, look, noon);
      const drawn = { of, ownSeconds: 60 };
      return windowText({ window: look, now: noon, look: utc, room: 80, drawn, before });
    };
    const answer = (series: SeriesSpec, to: number, value: number | undefined): SeriesPoints => ({
      type: 'points',
      series,
      from: to - hour,
      to,
      points: value === undefined ? [] : [{ at: to - hour, value, settled: true }],
      status: 'complete',
      messages: [],
    });
    expect(words()).toBe('last 1 h · UTC · vs 1 d before · loading ...');
    store.apply([answer(spec, noon, 1)], noon);
    expect(words()).toBe('last 1 h · UTC · vs 1 d before, loading');
    store.apply([answer({ ...spec, onDemand: 'history' }, noon - day, undefined)], noon);
    expect(words()).toBe('last 1 h · UTC · vs 1 d before: nothing');
    store.apply([answer({ ...spec, onDemand: 'history' }, noon - day, 1)], noon);
    expect(words()).toBe('last 1 h · UTC · vs 1 d before');
  });
});
