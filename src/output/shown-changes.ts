/** What to show of a change, and what first: not always what its diff holds, attribute by attribute. */
import { canonicalNumber } from '../decimal.ts';
import { nameOf, pathAt, pathTo } from '../observation/attribute-path.ts';
import type { AttributeChange, AttributeValue, Item, ItemChange } from '../observation/streams.ts';

/** Members that came to a set or a list, and that went. */
export type MembersChange = {
  readonly path: string;
  readonly came: readonly AttributeValue[];
  readonly went: readonly AttributeValue[];
};

export type ShownChange = AttributeChange | MembersChange;

/** What tells most comes first: how the order stands, then what the write was for, then what every write changes. */
export const shownChanges = (change: ItemChange): readonly ShownChange[] =>
  byRank(withMembers(change), ({ path }) => path);

const statusName = /^(?:order[_-]?)?(?:status|state)$/i;
const otherStatusName = /(?:status|state)$/i;
/** Counters and times of writing, and what global tables of the old kind add (aws:rep:updatetime, …). */
const bookkeepingName =
  /^(?:aws:rep:.*|_?v|_?version|_?rev(?:ision)?|etag|(?:last[_-]?)?(?:updated?|modified|changed)(?:[_-]?(?:at|on|by|time|date|timestamp))?|_last\w+)$/i;

/** The attribute that tells how an order stands. */
export const isStatus = (path: string): boolean => statusName.test(nameOf(path));

const rankOf = (path: string): number => {
  const name = nameOf(path);
  if (isStatus(path)) return 0;
  if (otherStatusName.test(name)) return 1;
  return bookkeepingName.test(name) ? 3 : 2;
};

/** In their order, but for what tells most and least. */
export const byRank = <One>(ones: readonly One[], pathOf: (one: One) => string): readonly One[] =>
  [0, 1, 2, 3].flatMap((rank) => ones.filter((one) => rankOf(pathOf(one)) === rank));

const withMembers = ({ changed, old, new: now }: ItemChange): readonly ShownChange[] => {
  const lists = new Map<string, MembersChange>();
  if (old !== undefined && now !== undefined && changed.some(({ path }) => path.includes('['))) {
    findLists('', old, now, lists);
  }
  const shown = new Set<ShownChange>();
  for (const one of changed) {
    shown.add(listOf(one.path, lists) ?? setMembers(one) ?? one);
  }
  return [...shown];
};

/** The list that an entry is of, where that is told by its members. */
const listOf = (path: string, lists: ReadonlyMap<string, MembersChange>): MembersChange | undefined => {
  if (lists.size === 0) return undefined;
  for (let end = path.indexOf('['); end >= 0; end = path.indexOf('[', end + 1)) {
    const list = lists.get(path.slice(0, end));
    if (list !== undefined) return list;
  }
  return undefined;
};

/** Of a set, what came and what went: its members have no order. */
const setMembers = ({ path, old, new: now }: AttributeChange): MembersChange | undefined => {
  if (old === undefined || now === undefined) return undefined;
  const [before, after] = [membersOf(old), membersOf(now)];
  const isOneType = Object.keys(old)[0] === Object.keys(now)[0];
  return isOneType && before !== undefined && after !== undefined
    ? { path, ...difference(before, after) }
    : undefined;
};

const membersOf = (value: AttributeValue): readonly AttributeValue[] | undefined => {
  if ('SS' in value) return value.SS.map((S) => ({ S }));
  if ('NS' in value) return value.NS.map((N) => ({ N }));
  return 'BS' in value ? value.BS.map((B) => ({ B })) : undefined;
};

/**
 * Lists that came to be another by members that came or went. The diff compares them place by place, and after one that
 * came at the front all differ; what is fewer to tell is told.
 */
const findLists = (path: string, old: Item, now: Item, found: Map<string, MembersChange>): void => {
  for (const name of Object.keys(now)) {
    const [before, after] = [Object.hasOwn(old, name) ? old[name] : undefined, now[name]];
    if (before !== undefined && after !== undefined) findIn(pathTo(path, name), before, after, found);
  }
};

const findIn = (
  path: string,
  before: AttributeValue,
  after: AttributeValue,
  found: Map<string, MembersChange>,
): void => {
  if ('M' in before && 'M' in after) findLists(path, before.M, after.M, found);
  if (!('L' in before && 'L' in after)) return;
  const members = difference(before.L, after.L);
  const moved = members.came.length + members.went.length;
  const places = placesOf(before.L, after.L);
  if (moved > 0 && moved < places) found.set(path, { path, ...members });
  else {
    for (const [place, one] of after.L.entries()) {
      const beside = before.L[place];
      if (beside !== undefined) findIn(pathAt(path, place), beside, one, found);
    }
  }
};

/** Places at which two lists differ. */
const placesOf = (old: readonly AttributeValue[], now: readonly AttributeValue[]): number => {
  const before = old.map(keyOf);
  const after = now.map(keyOf);
  return Array.from({ length: Math.max(before.length, after.length) }).filter(
    (_, place) => before[place] !== after[place],
  ).length;
};

/** What is in one and not in the other, as often as that is so. */
const difference = (old: readonly AttributeValue[], now: readonly AttributeValue[]) => ({
  came: without(now, old),
  went: without(old, now),
});

const without = (
  all: readonly AttributeValue[],
  others: readonly AttributeValue[],
): readonly AttributeValue[] => {
  const left = new Map<string, number>();
  for (const key of others.map(keyOf)) left.set(key, (left.get(key) ?? 0) + 1);
  return all.filter((one) => {
    const key = keyOf(one);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
};

/** Equal values have equal keys, as DynamoDB has it: numbers by their value, maps and sets without an order. */
const keyOf = (value: AttributeValue): string => JSON.stringify(canonical(value));

const canonical = (value: AttributeValue): unknown => {
  if ('N' in value) return { N: canonicalNumber(value.N) };
  if ('NS' in value) return { NS: value.NS.map(canonicalNumber).toSorted() };
  if ('SS' in value) return { SS: value.SS.toSorted() };
  if ('BS' in value) return { BS: value.BS.toSorted() };
  if ('L' in value) return { L: value.L.map(canonical) };
  if (!('M' in value)) return value;
  const names = Object.keys(value.M).toSorted();
  return { M: names.map((name) => [name, canonical(value.M[name] ?? { NULL: true })]) };
};
