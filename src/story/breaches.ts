/**
 * When each rule of a stage was broken, from settled points alone (issue 14): from its onset, the first point over the limit of the
 * window in which it first broke, until five good periods in a row. A gap neither ends nor extends it. The same points give
 * the same breaches, in whatever order they came.
 */
import { formatUnit } from '../format.ts';
import type { Point } from '../observation/metrics.ts';
import { originOf } from '../origin.ts';
import type { Rule } from '../pipeline/catalogue/kind.ts';
import { kinds } from '../pipeline/catalogue/kinds.ts';
import type { AnsweredPointsOf, Figure } from '../pipeline/derive.ts';
import { stageFigures } from '../pipeline/derive.ts';
import { judgedBuckets, limitOf, neededBreaches, rulesOf } from '../pipeline/health.ts';
import { signOf } from '../pipeline/signs.ts';
import type { Stage } from '../pipeline/stage.ts';
import type { RuleBreach } from './story.ts';

/** A breach, and what telling needs of it beside. */
export type Breach = RuleBreach & {
  /** Length of the series' bucket. */
  readonly periodMs: number;
  /** End of the bucket with which the rule was first broken. */
  readonly brokenAt: number;
  /** Since the onset, oldest first, no older than is held. */
  readonly points: readonly Point[];
  readonly runbook?: string;
};

type Span = {
  readonly from: number;
  /** Index of the first point over the limit. */
  readonly first: number;
  readonly brokenAt: number;
  readonly until: number | undefined;
};

const isOver = ({ comparison }: Rule, limit: number, { value }: Point): boolean =>
  comparison === '<' ? value < limit : value > limit;

/** The times for which a rule was broken: one walk over its points. */
const spansOf = (
  rule: Rule,
  limit: number,
  points: readonly Point[],
  periodSeconds: number,
): readonly Span[] => {
  const periodMs = periodSeconds * 1000;
  const buckets = judgedBuckets(periodSeconds);
  const spans: Span[] = [];
  let open: Omit<Span, 'until'> | undefined;
  let good: number[] = [];
  let start = 0;
  const begin = points[0]?.at ?? 0;
  for (const [index, point] of points.entries()) {
    if (open !== undefined) {
      good = isOver(rule, limit, point) ? [] : [...good, point.at];
      const [firstGood] = good;
      if (firstGood === undefined || good.length < buckets) continue;
      spans.push({ ...open, until: firstGood });
      open = undefined;
      good = [];
      // What was before is told: the next breach has a window of its own.
      start = index;
      continue;
    }
    const from = point.at - (buckets - 1) * periodMs;
    while ((points[start]?.at ?? point.at) < from) start += 1;
    const window = points.slice(start, index + 1);
    const over = window.filter((one) => isOver(rule, limit, one)).length;
    // At the beginning of what is held a window is not whole: it must not break by its first point alone, unless there are no more.
    const known = from < begin ? Math.min(points.length, buckets) : window.length;
    if (over === 0 || over < Math.min(neededBreaches(rule, periodSeconds, known), known)) continue;
    const first = start + window.findIndex((one) => isOver(rule, limit, one));
    open = { from: points[first]?.at ?? point.at, first, brokenAt: point.at + periodMs };
  }
  return open === undefined ? spans : [...spans, { ...open, until: undefined }];
};

type Judged = { readonly rule: Rule; readonly limit: number; readonly figure: Figure; readonly span: Span };

const settledOf = ({ points }: Figure): readonly Point[] =>
  points.filter(({ settled, value }) => settled && Number.isFinite(value));

/** Why, with the figure of now: `error rate 43 % > 2 %`, `messages in the dead-letter queue: 110`. */
const whyOf = ({ rule, limit, figure }: Judged, value: number): string => {
  const text = formatUnit(value, figure.unit);
  if (limit === 0 && rule.comparison !== '<') return `${rule.words}: ${text}`;
  if (!isOver(rule, limit, { at: 0, value, settled: true })) {
    return `${rule.words} back at ${text} (limit ${formatUnit(limit, figure.unit)})`;
  }
  return `${rule.words} ${text} ${rule.comparison ?? '>'} ${formatUnit(limit, figure.unit)}`;
};

const isTogether = (a: Span, b: Span): boolean =>
  a.from < (b.until ?? Number.POSITIVE_INFINITY) && b.from < (a.until ?? Number.POSITIVE_INFINITY);

/** Several rules on one series, a warning and what is bad, are one breach: since the first, as bad as the worst that is on. */
const joined = (judged: readonly Judged[]): readonly (readonly Judged[])[] => {
  const groups: Judged[][] = [];
  for (const one of [...judged].sort((a, b) => a.span.from - b.span.from)) {
    const group = groups.find((other) => other.some(({ span }) => isTogether(span, one.span)));
    if (group === undefined) groups.push([one]);
    else group.push(one);
  }
  return groups;
};

const breachOf = (
  stage: Stage,
  group: readonly Judged[],
  points: readonly Point[],
  beside: readonly string[],
): Breach | undefined => {
  const [first] = [...group].sort(
    (a, b) => a.span.from - b.span.from || Math.abs(a.limit) - Math.abs(b.limit),
  );
  const last = points.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const { rule, figure, limit, span } = first;
  const isOn = group.some(({ span: one }) => one.until === undefined);
  const until = isOn ? undefined : Math.max(...group.map(({ span: one }) => one.until ?? 0));
  const counting = isOn ? group.filter(({ span: one }) => one.until === undefined) : group;
  const since = points.slice(span.first).filter(({ at }) => until === undefined || at < until);
  const onset = since[0] ?? last;
  // Of a breach that is over what it was at last; of a queue's letters there may be none left.
  const now = until === undefined ? last : (since.findLast((point) => isOver(rule, limit, point)) ?? onset);
  const sign = signOf(rule, figure.unit);
  const queue = sign === 'deadLetters' ? stage.deadLetterQueue : undefined;
  const runbook = group.find(({ rule: one }) => one.runbook !== undefined)?.rule.runbook ?? stage.runbook;
  return {
    ...originOf(stage),
    stage: stage.name,
    series: figure.key,
    sign,
    ...(queue === undefined ? {} : { queue }),
    beside: isOn && waiting.has(sign) ? beside : [],
    level: counting.some(({ rule: one }) => one.level === 'bad') ? 'bad' : 'warn',
    since: span.from,
    isOlder: span.first === 0,
    until,
    value: now.value,
    valueAtOnset: onset.value,
    limit,
    comparison: rule.comparison ?? '>',
    unit: figure.unit,
    why: whyOf(first, now.value),
    alarms: [],
    periodMs: figure.periodSeconds * 1000,
    brokenAt: Math.min(...group.map(({ span: one }) => one.brokenAt)),
    points: since,
    ...(runbook === undefined ? {} : { runbook }),
  };
};

const waiting: ReadonlySet<RuleBreach['sign']> = new Set(['age', 'depth', 'lag']);

/** How much waits, and how fast it goes: `1.5 k waiting`, `not draining, +4.5/s`. */
const backlogOf = (stage: Stage, figureOf: (key: string) => Figure | undefined): readonly string[] =>
  Object.entries(kinds[stage.kind].derived).flatMap(([key, definition]) => {
    if (definition.how !== 'drain') return [];
    const backlog = figureOf(definition.backlog);
    const now = backlog && settledOf(backlog).at(-1);
    if (backlog === undefined || now === undefined) return [];
    const drain = figureOf(key);
    const reason = drain?.reasons.findLast(({ at, settled }) => settled && at === now.at)?.text;
    const gone = drain?.points.findLast(({ at, settled }) => settled && at === now.at);
    const pace =
      reason ?? (gone === undefined ? undefined : `${drain?.label} ${formatUnit(gone.value, 's')}`);
    return [`${formatUnit(now.value, backlog.unit)} ${backlog.label}`, ...(pace === undefined ? [] : [pace])];
  });

/** All breaches in the points that are held of a stage, those that are over too; by series, then oldest first. */
export const breachesOf = (stage: Stage, knownOf: AnsweredPointsOf): readonly Breach[] => {
  const figureOf = stageFigures(stage, knownOf);
  const bySeries = new Map<string, Judged[]>();
  for (const rule of rulesOf(stage)) {
    const figure = figureOf(rule.series);
    const limit = figure && limitOf(rule, stage.objectives, figure.unit);
    if (figure === undefined || limit === undefined) continue;
    const spans = spansOf(rule, limit, settledOf(figure), figure.periodSeconds);
    const judged = spans.map((span) => ({ rule, limit, figure, span }));
    bySeries.set(rule.series, [...(bySeries.get(rule.series) ?? []), ...judged]);
  }
  const beside = backlogOf(stage, figureOf);
  return [...bySeries.values()].flatMap((judged) =>
    joined(judged).flatMap((group) => {
      const [one] = group;
      const breach = one && breachOf(stage, group, settledOf(one.figure), beside);
      return breach === undefined ? [] : [breach];
    }),
  );
};
