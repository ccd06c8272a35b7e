/** A log line by a template: `--fields level,orderId,msg`. */

import { compact } from '../reading/details.ts';
import { foldLines } from '../reading/fold.ts';
import { isObject, type ReadLine, scalar } from '../reading/log-reading.ts';

/** What stands at a path such as `customer.id` or `items.0.sku`. */
export const valueAt = (json: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        (isObject(value) || Array.isArray(value)) && Object.hasOwn(value, key)
          ? Reflect.get(value, key)
          : undefined,
      json,
    );

/** What stands for what a program said, whatever its logger calls it. */
const isMessage = (field: string): boolean => field === 'message' || field === 'msg';

/**
 * The text of a line by a template: these fields and no others. `level`, `message` (or `msg`) and `requestId` are known of every
 * line, whatever its logger calls them; a line that has none of the fields is shown as it is.
 */
export const pickFields = (line: ReadLine, fields: readonly string[]): string => {
  const values = fields.map((field) => {
    if (field === 'level') return line.level;
    const value = valueAt(line.fields, field);
    const text = scalar(value);
    if (text !== undefined) return text;
    if (isMessage(field)) return line.message === '' ? undefined : line.message;
    if (field === 'requestId') return line.requestId;
    return value === undefined || value === null ? undefined : compact(value, Number.POSITIVE_INFINITY);
  });
  return values.every((value) => value === undefined)
    ? line.text
    : foldLines(values.map((value) => value ?? '-').join(' '));
};
