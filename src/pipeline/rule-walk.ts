/**
 * When a rule was broken, in one walk over its settled points (issue 14): from its onset, the first point over the limit of the
 * window in which it first broke, until five good periods in a row. A gap neither ends nor extends it.
 */
import type { Point } from '../observation/metrics.ts';
import type { Rule } from './catalogue/kind.ts';
import { judgedBuckets, neededBreaches } from './health.ts';

/** A time for which a rule was broken. */
export type BrokenSpan = {
  /** The onset: start of the first bucket over the limit. */
  readonly from: number;
  /** True where that is the first point that is held: it began before. */
  readonly isOlder: boolean;
  /** End of the bucket with which the rule was first broken. */
  readonly brokenAt: number;
  /** Start of the first good bucket of those that ended it; undefined while it is not over. */
  readonly until: number | undefined;
  /** Points since the onset. */
  readonly count: number;
  /** The first of them that were over the limit, a few. */
  readonly early: readonly Point[];
  /** The newest that was over the limit. */
  readonly lastOver: Point;
};

type OpenSpan = Omit<BrokenSpan, 'until'>;

/** Where a walk stands: it goes on from there with the points that follow. */
export type RuleWalk = {
  /** Points walked over. */
  readonly seen: number;
  readonly firstAt: number | undefined;
  /** Those that may still break it; what belongs to a span that is over is in none. */
  readonly window: readonly Point[];
  readonly open: OpenSpan | undefined;
  /** Good buckets in a row since the newest that was not. */
  readonly goodFrom: number | undefined;
  readonly good: number;
  readonly spans: readonly BrokenSpan[];
  /** The newest points, a few. */
  readonly late: readonly Point[];
};

export const startOfWalk: RuleWalk = {
  seen: 0,
  firstAt: undefined,
  window: [],
  open: undefined,
  goodFrom: undefined,
  good: 0,
  spans: [],
  late: [],
};

/** Of a rule that is broken again and again, the last ones. */
const mostSpans = 200;

/** So many points of a span's beginning and of the end of the series tell how it goes. */
export const fewPoints = 3;

export const isOverLimit = (
  { comparison }: Pick<Rule, 'comparison'>,
  limit: number,
  { value }: Pick<Point, 'value'>,
): boolean => (comparison === '<' ? value < limit : value > limit);

const opened = (window: readonly Point[], isOver: (point: Point) => boolean, at: number): OpenSpan => {
  const since = window.slice(window.findIndex(isOver));
  const [first = { at, value: Number.NaN, settled: true }] = since;
  return {
    from: first.at,
    isOlder: false,
    brokenAt: at,
    count: since.length,
    early: since.filter(isOver).slice(0, fewPoints),
    lastOver: since.findLast(isOver) ?? first,
  };
};

/** Goes on over these points, which follow those that were walked over, oldest first. `limit` is in their unit. */
export const walkOn = (
  walk: RuleWalk,
  points: readonly Point[],
  rule: Rule,
  limit: number,
  periodSeconds: number,
): RuleWalk => {
  if (points.length === 0) return walk;
  const periodMs = periodSeconds * 1000;
  const buckets = judgedBuckets(periodSeconds);
  const isOver = (point: Point): boolean => isOverLimit(rule, limit, point);
  const firstAt = walk.firstAt ?? points[0]?.at ?? 0;
  const seen = walk.seen + points.length;
  let { open, goodFrom, good } = walk;
  let window = [...walk.window];
  const spans = [...walk.spans];
  for (const point of points) {
    const over = isOver(point);
    if (open !== undefined) {
      if (over) {
        const early = open.early.length < fewPoints ? [...open.early, point] : open.early;
        open = { ...open, count: open.count + 1, early, lastOver: point };
        goodFrom = undefined;
        good = 0;
        continue;
      }
      open = { ...open, count: open.count + 1 };
      goodFrom ??= point.at;
      good += 1;
      if (good < buckets) continue;
      spans.push({ ...open, until: goodFrom });
      open = undefined;
      goodFrom = undefined;
      good = 0;
      // What was before is told: the next span has a window of its own.
      window = [point];
      continue;
    }
    const from = point.at - (buckets - 1) * periodMs;
    while ((window[0]?.at ?? from) < from) window.shift();
    window.push(point);
    // At the beginning of what is held a window is not whole: its first point alone must not break it, unless there are no more.
    const known = from < firstAt ? Math.min(seen, buckets) : window.length;
    const breaching = window.filter(isOver).length;
    if (breaching === 0 || breaching < Math.min(neededBreaches(rule, periodSeconds, known), known)) continue;
    const span = opened(window, isOver, point.at + periodMs);
    open = { ...span, isOlder: span.from === firstAt };
    const wellSince = window.slice(window.lastIndexOf(span.lastOver) + 1);
    goodFrom = wellSince[0]?.at;
    good = wellSince.length;
    window = [];
  }
  const late = [...walk.late, ...points.slice(-fewPoints)].slice(-fewPoints);
  return { seen, firstAt, window, open, goodFrom, good, spans: spans.slice(-mostSpans), late };
};

/** All spans of a walk, oldest first; the last one is on where it has no end. */
export const spansOf = ({ spans, open }: RuleWalk): readonly BrokenSpan[] =>
  open === undefined ? spans : [...spans, { ...open, until: undefined }];
