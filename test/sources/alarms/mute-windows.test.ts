/** Schedules as the CloudWatch API describes them; the moments are those of the IANA time zone database. */
import { describe, expect, it } from 'vitest';
import { durationMs, longestWindowMs, muteWindows } from '../../../src/sources/alarms/mute-windows.ts';

const hour = 3_600_000;
const day = 24 * hour;
const iso = (at: number): string => new Date(at).toISOString().slice(0, 16);

const windowsOf = (
  expression: string,
  duration: string,
  from: string,
  to: string,
  more: Partial<Parameters<typeof muteWindows>[0]> = {},
): readonly string[] =>
  muteWindows({ expression, duration, timezone: 'UTC', ...more }, Date.parse(from), Date.parse(to)).map(
    (window) => `${iso(window.from)} ${iso(window.to)}`,
  );

describe('a duration', () => {
  it.each([
    ['PT1M', 60_000],
    ['PT4H', 4 * hour],
    ['P2DT12H', 60 * hour],
    ['P7D', 7 * day],
    ['P15D', 15 * day],
    ['P1W', 7 * day],
  ])('%s', (text, ms) => expect(durationMs(text)).toBe(ms));

  it.each(['', 'P', 'PT', '4h', 'P16D', 'PT0S', 'P1Y'])('is none: %s', (text) =>
    expect(durationMs(text)).toBeUndefined(),
  );
});

describe('windows', () => {
  it('of every night, of Sundays, of the first of the month, of working hours', () => {
    expect(windowsOf('cron(0 2 * * *)', 'PT2H', '2026-01-15T00:00Z', '2026-01-17T00:00Z')).toEqual([
      '2026-01-15T02:00 2026-01-15T04:00',
      '2026-01-16T02:00 2026-01-16T04:00',
    ]);
    // 18 January 2026 is a Sunday.
    expect(windowsOf('cron(0 2 * * SUN)', 'PT4H', '2026-01-12T00:00Z', '2026-01-20T00:00Z')).toEqual([
      '2026-01-18T02:00 2026-01-18T06:00',
    ]);
    expect(windowsOf('cron(0 1 1 FEB *)', 'PT6H', '2026-01-01T00:00Z', '2026-03-01T00:00Z')).toEqual([
      '2026-02-01T01:00 2026-02-01T07:00',
    ]);
    expect(windowsOf('cron(30 9,13 * * MON-WED)', 'PT1H', '2026-01-14T00:00Z', '2026-01-17T00:00Z')).toEqual([
      '2026-01-14T09:30 2026-01-14T10:30',
      '2026-01-14T13:30 2026-01-14T14:30',
    ]);
  });

  it('that began before what is looked at, and a whole weekend', () => {
    expect(windowsOf('cron(0 18 * * FRI)', 'P2DT12H', '2026-01-18T12:00Z', '2026-01-18T13:00Z')).toEqual([
      '2026-01-16T18:00 2026-01-19T06:00',
    ]);
  });

  it('that touch are one', () => {
    expect(windowsOf('cron(0 22,23 * * *)', 'PT1H', '2026-01-15T10:30Z', '2026-01-16T11:30Z')).toEqual([
      '2026-01-15T22:00 2026-01-16T00:00',
    ]);
    // Without an end it goes on for longer than any window of AWS's may be.
    const now = Date.parse('2026-01-15T10:30Z');
    const [always, ...more] = muteWindows(
      { expression: 'cron(0 * * * *)', duration: 'PT1H', timezone: 'UTC' },
      now,
      now + hour,
    );
    expect(more).toEqual([]);
    expect(always?.from).toBeLessThan(now - hour);
    expect(always?.to).toBeGreaterThan(now + longestWindowMs);
  });

  it('are on the clocks of their zone, in summer and in winter', () => {
    const newYork = { timezone: 'America/New_York' };
    expect(
      windowsOf('at(2026-01-15T14:00)', 'PT1H', '2026-01-15T00:00Z', '2026-01-16T00:00Z', newYork),
    ).toEqual(['2026-01-15T19:00 2026-01-15T20:00']);
    expect(
      windowsOf('at(2026-07-15T14:00)', 'PT1H', '2026-07-15T00:00Z', '2026-07-16T00:00Z', newYork),
    ).toEqual(['2026-07-15T18:00 2026-07-15T19:00']);
    // The clocks of Berlin went forward on 29 March 2026 at 01:00 UTC.
    const berlin = { timezone: 'Europe/Berlin' };
    expect(windowsOf('cron(0 4 * * *)', 'PT1H', '2026-03-28T00:00Z', '2026-03-30T12:00Z', berlin)).toEqual([
      '2026-03-28T03:00 2026-03-28T04:00',
      '2026-03-29T02:00 2026-03-29T03:00',
      '2026-03-30T02:00 2026-03-30T03:00',
    ]);
    expect(
      windowsOf('at(2026-01-15T00:30)', 'PT1H', '2026-01-14T00:00Z', '2026-01-16T00:00Z', {
        timezone: 'Asia/Tokyo',
      }),
    ).toEqual(['2026-01-14T15:30 2026-01-14T16:30']);
  });

  it('begin and end with their rule', () => {
    const bounded = { startAt: Date.parse('2026-01-16T00:00Z'), expireAt: Date.parse('2026-01-17T03:00Z') };
    expect(windowsOf('cron(0 2 * * *)', 'PT2H', '2026-01-15T00:00Z', '2026-01-20T00:00Z', bounded)).toEqual([
      '2026-01-16T02:00 2026-01-16T04:00',
      '2026-01-17T02:00 2026-01-17T03:00',
    ]);
  });

  it.each([
    ['rate(5 minutes)', 'PT1H', 'UTC'],
    ['cron(0 2 * *)', 'PT1H', 'UTC'],
    ['cron(0 25 * * *)', 'PT1H', 'UTC'],
    ['cron(0 2 * * FUN)', 'PT1H', 'UTC'],
    ['at(tomorrow)', 'PT1H', 'UTC'],
    ['cron(0 2 * * *)', 'forever', 'UTC'],
    ['cron(0 2 * * *)', 'PT1H', 'Mars/Olympus'],
  ])('are none where %s, %s, %s cannot be read', (expression, duration, timezone) => {
    expect(windowsOf(expression, duration, '2026-01-15T00:00Z', '2026-01-20T00:00Z', { timezone })).toEqual(
      [],
    );
  });
});
