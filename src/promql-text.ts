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
