import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textFilter } from '../../src/output/text-filter.ts';

const shows = (filter: string, ...texts: readonly string[]): boolean | undefined =>
  textFilter(filter)?.test(...texts);

describe('a filter that is typed', () => {
  test('is nothing where nothing is typed, or only the mark of an inverse one', () => {
    expect(textFilter('')).toBeUndefined();
    expect(textFilter('!')).toBeUndefined();
  });

  test.each([
    ['gateway', 'Gateway timeout', true],
    ['gateway', 'charged', false],
    ['a.b', 'aXb', false],
    ['/a.b/', 'aXb', true],
    ['/charge (failed|declined)', 'charge DECLINED', true],
    ['/^charge/', 'no charge', false],
    ['!gateway', 'Gateway timeout', false],
    ['!gateway', 'charged', true],
    ['!/charged|accepted/', 'order accepted', false],
    ['!/charged|accepted/', 'charge failed', true],
    // Half typed, and so plain text for now.
    ['/charge (', 'charge (', false],
    ['/charge (', 'the path /charge (1)', true],
  ])('%j on %j: %j', (filter, text, shown) => {
    expect(shows(filter, text)).toBe(shown);
  });

  test('looks at every text of a row: one that has it is enough, and too much for an inverse one', () => {
    expect(shows('payment', 'charged', '/aws/lambda/payment-worker')).toBe(true);
    expect(shows('!payment', 'charged', '/aws/lambda/payment-worker')).toBe(false);
  });

  test('marks what it found, and nothing where rows are shown for what they lack', () => {
    expect(textFilter('/acc\\w+/')?.highlight?.find('order accepted')).toMatchObject({ from: 6, to: 14 });
    expect(textFilter('!accepted')?.highlight).toBeUndefined();
  });

  test('whatever is typed: an inverse filter shows exactly what the other hides', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string(), (filter, text) => {
        fc.pre(!filter.startsWith('!'));
        expect(shows(`!${filter}`, text)).toBe(!shows(filter, text));
      }),
    );
  });
});
