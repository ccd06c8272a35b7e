/** When stages' health turned, from their points alone: what the judge of their rules says, as turns on a line of time. */
import { formatUnit } from '../format.ts';
import type { SeriesUnit } from '../observation/metrics.ts';
import { type Origin, originOf } from '../origin.ts';
import type { Rule } from './catalogue/kind.ts';
import type { AnsweredPointsOf } from './derive.ts';
import { createRuleJudge, type JudgedRule, type Judgement } from './rule-judge.ts';
import { type BrokenSpan, isOverLimit } from './rule-walk.ts';
import type { Stage } from './stage.ts';

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

/** `error rate 43 % > 2 %`; of what must never happen `dead letters: 110`; of what is over `error rate back at 0 % (limit 2 %)`. */
export const limitWords = (rule: Rule, limit: number, unit: SeriesUnit, value: number): string => {
  const [figure, most] = [formatUnit(value, unit), formatUnit(limit, unit)];
  if (limit === 0 && rule.comparison !== '<') return `${rule.words}: ${figure}`;
  if (!isOverLimit(rule, limit, { value })) return `${rule.words} back at ${figure} (limit ${most})`;
  return `${rule.words} ${figure} ${rule.comparison ?? '>'} ${most}`;
};

type Broken = Pick<JudgedRule, 'rule' | 'limit' | 'unit'> & { readonly span: BrokenSpan };

const whyAtOnset = ({ rule, limit, unit, span }: Broken): string =>
  limitWords(rule, limit, unit, (span.early[0] ?? span.lastOver).value);

const isOnAt = ({ span }: Broken, at: number): boolean =>
  span.from <= at && at < (span.until ?? Number.POSITIVE_INFINITY);

/** Each turn from well to not well, to worse or better, and back, oldest first. */
const turnsOf = (stage: Stage, { rules }: Judgement): readonly Breach[] => {
  const broken = rules.flatMap(({ spans, ...judged }) => spans.map((span): Broken => ({ ...judged, span })));
  const moments = [...new Set(broken.flatMap(({ span }) => [span.from, span.until ?? span.from]))];
  const turns: Breach[] = [];
  let now: Pick<Breach, 'to' | 'why'> = { to: 'ok', why: '' };
  let since = 0;
  for (const at of moments.sort((a, b) => a - b)) {
    const on = broken.filter((one) => isOnAt(one, at));
    const worst = on.find(({ rule }) => rule.level === 'bad') ?? on[0];
    const to = worst?.rule.level ?? 'ok';
    if (to === now.to) continue;
    const turn = { type: 'breach', stage: stage.name, at, to, ...originOf(stage) } as const;
    const why = worst === undefined ? now.why : whyAtOnset(worst);
    turns.push(worst === undefined ? { ...turn, why, lastedMs: at - since } : { ...turn, why });
    if (now.to === 'ok') since = at;
    now = { to, why };
  }
  return turns;
};

/**
 * Finds every turn of a stage's health in the points that are known of it, oldest first: from the onset of a breach to its end, five
 * good periods long. The same points give the same turns, in whatever pieces they came.
 */
export const createBreachFinder = (stage: Stage): ((knownOf: AnsweredPointsOf) => readonly Breach[]) => {
  const judge = createRuleJudge();
  return (knownOf) => turnsOf(stage, judge(stage, knownOf));
};
