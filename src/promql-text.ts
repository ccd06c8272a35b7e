/** PromQL as text, as far as it matters to who asks: how far back it looks. Pure; CloudWatch evaluates. */

const quoted = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/g;
const comment = /#[^\n]*/g;

const secondsOf: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/** `1h30m` in seconds. */
const durationSeconds = (text: string): number =>
  [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])/g)].reduce(
    (sum, [, count, unit = 's']) => sum + Number(count) * (secondsOf[unit] ?? 0),
    0,
  );

/** A selector without a range takes the newest sample of so long (Prometheus' lookback). */
const usualSeconds = 300;

const ranges = /\[\s*((?:\d+(?:\.\d+)?(?:ms|[smhdwy]))+)/g;
const offsets = /\boffset\s+((?:\d+(?:\.\d+)?(?:ms|[smhdwy]))+)/gi;

/** How far before a moment an evaluation may look, in seconds: its longest range and offset together, five minutes at least. */
export const lookbackSeconds = (query: string): number => {
  const text = query.replace(quoted, '').replace(comment, '');
  const longest = (pattern: RegExp): number =>
    [...text.matchAll(pattern)].reduce((most, [, found = '']) => Math.max(most, durationSeconds(found)), 0);
  return Math.max(usualSeconds, longest(ranges)) + longest(offsets);
};

/** What an alarm's query holds a figure against: `sum(rate({"errors"}[5m])) > 0.5`. */
export type PromQlCondition = {
  /** The figure, which is there whether it holds or not. */
  readonly expression: string;
  readonly operator: '>' | '>=' | '<' | '<=';
  readonly threshold: number;
};

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const flipped = { '>': '<', '>=': '<=', '<': '>', '<=': '>=' } as const;

const isOperator = (text: string): text is PromQlCondition['operator'] => Object.hasOwn(flipped, text);

/** A text's own parts outside of quotes and brackets: operators, words, all else. */
const parts = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|[=!<>]=|=~|!~|[<>]|\b\w+\b|[\s\S]/g;

/**
 * A query that is one comparison with a number, in its two parts; undefined for all others. The query itself gives nothing
 * while it does not hold, so that a graph of it would show the breach alone.
 */
export const conditionIn = (query: string): PromQlCondition | undefined => {
  const text = query.replace(comment, '');
  let depth = 0;
  let found: { readonly operator: PromQlCondition['operator']; readonly at: number } | undefined;
  for (const { 0: part, index } of text.matchAll(parts)) {
    if (/^[([{]$/.test(part)) depth += 1;
    else if (/^[)\]}]$/.test(part)) depth -= 1;
    else if (depth > 0) continue;
    else if (/^(?:and|or|unless|bool)$/i.test(part)) return undefined;
    else if (part === '==' || part === '!=') return undefined;
    else if (isOperator(part)) {
      if (found !== undefined) return undefined;
      found = { operator: part, at: index };
    }
  }
  if (found === undefined) return undefined;
  const { operator, at } = found;
  const left = text.slice(0, at).trim();
  const right = text.slice(at + operator.length).trim();
  if (left === '' || right === '') return undefined;
  if (number.test(right)) return { expression: left, operator, threshold: Number(right) };
  return number.test(left)
    ? { expression: right, operator: flipped[operator], threshold: Number(left) }
    : undefined;
};
