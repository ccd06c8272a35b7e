/** Series as they are drawn over one window: by the finest points that are known of as much of it as of any. */
import { comparedSpanOf, type GraphWindow, spanOf } from '../../src/graph-window.ts';
import type { Point, SeriesSpec } from '../../src/observation/metrics.ts';
import { finePeriod, historyPeriods } from '../../src/periods.ts';
import type { AnsweredPointsOf } from '../../src/pipeline/derive.ts';
import type { SearchedSeries } from '../../src/pipeline/graphs.ts';
import { coveredMs, type TimeRange } from '../../src/ranges.ts';
import { type CachedSeries, cachedIn, foundIn, liveIn, unitIn } from '../../src/store/cached.ts';
import { answeredPoints, isUnread, type SeriesSnapshot } from '../../src/store/series-store.ts';

export type DrawnSeries<Spec extends SeriesSpec = SeriesSpec> = {
  /** The series with the periods that they are drawn in. */
  readonly specs: readonly Spec[];
  readonly span: TimeRange;
  /** Points by the id of a series. */
  readonly pointsOf: (id: string) => readonly Point[];
  /** The same, for what is derived from them. */
  readonly answeredOf: AnsweredPointsOf;
  readonly searched: SearchedSeries;
  /** What is known of a series in the period that it is drawn in. */
  readonly knownOf: (id: string) => CachedSeries | undefined;
  /** How much of the window is known: a share. */
  readonly known: number;
  /** A part of the window is still to come, or finer points of it. */
  readonly loading: 'window' | 'finer' | undefined;
};

/** No coarser than these: the series' own period, then those of history. */
const levels = [0, ...historyPeriods] as const;
/** Shares of a window that differ by less are the same. */
const sameShare = 0.005;
/** A poll may be late by this share of the range, by a budget, and nothing is missing. */
const lateShare = 0.25;

/** Points of the window alone, and the two buckets before it that a rise is measured from. */
const trimmed = (points: readonly Point[], { from, to }: TimeRange, periodMs: number): readonly Point[] => {
  const first = points.findIndex(({ at }) => at >= from - 2 * periodMs);
  if (first < 0) return [];
  const end = points.findLastIndex(({ at }) => at < to) + 1;
  return first === 0 && end === points.length ? points : points.slice(first, Math.max(first, end));
};

/** The series over this window, drawn with the finest points that are known of as much of it as any. */
export const drawnOver = <Spec extends SeriesSpec>(
  specs: readonly Spec[],
  series: SeriesSnapshot,
  window: GraphWindow,
  now: number,
  span: TimeRange = spanOf(window, now),
): DrawnSeries<Spec> => {
  const fineOf = ({ periodSeconds }: SeriesSpec): number => finePeriod(periodSeconds, window, now);
  // Two windows are compared in one period; else what is known finer than it need be is drawn so.
  const periodAt = (spec: SeriesSpec, level: number): number =>
    Math.max(level, window.compareMs === undefined ? spec.periodSeconds : fineOf(spec));
  const follows = window.end === undefined;

  /** Share of the window that is known; buckets that are open now do not count, nor do those of a poll that is late. */
  const shareOf = ({ covered }: CachedSeries, periodSeconds: number): number => {
    const closed = now - 2 * periodSeconds * 1000;
    const latest = Math.max(span.to - window.rangeMs * lateShare, covered.at(-1)?.to ?? 0);
    const newest = follows ? Math.min(closed, latest) : closed;
    const needed = { from: span.from, to: Math.max(span.from + 1, Math.min(span.to, newest)) };
    return coveredMs(needed, covered) / (needed.to - needed.from);
  };
  const shareAt = (level: number): number => {
    const shares = specs.flatMap((spec) => {
      const known = cachedIn(series, spec, periodAt(spec, level));
      // What is refused is not on its way.
      if (isUnread(known ?? liveIn(series, spec.id))) return [];
      return [known === undefined ? 0 : shareOf(known, periodAt(spec, level))];
    });
    return shares.length === 0 ? 1 : shares.reduce((sum, share) => sum + share, 0) / shares.length;
  };

  const shares = levels.map((level) => ({ level, share: shareAt(level) }));
  const known = Math.max(...shares.map(({ share }) => share));
  const { level } = shares.find(({ share }) => share >= known - sameShare) ?? { level: 0 };
  const drawn = new Map(
    specs.map((spec) => [spec.id, { spec, periodSeconds: periodAt(spec, level) }] as const),
  );
  const isFinest = specs.every((spec) => periodAt(spec, level) <= fineOf(spec));
  const trim = (points: readonly Point[], periodSeconds: number) =>
    trimmed(points, span, periodSeconds * 1000);
  const knownOf = (id: string): CachedSeries | undefined => {
    const one = drawn.get(id);
    return one && (cachedIn(series, one.spec, one.periodSeconds) ?? liveIn(series, id));
  };
  const pointsOf = (id: string): readonly Point[] => {
    const one = drawn.get(id);
    const points = one && cachedIn(series, one.spec, one.periodSeconds)?.points;
    return points === undefined || one === undefined ? [] : trim(points, one.periodSeconds);
  };
  return {
    specs: [...drawn.values()].map(({ spec, periodSeconds }) => ({
      ...spec,
      periodSeconds,
      unit: unitIn(series, spec),
    })),
    span,
    pointsOf,
    answeredOf: (id) => ({ points: pointsOf(id), whole: answeredPoints(knownOf(id)).whole }),
    searched: (id) => {
      const one = drawn.get(id);
      if (one === undefined) return [];
      return foundIn(series, one.spec.id, one.periodSeconds).flatMap(({ label, points }) => {
        const shown = trim(points, one.periodSeconds);
        return shown.length === 0 ? [] : [{ label, points: shown }];
      });
    },
    knownOf,
    known,
    loading: known < 1 - sameShare ? 'window' : isFinest ? undefined : 'finer',
  };
};

/** The same series over what the window is compared with; undefined where it is compared with nothing. */
export const comparedOver = <Spec extends SeriesSpec>(
  specs: readonly Spec[],
  series: SeriesSnapshot,
  window: GraphWindow,
  now: number,
): DrawnSeries<Spec> | undefined => {
  const span = comparedSpanOf(window, now);
  // It does not go on with the clock: what is missing at its end is missing.
  return span && drawnOver(specs, series, { ...window, end: window.end ?? now }, now, span);
};
