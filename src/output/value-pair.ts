/**
 * The two sides of a change, so that their difference shows: types where they would look alike, of long texts the part
 * that differs, of bytes the ones around the first that differs.
 */
import type { AttributeValue } from '../observation/streams.ts';
import { begun, nestedValue, shortText, shortValue, wholeAt } from './values.ts';

export type Sides = readonly [old: string, now: string];

export const sidesOf = (old: AttributeValue, now: AttributeValue): Sides => {
  if ('S' in old && 'S' in now) return textSides(old.S, now.S);
  if ('B' in old && 'B' in now) return byteSides(old.B, now.B);
  const sides: Sides =
    typeOf(old) === typeOf(now) ? [shortValue(old), shortValue(now)] : [typed(old), typed(now)];
  return looksLike(...sides) ? [`${typeOf(old)} ${sides[0]}`, `${typeOf(now)} ${sides[1]}`] : sides;
};

/** `S`, `N`, `SS`, …: the type's name on the wire. */
export const typeOf = (value: AttributeValue): string => Object.keys(value)[0] ?? '';

/** A text of another type than the value beside it has quotes: `59.9 → "59.9"` is not the same number. */
const typed = (value: AttributeValue): string => {
  if ('S' in value) return JSON.stringify(begun(value.S, wholeChars));
  if ('SS' in value)
    return begun(`{${value.SS.map((member) => JSON.stringify(member)).join(', ')}}`, wholeChars);
  return nestedValue(value);
};

/** Texts up to this are shown whole. */
const wholeChars = 80;
const charsBefore = 20;
const charsAfter = 12;

const textSides = (old: string, now: string): Sides => {
  const sides: Sides =
    old.length <= wholeChars && now.length <= wholeChars
      ? [shortText(old), shortText(now)]
      : parts(old, now, wholeChars);
  if (!looksLike(...sides)) return bothQuoted(old, now, sides);
  const [left, right] = parts(escapedText(old), escapedText(now), wholeChars);
  return [`"${left}"`, `"${right}"`];
};

/** One in quotes beside one without would look like a change of type. */
const bothQuoted = (old: string, now: string, sides: Sides): Sides => {
  const isQuoted = (text: string, place: 0 | 1): boolean =>
    text !== '' && sides[place] === JSON.stringify(text);
  return isQuoted(old, 0) || isQuoted(now, 1) ? [JSON.stringify(old), JSON.stringify(now)] : sides;
};

/** Around what differs, with `…` where a side goes on. */
const parts = (old: string, now: string, most: number): Sides => {
  const shorter = Math.min(old.length, now.length);
  let before = 0;
  while (before < shorter && old[before] === now[before]) before += 1;
  let after = 0;
  while (after < shorter - before && old[old.length - 1 - after] === now[now.length - 1 - after]) after += 1;
  const part = (text: string): string => {
    const from = wholeAt(text, Math.max(0, before - charsBefore));
    const differs = begun(text.slice(from, text.length - after), most);
    const tail = differs.endsWith('…')
      ? ''
      : text.slice(text.length - after, wholeAt(text, text.length - after + charsAfter));
    const isWhole = differs.length + tail.length >= text.length - from;
    return `${from > 0 ? '…' : ''}${differs}${tail}${isWhole || differs.endsWith('…') ? '' : '…'}`;
  };
  return [part(old), part(now)];
};

const looksLike = (a: string, b: string): boolean => a === b || bareText(a) === bareText(b);

/** What the eye tells of it: blanks, marks that have no width, and forms of one letter are not told apart. */
export const bareText = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/\p{C}|\p{Variation_Selector}/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** As in JSON, and every character beyond ASCII by its number. */
export const escapedText = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const bytesAround = 6;

const byteSides = (old: string, now: string): Sides => {
  const [before, after] = [Buffer.from(old, 'base64'), Buffer.from(now, 'base64')];
  let place = 0;
  while (place < before.length && before[place] === after[place]) place += 1;
  const from = Math.max(0, place - bytesAround);
  const side = (bytes: Buffer): string => {
    const shown = bytes.subarray(from, place + bytesAround).toString('hex');
    const more = place + bytesAround < bytes.length ? '…' : '';
    return `${bytes.length} bytes ${from > 0 ? '…' : ''}${shown}${more}`.trimEnd();
  };
  return [side(before), side(after)];
};
