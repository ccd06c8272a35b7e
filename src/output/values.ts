/** Attribute values in few words, for a row of the screen and for plain text. */
import type { AttributeValue, Item } from '../observation/streams.ts';

const maxChars = 200;

/** The beginning of a text, with a mark where that is not all of it. */
export const begun = (text: string, most = maxChars): string =>
  text.length > most ? `${text.slice(0, wholeAt(text, most))}…` : text;

/** The place at or before this one that does not part a pair of surrogates. */
export const wholeAt = (text: string, place: number): number => {
  const unit = text.charCodeAt(place);
  return unit >= 0xdc00 && unit < 0xe000 ? place - 1 : place;
};

/** A text as it is; in quotes where it would not be seen: empty, with blanks around it, or with quotes of its own. */
export const shortText = (text: string, most = maxChars): string =>
  text === '' || /^["\s]|\s$/.test(text) ? JSON.stringify(begun(text, most)) : begun(text, most);

/** `PAID`, `59.90`, `true`, `3 items`, `{4}`, `{red, blue}`, `12 bytes`. Never longer than a row needs. */
export const shortValue = (value: AttributeValue): string => {
  if ('S' in value) return shortText(value.S);
  if ('N' in value) return value.N;
  if ('BOOL' in value) return String(value.BOOL);
  if ('NULL' in value) return 'null';
  if ('L' in value) return `[${value.L.length}]`;
  if ('M' in value) return `{${Object.keys(value.M).length}}`;
  if ('SS' in value) return setText(value.SS);
  if ('NS' in value) return setText(value.NS);
  if ('BS' in value) return `{${value.BS.length} binaries}`;
  return `${Buffer.byteLength(value.B, 'base64')} bytes`;
};

const maxMembers = 10;

const setText = (members: readonly string[]): string => {
  const shown = members.slice(0, maxMembers).map((member) => shortText(member));
  const more = members.length - shown.length;
  return begun(`{${shown.join(', ')}${more > 0 ? `, ${more} more` : ''}}`);
};

const maxDepth = 4;
const maxNestedChars = 120;

/** What came or went whole, looked into: `{method card, reference ch_2a40}`, `[red, blue]`. */
export const nestedValue = (value: AttributeValue): string => begun(nested(value, 0), maxNestedChars);

const nested = (value: AttributeValue, depth: number): string => {
  if (depth < maxDepth && 'M' in value) {
    const parts: string[] = [];
    for (const [name, one] of Object.entries(value.M).slice(0, maxMembers)) {
      parts.push(`${shortText(name)} ${nested(one, depth + 1)}`);
    }
    return `{${parts.join(', ')}${moreOf(Object.keys(value.M).length)}}`;
  }
  if (depth < maxDepth && 'L' in value) {
    const parts = value.L.slice(0, maxMembers).map((one) => nested(one, depth + 1));
    return `[${parts.join(', ')}${moreOf(value.L.length)}]`;
  }
  return 'S' in value ? shortText(value.S, maxNestedChars) : shortValue(value);
};

const moreOf = (count: number): string => (count > maxMembers ? `, ${count - maxMembers} more` : '');

/** The key of an item: `ORD-10432`, or `ORD-10432 2` for a composite key. */
export const shortKey = (keys: Item): string => Object.values(keys).map(shortValue).join(' ');

/** The same, whole: keys are texts, numbers or binaries (these as base64), and what finds an item again. */
export const wholeKey = (keys: Item): string =>
  Object.values(keys)
    .map((value) => ('S' in value ? value.S : 'B' in value ? value.B : shortValue(value)))
    .join(' ');
