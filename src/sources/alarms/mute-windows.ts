/**
 * When a mute rule mutes, by its schedule: `cron(0 2 * * SUN)` or `at(2026-05-10T14:00)` on the clocks of a time zone, for an ISO 8601
 * duration of a minute to 15 days (CloudWatch API, Schedule). Pure.
 */
import type { MuteWindow } from '../../observation/alarms.ts';

export type MuteSchedule = {
  readonly expression: string;
  readonly duration: string;
  readonly timezone: string;
  /** It mutes from then on, and until then: epoch ms. */
  readonly startAt?: number | undefined;
  readonly expireAt?: number | undefined;
};

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Longer ones AWS does not take. */
const mostDurationMs = 15 * dayMs;
/** A window that ends later than this has no end: the next one begins before. */
export const longestWindowMs = 16 * dayMs;

/** Milliseconds of `PT4H`, `P2DT12H`, `P1W`; undefined for what is none. */
export const durationMs = (text: string): number | undefined => {
  const [matched, weeks, days, hours, minutes, seconds] =
    /^P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/i.exec(
      text.trim(),
    ) ?? [];
  if (matched === undefined) return undefined;
  const part = (amount: string | undefined, ms: number): number => Number(amount ?? 0) * ms;
  const sum =
    part(weeks, 7 * dayMs) +
    part(days, dayMs) +
    part(hours, hourMs) +
    part(minutes, minuteMs) +
    part(seconds, 1000);
  return sum > 0 && sum <= mostDurationMs ? sum : undefined;
};

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

type Field = { readonly has: (value: number) => boolean; readonly isAny: boolean };

/** `*`, `5`, `1-5`, `MON,WED`, `0/15`, `every tenth`: which values a field stands for; undefined for other signs. */
const fieldOf = (
  text: string,
  least: number,
  most: number,
  names: readonly string[] = [],
): Field | undefined => {
  const values = new Set<number>();
  const numberOf = (word: string): number => {
    const named = names.indexOf(word.toUpperCase());
    return named >= 0 ? named + least : /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN;
  };
  for (const part of text.split(',')) {
    const [range = '', step] = part.split('/');
    const isAny = range === '*' || range === '?';
    const [first = '', last] = range.split('-');
    const from = isAny ? least : numberOf(first);
    const to = last !== undefined ? numberOf(last) : isAny || step !== undefined ? most : from;
    const by = step === undefined ? 1 : Number(step);
    if (!(from >= least && to <= most && from <= to && by >= 1)) return undefined;
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return { has: (value) => values.has(value), isAny: text === '*' || text === '?' };
};

/** What a clock on the wall shows, as if it were UTC. */
type WallMs = number;

/** How far the clocks of a time zone are ahead of UTC at a moment; throws a RangeError for a zone that is none. */
const offsetIn = (timezone: string): ((at: number) => number) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const parts = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
  };
};

/** The moment at which the clocks show that; where they jump over it, as long after the jump. */
const momentIn = (offset: (at: number) => number): ((wall: WallMs) => number) => {
  const ofDay = new Map<number, number | undefined>();
  /** The same all day: undefined on the two days a year on which it changes. */
  const dayOffset = (wall: WallMs): number | undefined => {
    const day = Math.floor(wall / dayMs);
    if (!ofDay.has(day)) {
      const [before, after] = [offset((day - 1) * dayMs), offset((day + 2) * dayMs)];
      ofDay.set(day, before === after ? before : undefined);
    }
    return ofDay.get(day);
  };
  return (wall) => {
    const whole = dayOffset(wall);
    if (whole !== undefined) return wall - whole;
    const near = wall - offset(wall);
    const moment = wall - offset(near);
    // Shown twice, or not at all: the first time, or what it would have been.
    return offset(moment) === offset(near) ? moment : Math.max(near, moment);
  };
};

/** Minutes of the days between two moments at which a cron expression activates, on the wall. */
function* activations(fields: string, from: WallMs, to: WallMs): Generator<WallMs> {
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', ...more] = fields
    .trim()
    .split(/\s+/);
  // Sunday is 0, and 7 in some dialects.
  const sunday = dayOfWeek.replace(/\b7\b/g, '0');
  const minutes = fieldOf(minute, 0, 59);
  const hours = fieldOf(hour, 0, 23);
  const days = fieldOf(dayOfMonth, 1, 31);
  const inMonths = fieldOf(month, 1, 12, months);
  const onDays = fieldOf(sunday, 0, 6, weekdays);
  // A sixth field is the year of EventBridge's dialect.
  if (!minutes || !hours || !days || !inMonths || !onDays || more.length > 1) return;
  const [year] = more;
  for (let day = Math.floor(from / dayMs) * dayMs; day <= to; day += dayMs) {
    const date = new Date(day);
    if (!inMonths.has(date.getUTCMonth() + 1)) continue;
    if (year !== undefined && year !== '*' && Number(year) !== date.getUTCFullYear()) continue;
    const ofMonth = days.has(date.getUTCDate());
    const ofWeek = onDays.has(date.getUTCDay());
    // As cron does: where both are given one of them is enough.
    const isDay = days.isAny || onDays.isAny ? ofMonth && ofWeek : ofMonth || ofWeek;
    if (!isDay) continue;
    for (let h = 0; h < 24; h += 1) {
      if (!hours.has(h)) continue;
      for (let m = 0; m < 60; m += 1) if (minutes.has(m)) yield day + h * hourMs + m * minuteMs;
    }
  }
}

/** Windows that touch are one. */
const merged = (windows: readonly MuteWindow[]): readonly MuteWindow[] => {
  const joined: MuteWindow[] = [];
  for (const window of windows.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last === undefined || window.from > last.to) joined.push(window);
    else joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, window.to) };
  }
  return joined;
};

/** The windows that lie between two moments at least in part, whole, oldest first; none where the schedule cannot be read. */
export const muteWindows = (schedule: MuteSchedule, from: number, to: number): readonly MuteWindow[] => {
  const length = durationMs(schedule.duration);
  const [, kind = '', inside = ''] = /^\s*(cron|at)\(([^)]*)\)\s*$/i.exec(schedule.expression) ?? [];
  if (length === undefined || kind === '') return [];
  let offset: (at: number) => number;
  try {
    offset = offsetIn(schedule.timezone);
  } catch {
    return [];
  }
  const moment = momentIn(offset);
  const starts: number[] = [];
  if (kind.toLowerCase() === 'at') {
    const wall = Date.parse(`${inside.trim()}Z`);
    if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(inside.trim()) && Number.isFinite(wall))
      starts.push(moment(wall));
  } else {
    // A day more to each side: zones are up to 14 hours away. So far ahead that what has no end is told from what ends late.
    for (const wall of activations(inside, from - length - dayMs, to + longestWindowMs + dayMs))
      starts.push(moment(wall));
  }
  const { startAt = Number.NEGATIVE_INFINITY, expireAt = Number.POSITIVE_INFINITY } = schedule;
  const windows = starts
    .map((start) => ({ from: Math.max(start, startAt), to: Math.min(start + length, expireAt) }))
    .filter((window) => window.from < window.to);
  return merged(windows).filter((window) => window.from < to && window.to > from);
};
