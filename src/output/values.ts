/** Attribute values in few words, for a row of the screen and for plain text. */
import type { AttributeValue, Item } from '../observation/streams.ts';

const maxChars = 200;

const short = (text: string): string => (text.length > maxChars ? `${text.slice(0, maxChars)}…` : text);

/** `PAID`, `59.90`, `true`, `3 items`, `{4}`, `{red, blue}`, `12 bytes`. Never longer than a row needs. */
export const shortValue = (value: AttributeValue): string => {
  if ('S' in value) return value.S === '' ? '""' : short(value.S);
  if ('N' in value) return value.N;
  if ('BOOL' in value) return String(value.BOOL);
  if ('NULL' in value) return 'null';
  if ('L' in value) return `[${value.L.length}]`;
  if ('M' in value) return `{${Object.keys(value.M).length}}`;
  if ('SS' in value) return short(`{${value.SS.slice(0, 10).join(', ')}}`);
  if ('NS' in value) return short(`{${value.NS.slice(0, 10).join(', ')}}`);
  if ('BS' in value) return `{${value.BS.length} binaries}`;
  return `${Buffer.byteLength(value.B, 'base64')} bytes`;
};

/** The key of an item: `ORD-10432`, or `ORD-10432 2` for a composite key. */
export const shortKey = (keys: Item): string => Object.values(keys).map(shortValue).join(' ');
