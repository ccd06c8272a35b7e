/** In words: which window graphs show, what it is compared with, which points it is drawn by. */
import { formatClock, formatDay, formatDuration, zoneLabel } from '../../src/format.ts';
import { type GraphWindow, spanOf } from '../../src/graph-window.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { textWidth } from '../../src/terminal/width.ts';
import type { Look } from '../frame/layout.ts';
import type { DrawnSeries } from './drawn-series.ts';

/** A quarter of a window without a point is worth a word. */
const emptyShare = 0.25;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** `1 h`, `1 d`, `1 w`: a span that is one of something. */
export const shortSpan = (ms: number): string => {
  if (ms === 7 * dayMs) return '1 w';
  if (ms === dayMs) return '1 d';
  return ms === hourMs ? '1 h' : formatDuration(ms);
};

const clockText = (at: number, utc: boolean, withDay: boolean): string =>
  withDay ? `${formatDay(at, utc)} ${formatClock(at, { utc })}` : formatClock(at, { utc });

/** `last 1 h`, or `11:05-12:05`. */
const spanText = (window: GraphWindow, now: number, utc: boolean): string => {
  const { from, to } = spanOf(window, now);
  if (window.end === undefined) return `last ${shortSpan(window.rangeMs)}`;
  const withDay = formatDay(from, utc) !== formatDay(now, utc);
  const otherDay = formatDay(to, utc) !== formatDay(from, utc);
  return [clockText(from, utc, withDay), clockText(to, utc, otherDay)].join(withDay ? ' - ' : '-');
};

/** Where the first part of a window has no point at all, from when on there are some. */
const beginText = ({ specs, pointsOf, searched, span }: DrawnSeries, utc: boolean): string => {
  const firsts = specs.flatMap(({ id }) =>
    [pointsOf(id), ...searched(id).map(({ points }) => points)].flatMap(([first]) => first?.at ?? []),
  );
  const first = Math.min(...firsts);
  if (!(first - span.from > (span.to - span.from) * emptyShare) || firsts.length === 0) return '';
  return `nothing before ${clockText(first, utc, formatDay(first, utc) !== formatDay(span.to, utc))}`;
};

/** `by 5 m` where the points are coarser than the series' own; and what is still on its way. */
const pointsText = (drawn: DrawnSeries, own: number, utc: boolean): string => {
  const { specs, known, loading } = drawn;
  if (known === 0 && loading !== undefined) return 'loading ...';
  const period = Math.max(own, ...specs.map(({ periodSeconds }) => periodSeconds));
  const by = period > own ? `by ${shortSpan(period * 1000)}` : '';
  if (loading === undefined) return [by, beginText(drawn, utc)].filter((part) => part !== '').join(', ');
  const coming = loading === 'finer' ? 'finer loading' : 'more loading';
  return by === '' ? coming : `${by}, ${coming}`;
};

/** `vs 1 d before`, and where there is nothing to compare with, why. */
const comparedText = (
  { compareMs }: GraphWindow,
  before: DrawnSeries | undefined,
  drawn: DrawnSeries | undefined,
): string => {
  if (compareMs === undefined) return '';
  const words = `vs ${shortSpan(compareMs)} before`;
  // What the window itself is waiting for is said once.
  if (before === undefined || drawn?.loading === 'window') return words;
  if (before.loading === 'window') return `${words}, loading`;
  const isEmpty = before.specs.every(
    ({ id }) => before.pointsOf(id).length === 0 && before.searched(id).length === 0,
  );
  return isEmpty ? `${words}: nothing` : words;
};

export type WindowTextInput = {
  readonly window: GraphWindow;
  readonly now: number;
  readonly look: Look;
  /** What is drawn, and the longest period of the series themselves. */
  readonly drawn?: { readonly of: DrawnSeries; readonly ownSeconds: number } | undefined;
  /** What it is compared with. */
  readonly before?: DrawnSeries | undefined;
  /** Cells that there are for it. */
  readonly room: number;
  /** False where the zone stands beside it anyway. */
  readonly zone?: boolean;
};

/**
 * `last 1 h · UTC`, `11:05-12:05 UTC, 3 h ago · vs 1 d before · by 5 m, finer loading`: what is least needed goes first where
 * there is no room, the zone (it stands at the axis) before how long ago it was.
 */
export const windowText = (input: WindowTextInput): string => {
  const { window, now, look, drawn, room } = input;
  const dot = ` ${glyphsFor(look.ascii).dot} `;
  const span = spanText(window, now, look.utc);
  const zone = input.zone === false ? '' : zoneLabel(window.end ?? now, look.utc);
  const agoMs = now - (window.end ?? now);
  const ago = agoMs < 60_000 ? '' : `${formatDuration(agoMs)} ago`;
  const compared = comparedText(window, input.before, drawn?.of);
  const points = drawn === undefined ? '' : pointsText(drawn.of, drawn.ownSeconds, look.utc);
  const join = (parts: readonly string[], by: string): string => parts.filter((part) => part !== '').join(by);
  const when = (parts: readonly string[]): string =>
    window.end === undefined
      ? join(parts, dot)
      : join([join(parts.slice(0, 2), ' '), ...parts.slice(2)], ', ');
  const candidates = [
    join([when([span, zone, ago]), compared, points], dot),
    join([when([span, '', ago]), compared, points], dot),
    join([span, compared, points], dot),
    join([span, compared.replace(' before', ''), points], dot),
  ];
  return candidates.find((text) => textWidth(text) <= room) ?? candidates.at(-1) ?? span;
};
