/** A log line by a template: `--fields level,orderId,msg`. */
import { foldLines, isObject, type ReadLine, scalar } from './log-reading.ts';

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

/**
 * The text of a line by a template: these fields and no others. `level` and `message` (`msg`) are known of every line; a
 * line that has none of the fields is shown as it is.
 */
export const pickFields = (line: ReadLine, fields: readonly string[]): string => {
  const values = fields.map((field) => {
    const value = valueAt(line.json, field);
    if (value !== undefined) return scalar(value) ?? JSON.stringify(value);
    if (field === 'level') return line.level;
    if (field === 'requestId') return line.requestId;
    return /^(msg|message)$/.test(field) && line.json === undefined ? line.text : undefined;
  });
  return values.every((value) => value === undefined)
    ? line.text
    : foldLines(values.map((value) => value ?? '-').join(' '));
};
