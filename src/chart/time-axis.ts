import { formatClock, formatDay } from '../format.ts';

export type TimeTick = { readonly column: number; readonly label: string };

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const steps = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 7, 14, 28, 91, 182, 364].map((n) => n * day),
];

/** Room between two labels. */
const blanks = 3;

/**
 * Labelled times of a window drawn over `width` columns, on round times of the clock that is shown: `14:03`, `14:03:20` where
 * ticks are closer than a minute, `01-15` at midnight. Empty where no label has room.
 */
export const timeTicks = (from: number, to: number, width: number, utc: boolean): TimeTick[] => {
  const span = to - from;
  if (!(span > 0) || !Number.isFinite(span) || width < 5) return [];
  const cellsOf = (step: number) => (step < minute ? 8 : 5);
  const step = steps.find((candidate) => (candidate / span) * width >= cellsOf(candidate) + blanks);
  const offset = utc ? 0 : -new Date(from).getTimezoneOffset() * minute;
  if (step === undefined || Number.isNaN(offset)) return [];
  const ticks: TimeTick[] = [];
  for (let at = Math.ceil((from + offset) / step) * step - offset; at < to; at += step) {
    const clock = formatClock(at, { utc, seconds: step < minute });
    const label = clock === '00:00' || step >= day ? formatDay(at, utc) : clock;
    ticks.push({ column: Math.floor(((at - from) / span) * width), label });
  }
  return ticks;
};
