import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalNumber, exactJsonNumber } from '../../../src/decimal.ts';
import { attributeJson, attributeText, itemJson } from '../../../src/observation/attribute-json.ts';
import type { AttributeValue, Item, ItemChange } from '../../../src/observation/streams.ts';
import { changeJson, changeLine } from '../../../src/output/change-json.ts';
import { diffItems, sameValue } from '../../../src/sources/streams/diff.ts';
import { toRecord } from '../../../src/sources/streams/record.ts';

const digits = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }).map(String);
const numbers = fc.oneof(
  digits,
  fc.integer().map(String),
  fc.tuple(digits, fc.integer({ min: 0, max: 99_999 })).map(([whole, fraction]) => `${whole}.${fraction}`),
  fc.tuple(fc.integer(), fc.integer({ min: -120, max: 120 })).map(([whole, power]) => `${whole}E${power}`),
);
const bytes = fc.uint8Array({ maxLength: 8 }).map((some) => Buffer.from(some).toString('base64'));
const names = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'a.b'),
);

const { value: values } = fc.letrec<{ value: AttributeValue; item: Item }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string().map((S) => ({ S })),
    numbers.map((N) => ({ N })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true }),
    bytes.map((B) => ({ B })),
    fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 3 }).map((SS) => ({ SS })),
    fc.uniqueArray(fc.integer().map(String), { minLength: 1, maxLength: 3 }).map((NS) => ({ NS })),
    fc.array(bytes, { minLength: 1, maxLength: 2 }).map((BS) => ({ BS })),
    fc.array(tie('value'), { maxLength: 3 }).map((L) => ({ L })),
    tie('item').map((M) => ({ M })),
  ),
  item: fc
    .array(fc.tuple(names, tie('value')), { maxLength: 4 })
    .map((entries) => Object.fromEntries(entries)),
}));
const items = fc
  .array(fc.tuple(names, values), { maxLength: 4 })
  .map((entries): Item => Object.fromEntries(entries));

test('a value as text is its plain JSON, and nothing of it is lost on the way', () => {
  fc.assert(
    fc.property(values, (value) => {
      expect(JSON.parse(attributeText(value))).toEqual(JSON.parse(JSON.stringify(attributeJson(value))));
    }),
  );
});

test('a number is a JSON number only where it comes back the same', () => {
  fc.assert(
    fc.property(numbers, (text) => {
      const json = attributeText({ N: text });
      const read: unknown = JSON.parse(json);
      if (typeof read === 'number') expect(canonicalNumber(String(read))).toBe(canonicalNumber(text));
      else expect(read).toBe(text);
    }),
  );
});

test.each([
  ['59.90', '59.9'],
  ['100.00', '100'],
  ['0', '0'],
  ['-0.5', '-0.5'],
  ['9007199254740993', undefined],
  ['9007199254740992', '9007199254740992'],
  ['1E125', '1e+125'],
  ['1.0000000000000000000000000000000000001', undefined],
  ['12345678901234567890123456789012345678', undefined],
  ['0.1', '0.1'],
  ['007', '7'],
])('%s is %s in JSON', (text, json) => {
  expect(exactJsonNumber(text)).toBe(json);
});

test('what is no number stays a text', () => {
  for (const text of ['', 'abc', 'NaN', 'Infinity', '1e', '0x10', ' 1', '1_000']) {
    expect(attributeJson({ N: text })).toBe(text);
  }
});

test('attributes with the names of JavaScript are like all others', () => {
  const item: Item = JSON.parse(
    '{"__proto__": {"S": "x"}, "constructor": {"N": "1"}, "a": {"M": {"__proto__": {"BOOL": true}}}}',
  );
  expect(JSON.stringify(itemJson(item))).toBe('{"__proto__":"x","constructor":1,"a":{"__proto__":true}}');
  const other: Item = JSON.parse('{"__proto__": {"S": "y"}, "a": {"M": {}}}');
  expect(diffItems(item, other).map(({ path }) => path)).toEqual(['__proto__', 'a.__proto__', 'constructor']);
  expect(Object.prototype).not.toHaveProperty('S');
});

test('an item differs from itself in nothing, and from any other in something', () => {
  fc.assert(
    fc.property(items, items, (one, other) => {
      expect(diffItems(one, structuredClone(one))).toEqual([]);
      expect(diffItems(one, other).length === 0).toBe(sameValue({ M: one }, { M: other }));
    }),
  );
});

test.each<[string, Item, Item, readonly string[]]>([
  ['a leaf', { status: { S: 'PAID' } }, { status: { S: 'FAILED' } }, ['status']],
  [
    'a price in a list of maps',
    { items: { L: [{ M: { price: { N: '1' } } }, { M: { price: { N: '2' } } }] } },
    { items: { L: [{ M: { price: { N: '1' } } }, { M: { price: { N: '3' } } }] } },
    ['items[1].price'],
  ],
  ['what comes and what goes', { a: { S: '1' } }, { b: { S: '1' } }, ['b', 'a']],
  ['an entry more', { a: { L: [{ S: '1' }] } }, { a: { L: [{ S: '1' }, { S: '2' }] } }, ['a[1]']],
  ['a set in another order', { a: { SS: ['x', 'y'] } }, { a: { SS: ['y', 'x'] } }, []],
  ['a set of numbers written otherwise', { a: { NS: ['1.0', '2'] } }, { a: { NS: ['2.00', '1'] } }, []],
  ['a number written otherwise', { a: { N: '100.00' } }, { a: { N: '1E2' } }, []],
  [
    'the last of 38 digits',
    { a: { N: '12345678901234567890123456789012345678' } },
    { a: { N: '12345678901234567890123456789012345679' } },
    ['a'],
  ],
  ['a type', { a: { S: '1' } }, { a: { N: '1' } }, ['a']],
  ['a map that becomes a list', { a: { M: {} } }, { a: { L: [] } }, ['a']],
  ['bytes', { a: { B: 'AQ==' } }, { a: { B: 'Ag==' } }, ['a']],
  [
    'a name that is no name',
    { 'a.b': { M: { 'c d': { N: '1' } } } },
    { 'a.b': { M: { 'c d': { N: '2' } } } },
    ['"a.b"."c d"'],
  ],
])('diff: %s', (_what, old, now, paths) => {
  expect(diffItems(old, now).map(({ path }) => path)).toEqual(paths);
});

const change: ItemChange = {
  type: 'change',
  table: 'Orders',
  streamArn: 'arn:"1"',
  shardId: 'shardId-1',
  sequenceNumber: '100000000000000000001',
  eventId: 'e1',
  eventName: 'MODIFY',
  at: Date.UTC(2026, 0, 15, 12),
  keys: { id: { S: 'ORD-1' } },
  old: { id: { S: 'ORD-1' }, status: { S: 'PAID' }, total: { N: '59.90' } },
  new: { id: { S: 'ORD-1' }, status: { S: 'FAILED\u2028' }, photo: { B: 'AQID' } },
  changed: [
    { path: 'status', old: { S: 'PAID' }, new: { S: 'FAILED' } },
    { path: 'total', old: { N: '59.90' } },
  ],
  viewType: 'NEW_AND_OLD_IMAGES',
  ttl: false,
  region: 'us-east-1',
  sizeBytes: 100,
};

test('the line of a change is its object, in the order of the contract', () => {
  for (const each of [
    change,
    { ...change, old: undefined, changed: [] },
    { ...change, new: undefined, shardId: 'shardId-2' },
    { ...change, timeless: true as const },
  ]) {
    const { old, new: now, ...rest } = each;
    const one: ItemChange = { ...rest, ...(old && { old }), ...(now && { new: now }) };
    expect(changeLine(one)).toBe(JSON.stringify(changeJson(one)));
  }
  expect(Object.keys(changeJson(change))).toEqual(
    'type table streamArn shardId sequenceNumber eventId eventName at keys old new changed ttl region'.split(
      ' ',
    ),
  );
  expect(changeJson({ ...change, timeless: true })).not.toHaveProperty('at');
  expect(changeJson(change)).toMatchObject({
    at: '2026-01-15T12:00:00.000Z',
    new: { photo: { base64: 'AQID' } },
  });
});

const raw = {
  eventID: 'e1',
  eventName: 'REMOVE',
  userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' },
  dynamodb: {
    ApproximateCreationDateTime: 1768478400,
    Keys: { id: { S: 'ORD-1' } },
    OldImage: { photo: { B: 'AQID' }, more: { L: [{ BS: ['AQ==', 'Ag=='] }] } },
    SequenceNumber: '100000000000000000001',
    SizeBytes: 26,
    StreamViewType: 'OLD_IMAGE',
  },
};

test('a record from the wire: bytes stay base64, a delete by time to live is told', () => {
  const record = toRecord(structuredClone(raw));
  expect(record).toMatchObject({
    at: 1768478400000,
    ttl: true,
    viewType: 'OLD_IMAGE',
    sizeBytes: 26,
    keys: raw.dynamodb.Keys,
  });
  expect(record?.old).toEqual({
    photo: { B: 'AQID' },
    more: { L: [{ BS: ['AQ==', 'Ag=='] }] },
  });
  expect(record).not.toHaveProperty('new');
});

test.each([undefined, null, 0, 1e300, '1768478400'])('a record whose time is %s has none', (time) => {
  const one = toRecord({
    ...raw,
    dynamodb: { ...structuredClone(raw.dynamodb), ApproximateCreationDateTime: time },
  });
  expect(one).toMatchObject({ timeless: true });
});

test('what is no record is not taken for one', () => {
  fc.assert(fc.property(fc.anything(), (thing) => toRecord(thing) === undefined));
  const broken = [
    { SequenceNumber: 'abc' },
    { SequenceNumber: undefined },
    { Keys: undefined },
    { OldImage: { a: { S: 1 } } },
    { OldImage: { a: null } },
    { NewImage: 7 },
    { NewImage: { a: { L: 'x' } } },
    { NewImage: { a: { B: 1 } } },
    { NewImage: { a: { B: 'no base64' } } },
  ];
  for (const part of broken) {
    expect(toRecord({ ...raw, dynamodb: { ...structuredClone(raw.dynamodb), ...part } })).toBeUndefined();
  }
  expect(toRecord({ ...raw, eventName: 'UPSERT' })).toBeUndefined();
});
