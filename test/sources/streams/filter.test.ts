import { expect, test } from 'vitest';
import type { ItemChange, StreamViewType } from '../../../src/observation/streams.ts';
import { changeJson } from '../../../src/output/change-json.ts';
import { parseChangeExpression } from '../../../src/pipeline/change-expression.ts';
import { blindness } from '../../../src/pipeline/change-fields.ts';
import { matchesChange } from '../../../src/sources/streams/filter.ts';

const change: ItemChange = {
  type: 'change',
  table: 'Orders',
  streamArn: 'arn',
  shardId: 'shardId-1',
  sequenceNumber: '1',
  eventId: 'e1',
  eventName: 'MODIFY',
  at: 0,
  keys: { id: { S: 'ORD-1' }, line: { N: '2' } },
  new: JSON.parse(
    '{"__proto__": {"S": "x"}, "total": {"N": "59.90"}, "long": {"N": "12345678901234567890"}}',
  ),
  changed: [{ path: 'status', old: { S: 'PAID' }, new: { S: 'FAILED' } }],
  viewType: 'NEW_AND_OLD_IMAGES',
  ttl: false,
  region: 'us-east-1',
  sizeBytes: 100,
};

test.each([
  ["changed[?path=='status' && new=='FAILED']", true],
  ["changed[?path=='status' && new=='PAID']", false],
  ['new.total > `50`', true],
  ["keys.id == 'ORD-1'", true],
  ['new."__proto__" == `"x"`', true],
  ['ttl', false],
  ['old', false],
  ['length(changed[].path) == `1`', true],
  ["contains(changed[].path, 'status')", true],
  ["starts_with(keys.id, 'ORD')", true],
  ['changed[*].[path, new] | [0]', true],
  ['sort_by(changed, &path)[0].new == `"FAILED"`', true],
  ["let $status = changed[0].new in $status == 'FAILED'", true],
  // A number of more digits than JSON holds is a text in a change: by size it is compared all the same.
  ['new.long > `100`', true],
  ['new.long < `100`', false],
  ['!(new.long > `100`)', false],
  ["new.long == '12345678901234567890' && new.total >= `59.9`", true],
  ['new.total > `100`', false],
])('%s', (text, matches) => {
  const filter = parseChangeExpression(text);
  expect(filter.ok && filter.value.test(changeJson(change))).toBe(matches);
});

test.each<[string, number, RegExp]>([
  ['changed[', 8, /ends too early/],
  ['changed[?path==', 15, /ends too early/],
  ["changed[?path='status']", 13, /write ==/],
  ['changed ! path', 10, /path/],
  ['a b', 2, /unexpected/],
  ['', 0, /ends too early/],
  ["changed[?path=='status", 15, /not closed|ends too early/],
  ["new == 'FAILED", 7, /quote ' is not closed/],
  ['size(changed)', 0, /no function size/],
  ["keys.id == 'x' && len(old)", 18, /no function len/],
  ['length(old, new)', 0, /length\(\) takes 1 argument/],
  // Each would never match, without a word.
  ['new.status == "FAILED"', 14, /no FAILED: a text stands in single quotes/],
  ["status == 'FAILED'", 0, /no status: an attribute is in new or old, as in new.status/],
  [
    "changed[?path=='status' && value=='x']",
    27,
    /an entry of changed has no value: it has path, old and new/,
  ],
  ['new.total > 50', 12, /a number stands in backticks/],
  ['new.long == `12345678901234567890`', 12, /too many digits .* '12345678901234567890'/],
  ['contains(changed[].path)', 0, /contains\(\) takes at least 2 arguments/],
])('%s is refused at %i', (text, at, error) => {
  const filter = parseChangeExpression(text);
  expect(filter).toMatchObject({ ok: false, at });
  if (!filter.ok) expect(filter.error).toMatch(error);
});

test('what a filter looks at is a part of the contract', () => {
  for (const name of Object.keys(changeJson({ ...change, old: {} }))) {
    expect(parseChangeExpression(`not_null(${name})`)).toMatchObject({ ok: true });
  }
});

test.each<[string, StreamViewType, RegExp | undefined]>([
  ["changed[?path=='status']", 'NEW_IMAGE', /holds NEW_IMAGE, so changed is always empty.*Use new/],
  ["changed[?path=='status']", 'KEYS_ONLY', /holds KEYS_ONLY, so changed is always empty.*eventName/],
  ["changed[?path=='status']", 'NEW_AND_OLD_IMAGES', undefined],
  ["old.status == 'PAID' && new.status == 'FAILED'", 'NEW_IMAGE', /so old is always empty/],
  ["old.status == 'PAID' && new.status == 'FAILED'", 'OLD_IMAGE', /so new is always empty.*Use old/],
  ["old.status == 'PAID' && new.status == 'FAILED'", 'KEYS_ONLY', /so old and new are always empty/],
  ['$.old.status', 'NEW_IMAGE', /old is always empty/],
  ['{a: [changed[0].path]}', 'NEW_IMAGE', /changed is always empty/],
  // The sides of another thing than the change.
  ["eventName == 'REMOVE'", 'KEYS_ONLY', undefined],
  ['new.old', 'NEW_IMAGE', undefined],
])('%s on a stream of %s', (text, viewType, words) => {
  const filter = parseChangeExpression(text);
  if (!filter.ok) throw new Error(filter.error);
  const blind = blindness(filter.value.sides, viewType);
  if (words === undefined) expect(blind).toBeUndefined();
  else expect(`${blind?.message}: ${blind?.hint}`).toMatch(words);
});

test('a filter that fails for a change does not match it, and says why once', () => {
  const filter = parseChangeExpression('length(ttl) > `1`');
  if (!filter.ok) throw new Error(filter.error);
  expect(filter.value.trouble()).toBeUndefined();
  expect(filter.value.test(changeJson(change))).toBe(false);
  expect(filter.value.trouble()).toMatch(/length/);
});

test('events and keys', () => {
  expect(matchesChange({}, change)).toBe(true);
  expect(matchesChange({ events: ['MODIFY', 'REMOVE'], keys: ['ORD-1'] }, change)).toBe(true);
  expect(matchesChange({ keys: ['2'] }, change)).toBe(true);
  expect(matchesChange({ keys: ['ORD-2'] }, change)).toBe(false);
  expect(matchesChange({ events: ['INSERT'] }, change)).toBe(false);
  // mapbox/dynamodb-migrator PR 4: names and addresses are keys, too.
  const named = { ...change, keys: { PK: { S: 'Doe, Jane' }, SK: { N: '1.50' } } };
  expect(matchesChange({ keys: ['Doe, Jane'] }, named)).toBe(true);
  expect(matchesChange({ keys: ['Doe'] }, named)).toBe(false);
  expect(matchesChange({ keys: ['1.5'] }, named)).toBe(true);
  expect(matchesChange({ keys: ['Doe, Jane 1.50'] }, named)).toBe(true);
});
