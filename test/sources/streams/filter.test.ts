import { expect, test } from 'vitest';
import type { ItemChange } from '../../../src/observation/streams.ts';
import { changeJson } from '../../../src/output/change-json.ts';
import { parseChangeExpression } from '../../../src/pipeline/change-expression.ts';
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
  new: JSON.parse('{"__proto__": {"S": "x"}, "total": {"N": "59.90"}}'),
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
])('%s', (text, matches) => {
  const filter = parseChangeExpression(text);
  expect(filter.ok && filter.test(changeJson(change))).toBe(matches);
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
  ['contains(changed[].path)', 0, /contains\(\) takes at least 2 arguments/],
])('%s is refused at %i', (text, at, error) => {
  const filter = parseChangeExpression(text);
  expect(filter).toMatchObject({ ok: false, at });
  if (!filter.ok) expect(filter.error).toMatch(error);
});

test('a filter that fails for a change does not match it, and says why once', () => {
  const filter = parseChangeExpression('length(ttl) > `1`');
  if (!filter.ok) throw new Error(filter.error);
  expect(filter.trouble()).toBeUndefined();
  expect(filter.test(changeJson(change))).toBe(false);
  expect(filter.trouble()).toMatch(/length/);
});

test('events and keys', () => {
  expect(matchesChange({}, change)).toBe(true);
  expect(matchesChange({ events: ['MODIFY', 'REMOVE'], keys: ['ORD-1'] }, change)).toBe(true);
  expect(matchesChange({ keys: ['2'] }, change)).toBe(true);
  expect(matchesChange({ keys: ['ORD-2'] }, change)).toBe(false);
  expect(matchesChange({ events: ['INSERT'] }, change)).toBe(false);
});
