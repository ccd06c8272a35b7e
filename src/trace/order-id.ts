/** Finds an order's id in what AWS tells, as the pipeline file says: `orderId: {path, pattern}`. */
import type { AttributeValue, Item, ItemChange } from '../observation/streams.ts';
import { valueAt } from '../output/log-fields.ts';
import { escaped } from '../output/text.ts';
import { compilePattern } from '../patterns/bounded-pattern.ts';
import type { Pipeline } from '../pipeline/stage.ts';
import type { ReadLine } from '../reading/log-reading.ts';

type Finder = Pipeline['orderId'];

/** As long as an event of CloudWatch Logs may be. */
const mostChars = 1_048_576;

const inWord = /[\w-]/;

/** Whether a text names exactly this order: `ORD-1` is not in `ORD-10`. */
export const namesOrder = (orderId: string): ((text: string) => boolean) => {
  const isWhole = (text: string, at: number): boolean =>
    !inWord.test(text[at - 1] ?? ' ') && !inWord.test(text[at + orderId.length] ?? ' ');
  return (text) => {
    let at = text.indexOf(orderId);
    while (at >= 0 && !isWhole(text, at)) at = at < text.length ? text.indexOf(orderId, at + 1) : -1;
    return at >= 0;
  };
};

/** Where what names the order before its id begins, ` orderId=` or the blanks alone: not before `floor`. */
const nameBefore = (text: string, at: number, floor: number): number => {
  const isBefore = (place: number, shape: RegExp): boolean =>
    place > floor && shape.test(text[place - 1] ?? '');
  let from = at;
  if (/^id=$/i.test(text.slice(Math.max(floor, at - 3), at))) {
    from -= 3;
    while (isBefore(from, /[\w.]/)) from -= 1;
  }
  while (isBefore(from, /\s/)) from -= 1;
  return from;
};

/**
 * A text without an order's id, in any case, and what names it: a page that says the id says it once. By steps and not by a
 * pattern: one for `\w*id=` goes over a long line again for each of its letters.
 */
export const withoutOrderId = (text: string, orderId: string): string => {
  const compiled = compilePattern(escaped(orderId), { of: 'orderId.pattern', ignoresCase: true });
  let rest = '';
  let from = 0;
  for (let at = 0; compiled.ok && at < text.length; ) {
    const match = compiled.value.find(text, at);
    if (match === undefined) break;
    at = match.from + 1;
    if (inWord.test(text[match.to] ?? ' ')) continue;
    rest += text.slice(from, nameBefore(text, match.from, from));
    from = match.to;
    at = Math.max(at, match.to);
  }
  return rest + text.slice(from);
};

/** The first match of the pattern; its first group where it has one. */
const matched = (text: string, pattern: string | undefined): string | undefined => {
  if (pattern === undefined) return undefined;
  const compiled = compilePattern(pattern, { of: 'orderId.pattern' });
  const found = compiled.ok ? compiled.value.find(text.slice(0, mostChars)) : undefined;
  return found?.groups[0] ?? found?.text;
};

const idOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

/** The order that a log line names: at the path in its fields, else the first in its text that looks like one. */
export const orderIdInLog = (
  message: string,
  { fields }: Pick<ReadLine, 'fields'>,
  finder: Finder,
): string | undefined => {
  const atPath =
    finder?.path === undefined || fields === undefined ? undefined : valueAt(fields, finder.path);
  return idOf(atPath) ?? matched(message, finder?.pattern);
};

/** An attribute in plain values, as far down as the path goes. */
const plain = (value: AttributeValue | undefined): unknown => {
  if (value === undefined) return undefined;
  if ('S' in value) return value.S;
  if ('N' in value) return value.N;
  if ('M' in value) return plainItem(value.M);
  return 'L' in value ? value.L.map(plain) : undefined;
};

const plainItem = (item: Item): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));

/** The order that a changed item is, or is of: its keys first, then the path in the item, then what looks like one in a key. */
export const orderIdInChange = (change: ItemChange, finder: Finder): string | undefined => {
  const keys = plainItem(change.keys);
  const path = finder?.path;
  if (path !== undefined) {
    for (const item of [change.keys, change.new, change.old]) {
      const id = item === undefined ? undefined : idOf(valueAt(plainItem(item), path));
      if (id !== undefined) return id;
    }
  }
  for (const key of Object.values(keys)) {
    const id = typeof key === 'string' ? matched(key, finder?.pattern) : undefined;
    if (id !== undefined) return id;
  }
  return undefined;
};

/** Whether a change is one of this order's: by what the pipeline file says, or by a key that is the id. */
export const isChangeOf = (change: ItemChange, orderId: string, finder: Finder): boolean =>
  Object.values(plainItem(change.keys)).some((key) => key === orderId) ||
  orderIdInChange(change, finder) === orderId;
