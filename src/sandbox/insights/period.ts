/** A period as `bin(5m)` takes it: a fixed time, or calendar months. */
export type Period = { readonly ms: number } | { readonly months: number };

const minuteMs = 60_000;
const dayMs = 86_400_000;

const fixedMs: Readonly<Record<string, number>> = {
  ms: 1,
  msec: 1,
  millisecond: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  m: minuteMs,
  min: minuteMs,
  minute: minuteMs,
  h: 60 * minuteMs,
  hr: 60 * minuteMs,
  hour: 60 * minuteMs,
  d: dayMs,
  day: dayMs,
  w: 7 * dayMs,
  week: 7 * dayMs,
};

const calendarMonths: Readonly<Record<string, number>> = {
  mo: 1,
  mon: 1,
  month: 1,
  q: 3,
  qtr: 3,
  quarter: 3,
  y: 12,
  yr: 12,
  year: 12,
};

/** Reads `5m`, `1hr`, `2weeks` …: every unit of more than one letter has a plural. */
export const parsePeriod = (text: string): Period | undefined => {
  const [, digits, letters = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]+)$/.exec(text) ?? [];
  const count = Number(digits);
  if (!(count > 0)) return undefined;
  const find = (units: Readonly<Record<string, number>>): number | undefined =>
    Object.hasOwn(units, letters)
      ? units[letters]
      : letters.length > 2 && letters.endsWith('s') && Object.hasOwn(units, letters.slice(0, -1))
        ? units[letters.slice(0, -1)]
        : undefined;
  const ms = find(fixedMs);
  if (ms !== undefined) return { ms: ms * count };
  const months = find(calendarMonths);
  return months === undefined ? undefined : { months: months * count };
};

/** The start of the period that a time lies in; in UTC. */
export const floorTime = (timeMs: number, period: Period): number => {
  if ('ms' in period) return Math.floor(timeMs / period.ms) * period.ms;
  const date = new Date(timeMs);
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
  const first = Math.floor(month / period.months) * period.months;
  return Date.UTC(Math.floor(first / 12), first % 12);
};

/** The end of the period that a time lies in, or the time itself where it is a start. */
export const ceilTime = (timeMs: number, period: Period): number => {
  const floor = floorTime(timeMs, period);
  if (floor === timeMs) return timeMs;
  return 'ms' in period ? floor + period.ms : floorTime(floor + period.months * 32 * dayMs, period);
};
