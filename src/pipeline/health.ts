/** Is a stage well? The kind's rules and the user's, on settled buckets only, with the reason in words. */

import { formatDuration, formatUnit } from '../format.ts';
import type { Point, SeriesUnit } from '../observation/metrics.ts';
import { originOf } from '../origin.ts';
import type { Objectives, Rule } from './catalogue/kind.ts';
import { kindOf } from './catalogue/kinds.ts';
import { type AnsweredPointsOf, type Figure, stageFigures } from './derive.ts';
import type { BrokenFigure, FigureTime, Stage, StageHealth } from './stage.ts';

/** Buckets that a rule looks at; of periods below a minute, a minute of them. */
export const judgedBuckets = (periodSeconds: number): number => Math.max(5, Math.ceil(60 / periodSeconds));
const usualAtLeast = 3;

/** Buckets over the limit that break a rule, of so many that are known: three of five minutes; of a series by the second, the same share of the minute. */
export const neededBreaches = (
  { atLeast = usualAtLeast }: Rule,
  periodSeconds: number,
  known: number,
): number => (atLeast === 1 || periodSeconds >= 60 ? atLeast : (known * atLeast) / 5);

/** AWS may deliver as late as this. */
const lateMs = 5 * 60_000;
/** A figure that is older by more of its periods says its age. */
const oldPeriods = 2;

/** Points older than this say nothing of now: five periods, and the minutes that AWS may deliver late. */
const currentMs = (periodSeconds: number): number => 5 * periodSeconds * 1000 + lateMs;

/** By its name: AWS tells no other way with our clients. */
export const isDeadLetterQueue = (name: string): boolean =>
  /(dlq|dead[-_]?letters?([-_]?queue)?)$/i.test(name);

const objectiveIn = (
  objectives: Objectives,
  name: keyof Objectives,
  unit: SeriesUnit,
): number | undefined => {
  const value = objectives[name];
  if (value === undefined) return undefined;
  if (name === 'latencyMs') return unit === 's' ? value / 1000 : value;
  if (name === 'lagSeconds') return unit === 'ms' ? value * 1000 : value;
  return value;
};

/** The limit of a rule for this stage, in the unit of its series; undefined where it waits for an objective that is not set. */
export const limitOf = (rule: Rule, objectives: Objectives, unit: SeriesUnit): number | undefined => {
  const objective = rule.objective && objectiveIn(objectives, rule.objective, unit);
  return objective === undefined ? rule.limit : objective * (rule.times ?? 1);
};

/** The kind's rules and those of the file, which come first: the user knows better. */
export const rulesOf = (stage: Stage): readonly Rule[] => {
  const own = (stage.rules ?? []).map(
    (rule): Rule => ({
      ...rule,
      words: stage.series.find(({ key }) => key === rule.series)?.label ?? rule.series,
    }),
  );
  const queue = stage.dimensions['QueueName'] ?? stage.name;
  return [...own, ...kindOf(stage).rules].filter(
    ({ only }) => only === undefined || isDeadLetterQueue(queue),
  );
};

const bucketWords = (periodSeconds: number): string => {
  if (periodSeconds === 60) return 'minutes';
  if (periodSeconds === 1) return 'seconds';
  const long = periodSeconds % 60 === 0;
  return `periods of ${long ? periodSeconds / 60 : periodSeconds} ${long ? 'minutes' : 'seconds'}`;
};

/** The settled points of the last few buckets, counted back from `newest`. */
const recent = ({ points, periodSeconds }: Figure, newest: number): readonly Point[] => {
  const from = newest - (judgedBuckets(periodSeconds) - 1) * periodSeconds * 1000;
  return points.filter(({ at, settled, value }) => settled && at >= from && Number.isFinite(value));
};

/** The reason when the rule is broken, and for what must never happen how much of it there was: it may be over by now. */
const brokenBecause = (
  rule: Rule,
  figure: Figure,
  newest: number,
  limit: number,
):
  | { readonly why: string; readonly happened?: string; readonly last: Point; readonly isNow: boolean }
  | undefined => {
  const known = recent(figure, newest);
  const breaches = known.filter(({ value }) => (rule.comparison === '<' ? value < limit : value > limit));
  const last = breaches.at(-1);
  const { periodSeconds, unit } = figure;
  const needed = neededBreaches(rule, periodSeconds, known.length);
  if (last === undefined || breaches.length < Math.min(needed, known.length)) return undefined;
  const value = formatUnit(last.value, unit);
  const isNow = last === known.at(-1);
  const share = `${breaches.length} of ${known.length} ${bucketWords(periodSeconds)}`;
  if (limit === 0 && rule.comparison !== '<') {
    return { why: `${rule.words}: ${value}, in ${share}`, happened: value, last, isNow };
  }
  return {
    why: `${rule.words} ${value} ${rule.comparison ?? '>'} ${formatUnit(limit, unit)} for ${share}`,
    last,
    isNow,
  };
};

/** The points from a moment on, found from the end: a store holds many more. */
const since = (points: readonly Point[], from: number): readonly Point[] =>
  points.slice(points.findLastIndex(({ at }) => at < from) + 1);

/** Fills the figures into a template; undefined when one of them is not known. */
const fillIn = (template: string, text: (key: string) => string | undefined): string | undefined => {
  let complete = true;
  const filled = template.replace(/\{(\w+)\}/g, (_, key: string) => {
    const figure = text(key);
    complete &&= figure !== undefined;
    return figure ?? '';
  });
  return complete ? filled : undefined;
};

/**
 * Judges a stage as of `now` (epoch milliseconds). `knownOf` gives a series by its id, as CloudWatch told of it. A stage without a settled point of late is `unknown`: no news is not good news.
 */
export const judgeStage = (stage: Stage, knownOf: AnsweredPointsOf, now: number): StageHealth => {
  const kind = kindOf(stage);
  const longest = Math.max(60, ...stage.series.map(({ periodSeconds }) => periodSeconds));
  // One bucket more than is judged, so that the first can be compared with the one before.
  const from = now - currentMs(longest) - (judgedBuckets(longest) + 1) * longest * 1000;
  const figureOf = stageFigures(stage, (id) => {
    const { points, whole } = knownOf(id);
    return { points: since(points, from), whole };
  });

  /** Start of the newest settled bucket of each period, over all series: the "now" that a rule counts back from. */
  const newest = new Map<number, number>();
  let lastSeen: number | undefined;
  for (const { id, periodSeconds } of stage.series) {
    const at = knownOf(id).points.findLast(({ settled }) => settled)?.at;
    if (at === undefined) continue;
    lastSeen = Math.max(lastSeen ?? at, at);
    if (now - at <= currentMs(periodSeconds)) {
      newest.set(periodSeconds, Math.max(newest.get(periodSeconds) ?? at, at));
    }
  }
  const newestPoint = (key: string | undefined): Point | undefined => {
    const figure = key === undefined ? undefined : figureOf(key);
    const at = figure && newest.get(figure.periodSeconds);
    return figure && at !== undefined ? recent(figure, at).at(-1) : undefined;
  };
  const latest = (key: string | undefined): number | undefined => newestPoint(key)?.value;
  /** Of when a figure is: held against what its period should have brought by now. */
  const timeOf = (key: string): readonly FigureTime[] => {
    const at = newestPoint(key)?.at;
    const periodSeconds = figureOf(key)?.periodSeconds;
    if (at === undefined || periodSeconds === undefined) return [];
    const periodMs = periodSeconds * 1000;
    const expected = Math.max(newest.get(periodSeconds) ?? at, now - lateMs - periodMs);
    return [{ upTo: at + periodMs, periodMs, isOld: expected - at > oldPeriods * periodMs }];
  };
  const textOf = (key: string): string | undefined => {
    const value = latest(key);
    return value === undefined ? undefined : formatUnit(value, figureOf(key)?.unit ?? 'none');
  };

  const broken = rulesOf(stage).flatMap((rule) => {
    const figure = figureOf(rule.series);
    const at = figure && newest.get(figure.periodSeconds);
    const limit = figure && limitOf(rule, stage.objectives, figure.unit);
    if (figure === undefined || at === undefined || limit === undefined) return [];
    const broken = brokenBecause(rule, figure, at, limit);
    return broken === undefined ? [] : [{ rule, limit, unit: figure.unit, ...broken }];
  });
  const worst = broken.find(({ rule }) => rule.level === 'bad') ?? broken[0];

  const silence =
    lastSeen === undefined ? 'no settled point yet' : `no data for ${formatDuration(now - lastSeen)}`;
  const wrong =
    worst?.rule.headline &&
    fillIn(worst.rule.headline, (key) =>
      key === worst.rule.series ? (worst.happened ?? textOf(key)) : textOf(key),
    );
  const lagKey = kind.lag?.find((key) => latest(key) !== undefined);
  const lag = latest(lagKey);
  const lagUnit = lagKey === undefined ? undefined : figureOf(lagKey)?.unit;
  const rate = latest(kind.rate);
  const errorRatePercent = latest(kind.errorRate);
  const shown: Headline =
    wrong !== undefined && wrong !== '' && worst?.rule.headline !== undefined
      ? { text: wrong, keys: keysIn(worst.rule.headline) }
      : (firstFilled(kind.headline, textOf) ?? firstOwnFigure(stage, textOf));
  const [headlineOf] = shown.keys.flatMap(timeOf).sort((one, other) => one.upTo - other.upTo);
  const [rateOf] = kind.rate === undefined ? [] : timeOf(kind.rate);
  const seenUpTo = Math.max(
    ...stage.series.map(({ id, periodSeconds }) => {
      const at = knownOf(id).points.findLast(({ settled }) => settled)?.at;
      return at === undefined ? Number.NEGATIVE_INFINITY : at + periodSeconds * 1000;
    }),
  );
  return {
    name: stage.name,
    kind: stage.kind,
    ...originOf(stage),
    health: newest.size === 0 ? 'unknown' : (worst?.rule.level ?? 'ok'),
    why: newest.size === 0 ? silence : (worst?.why ?? ''),
    ...(worst === undefined || newest.size === 0 ? {} : { broken: brokenFigure(worst, textOf) }),
    ...(rate === undefined ? {} : { rate }),
    ...(errorRatePercent === undefined ? {} : { errorRatePercent }),
    ...(lag === undefined ? {} : { lagSeconds: lagUnit === 'ms' ? lag / 1000 : lag }),
    headline: shown.text,
    ...(rateOf === undefined ? {} : { rateOf }),
    ...(headlineOf === undefined ? {} : { headlineOf }),
    ...(Number.isFinite(seenUpTo) ? { seenUpTo } : {}),
  };
};

/** Figures in words, and the keys of those that stand in it. */
type Headline = { readonly text: string; readonly keys: readonly string[] };

const keysIn = (template: string): readonly string[] =>
  [...template.matchAll(/\{(\w+)\}/g)].flatMap(([, key]) => key ?? []);

const firstFilled = (
  templates: readonly string[],
  textOf: (key: string) => string | undefined,
): Headline | undefined => {
  for (const template of templates) {
    const text = fillIn(template, textOf);
    if (text !== undefined) return { text, keys: keysIn(template) };
  }
  return undefined;
};

type Broken = {
  readonly rule: Rule;
  readonly limit: number;
  readonly unit: SeriesUnit;
  readonly last: Point;
  readonly isNow: boolean;
};

/** `errors 43 % > 2 %`, by the rule's own headline; of what must never happen how much of it there was. */
const brokenFigure = (
  { rule, limit, unit, last, isNow }: Broken,
  textOf: (key: string) => string | undefined,
): BrokenFigure => {
  const value = formatUnit(last.value, unit);
  const { headline = `${rule.words} {${rule.series}}` } = rule;
  const when = { at: last.at, isNow };
  if (limit === 0 && rule.comparison !== '<') {
    const filled = fillIn(headline, (key) => (key === rule.series ? value : textOf(key)));
    return { label: '', figure: filled ?? `${rule.words} ${value}`, ...when };
  }
  const own = headline.replace(`{${rule.series}}`, '').trim();
  const figure = `${value} ${rule.comparison ?? '>'} ${formatUnit(limit, unit)}`;
  return { label: own.includes('{') || own === headline ? rule.words : own, figure, ...when };
};

/** A stage whose kind knows no headline shows the first of its own series that has a figure. */
const firstOwnFigure = (stage: Stage, textOf: (key: string) => string | undefined): Headline => {
  const none: Headline = { text: '', keys: [] };
  if (kindOf(stage).headline.length > 0) return none;
  for (const { key, label } of stage.series) {
    const text = textOf(key);
    if (text !== undefined) return { text: `${label} ${text}`, keys: [key] };
  }
  return none;
};
