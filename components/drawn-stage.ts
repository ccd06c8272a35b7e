/** A stage as its graphs show it over one window: with the finest points that are known of all of it. */
import type { Point, SeriesSpec } from '../src/observation.ts';
import type { PointsOf } from '../src/pipeline/derive.ts';
import type { SearchedSeries } from '../src/pipeline/graphs.ts';
import { searchedIn } from '../src/pipeline/searched.ts';
import type { Stage } from '../src/pipeline/stage.ts';
import { historyId, historyPeriods } from '../src/store/history.ts';
import { coveredMs, type TimeRange } from '../src/store/ranges.ts';
import type { SeriesSnapshot } from '../src/store/series-store.ts';

export type DrawnStage = {
  /** Its series with the periods that they are drawn with. */
  readonly stage: Stage;
  readonly pointsOf: PointsOf;
  readonly searched: SearchedSeries;
  /** False while a part of the window is still asked for. */
  readonly complete: boolean;
};

/** `live`, or a period in seconds. */
type Level = 'live' | (typeof historyPeriods)[number];
const levels: readonly Level[] = ['live', ...historyPeriods];
/** Shares of a window that differ by less are the same. */
const sameShare = 0.005;

const periodAt = (spec: SeriesSpec, level: Level): number =>
  level === 'live' ? spec.periodSeconds : Math.max(level, spec.periodSeconds);

const idAt = (spec: SeriesSpec, level: Level): string =>
  level === 'live' ? spec.id : historyId(spec.id, periodAt(spec, level));

/** What is known of a series; of a search, what is known of one that it found. */
const stateOf = (series: SeriesSnapshot, { query }: SeriesSpec, id: string) => {
  const known = series.get(id);
  if (known !== undefined || query.kind !== 'expression') return known;
  for (const [found, state] of series) if (found.startsWith(`${id}/`)) return state;
  return undefined;
};

/** Share of the window that is known at this level; the buckets that are open now do not count. */
const shareAt = (
  specs: readonly SeriesSpec[],
  level: Level,
  series: SeriesSnapshot,
  { from, to }: TimeRange,
  now: number,
): number => {
  const shares = specs.map((spec) => {
    const periodMs = periodAt(spec, level) * 1000;
    const needed = { from, to: Math.max(from + 1, Math.min(to, now - 2 * periodMs)) };
    const { covered = [] } = stateOf(series, spec, idAt(spec, level)) ?? {};
    return coveredMs(needed, covered) / (needed.to - needed.from);
  });
  return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
};

/** Points of the window alone, and the two buckets before it that a rise is measured from. */
const trimmed = (points: readonly Point[], { from, to }: TimeRange, periodMs: number): readonly Point[] => {
  const first = points.findIndex(({ at }) => at >= from - 2 * periodMs);
  if (first < 0) return [];
  const end = points.findLastIndex(({ at }) => at < to) + 1;
  return first === 0 && end === points.length ? points : points.slice(first, Math.max(first, end));
};

/** The finest level that knows as much of the window as any: coarse points are drawn until the fine ones are there. */
export const drawnStage = (
  stage: Stage,
  series: SeriesSnapshot,
  window: TimeRange,
  now: number,
): DrawnStage => {
  const shares = levels.map((level) => ({ level, share: shareAt(stage.series, level, series, window, now) }));
  const best = Math.max(...shares.map(({ share }) => share));
  const { level } = shares.find(({ share }) => share >= best - sameShare) ?? { level: 'live' as const };
  const specs = new Map(
    stage.series.map((spec) => {
      const id = idAt(spec, level);
      const periodSeconds = stateOf(series, spec, id)?.spec.periodSeconds ?? periodAt(spec, level);
      return [spec.id, { ...spec, id, periodSeconds }];
    }),
  );
  const found = searchedIn(series);
  const trim = (points: readonly Point[], spec: SeriesSpec) =>
    trimmed(points, window, spec.periodSeconds * 1000);
  return {
    stage: { ...stage, series: [...specs].map(([id, spec]) => ({ ...spec, id })) },
    pointsOf: (id) => {
      const spec = specs.get(id);
      return spec === undefined ? [] : trim(series.get(spec.id)?.points ?? [], spec);
    },
    searched: (id) => {
      const spec = specs.get(id);
      return spec?.query.kind !== 'expression'
        ? []
        : found(spec.id).map((one) => ({ ...one, points: trim(one.points, spec) }));
    },
    complete: best > 1 - sameShare,
  };
};
