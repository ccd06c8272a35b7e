/** Times of a report: with the day where that is not clear. */
import { formatClock, formatDate, zoneLabel } from '../../src/format.ts';
import type { TimeRange } from '../../src/ranges.ts';

export type ReportTimes = {
  /** `19:22:05`, with its date where the window has several. */
  readonly moment: (at: number) => string;
  /** `19:22` */
  readonly minute: (at: number) => string;
  /** `2026-11-27 18:00 to 20:00 UTC` */
  readonly window: string;
};

const secondsCells = 3;

export const timesOf = ({ from, to }: TimeRange, utc: boolean): ReportTimes => {
  const dayOf = (at: number): string => formatDate(at, utc).slice(0, 10);
  const isOneDay = dayOf(from) === dayOf(to);
  const dated = (at: number): string => formatDate(at, utc).slice(0, -secondsCells);
  const end = isOneDay ? formatClock(to, { utc }) : dated(to);
  return {
    moment: (at) => (dayOf(at) === dayOf(to) ? formatClock(at, { utc, seconds: true }) : formatDate(at, utc)),
    minute: (at) => (dayOf(at) === dayOf(to) ? formatClock(at, { utc }) : dated(at)),
    window: `${dated(from)} to ${end} ${zoneLabel(to, utc)}`,
  };
};
