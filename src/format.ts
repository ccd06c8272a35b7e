/**
 * Numbers, durations and times as people read them. Short, and of a width that does not jump: two significant digits
 * below ten, whole numbers above, SI prefixes from a thousand on. ASCII only, so that `--ascii` needs no second form.
 */
import type { SeriesUnit } from './observation/metrics.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** What is shown where there is no figure. */
const nothing = '-';

const prefixes = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const;

/** `9.96` must become `10`, never `10.0`: the number of digits is chosen after rounding. */
const twoDigits = (magnitude: number): string =>
  magnitude < 9.95 ? magnitude.toFixed(1) : magnitude.toFixed(0);

/** Mantissa and SI prefix of a finite number: `['4.2', 'k']`. Out of the prefixes' reach it is `['4.2e-7', '']`. */
const scaled = (value: number): readonly [mantissa: string, prefix: string] => {
  const sign = value < 0 ? '-' : '';
  let magnitude = Math.abs(value);
  if (Number.isInteger(value) && magnitude < 1000) return [`${sign}${magnitude}`, ''];
  if (magnitude < 0.001 || magnitude >= 999.5e18) {
    return [`${sign}${magnitude.toExponential(1).replace('e+', 'e')}`, ''];
  }
  // Two significant digits: 0.031, 0.31; 0.996 is on its way to 1.0.
  if (magnitude < 0.995) return [`${sign}${Number(magnitude.toPrecision(2))}`, ''];
  let power = 0;
  while (magnitude >= 999.5) {
    magnitude /= 1000;
    power += 1;
  }
  return [`${sign}${twoDigits(magnitude)}`, prefixes[power] ?? ''];
};

/** `42`, `4.2 k`, `0.031`, `-1.5 M`, `3.1e-5`; `-` for what is not a finite number. Seven cells at most, nine beyond the prefixes. */
export const formatNumber = (value: number): string => {
  if (!Number.isFinite(value)) return nothing;
  const [mantissa, prefix] = scaled(value);
  return prefix === '' ? mantissa : `${mantissa} ${prefix}`;
};

/** `4.2 %`. `value` is 0-100. */
export const formatPercent = (value: number): string =>
  Number.isFinite(value) ? `${formatNumber(value)} %` : nothing;

/** How many of a unit of time are a second; undefined for what is no time. */
export const perSecond = (unit: SeriesUnit): number | undefined => {
  switch (unit) {
    case 'us':
      return 1_000_000;
    case 'ms':
      return 1000;
    case 's':
      return 1;
    default:
      return undefined;
  }
};

const factors: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** By what a figure is multiplied so that prefixes can stand before its sign, and that sign: `[1e6, 'B/s']` of `MB/s`. */
export const unitSign = (unit: SeriesUnit): readonly [factor: number, sign: string] => {
  if (unit === 'percent') return [1, '%'];
  const [, prefix = '', size, rate = ''] = /^([kMGT]?)(B|bit|bytes|bits)(\/s)?$/.exec(unit) ?? [];
  if (size === undefined) return [1, ''];
  return [factors[prefix] ?? 1, `${size.startsWith('bit') ? 'bit' : 'B'}${rate}`];
};

/** A figure with its unit: `182 ms`, `4.2 s`, `3m10s`, `4.2 k/s`, `5.1 %`, `1.5 MB`, `42`. */
export const formatUnit = (value: number, unit: SeriesUnit): string => {
  if (!Number.isFinite(value)) return nothing;
  switch (unit) {
    case 'count/s':
    case 'rate':
      return `${formatNumber(value)}/s`;
    case 'percent':
      return formatPercent(value);
    case 'us':
      return Math.abs(value) < 999.5 ? `${formatNumber(value)} us` : formatUnit(value / 1000, 'ms');
    case 'ms':
      return Math.abs(value) < 999.5 ? `${formatNumber(value)} ms` : formatDuration(value);
    case 's':
      return formatDuration(value * secondMs);
    case 'count':
    case 'none':
      return formatNumber(value);
    default: {
      const [factor, sign] = unitSign(unit);
      const [mantissa, prefix] = scaled(value * factor);
      return `${mantissa} ${prefix}${sign}`;
    }
  }
};

const pair = (whole: number, unit: string, rest: number, restUnit: string): string =>
  rest === 0 ? `${whole} ${unit}` : `${whole}${unit}${String(rest).padStart(2, '0')}${restUnit}`;

/**
 * An age or a wait, given in milliseconds: `0.4 s`, `42 s`, `3m10s`, `4 m`, `31 m`, `2h05m`, `14 h`, `3d04h`, `21 d`. The smaller
 * unit goes once the larger one has two digits; `precise` keeps it (`10h08m`).
 */
export const formatDuration = (
  ms: number,
  { precise = false }: { readonly precise?: boolean } = {},
): string => {
  if (!Number.isFinite(ms)) return nothing;
  if (ms < 0) return `-${formatDuration(-ms, { precise })}`;
  if (ms < 59.5 * secondMs) return `${formatNumber(ms / secondMs)} s`;
  const seconds = Math.round(ms / secondMs);
  if (seconds < 600 || (precise && seconds < 3600)) {
    return pair(Math.floor(seconds / 60), 'm', seconds % 60, 's');
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 10 || (precise && hours < 24)) return pair(hours, 'h', minutes % 60, 'm');
  if (hours < 24) return `${hours} h`;
  const days = Math.floor(hours / 24);
  if (days < 10 || (precise && days < 100)) return pair(days, 'd', hours % 24, 'h');
  return days < 1e5 ? `${days} d` : `${formatNumber(days)} d`;
};

/** `$0.031`, `$1.24`, `$0`, `<$0.0001`. */
export const formatDollars = (dollars: number): string => {
  if (!Number.isFinite(dollars)) return nothing;
  if (dollars < 0) return `-${formatDollars(-dollars)}`;
  if (dollars === 0) return '$0';
  if (dollars < 0.00005) return '<$0.0001';
  if (dollars < 0.001) return `$${dollars.toFixed(4)}`;
  return dollars < 0.9995 ? `$${dollars.toFixed(3)}` : `$${dollars.toFixed(2)}`;
};

// ---- times ---------------------------------------------------------------------------------------------------

/** Minutes that the machine's zone is ahead of UTC at that moment. */
const offsetMinutes = (at: number, utc: boolean): number => (utc ? 0 : -new Date(at).getTimezoneOffset());

/** `UTC`, `UTC+1`, `UTC-3:30`: the zone in which `formatClock` tells that moment. */
export const zoneLabel = (at: number, utc: boolean): string => {
  const offset = offsetMinutes(at, utc);
  if (offset === 0 || Number.isNaN(offset)) return 'UTC';
  const minutes = Math.abs(offset) % 60;
  const hours = `${offset < 0 ? '-' : '+'}${Math.floor(Math.abs(offset) / 60)}`;
  return `UTC${hours}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`;
};

/** ISO 8601 text of the wall clock in the chosen zone, without the zone; undefined for times that are none. */
const wallClock = (at: number, utc: boolean): string | undefined => {
  const shifted = new Date(at + offsetMinutes(at, utc) * minuteMs);
  return Number.isNaN(shifted.getTime()) ? undefined : shifted.toISOString().slice(0, -1);
};

export type ClockOptions = {
  readonly utc: boolean;
  readonly seconds?: boolean;
  /** Adds `zoneLabel`. */
  readonly zone?: boolean;
};

/** `14:03`, `14:03:20`, `14:03:20 UTC`. */
export const formatClock = (at: number, { utc, seconds = false, zone = false }: ClockOptions): string => {
  const time = wallClock(at, utc)?.split('T')[1];
  if (time === undefined) return nothing;
  const clock = time.slice(0, seconds ? 8 : 5);
  return zone ? `${clock} ${zoneLabel(at, utc)}` : clock;
};

/**
 * `2026-01-15T14:03:20.123Z`, `2026-01-15T15:03:20.123+01:00`: a moment as one word that sorts, in the chosen zone. `seconds` leaves out the
 * milliseconds of what is known to the second.
 */
export const formatStamp = (
  at: number,
  { utc, seconds = false }: Pick<ClockOptions, 'utc' | 'seconds'>,
): string => {
  const text = wallClock(at, utc);
  if (text === undefined) return nothing;
  const offset = offsetMinutes(at, utc);
  const two = (figure: number): string => String(figure).padStart(2, '0');
  const ahead = Math.abs(offset);
  const zone = utc ? 'Z' : `${offset < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
  return `${seconds ? text.slice(0, 19) : text}${zone}`;
};

/** `01-15`: month and day in the chosen zone. */
export const formatDay = (at: number, utc: boolean): string =>
  wallClock(at, utc)?.split('T')[0]?.slice(-5) ?? nothing;

/** `2026-01-15 14:03:20` in the chosen zone. */
export const formatDate = (at: number, utc: boolean): string =>
  wallClock(at, utc)?.replace('T', ' ').slice(0, 19) ?? nothing;

const durationUnits = { w: 7 * dayMs, d: dayMs, h: hourMs, m: minuteMs, s: secondMs, ms: 1 } as const;

const isDurationUnit = (unit: string | undefined): unit is keyof typeof durationUnits =>
  unit !== undefined && Object.hasOwn(durationUnits, unit);

/** Milliseconds of `500ms`, `30s`, `10m`, `3h`, `7d`, `1w`, `1.5h`, `1h30m` (largest first); undefined for anything else. */
export const parseDuration = (text: string): number | undefined => {
  const part = /(\d{1,9}(?:\.\d{1,6})?)\s?(ms|[smhdw])\s?/y;
  const all = text.trim();
  let ms = 0;
  let last = Number.POSITIVE_INFINITY;
  do {
    const [, amount, unit] = part.exec(all) ?? [];
    if (amount === undefined || !isDurationUnit(unit) || durationUnits[unit] >= last) return undefined;
    last = durationUnits[unit];
    ms += Number(amount) * last;
  } while (part.lastIndex < all.length);
  return ms;
};

const isoTime =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?:(Z)|([+-]\d\d)(?::?(\d\d))?)?)?$/i;

/**
 * Epoch milliseconds of an ISO 8601 time (`2026-01-15`, `2026-01-15T14:03:20Z`), or of a duration before `now` (`10m`).
 * Without a zone it is in the zone that times are printed in (`utc`, else the machine's), and a date is midnight there.
 * Undefined for anything else, a 31st of February included.
 */
export const parseTime = (
  text: string,
  { now, utc }: { readonly now: number; readonly utc: boolean },
): number | undefined => {
  const ago = parseDuration(text);
  if (ago !== undefined) return now - ago;
  const [matched, year, month, day, time = '00:00', z, hours, minutes = '00'] =
    isoTime.exec(text.trim()) ?? [];
  if (matched === undefined) return undefined;
  // JavaScript rolls days over into the next month.
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (date.getUTCMonth() !== Number(month) - 1) return undefined;
  const own = utc || z !== undefined ? 'Z' : '';
  const at = Date.parse(
    `${year}-${month}-${day}T${time}${hours === undefined ? own : `${hours}:${minutes}`}`,
  );
  return Number.isNaN(at) ? undefined : at;
};
