/** A change never looks like none (issue 13): what differs is seen, and what tells most comes first. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AttributeValue, Item, ItemChange } from '../../src/observation/streams.ts';
import { whatChanged } from '../../src/output/change-row.ts';
import { sidesOf } from '../../src/output/value-pair.ts';
import { diffItems, sameValue } from '../../src/sources/streams/diff.ts';
import type { RowLook } from '../../src/terminal/origin-spans.ts';
import { change, utc, utcAscii } from './observations.ts';

const modified = (old: Item, now: Item, different: Partial<ItemChange> = {}): ItemChange =>
  change({ old, new: now, changed: diffItems(old, now), ...different });

const wordsOf = (one: ItemChange, look: RowLook = utc): string =>
  whatChanged(one, look)
    .map(({ text }) => text)
    .join('');

const wordsFor = (old: AttributeValue, now: AttributeValue, name = 'x'): string =>
  wordsOf(modified({ [name]: old }, { [name]: now }));

describe('two sides that differ look different', () => {
  test.each<[string, AttributeValue, AttributeValue, string]>([
    // A number that became a text: warpstreamlabs/bento PR 909.
    ['a number that became a text', { N: '59.9' }, { S: '59.9' }, 'x 59.9 → "59.9"'],
    [
      'a set of texts that became one of numbers',
      { SS: ['1', '2'] },
      { NS: ['1', '2'] },
      'x {"1", "2"} → {1, 2}',
    ],
    ['a flag that became a text', { BOOL: true }, { S: 'true' }, 'x true → "true"'],
    ['nothing that became a text', { NULL: true }, { S: 'null' }, 'x null → "null"'],
    ['an empty text and two quotes', { S: '' }, { S: '""' }, 'x "" → "\\"\\""'],
    ['a set that became a list', { SS: ['a'] }, { L: [{ S: 'a' }] }, 'x {"a"} → [a]'],
    ['a number set and a map', { NS: ['4'] }, { M: { '4': { N: '1' } } }, 'x {4} → {4 1}'],
    ['empty ones of two types', { L: [] }, { M: {} }, 'x [] → {}'],
    ['a blank at the end', { S: 'PAID' }, { S: 'PAID ' }, 'x "PAID" → "PAID "'],
    ['a blank that does not break', { S: 'a b' }, { S: 'a\u00a0b' }, 'x "a b" → "a\\u00a0b"'],
    ['a mark without a width', { S: 'PAID' }, { S: 'PA\u200bID' }, 'x "PAID" → "PA\\u200bID"'],
    ['two forms of one letter', { S: 'é' }, { S: 'e\u0301' }, 'x "\\u00e9" → "e\\u0301"'],
    [
      'bytes of one length',
      { B: 'AAECAwQFBgcICQ==' },
      { B: 'AAECAwQFBgcIAA==' },
      'x 10 bytes …03040506070809 → 10 bytes …03040506070800',
    ],
  ])('%s', (_what, old, now, words) => {
    expect(wordsFor(old, now)).toBe(words);
  });

  test('of a long text the part that differs is shown', () => {
    const long = 'x'.repeat(300);
    expect(wordsFor({ S: `${long} retry=1 ${long}` }, { S: `${long} retry=2 ${long}` })).toBe(
      'x …xxxxxxxxxxxxx retry=1 xxxxxxxxxxx… → …xxxxxxxxxxxxx retry=2 xxxxxxxxxxx…',
    );
    expect(wordsFor({ S: long }, { S: `${long}!` })).toMatch(/^x …x{20} → …x{20}!$/);
    expect(wordsFor({ S: `a${long}` }, { S: `b${long}` })).toBe(
      `x a${'x'.repeat(12)}… → b${'x'.repeat(12)}…`,
    );
    // Nothing parts a pair of surrogates.
    expect(wordsFor({ S: `${'😀'.repeat(60)}a` }, { S: `${'😀'.repeat(60)}b` })).toMatch(
      /^x …(😀)+a → …(😀)+b$/u,
    );
  });

  test('a set tells what came and what went', () => {
    const many = Array.from({ length: 30 }, (_, n) => `tag-${n}`);
    expect(wordsFor({ SS: many }, { SS: [...many.slice(1), 'kiwi'] }, 'tags')).toBe('tags + kiwi - tag-0');
    expect(wordsFor({ NS: ['1', '2'] }, { NS: ['2.0', '3', '1'] }, 'n')).toBe('n + 3');
    expect(wordsFor({ SS: ['a'] }, { SS: many }, 'n')).toBe(
      'n + tag-0, tag-1, tag-2, tag-3, tag-4 and 25 more - a',
    );
    expect(wordsFor({ SS: ['a'] }, { SS: ['a\u200b'] }, 'n')).toBe('n + "a\\u200b" - "a"');
  });

  test('a list tells what came and what went, where that is less to tell than its places', () => {
    const list = (...texts: string[]): AttributeValue => ({ L: texts.map((S) => ({ S })) });
    expect(wordsFor(list('a', 'b', 'c'), list('x', 'a', 'b', 'c'), 'tags')).toBe('tags + x');
    expect(wordsFor(list('a', 'b', 'c'), list('b', 'c'), 'tags')).toBe('tags - a');
    expect(wordsFor(list('a', 'b', 'c'), list('b', 'c', 'd'), 'tags')).toBe('tags + d - a');
    // The order alone, or one in its place: place by place.
    expect(wordsFor(list('a', 'b'), list('b', 'a'), 'tags')).toBe('tags[0] a → b · tags[1] b → a');
    expect(wordsFor(list('a', 'b'), list('a', 'c'), 'tags')).toBe('tags[1] b → c');
  });

  test('maps are gone into, and what comes or goes whole is told by its parts', () => {
    const item = (sku: string): AttributeValue => ({ M: { sku: { S: sku }, quantity: { N: '1' } } });
    expect(
      wordsOf(
        modified(
          { address: { M: { city: { S: 'Oslo' }, zip: { S: '1' } } }, items: { L: [item('A'), item('B')] } },
          {
            address: { M: { city: { S: 'Bergen' }, zip: { S: '1' } } },
            items: { L: [item('C'), item('A'), item('B')] },
            payment: { M: { method: { S: 'card' }, ok: { BOOL: true } } },
          },
        ),
      ),
    ).toBe('address.city Oslo → Bergen · items + {sku C, quantity 1} · payment + {method card, ok true}');
  });

  const scalar: fc.Arbitrary<AttributeValue> = fc.oneof(
    fc.string({ unit: 'grapheme' }).map((S) => ({ S })),
    fc.integer().map((n) => ({ N: String(n) })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true }),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => ({ B: Buffer.from(bytes).toString('base64') })),
    fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 14 }).map((SS) => ({ SS })),
    fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 14 }).map((NS) => ({ NS: NS.map(String) })),
  );

  test('whatever two values differ, so do their words', () => {
    fc.assert(
      fc.property(scalar, scalar, (old, now) => {
        if (sameValue(old, now)) return;
        const isMembers = ('SS' in old && 'SS' in now) || ('NS' in old && 'NS' in now);
        if (isMembers) expect(wordsFor(old, now)).toMatch(/[+-] /);
        else expect(new Set(sidesOf(old, now)).size).toBe(2);
      }),
    );
    const long = fc.string({ minLength: 100, maxLength: 400 });
    fc.assert(
      fc.property(long, fc.string({ minLength: 1, maxLength: 3 }), fc.nat(), (text, more, at) => {
        const place = at % text.length;
        const [old, now] = sidesOf({ S: text }, { S: text.slice(0, place) + more + text.slice(place) });
        expect(old).not.toBe(now);
        expect(Math.max(old.length, now.length)).toBeLessThan(150);
      }),
    );
  });
});

describe('what tells most comes first', () => {
  const numbered = (count: number, N: string): Item =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`m${String(n).padStart(2, '0')}`, { N }]));

  test('the status, however many attributes come before it', () => {
    const one = modified(
      { ...numbered(14, '1'), status: { S: 'PAID' } },
      { ...numbered(14, '2'), status: { S: 'FAILED' } },
    );
    expect(wordsOf(one)).toMatch(/^status PAID → FAILED · m00 1 → 2 · .* · m10 1 → 2 · 3 more$/);
  });

  test.each(['status', 'orderStatus', 'order_status', 'State'])('%s is a status', (name) => {
    const one = modified({ a: { N: '1' }, [name]: { S: 'A' } }, { a: { N: '2' }, [name]: { S: 'B' } });
    expect(wordsOf(one)).toBe(`${name} A → B · a 1 → 2`);
  });

  test('what every write changes comes last: counters, times of writing, what global tables add', () => {
    const written = (n: string): Item => ({
      'aws:rep:updatetime': { N: n },
      version: { N: n },
      updatedAt: { S: n },
      lastError: { S: n },
    });
    expect(wordsOf(modified(written('1'), written('2')))).toBe(
      'lastError 1 → 2 · "aws:rep:updatetime" 1 → 2 · version 1 → 2 · updatedAt 1 → 2',
    );
  });

  test('an insert tells how much more there is', () => {
    const item = { ...numbered(14, '1'), status: { S: 'PLACED' } };
    const one = change({ eventName: 'INSERT', new: item, changed: [] });
    expect(wordsOf(one)).toMatch(/^status PLACED · m00 1 · .* · 3 more$/);
  });
});

describe('what is known is told, and no more', () => {
  test('a write that changed nothing says so', () => {
    const one = modified({ status: { S: 'PLACED' } }, { status: { S: 'PLACED' } });
    expect(wordsOf(one)).toBe('written, nothing changed');
  });

  test('an image of before the write is not told as what is', () => {
    const { new: _, ...one } = change({ changed: [], viewType: 'OLD_IMAGE' });
    expect(wordsOf(one)).toBe('before: status PAID');
  });

  test('a record without images is not one that changed nothing', () => {
    const { old: _old, new: _new, ...one } = change({ changed: [] });
    expect(wordsOf(one)).toBe('the record holds no image');
  });
});

describe('the time to live is read as a time', () => {
  test.each([
    ['expiresAt', '1795725783', 'expiresAt + 2026-11-26 20:43:03'],
    ['ttl', '1795725783', 'ttl + 2026-11-26 20:43:03'],
    ['item_expiry_time', '1795725783', 'item_expiry_time + 2026-11-26 20:43:03'],
    ['timeToLive', '1795725783', 'timeToLive + 2026-11-26 20:43:03'],
    // By milliseconds an item never goes: they stay what they are.
    ['expiresAt', '1795725783000', 'expiresAt + 1795725783000'],
    ['ttl', '3600', 'ttl + 3600'],
    ['invoice', '1795725783', 'invoice + 1795725783'],
    ['bottle', '1795725783', 'bottle + 1795725783'],
  ])('%s %s', (name, N, words) => {
    expect(wordsOf(modified({}, { [name]: { N } }))).toBe(words);
  });

  test('in both sides of a change, and in an insert', () => {
    const one = modified({ ttl: { N: '1795725783' } }, { ttl: { N: '1795725784' } });
    expect(wordsOf(one, utcAscii)).toBe('ttl 2026-11-26 20:43:03 > 2026-11-26 20:43:04');
    const inserted = change({ eventName: 'INSERT', new: { ttl: { N: '1795725783' } }, changed: [] });
    expect(wordsOf(inserted)).toBe('ttl 2026-11-26 20:43:03');
  });
});
