/** A pattern's tree in RE2's own language, in which all that the two languages read in different ways is spelled out. */
import { inEitherCase } from './case.ts';
import type { PatternNode, UnitRange } from './syntax.ts';

/**
 * RE2 reads code points where JavaScript reads UTF-16 units. Halves of pairs stand for themselves in a private area: a pair is two
 * units there, too, and all offsets stay what they are.
 */
const firstHalf = 0xd800;
const lastHalf = 0xdfff;
const privateFirst = 0xe000;

const halves = /[\ud800-\udfff]/;
const everyHalf = /[\ud800-\udfff]/g;

/** A text as RE2 is given it: as long as it was. */
export const re2Text = (text: string): string =>
  halves.test(text)
    ? text.replace(everyHalf, (half) => String.fromCharCode(half.charCodeAt(0) - firstHalf + privateFirst))
    : text;

const withPrivate = ([from, to]: UnitRange): readonly UnitRange[] => {
  const [first, last] = [Math.max(from, firstHalf), Math.min(to, lastHalf)];
  const by = privateFirst - firstHalf;
  return first <= last
    ? [
        [from, to],
        [first + by, last + by],
      ]
    : [[from, to]];
};

const hex = (code: number): string => `\\x{${code.toString(16)}}`;
const plain = /^[A-Za-z0-9 ]$/;

const unitText = (ranges: readonly UnitRange[], isNegated: boolean, ignoresCase: boolean): string => {
  const all = (ignoresCase ? inEitherCase(ranges) : ranges).flatMap(withPrivate);
  const [first] = all;
  if (first === undefined) return isNegated ? '[\\x{0}-\\x{10ffff}]' : '[^\\x{0}-\\x{10ffff}]';
  if (all.length === 1 && first[0] === first[1] && !isNegated) {
    const text = String.fromCharCode(first[0]);
    return plain.test(text) ? text : hex(first[0]);
  }
  return `[${isNegated ? '^' : ''}${all.map(([from, to]) => `${hex(from)}-${hex(to)}`).join('')}]`;
};

const quantifier = (min: number, max: number): string => {
  if (max === Infinity) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return min === 0 && max === 1 ? '?' : `{${min},${max}}`;
};

const fixed = { start: '\\A', end: '\\z', boundary: '\\b', noBoundary: '\\B' } as const;

/** The pattern as RE2 reads it, with the same groups. */
export const re2Source = (node: PatternNode, ignoresCase: boolean): string => {
  switch (node.kind) {
    case 'unit':
      return unitText(node.ranges, node.isNegated, ignoresCase);
    case 'group':
      return `(${node.isCaught ? '' : '?:'}${re2Source(node.body, ignoresCase)})`;
    case 'sequence':
      return node.of.map((one) => re2Source(one, ignoresCase)).join('');
    case 'choice':
      return node.of.map((one) => re2Source(one, ignoresCase)).join('|');
    case 'repeat': {
      const { body, min, max, isGreedy } = node;
      return `(?:${re2Source(body, ignoresCase)})${quantifier(min, max)}${isGreedy ? '' : '?'}`;
    }
    default:
      return fixed[node.kind];
  }
};
