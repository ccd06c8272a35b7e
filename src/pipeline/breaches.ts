/** When stages' health turned, from their points alone: what has been measured is judged again as it was known then. */
import type { Point } from '../observation/metrics.ts';
import { type Origin, originOf } from '../origin.ts';
import { coveredMs } from '../ranges.ts';
import type { AnsweredPointsOf } from './derive.ts';
import { judgeStage } from './health.ts';
import type { Health, Stage } from './stage.ts';

/** A stage's health turned warn or bad, or well again. */
export type Breach = Origin & {
  readonly type: 'breach';
  readonly stage: string;
  /** Start of the bucket that turned it: where the graphs show it. */
  readonly at: number;
  readonly to: 'ok' | 'warn' | 'bad';
  /** The reason in words; of a stage that is well again, what was wrong. */
  readonly why: string;
  /** Of a stage that is well again: how long it was not. */
  readonly lastedMs?: number;
};

const minuteMs = 60_000;
/** What is looked at is the last six hours: judging a day of fifteen stages would hold up a frame. */
const lookBackMs = 6 * 3_600_000;
/** Before so many buckets are known the first of them decide alone. */
const leastBuckets = 5;

/** Index of the first point from a time on. */
const firstFrom = (points: readonly Point[], at: number): number => {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
};

type Judged = { readonly seen: string; readonly health: Health; readonly why: string };

/** The moments at which a stage is judged, and by which points. */
const judgedBy = (stage: Stage, knownOf: AnsweredPointsOf) => {
  const known = stage.series.map(({ id, periodSeconds, missing }) => {
    const { points, whole } = knownOf(id);
    return {
      id,
      points: points.filter(({ settled }) => settled),
      whole,
      periodMs: periodSeconds * 1000,
      isCounter: missing === 'zero',
    };
  });
  const periods = known.map(({ periodMs }) => periodMs);
  const stepMs = Math.max(minuteMs, Math.min(...periods));
  /** Judging looks back over a dozen buckets, and over the minutes that AWS may be late. */
  const windowMs = 12 * Math.max(minuteMs, ...periods) + 5 * minuteMs;
  const ends = known.flatMap(({ points, periodMs }) =>
    points.map(({ at }) => Math.ceil((at + periodMs) / stepMs) * stepMs),
  );
  const newest = ends.reduce((most, end) => Math.max(most, end), 0);
  const instants = [...new Set(ends)].filter((end) => end > newest - lookBackMs).sort((a, b) => a - b);
  /** Where in each series the points stand that were known at an instant. */
  const windowsAt = (instant: number): readonly (readonly [number, number])[] =>
    known.map(({ points, periodMs }) => [
      firstFrom(points, instant - windowMs),
      firstFrom(points, instant - periodMs + 1),
    ]);
  /** How much of each counter was answered of what an instant looks back on: where it was, no point is a zero. */
  const answeredAt = (instant: number): readonly number[] =>
    known.map(({ whole, isCounter }) => {
      if (!isCounter) return 0;
      const window = { from: instant - windowMs, to: instant };
      const isWhole = whole.some(({ from, to }) => from <= window.from && to >= window.to);
      return isWhole ? windowMs : coveredMs(window, whole);
    });
  return { known, stepMs, instants, windowsAt, answeredAt };
};

/**
 * Finds every turn of a stage's health in the points that are known of it, oldest first. At each minute the stage is judged
 * by the buckets that had ended by then; a minute of which nothing is known turns nothing. The same points give the same
 * turns, in whatever pieces they came; what was judged by them before is remembered.
 */
export const createBreachFinder = (stage: Stage): ((knownOf: AnsweredPointsOf) => readonly Breach[]) => {
  let before: ReadonlyMap<number, Judged> = new Map();
  return (knownOf) => {
    const { known, stepMs, instants, windowsAt, answeredAt } = judgedBy(stage, knownOf);
    const judged = new Map<number, Judged>();
    for (const instant of instants) {
      const windows = windowsAt(instant);
      // Settled points stay as they are: as many of them are the same ones.
      const seen = [...windows.map(([from, to]) => to - from), ...answeredAt(instant)].join(' ');
      const remembered = before.get(instant);
      if (remembered?.seen === seen) {
        judged.set(instant, remembered);
        continue;
      }
      const then = new Map(
        known.map(({ id, points, whole }, index) => {
          const [from, to] = windows[index] ?? [0, 0];
          return [id, { points: points.slice(from, to), whole }];
        }),
      );
      const { health, why } = judgeStage(stage, (id) => then.get(id) ?? { points: [], whole: [] }, instant);
      judged.set(instant, { seen, health, why });
    }
    before = judged;
    return turnsOf(stage, judged, stepMs);
  };
};

/** A pure fold over what was judged: each turn from well to not well, from bad to worse, and back. */
const turnsOf = (stage: Stage, judged: ReadonlyMap<number, Judged>, stepMs: number): readonly Breach[] => {
  const turns: Breach[] = [];
  let now: Pick<Judged, 'health' | 'why'> | undefined;
  let since = 0;
  let nth = 0;
  for (const [instant, { health, why }] of judged) {
    nth += 1;
    if (health === 'unknown' || health === now?.health || nth < leastBuckets) continue;
    const at = instant - stepMs;
    const turn = { type: 'breach', stage: stage.name, at, ...originOf(stage) } as const;
    if (health !== 'ok') turns.push({ ...turn, to: health, why });
    // That it is well is no news, unless it was not.
    else if (now !== undefined) turns.push({ ...turn, to: 'ok', why: now.why, lastedMs: at - since });
    if (now === undefined || now.health === 'ok') since = at;
    now = { health, why };
  }
  return turns;
};
