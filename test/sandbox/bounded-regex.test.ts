/** Patterns of clients on the embedded account's lines: they mean what JavaScript's own mean, and each of them ends (issue 15, 6). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { between, boundedRegex } from '../../src/sandbox/bounded-regex.ts';
import { parseLogPattern } from '../../src/sandbox/log-pattern/pattern.ts';

const piece = fc.constantFrom('a', 'b', '.', '\\d', '[ab]', '[^a]', '(a|b)', '(?:ab)', '(?<n>a)', '^', '$');
const pattern = fc
  .array(fc.tuple(piece, fc.constantFrom('', '', '*', '+', '?', '{1,2}', '+?')), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.map(([one, times]) => (/^[\^$]$/.test(one) ? one : one + times)).join(''))
  .filter((source) => (source.match(/\?<n>/g) ?? []).length < 2);
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '\n'), maxLength: 12 });

describe('a pattern of a client', () => {
  test('finds what JavaScript finds', () => {
    fc.assert(
      fc.property(pattern, text, (source, line) => {
        // What a round of a loop caught before an empty one is not the same in RE2: nobody reads it here.
        fc.pre(!/\)[*?+{]/.test(source));
        const [, ...groups] = new RegExp(source).exec(line) ?? [undefined];
        const bounded = boundedRegex(source);
        expect(bounded?.test(line)).toBe(new RegExp(source).test(line));
        expect(bounded?.exec(line)?.groups ?? []).toEqual(groups);
      }),
    );
  });

  test('names its groups', () => {
    const regex = boundedRegex('(a)(?<b>b)[(](?:c)(?<d>\\()?');
    expect(regex?.names).toEqual([undefined, 'b', 'd']);
    expect(regex?.exec('ab(c(')?.groups).toEqual(['a', 'b', '(']);
    expect(boundedRegex('(a', '')).toBeUndefined();
  });

  const evil = `${'a'.repeat(50_000)}!`;
  test.each([
    '^(a|a)+$',
    '(a+)+$',
    '(a*)*b',
    `${'a*'.repeat(20)}b`,
    '(?=(a+)+$)b',
    '^(a|a)+\\1$',
    `${'a?'.repeat(40)}${'a{40}'}b`,
  ])('%s ends on a long line', (source) => {
    const regex = boundedRegex(source);
    for (let line = 0; line < 20; line += 1) expect(regex?.test(evil)).toBe(false);
  });

  test('of a filter ends on a long line, and so do wildcards', () => {
    for (const filter of [
      `%${'a*'.repeat(20)}b%`,
      `[w = "${'*a'.repeat(30)}*b"]`,
      `{ $.m = "${'*a'.repeat(30)}*b" }`,
    ]) {
      const read = parseLogPattern(filter);
      if ('error' in read) throw new Error(read.error);
      expect(read.matches(evil)).toBe(false);
      expect(read.matches(JSON.stringify({ m: evil }))).toBe(false);
    }
  });

  test('with wildcards is what stands between its pieces', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 2 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 4 }), text, (pieces, line) => {
        const source = pieces.join('([^]*?)');
        const regex = new RegExp(pieces.at(-1) === '' ? source.replace(/\?\)$/, ')') : source);
        const [, ...caught] = regex.exec(line) ?? [undefined];
        expect(between(pieces, line) ?? []).toEqual(caught);
        const read = parseLogPattern(`{ $.m = "${pieces.join('*')}" }`);
        const isLike = new RegExp(`^${pieces.join('[^]*')}$`).test(line);
        expect('error' in read ? read.error : read.matches(JSON.stringify({ m: line }))).toBe(isLike);
      }),
    );
  });
});
