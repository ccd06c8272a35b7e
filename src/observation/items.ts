/**
 * Items as they come from outside, checked by hand and not by a schema: a hundred thousand a second come by, and what
 * JSON.parse has made is kept, not copied.
 */
import type { AttributeValue, Item } from './streams.ts';

/** DynamoDB nests 32 deep at the most. */
const deepest = 64;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** True where this is a map of attribute values. */
export const isItem = (value: unknown, depth = 0): value is Item => {
  if (!isObject(value) || Array.isArray(value) || depth > deepest) return false;
  // `for in` of what JSON.parse made: own keys, `__proto__` among them, and nothing else.
  for (const name in value) if (!isAttributeValue(value[name], depth)) return false;
  return true;
};

/** True where this is one attribute value, whatever is nested in it. */
export const isAttributeValue = (value: unknown, depth = 0): value is AttributeValue => {
  if (!isObject(value) || depth > deepest) return false;
  if ('S' in value) return typeof value.S === 'string';
  if ('N' in value) return typeof value.N === 'string';
  if ('BOOL' in value) return typeof value.BOOL === 'boolean';
  if ('M' in value) return isItem(value.M, depth + 1);
  if ('L' in value) {
    return Array.isArray(value.L) && value.L.every((entry) => isAttributeValue(entry, depth + 1));
  }
  if ('NULL' in value) return typeof value.NULL === 'boolean';
  if ('SS' in value) return isTexts(value.SS);
  if ('NS' in value) return isTexts(value.NS);
  if ('B' in value) return isBase64(value.B);
  return 'BS' in value && Array.isArray(value.BS) && value.BS.every(isBase64);
};

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((member) => typeof member === 'string');

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

const isBase64 = (value: unknown): value is string =>
  typeof value === 'string' && value.length % 4 === 0 && base64.test(value);
