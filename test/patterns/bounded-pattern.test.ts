/** Patterns of people on lines of strangers end, whatever both are (issue 15, F8). */
import { describe, expect, test } from 'vitest';
import { type BoundedPattern, compilePattern } from '../../src/patterns/bounded-pattern.ts';
import { type PatternOrigin, patternTroubles } from '../../src/patterns/troubles.ts';
import { versionFinder } from '../../src/pipeline/versions.ts';

const patternOf = (source: string, of: PatternOrigin = 'orderId.pattern'): BoundedPattern => {
  const compiled = compilePattern(source, { of });
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.value;
};

const hostile = `${'a'.repeat(60)}!`;
/** Each takes more than 2^30 steps where one goes back for every way there is. */
const explosive = [
  '(a+)+$',
  '([a-zA-Z]+)*$',
  '(a|aa)+$',
  '(a|a)+$',
  '^(?:a?){60}a{60}b',
  '(.*a){20}$',
  '(?:.*)*b$',
  '(\\w+\\s?)+$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(?=a)(a+)+$',
  '(a+)+\\1$',
  '(?<!b)(a|a)+$',
  '(a*)*$',
];

describe('a pattern ends', () => {
  test.each(explosive)('%s', (source) => {
    const pattern = patternOf(source);
    pattern.find(hostile);
    pattern.test(`${hostile} `);
    // What RE2 runs was never too slow; what goes in the thread is switched off, with a word.
    expect(pattern.isOff()).toBe(pattern.runs === 'thread');
    const told = patternTroubles().map(({ what }) => what);
    expect(told.filter((what) => what.startsWith(`/${source}/ `))).toEqual(
      pattern.isOff() ? [`/${source}/ took more than 50 ms on a line and is switched off`] : [],
    );
  });

  test('on the longest line that CloudWatch Logs takes', () => {
    const long = `${'a'.repeat(1_048_575)}!`;
    expect(patternOf('ORD-\\d+').find(long)).toBeUndefined();
    expect(patternOf('(a|a)+$').find(long)).toBeUndefined();
    // By JavaScript's own engine: 10^12 steps.
    expect(patternOf('a+b').test(long)).toBe(false);
    expect(patternOf('a*a*b').find(long)).toBeUndefined();
  });

  test('of a long line it looks at the beginning alone where its program is long, and says so', () => {
    const pattern = patternOf('(\\w+\\s?){1,50}[!$]');
    const line = 'abc '.repeat(50_000);
    expect(pattern.find(`abc! ${line}`)?.text).toBe('abc!');
    expect(pattern.find(`${line}!`)).toBeUndefined();
    expect(patternTroubles().at(-1)?.what).toMatch(
      /looks at the first \d{5} characters of longer lines only$/,
    );
    expect(pattern.isOff()).toBe(false);
  });

  test('and one that is switched off holds up no other', () => {
    expect(patternOf('(?=a)(a+)+b').find(hostile)).toBeUndefined();
    expect(patternOf('(?<=-)\\d+').find('ORD-17')).toMatchObject({ from: 4, to: 6, text: '17' });
  });
});

describe('where a pattern runs', () => {
  test.each([
    ['ORD-\\d+', 'asItIs'],
    ['gateway timeout', 'asItIs'],
    ['timeout|refused|reset', 'asItIs'],
    ['started v(?<version>\\S+)', 'asItIs'],
    ['[a-f0-9]{8}', 'asItIs'],
    ['\\d+$', 're2'],
    ['gateway.*attempt', 're2'],
    ['(?<version>(a|a)+)$', 're2'],
    ['(?=a)b', 'thread'],
    ['(a)\\1', 'thread'],
    ['(?:(a)|b)*', 'thread'],
    ['(|a)+', 'thread'],
    ['a{1001}b*c', 'thread'],
  ] as const)('%s: %s', (source, runs) => {
    expect(patternOf(source).runs).toBe(runs);
  });

  test('in the thread it means what it means to JavaScript: groups, names, places in units', () => {
    const pattern = patternOf('(?<=id=)(?<id>\\w+)(?:-(\\d))?(?!x)');
    expect(pattern.groups).toEqual(['id', undefined]);
    const line = '😀id=a1 id=b2-7';
    const first = { from: 5, to: 7, text: 'a1', groups: ['a1', undefined], named: { id: 'a1' } };
    expect(pattern.find(line)).toEqual(first);
    expect(pattern.find(line, 6)).toMatchObject({ from: 11, to: 15, groups: ['b2', '7'] });
    expect(pattern.test('no id')).toBe(false);
  });
});

describe('a pattern that is none', () => {
  test.each([
    ['(a', /^Unterminated group$/],
    ['a**', /^Nothing to repeat$/],
    ['a'.repeat(10_001), /^longer than 10000 characters$/],
  ])('%s', (source, error) => {
    const compiled = compilePattern(source, { of: 'filter' });
    expect(compiled).toMatchObject({ ok: false, error: expect.stringMatching(error) });
  });
});

describe('the version in a line (F8)', () => {
  test('a pattern of a pipeline file on a hostile line', () => {
    for (const pattern of ['(?<version>(a|a)+)$', '(?=a)(?<version>(a|a)+)$']) {
      const versionIn = versionFinder(pattern);
      expect(versionIn?.('aaaa')).toBe('aaaa');
      expect(versionIn?.(hostile)).toBeUndefined();
    }
    expect(patternTroubles().filter(({ of }) => of === 'deployments.pattern')).toMatchObject([
      { source: '(?=a)(?<version>(a|a)+)$', failure: { hint: expect.stringContaining('Write it without') } },
    ]);
  });

  test('whether a pattern names a version is known without running it', () => {
    // Empty, and yet 4^40 ways.
    expect(versionFinder('(?=)(?:a?|b?){40}(?<version>x)y')).toBeDefined();
    expect(versionFinder('(?<other>x)[(?<version>x)]')).toBeUndefined();
    expect(versionFinder('\\(?<version>x')).toBeUndefined();
  });
});
