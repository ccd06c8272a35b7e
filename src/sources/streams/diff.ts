/**
 * What differs between the two images of an item, on raw AttributeValues (rule 23): numbers stay the text that DynamoDB
 * holds, sets have no order, binary is compared by its base64.
 *
 * - Numbers are equal when their values are, to the last of 38 digits: "1.0" and "1" are one number to DynamoDB, which
 *   sends the same canonical text for both; a stand-in may send what was written, and that is no change either.
 * - Maps and lists are gone into, and each leaf that differs is a change of its own: `address.city`, `items[2].price`.
 *   Where a map or list appears, goes, or becomes another type, the whole value is one change.
 * - Lists are compared place by place: what was inserted at the front changes every place after it.
 */
import { canonicalNumber } from '../../decimal.ts';
import { pathAt, pathTo } from '../../observation/attribute-path.ts';
import type { AttributeChange, AttributeValue, Item } from '../../observation/streams.ts';

/** Changes in the order of their paths as the new image has them, then what is gone. */
export const diffItems = (old: Item, now: Item): readonly AttributeChange[] => {
  const changes: AttributeChange[] = [];
  diffMaps('', old, now, changes);
  return changes;
};

const diffMaps = (path: string, old: Item, now: Item, changes: AttributeChange[]): void => {
  for (const name of Object.keys(now)) {
    const after = now[name];
    if (after === undefined) continue;
    // `hasOwn`: an attribute may be named `constructor` or `__proto__`.
    const before = Object.hasOwn(old, name) ? old[name] : undefined;
    if (before === undefined) changes.push({ path: pathTo(path, name), new: after });
    else if (!sameScalar(before, after)) diffValues(pathTo(path, name), before, after, changes);
  }
  for (const name of Object.keys(old)) {
    const before = old[name];
    if (before === undefined || (Object.hasOwn(now, name) && now[name] !== undefined)) continue;
    changes.push({ path: pathTo(path, name), old: before });
  }
};

const diffValues = (
  path: string,
  before: AttributeValue,
  after: AttributeValue,
  changes: AttributeChange[],
): void => {
  if ('M' in before && 'M' in after) diffMaps(path, before.M, after.M, changes);
  else if ('L' in before && 'L' in after) diffLists(path, before.L, after.L, changes);
  else if (!sameValue(before, after)) changes.push({ path, old: before, new: after });
};

const diffLists = (
  path: string,
  old: readonly AttributeValue[],
  now: readonly AttributeValue[],
  changes: AttributeChange[],
): void => {
  for (let place = 0; place < Math.max(old.length, now.length); place += 1) {
    const before = old[place];
    const after = now[place];
    const at = pathAt(path, place);
    if (before !== undefined && after !== undefined) diffValues(at, before, after, changes);
    else if (after !== undefined) changes.push({ path: at, new: after });
    else if (before !== undefined) changes.push({ path: at, old: before });
  }
};

/** The common case, decided without a look at what else the value could be. */
const sameScalar = (a: AttributeValue, b: AttributeValue): boolean => {
  if ('S' in a && 'S' in b) return a.S === b.S;
  return 'N' in a && 'N' in b && a.N === b.N;
};

/** Equality of two values as DynamoDB has it. */
export const sameValue = (a: AttributeValue, b: AttributeValue): boolean => {
  if ('S' in a) return 'S' in b && a.S === b.S;
  if ('N' in a) return 'N' in b && sameNumber(a.N, b.N);
  if ('BOOL' in a) return 'BOOL' in b && a.BOOL === b.BOOL;
  if ('NULL' in a) return 'NULL' in b;
  if ('B' in a) return 'B' in b && a.B === b.B;
  if ('SS' in a) return 'SS' in b && sameSet(a.SS, b.SS);
  if ('NS' in a) return 'NS' in b && sameSet(a.NS.map(canonicalNumber), b.NS.map(canonicalNumber));
  if ('BS' in a) return 'BS' in b && sameSet(a.BS, b.BS);
  if ('L' in a) {
    if (!('L' in b) || a.L.length !== b.L.length) return false;
    const other = b.L;
    return a.L.every((value, place) => {
      const beside = other[place];
      return beside !== undefined && sameValue(value, beside);
    });
  }
  return 'M' in b && diffItems(a.M, b.M).length === 0;
};

/** Members of a set are distinct, so as many of them, all found, are the same set. */
const sameSet = (a: readonly string[], b: readonly string[]): boolean => {
  if (a.length !== b.length) return false;
  const members = new Set(a);
  return b.every((member) => members.has(member));
};

const sameNumber = (a: string, b: string): boolean => a === b || canonicalNumber(a) === canonicalNumber(b);
