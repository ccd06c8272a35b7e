import type { AttributeValue, Item } from '../../observation.ts';

/** The deepest nesting that DynamoDB allows is 32. */
const deepest = 64;

/** True where this is a map of attribute values. By hand, not by a schema: a hundred thousand a second come by. */
export const isItem = (value: unknown, depth = 0): value is Item => {
  if (typeof value !== 'object' || value === null) return false;
  for (const name in value) {
    if (Object.hasOwn(value, name) && !isAttributeValue(Reflect.get(value, name), depth)) return false;
  }
  return true;
};

const isAttributeValue = (value: unknown, depth: number): value is AttributeValue => {
  if (typeof value !== 'object' || value === null || depth > deepest) return false;
  if ('S' in value) return typeof value.S === 'string';
  if ('N' in value) return typeof value.N === 'string';
  if ('BOOL' in value) return typeof value.BOOL === 'boolean';
  if ('M' in value) return isItem(value.M, depth + 1);
  if ('L' in value)
    return Array.isArray(value.L) && value.L.every((entry) => isAttributeValue(entry, depth + 1));
  if ('NULL' in value) return typeof value.NULL === 'boolean';
  if ('B' in value) return value.B instanceof Uint8Array;
  if ('SS' in value) return Array.isArray(value.SS) && value.SS.every((member) => typeof member === 'string');
  if ('NS' in value) return Array.isArray(value.NS) && value.NS.every((member) => typeof member === 'string');
  return 'BS' in value && Array.isArray(value.BS) && value.BS.every((member) => member instanceof Uint8Array);
};
