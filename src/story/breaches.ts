/** The breaches of a stage, from what the judge of its rules says (issue 14): with a sign, a reason and the figures of now beside them. */
import { formatUnit } from '../format.ts';
import type { Point } from '../observation/metrics.ts';
import { originOf } from '../origin.ts';
import { limitWords } from '../pipeline/breaches.ts';
import { kindOf } from '../pipeline/catalogue/kinds.ts';
import type { JudgedRule, Judgement } from '../pipeline/rule-judge.ts';
import type { BrokenSpan } from '../pipeline/rule-walk.ts';
import { signOf } from '../pipeline/signs.ts';
import type { Stage } from '../pipeline/stage.ts';
import type { RuleBreach } from './story.ts';

/** A breach, and what telling needs of it beside. */
export type Breach = RuleBreach & {
  /** Length of the series' bucket. */
  readonly periodMs: number;
  /** End of the bucket with which the rule was first broken. */
  readonly brokenAt: number;
  /** Points since the onset, the first of them over the limit, and the newest of the series. */
  readonly count: number;
  readonly early: readonly Point[];
  readonly late: readonly Point[];
  readonly runbook?: string;
};

type Judged = JudgedRule & { readonly span: BrokenSpan };

const isTogether = (a: BrokenSpan, b: BrokenSpan): boolean =>
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

const breachOf = (stage: Stage, group: readonly Judged[], beside: readonly string[]): Breach | undefined => {
  const [first] = [...group].sort(
    (a, b) => a.span.from - b.span.from || Math.abs(a.limit) - Math.abs(b.limit),
  );
  if (first === undefined) return undefined;
  const { rule, limit, unit, periodSeconds, span, late } = first;
  const isOn = group.some(({ span: one }) => one.until === undefined);
  const until = isOn ? undefined : Math.max(...group.map(({ span: one }) => one.until ?? 0));
  const counting = isOn ? group.filter(({ span: one }) => one.until === undefined) : group;
  // Of a breach that is over what it was at last; of a queue's letters there may be none left.
  const now = (isOn ? late.at(-1) : undefined) ?? span.lastOver;
  const sign = signOf(rule, unit);
  const queue = sign === 'deadLetters' ? stage.deadLetterQueue : undefined;
  const runbook = group.find(({ rule: one }) => one.runbook !== undefined)?.rule.runbook ?? stage.runbook;
  return {
    ...originOf(stage),
    stage: stage.name,
    series: rule.series,
    sign,
    ...(queue === undefined ? {} : { queue }),
    beside: isOn && waiting.has(sign) ? beside : [],
    level: counting.some(({ rule: one }) => one.level === 'bad') ? 'bad' : 'warn',
    since: span.from,
    isOlder: span.isOlder,
    until,
    value: now.value,
    valueAtOnset: (span.early[0] ?? now).value,
    limit,
    comparison: rule.comparison ?? '>',
    unit,
    why: limitWords(rule, limit, unit, now.value),
    alarms: [],
    periodMs: periodSeconds * 1000,
    brokenAt: Math.min(...group.map(({ span: one }) => one.brokenAt)),
    count: span.count,
    early: span.early,
    late,
    ...(runbook === undefined ? {} : { runbook }),
  };
};

const waiting: ReadonlySet<RuleBreach['sign']> = new Set(['age', 'depth', 'lag']);

/** How much waits, and how fast it goes: `1.5 k waiting`, `not draining, +4.5/s`. */
const backlogOf = (stage: Stage, { figureOf }: Judgement): readonly string[] =>
  Object.entries(kindOf(stage).derived).flatMap(([key, definition]) => {
    if (definition.how !== 'drain') return [];
    const backlog = figureOf(definition.backlog);
    const now = backlog?.points.findLast(({ settled, value }) => settled && Number.isFinite(value));
    if (backlog === undefined || now === undefined) return [];
    const drain = figureOf(key);
    const reason = drain?.reasons.findLast(({ at, settled }) => settled && at === now.at)?.text;
    const gone = drain?.points.findLast(({ at, settled }) => settled && at === now.at);
    const pace =
      reason ?? (gone === undefined ? undefined : `${drain?.label} ${formatUnit(gone.value, 's')}`);
    return [`${formatUnit(now.value, backlog.unit)} ${backlog.label}`, ...(pace === undefined ? [] : [pace])];
  });

/** All breaches in what was judged of a stage, those that are over too; by series, then oldest first. */
export const breachesOf = (stage: Stage, judgement: Judgement): readonly Breach[] => {
  const bySeries = new Map<string, Judged[]>();
  for (const one of judgement.rules) {
    if (one.spans.length === 0) continue;
    const judged = one.spans.map((span): Judged => ({ ...one, span }));
    bySeries.set(one.rule.series, [...(bySeries.get(one.rule.series) ?? []), ...judged]);
  }
  if (bySeries.size === 0) return [];
  const beside = backlogOf(stage, judgement);
  return [...bySeries.values()].flatMap((judged) =>
    joined(judged).flatMap((group) => breachOf(stage, group, beside) ?? []),
  );
};
