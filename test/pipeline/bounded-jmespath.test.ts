/** JMESPath ends on whatever a record holds (issue 15, item 6). */

import { compile, TreeInterpreter } from '@jmespath-community/jmespath';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundedSearch, isTooMuch } from '../../src/pipeline/bounded-jmespath.ts';
import { parseChangeExpression, parseItemExpression } from '../../src/pipeline/change-expression.ts';

const stopped = (text: string, record: Parameters<typeof TreeInterpreter.search>[1]): boolean => {
  try {
    boundedSearch(compile(text))(record);
    return false;
  } catch (error) {
    return isTooMuch(error);
  }
};

/** As large as an item of DynamoDB may be. */
const many = {
  l: Array.from({ length: 20_000 }, (_, nth) => ({ a: nth % 7, b: `x${nth}` })),
  s: 'x'.repeat(300_000),
};

describe('an expression that multiplies what it looks at stops', () => {
  test.each([
    // 12 s where nothing stops it.
    'l[?a==`1` && length($.l[?a==`2`])>`0`]',
    'map(&length($.l[?a==`2`]), l)',
    'l[?to_string($)==b]',
    'l[?contains($.l, @)]',
    'l[*].[$.l[*].b]',
    'sort_by(l, &to_string($))',
    '[l,l,l,l,l,l,l,l,l,l][] | [@,@,@,@,@,@,@,@,@,@][] | [@,@,@,@,@,@,@,@,@,@][] | length(@)',
    'let $a=[@,@] in let $b=[$a,$a] in let $c=[$b,$b] in let $d=[$c,$c] in let $e=[$d,$d] in to_string($e)',
    'pad_left(s, `100000000`)',
    "replace(s, 'x', s)",
    'join(s, l[*].b)',
  ])('%s', (text) => {
    expect(stopped(text, many)).toBe(true);
  });

  test.each([
    'l[?a==`1`].b | length(@)',
    'l[0].b',
    "contains(s, 'y')",
    'sort_by(l[:1000], &b)[0]',
    'max_by(l[:5000], &a).b',
    "l[?b=='x19999']",
  ])('and one that does not, does not: %s', (text) => {
    expect(boundedSearch(compile(text))(many)).toEqual(TreeInterpreter.search(compile(text), many));
  });
});

test('what ends is what the library finds', () => {
  const key = fc.constantFrom('a', 'b', 'c');
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, false, 0, 1, -2.5, '', 'a', 'bb'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    ),
  }));
  const expression = fc.constantFrom(
    ...[
      'a',
      'a.b',
      'a[*].b',
      '*.a',
      'a[]',
      '[a, b]',
      '{x: a, y: b.c}',
      'a == b',
      'a != b',
      'a[?b == c]',
      'a || b',
      '!a',
    ],
    ...[
      'to_string(@)',
      'type(a)',
      'not_null(a, b)',
      'map(&b, a)',
      'sort_by(a, &b)',
      'let $x = a in b[?c == $x]',
      '$.a == a',
    ],
    ...[
      'keys(@)',
      'contains(a, b)',
      'length(a)',
      'a < b',
      'a && b == c',
      'a[0] | [@, @]',
      '{x: @} == {x: a}',
    ],
  );
  const outcome = (search: () => unknown): unknown => {
    try {
      return search();
    } catch (error) {
      return String(error);
    }
  };
  fc.assert(
    fc.property(value, expression, (record, text) => {
      const json: Parameters<typeof TreeInterpreter.search>[1] = JSON.parse(JSON.stringify(record));
      const node = compile(text);
      expect(outcome(() => boundedSearch(node)(json))).toEqual(
        outcome(() => TreeInterpreter.search(node, json)),
      );
    }),
    { numRuns: 2000 },
  );
});

describe('a filter', () => {
  test('that takes too many steps finds nothing, says so, and is switched off', () => {
    const parsed = parseItemExpression('l[?length($.l[?a])>`0`]');
    if (!parsed.ok) throw new Error(parsed.error);
    const { test: isWanted, trouble } = parsed.value;
    expect(isWanted({ l: [{ a: 1 }] })).toBe(true);
    expect(isWanted(many)).toBe(false);
    expect(trouble()).toBe('it takes more than 400000 steps');
    expect(isWanted({ l: [{ a: 1 }] })).toBe(true);
    for (let times = 1; times < 10; times += 1) isWanted(many);
    expect(trouble()).toBe('it takes more than 400000 steps, 10 times: it is switched off');
    expect(isWanted({ l: [{ a: 1 }] })).toBe(false);
  });

  test.each([
    ['('.repeat(1000), /^more than 64 brackets in each other$/],
    ['['.repeat(1000), /^more than 64 brackets in each other$/],
    [`new.${'a'.repeat(2000)}`, /^longer than 2000 characters$/],
  ])('that nobody can read is refused: %s', (text, error) => {
    expect(parseChangeExpression(text)).toMatchObject({ ok: false, error: expect.stringMatching(error) });
  });
});
