/**
 * Judges the rules of a stage over all points that are held of it (issue 14): the one judging from which the timeline's turns, the
 * `since` of a stage and the breaches of a story come. The same points give the same answer, in whatever pieces and order they came.
 * What is remembered only saves work: points that stayed as they were are not walked over again.
 */
import type { Point, SeriesUnit } from '../observation/metrics.ts';
import { clipRanges, type TimeRange } from '../ranges.ts';
import type { Rule } from './catalogue/kind.ts';
import { type AnsweredPoints, type AnsweredPointsOf, type Figure, stageFigures } from './derive.ts';
import { judgedBuckets, limitOf, rulesOf } from './health.ts';
import { type BrokenSpan, type RuleWalk, spansOf, startOfWalk, walkOn } from './rule-walk.ts';
import type { Stage } from './stage.ts';

/** A rule that has something to judge, and when it was broken. */
export type JudgedRule = {
  readonly rule: Rule;
  /** In the unit of its series. */
  readonly limit: number;
  readonly unit: SeriesUnit;
  readonly periodSeconds: number;
  readonly spans: readonly BrokenSpan[];
  /** The newest settled points of its series, a few. */
  readonly late: readonly Point[];
};

export type Judgement = {
  readonly rules: readonly JudgedRule[];
  /** The stage's figures of late: of as much as was walked over anew. */
  readonly figureOf: (key: string) => Figure | undefined;
};

/** Walks up to a moment before which nothing is expected to change: AWS is asked again for the newest five buckets alone. */
type Checkpoint = { readonly at: number; readonly walks: ReadonlyMap<Rule, RuleWalk> };

type Memory = {
  readonly stage: Stage;
  readonly rules: readonly Rule[];
  readonly known: readonly AnsweredPoints[];
  readonly checkpoint: Checkpoint | undefined;
  readonly judgement: Judgement;
};

const minuteMs = 60_000;
const buckets = 6;
const leastRestMs = 10 * minuteMs;

const isSamePoint = (a: Point | undefined, b: Point | undefined): boolean =>
  a === b || (a?.at === b?.at && a?.value === b?.value && a?.settled === b?.settled);

/** True where these hold the same before a moment, but for what has been let go of at the beginning. */
const isSameBefore = (before: readonly Point[], now: readonly Point[], at: number): boolean => {
  const [first] = now;
  const gone = first === undefined ? 0 : before.findIndex((point) => point.at >= first.at);
  if (gone < 0) return before.length === 0 || (first?.at ?? at) >= at;
  // Most are the very same objects.
  let index = 0;
  while (index < now.length && before[gone + index] === now[index]) index += 1;
  for (; ; index += 1) {
    const then = before[gone + index];
    const one = now[index];
    const isPast = one === undefined || one.at >= at;
    if (isPast || then === undefined || then.at >= at) {
      return isPast && (then === undefined || then.at >= at);
    }
    if (!isSamePoint(then, one)) return false;
  }
};

const isSameRanges = (a: readonly TimeRange[], b: readonly TimeRange[]): boolean =>
  a === b ||
  (a.length === b.length && a.every(({ from, to }, nth) => from === b[nth]?.from && to === b[nth]?.to));

const isStill = (memory: Memory, known: readonly AnsweredPoints[], at: number): boolean => {
  const from = known.reduce((least, { points: [first] }) => Math.min(least, first?.at ?? least), at);
  return known.every(({ points, whole }, nth) => {
    const before = memory.known[nth];
    return (
      before !== undefined &&
      (before.points === points || isSameBefore(before.points, points, at)) &&
      isSameRanges(clipRanges(before.whole, { from, to: at }), clipRanges(whole, { from, to: at }))
    );
  });
};

/** Points from a moment on, found from the end: a store holds many more. */
const pointsFrom = (points: readonly Point[], from: number): readonly Point[] =>
  points.slice(points.findLastIndex(({ at }) => at < from) + 1);

const settledOf = ({ points }: Figure): readonly Point[] =>
  points.filter(({ settled, value }) => settled && Number.isFinite(value));

/** Longest of its periods: what is remembered ends between buckets of every series. */
const longestMs = (stage: Stage): number =>
  stage.series.reduce((most, { periodSeconds }) => Math.max(most, periodSeconds * 1000), minuteMs);

const nextCheckpoint = (stage: Stage, known: readonly AnsweredPoints[]): number | undefined => {
  const newest = known.reduce((most, { points }) => Math.max(most, points.at(-1)?.at ?? most), 0);
  if (newest === 0) return undefined;
  const periodMs = longestMs(stage);
  return Math.floor((newest - Math.max(leastRestMs, buckets * periodMs)) / periodMs) * periodMs;
};

/** A rule that waits for an objective that is not set judges nothing. */
const isInUse = ({ limit, objective }: Rule, { objectives }: Stage): boolean =>
  limit !== undefined || (objective !== undefined && objectives[objective] !== undefined);

/** Walks on from `from` with what is known since; as far as `upTo` it is remembered. */
const walked = (
  { stage, rules }: Pick<Memory, 'stage' | 'rules'>,
  known: readonly AnsweredPoints[],
  from: Checkpoint | undefined,
  upTo: number | undefined,
): Pick<Memory, 'checkpoint' | 'judgement'> => {
  // A rise is counted from the bucket before.
  const since = from && from.at - 2 * longestMs(stage);
  const byId = new Map(
    stage.series.map(({ id }, nth): readonly [string, AnsweredPoints] => {
      const one = known[nth] ?? { points: [], whole: [] };
      return [id, since === undefined ? one : { ...one, points: pointsFrom(one.points, since) }];
    }),
  );
  const figureOf = stageFigures(stage, (id) => byId.get(id) ?? { points: [], whole: [] });
  const settled = new Map<string, readonly Point[]>();
  const pointsOf = (figure: Figure): readonly Point[] => {
    const before = settled.get(figure.key);
    const points = before ?? settledOf(figure).filter(({ at }) => from === undefined || at >= from.at);
    settled.set(figure.key, points);
    return points;
  };
  const walks = new Map<Rule, RuleWalk>();
  let isWhole = true;
  const judged = rules.flatMap((rule): JudgedRule[] => {
    const figure = figureOf(rule.series);
    const limit = figure && limitOf(rule, stage.objectives, figure.unit);
    if (figure === undefined || limit === undefined) return [];
    const { unit, periodSeconds } = figure;
    const points = pointsOf(figure);
    const begun = from?.walks.get(rule) ?? startOfWalk;
    const cut = upTo === undefined ? 0 : points.findLastIndex(({ at }) => at < upTo) + 1;
    const seen = begun.seen + cut;
    // The first few are judged by how many there are in all: what is cut off must be as many.
    const canCut = seen === 0 || seen >= judgedBuckets(periodSeconds);
    isWhole &&= canCut;
    const first = canCut ? walkOn(begun, points.slice(0, cut), rule, limit, periodSeconds) : begun;
    walks.set(rule, first);
    const last = walkOn(first, canCut ? points.slice(cut) : points, rule, limit, periodSeconds);
    return [{ rule, limit, unit, periodSeconds, spans: spansOf(last), late: last.late }];
  });
  return {
    checkpoint: upTo === undefined || !isWhole ? from : { at: upTo, walks },
    judgement: { rules: judged, figureOf },
  };
};

/** A judge of one stage; it begins anew where the stage is another object. */
export const createRuleJudge = (): ((stage: Stage, knownOf: AnsweredPointsOf) => Judgement) => {
  let memory: Memory | undefined;
  return (stage, knownOf) => {
    const known = stage.series.map(({ id }) => knownOf(id));
    const before = memory?.stage === stage ? memory : undefined;
    const isSame = before?.known.every(
      ({ points, whole }, nth) => points === known[nth]?.points && whole === known[nth]?.whole,
    );
    if (before !== undefined && isSame === true) return before.judgement;
    const rules = before?.rules ?? rulesOf(stage).filter((rule) => isInUse(rule, stage));
    const checkpoint =
      before?.checkpoint !== undefined && isStill(before, known, before.checkpoint.at)
        ? before.checkpoint
        : undefined;
    const next = nextCheckpoint(stage, known);
    const upTo = next !== undefined && next > (checkpoint?.at ?? 0) ? next : undefined;
    const { judgement, checkpoint: reached } = walked({ stage, rules }, known, checkpoint, upTo);
    memory = { stage, rules, known, checkpoint: reached, judgement };
    return judgement;
  };
};
