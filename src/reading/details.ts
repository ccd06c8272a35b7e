/** The fields of a line beside what it says: `orderId=ORD-1 customer.id=7 items=[{"sku":"A"}]`, by the names that `--fields` takes. */

import { bounded } from './fold.ts';
import { isObject, type Json, scalar } from './log-reading.ts';

/** How much of a line is told. */
export type Room = {
  /** Characters of the whole text. */
  readonly mostChars: number;
  /** Characters of one value. */
  readonly mostValueChars: number;
};

const mostDepth = 4;
const mostListed = 20;

/** A list or an object in few words, no deeper than a row needs: JSON of it may be a megabyte, and nested without end. */
export const compact = (value: unknown, most: number, depth = 0): string => {
  const text = scalar(value);
  if (text !== undefined) return typeof value === 'string' ? JSON.stringify(bounded(text, most)) : text;
  const isList = Array.isArray(value);
  if (!isList && !isObject(value)) return 'null';
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  const entries = isList ? value.map((item) => ['', item] as const) : Object.entries(value);
  if (entries.length === 0) return `${open}${close}`;
  if (depth >= mostDepth) return `${open}…${close}`;
  const parts: string[] = [];
  let room = most;
  for (const [name, item] of entries) {
    if (room <= 0 || (parts.length >= mostListed && Number.isFinite(most))) {
      parts.push('…');
      break;
    }
    const part = `${isList ? '' : `${JSON.stringify(name)}:`}${compact(item, room, depth + 1)}`;
    room -= part.length + 1;
    parts.push(part);
  }
  return `${open}${parts.join(',')}${close}`;
};

/** A detail of no content says nothing. */
const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '';

/**
 * `name=value` of every field that is not hidden, those that hold others last: objects by their paths, lists in brackets. Ends
 * where the room does.
 */
export const detailsOf = (
  record: Json,
  isHidden: (path: string, value: unknown) => boolean,
  { mostChars, mostValueChars }: Room,
): readonly string[] => {
  const told: string[] = [];
  let room = mostChars;
  const tell = (part: string): void => {
    told.push(part);
    room -= part.length + 1;
  };
  // The stage beside a row says nearly as much.
  let late = '';
  const walk = (fields: Json, path: string, depth: number): void => {
    const nested: [string, unknown][] = [];
    for (const name of Object.keys(fields)) {
      if (room <= 0) return;
      const value = fields[name];
      if (isEmpty(value) || isHidden(`${path}${name}`, value)) continue;
      const text = scalar(value);
      if (text === undefined) nested.push([`${path}${name}`, value]);
      else if (depth === 0 && name === 'service') late = `${name}=${bounded(text, mostValueChars)}`;
      else tell(`${path}${name}=${bounded(text, mostValueChars)}`);
    }
    if (depth === 0 && late !== '') tell(late);
    for (const [name, value] of nested) {
      if (room <= 0) return;
      if (isObject(value) && depth < mostDepth) walk(value, `${name}.`, depth + 1);
      else if (!Array.isArray(value) || value.length > 0) {
        tell(`${name}=${bounded(compact(value, Math.min(room, mostValueChars)), mostValueChars)}`);
      }
    }
  };
  walk(record, '', 0);
  return room > 0 ? told : [...told, '…'];
};
