/** Whatever engine a pattern runs in, it finds what JavaScript's own finds. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allMatches, type BoundedPattern, compilePattern } from '../../src/patterns/bounded-pattern.ts';
import type { PatternMatch } from '../../src/patterns/match.ts';

const patternOf = (source: string, ignoresCase: boolean): BoundedPattern => {
  const compiled = compilePattern(source, { of: 'filter', ignoresCase });
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.value;
};

/** What JavaScript finds, in our words. */
const foundBy = (expression: RegExp, text: string, from: number): PatternMatch | undefined => {
  expression.lastIndex = from;
  const found = expression.exec(text);
  if (found === null) return undefined;
  const [whole, ...groups] = found;
  const to = found.index + whole.length;
  return { from: found.index, to, text: whole, groups, named: { ...found.groups } };
};

/** Letters of either case and of several scripts, some whose case is not simple, digits, blanks, line ends, pairs. */
const letters = [...'abAB_01 -=:/.\t\n\r\u2028\u00a0éÉſKßẞµΩωσςΣıİ', '😀', '\ud83d', '\ufeff', '\u0085'];
const someText = fc.array(fc.constantFrom(...letters), { maxLength: 24 }).map((all) => all.join(''));

const quantifier = fc.constantFrom(
  '',
  '',
  '',
  '',
  '*',
  '+',
  '?',
  '*?',
  '+?',
  '??',
  '{2}',
  '{1,3}',
  '{0,2}?',
  '{2,}',
);
const unit = fc.constantFrom(
  ...[
    'a',
    'b',
    'A',
    '0',
    '_',
    ' ',
    '-',
    'é',
    'ß',
    'σ',
    'K',
    '.',
    '\\.',
    '\\/',
    '\\-',
    '\\d',
    '\\w',
    '\\s',
    '\\D',
    '\\W',
    '\\S',
  ],
  ...[
    '[ab]',
    '[^a]',
    '[a-z]',
    '[^\\s=]',
    '[\\w-]',
    '[\\d.]',
    '[é-ω]',
    '[^\\W_]',
    '[]',
    '[^]',
    '[\\b\\]]',
    '\\t',
    '\\n',
    '\\x41',
    '\\u00e9',
    '\\cJ',
    '\\0',
  ],
  ...['{', '}', ']', 'a{', '{,2}', '😀', '\\q', '\\ud83d'],
);
const assertion = fc.constantFrom('^', '$', '\\b', '\\B');

const { pattern } = fc.letrec<{ pattern: string; piece: string; choice: string }>((tie) => ({
  piece: fc.oneof(
    { maxDepth: 4 },
    { weight: 6, arbitrary: fc.tuple(unit, quantifier).map((parts) => parts.join('')) },
    { weight: 1, arbitrary: assertion },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom('(', '(?:', '(?<n>', '(?=', '(?<!'), tie('choice'), quantifier)
        .map(([open, inside, times]) => `${open}${inside})${times}`),
    },
  ),
  choice: fc.array(tie('pattern'), { minLength: 1, maxLength: 3 }).map((all) => all.join('|')),
  pattern: fc.array(tie('piece'), { minLength: 0, maxLength: 4 }).map((all) => all.join('')),
}));

const isPattern = (source: string): boolean => {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
};

describe('a pattern finds what JavaScript finds', () => {
  for (const runs of ['asItIs', 're2'] as const) {
    test(`as it runs ${runs}`, () => {
      let seen = 0;
      fc.assert(
        fc.property(
          pattern.filter(isPattern),
          fc.boolean(),
          someText,
          fc.nat(4),
          (source, isCaseless, text, from) => {
            // Never more than one thread at work here: those are tried elsewhere.
            fc.pre(!/\(\?[=!]|\(\?<[=!]/.test(source));
            const ours = patternOf(source, isCaseless);
            fc.pre(ours.runs === runs);
            seen += 1;
            const theirs = new RegExp(source, isCaseless ? 'gi' : 'g');
            expect(ours.find(text, from), `/${source}/ in ${JSON.stringify(text)}`).toEqual(
              foundBy(theirs, text, from),
            );
            theirs.lastIndex = 0;
            expect(ours.test(text)).toBe(theirs.test(text));
            theirs.lastIndex = 0;
            const all = [...text.matchAll(theirs)]
              .filter(([whole]) => whole !== '')
              .map(({ index }) => index);
            expect([...allMatches(ours, text)].map((match) => match.from)).toEqual(all);
          },
        ),
        { numRuns: Number(process.env['PATTERN_RUNS'] ?? 1500) },
      );
      expect(seen).toBeGreaterThan(200);
    }, 120_000);
  }
});
