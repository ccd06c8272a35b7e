import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatClock,
  formatDay,
  formatDollars,
  formatDuration,
  formatNumber,
  formatPercent,
  formatStamp,
  formatUnit,
  parseDuration,
  parseTime,
  zoneLabel,
} from '../src/format.ts';

const at = Date.UTC(2026, 0, 15, 14, 3, 20);

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [42, '42'],
    [4.2, '4.2'],
    [4.98, '5.0'],
    [9.96, '10'],
    [48.6, '49'],
    [999.4, '999'],
    [999.6, '1.0 k'],
    [1000, '1.0 k'],
    [4213, '4.2 k'],
    [42_130, '42 k'],
    [999_600, '1.0 M'],
    [-1_500_000, '-1.5 M'],
    [0.0312, '0.031'],
    [0.3, '0.3'],
    [0.996, '1.0'],
    [0.00003, '3.0e-5'],
    [1e21, '1.0e21'],
    [Number.NaN, '-'],
    [Number.POSITIVE_INFINITY, '-'],
  ])('%d is %s', (value, text) => expect(formatNumber(value)).toBe(text));

  it('is ASCII of nine cells at most, and says nothing untrue', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), (value) => {
        const text = formatNumber(value);
        expect(text).toMatch(/^[\x20-\x7e]{1,9}$/);
        const [mantissa = '', prefix = ''] = text.split(' ');
        const read = Number(mantissa) * 1000 ** ['', 'k', 'M', 'G', 'T', 'P', 'E'].indexOf(prefix);
        expect(Math.abs(read - value)).toBeLessThanOrEqual(Math.abs(value) * 0.0501);
      }),
    );
  });
});

describe('formatUnit', () => {
  it.each([
    [182, 'ms', '182 ms'],
    [4200, 'ms', '4.2 s'],
    [190_000, 'ms', '3m10s'],
    [0.4, 's', '0.4 s'],
    [190, 's', '3m10s'],
    [4213, 'count/s', '4.2 k/s'],
    [5.13, 'percent', '5.1 %'],
    [1_500_000, 'bytes', '1.5 MB'],
    [512, 'bytes', '512 B'],
    [512, 'MB', '512 MB'],
    [2048, 'MB', '2.0 GB'],
    [0.5, 'kB/s', '500 B/s'],
    [20, 'Mbit/s', '20 Mbit/s'],
    [7, 'bits', '7 bit'],
    [250, 'us', '250 us'],
    [2500, 'us', '2.5 ms'],
    [4_200_000, 'us', '4.2 s'],
    [12, 'rate', '12/s'],
    [42, 'count', '42'],
    [4213, 'none', '4.2 k'],
    [Number.NaN, 'ms', '-'],
  ] as const)('%d %s is %s', (value, unit, text) => expect(formatUnit(value, unit)).toBe(text));
  it('formats percent alone', () => expect(formatPercent(4.2)).toBe('4.2 %'));
});

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [400, '0.4 s'],
    [42_000, '42 s'],
    [59_700, '1 m'],
    [190_000, '3m10s'],
    [185_000, '3m05s'],
    [240_000, '4 m'],
    [1_875_000, '31 m'],
    [7_200_000, '2 h'],
    [7_500_000, '2h05m'],
    [50_500_000, '14 h'],
    [3 * 86_400_000 + 4 * 3_600_000, '3d04h'],
    [21 * 86_400_000, '21 d'],
    [-190_000, '-3m10s'],
    [Number.NaN, '-'],
  ])('%d ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
  it('keeps the smaller unit when asked to', () => {
    expect(formatDuration(36_480_000, { precise: true })).toBe('10h08m');
    expect(formatDuration(36_480_000)).toBe('10 h');
  });
});

describe('formatDollars', () => {
  it.each([
    [0, '$0'],
    [0.00001, '<$0.0001'],
    [0.0004, '$0.0004'],
    [0.031, '$0.031'],
    [1.239, '$1.24'],
    [-2, '-$2.00'],
  ])('%d is %s', (dollars, text) => expect(formatDollars(dollars)).toBe(text));
});

describe('times', () => {
  it('tells the clock in UTC', () => {
    expect(formatClock(at, { utc: true })).toBe('14:03');
    expect(formatClock(at, { utc: true, seconds: true, zone: true })).toBe('14:03:20 UTC');
    expect(formatDay(at, true)).toBe('01-15');
    expect(formatClock(Number.NaN, { utc: true })).toBe('-');
    expect(formatDay(1e300, true)).toBe('-');
    expect(formatStamp(at, { utc: true, seconds: true })).toMatch(/^\d{4}-01-15T14:03:20Z$/);
    expect(formatStamp(Number.NaN, { utc: true })).toBe('-');
  });
  it.each([
    ['Asia/Kolkata', '19:33 UTC+5:30'],
    ['America/St_Johns', '10:33 UTC-3:30'],
    ['Europe/Madrid', '15:03 UTC+1'],
  ])('tells it in %s, with the zone', (zone, text) => {
    const before = process.env['TZ'];
    process.env['TZ'] = zone;
    try {
      expect(formatClock(at, { utc: false, zone: true })).toBe(text);
      // One word that every reader of ISO 8601 reads back.
      const stamp = formatStamp(at, { utc: false });
      expect(stamp).toMatch(/T\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/);
      expect(Date.parse(stamp)).toBe(at);
      expect(zoneLabel(at, true)).toBe('UTC');
    } finally {
      process.env['TZ'] = before;
    }
  });
});

describe('parsing', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['10m', 600_000],
    ['3h', 10_800_000],
    ['7d', 604_800_000],
    ['1.5h', 5_400_000],
    ['0s', 0],
    ['1w', 604_800_000],
    ['1h30m', 5_400_000],
    ['1d 2h', 93_600_000],
  ])('duration %s', (text, ms) => expect(parseDuration(text)).toBe(ms));
  it.each(['', '10', 'm', '-5m', '10 minutes', '1e3s', '5mm', '9999999999s', '30m1h', '1h1h', '1h30'])(
    'no duration: %j',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );
  it.each([
    ['10m', at - 600_000],
    ['2026-01-15', Date.UTC(2026, 0, 15)],
    ['2026-01-15T14:03:20Z', at],
    ['2026-01-15 14:03:20Z', at],
    ['2026-01-15T15:03:20+01:00', at],
    ['2026-01-15T14:03:20.5Z', at + 500],
  ])('time %s', (text, ms) => expect(parseTime(text, { now: at, utc: true })).toBe(ms));
  it.each(['', 'yesterday', '2026-02-31', '2026-13-01', '2026-01-15T25:00Z', '1768485800', 'Jan 15 2026'])(
    'no time: %j',
    (text) => expect(parseTime(text, { now: at, utc: true })).toBeUndefined(),
  );
  it.each([
    ['2026-11-26 19:00', false, '2026-11-27T00:00Z'],
    ['2026-11-26 19:00', true, '2026-11-26T19:00Z'],
    ['2026-11-26', false, '2026-11-26T05:00Z'],
    ['2026-11-26', true, '2026-11-26T00:00Z'],
    // Summer time there; a zone that is typed stands for itself.
    ['2026-07-01T00:00', false, '2026-07-01T04:00Z'],
    ['2026-07-01T00:00+02', false, '2026-06-30T22:00Z'],
    ['2026-07-01T00:00-0330', true, '2026-07-01T03:30Z'],
    ['2026-07-01t00:00z', false, '2026-07-01T00:00Z'],
  ])('in New York %s, UTC %s, is %s', (text, utc, expected) => {
    const before = process.env['TZ'];
    process.env['TZ'] = 'America/New_York';
    try {
      expect(parseTime(text, { now: at, utc })).toBe(Date.parse(expected));
    } finally {
      process.env['TZ'] = before;
    }
  });
});
