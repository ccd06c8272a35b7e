/**
 * Attribute values as plain JSON (the command line's contract): strings, numbers where JSON holds them exactly and else
 * their text, sets as arrays, binary as `{"base64": …}`. Once as values, for filters, once as text, for speed; both say the same.
 */
import { exactJsonNumber } from '../decimal.ts';
import type { AttributeValue, Item } from './streams.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const numberJson = (text: string): Json => {
  const exact = exactJsonNumber(text);
  return exact === undefined ? text : Number(exact);
};

export const attributeJson = (value: AttributeValue): Json => {
  if ('S' in value) return value.S;
  if ('N' in value) return numberJson(value.N);
  if ('BOOL' in value) return value.BOOL;
  if ('M' in value) return itemJson(value.M);
  if ('L' in value) return value.L.map(attributeJson);
  if ('NULL' in value) return null;
  if ('B' in value) return { base64: value.B };
  if ('SS' in value) return [...value.SS];
  if ('NS' in value) return value.NS.map(numberJson);
  return value.BS.map((base64) => ({ base64 }));
};

/** Without a prototype, so that attributes named `__proto__` or `constructor` are like all others. */
export const itemJson = (item: Item): { [key: string]: Json } => {
  const json: { [key: string]: Json } = Object.create(null);
  for (const name of Object.keys(item)) {
    const value = item[name];
    if (value !== undefined) json[name] = attributeJson(value);
  }
  return json;
};

const numberText = (text: string): string => exactJsonNumber(text) ?? JSON.stringify(text);

const arrayText = <Entry>(entries: readonly Entry[], textOf: (entry: Entry) => string): string => {
  let text = '[';
  for (const entry of entries) text += text.length === 1 ? textOf(entry) : `,${textOf(entry)}`;
  return `${text}]`;
};

/** The same as `JSON.stringify(attributeJson(value))`. */
export const attributeText = (value: AttributeValue): string => {
  if ('S' in value) return JSON.stringify(value.S);
  if ('N' in value) return numberText(value.N);
  if ('BOOL' in value) return value.BOOL ? 'true' : 'false';
  if ('M' in value) return itemText(value.M);
  if ('L' in value) return arrayText(value.L, attributeText);
  if ('NULL' in value) return 'null';
  if ('B' in value) return bytesText(value.B);
  if ('SS' in value) return JSON.stringify(value.SS);
  if ('NS' in value) return arrayText(value.NS, numberText);
  return arrayText(value.BS, bytesText);
};

const bytesText = (base64: string): string => `{"base64":"${base64}"}`;

/** The same as `JSON.stringify(itemJson(item))`, but that names stay in the item's own order. */
export const itemText = (item: Item): string => {
  let text = '{';
  for (const name in item) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    if (value === undefined) continue;
    text += `${text.length === 1 ? '' : ','}${nameText(name)}:${attributeText(value)}`;
  }
  return `${text}}`;
};

/** Names come again with every item: their JSON is kept, a bounded number of them. */
const nameTexts = new Map<string, string>();
const mostNames = 1000;

const nameText = (name: string): string => {
  const known = nameTexts.get(name);
  if (known !== undefined) return known;
  const text = JSON.stringify(name);
  if (nameTexts.size < mostNames) nameTexts.set(name, text);
  return text;
};
