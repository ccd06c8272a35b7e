/** Which span of time graphs show: the last hour and on with the clock, or one that has an end. */
import { formatClock, formatDay, formatDuration, zoneLabel } from '../src/format.ts';
import type { TimeRange } from '../src/store/ranges.ts';
import { glyphsFor } from '../src/terminal/glyphs.ts';
import type { Look } from './layout.ts';

export type GraphWindow = {
  readonly rangeMs: number;
  /** Where it ends; undefined follows the clock. */
  readonly end?: number | undefined;
  /** How long before it the dim line is from; 0 is none. */
  readonly compareMs?: number | undefined;
};

const dayMs = 24 * 3_600_000;

/** The window at this moment. */
export const spanOf = ({ rangeMs, end }: GraphWindow, now: number): TimeRange => {
  const to = end ?? now;
  return { from: to - rangeMs, to };
};

/** `1 h`, `1 d`, `1 w`: a span that is one of something. */
const shortSpan = (ms: number): string => {
  if (ms === 7 * dayMs) return '1 w';
  if (ms === dayMs) return '1 d';
  return ms === 3_600_000 ? '1 h' : formatDuration(ms);
};

const clockText = (at: number, utc: boolean, withDay: boolean): string =>
  withDay ? `${formatDay(at, utc)} ${formatClock(at, { utc })}` : formatClock(at, { utc });

/** `last 1 h · UTC`, or `11:05-12:05 UTC, 3 h ago`; and what it is compared with. */
export const windowText = (window: GraphWindow, now: number, { utc, ascii }: Look): string => {
  const dot = ` ${glyphsFor(ascii).dot} `;
  const { from, to } = spanOf(window, now);
  const compared = window.compareMs ? `${dot}vs ${shortSpan(window.compareMs)} before` : '';
  if (window.end === undefined) {
    return `last ${formatDuration(window.rangeMs)}${dot}${zoneLabel(now, utc)}${compared}`;
  }
  const withDay = formatDay(from, utc) !== formatDay(now, utc);
  const ends = [
    clockText(from, utc, withDay),
    clockText(to, utc, formatDay(to, utc) !== formatDay(from, utc)),
  ];
  const ago = now - to < 60_000 ? '' : `, ${formatDuration(now - to)} ago`;
  return `${ends.join(withDay ? ' - ' : '-')} ${zoneLabel(to, utc)}${ago}${compared}`;
};
