import * as z from 'zod';
import type { ServiceError } from './service-error.ts';
import { isObject } from './value.ts';

/**
 * The shapes of inputs, and AWS's words for what does not fit them. A type that does not fit is a
 * SerializationException; a value out of bounds is the service's own validation error.
 */

type TextBounds = { readonly min?: number; readonly max?: number; readonly pattern?: RegExp };

export const text = ({ min, max, pattern }: TextBounds = {}): z.ZodString => {
  let shape = z.string();
  if (min !== undefined) shape = shape.min(min);
  if (max !== undefined) shape = shape.max(max);
  if (pattern !== undefined) shape = shape.regex(pattern);
  return shape;
};

type Bounds = { readonly min?: number; readonly max?: number };

export const whole = ({ min, max }: Bounds = {}): z.ZodNumber => {
  let shape = z.number().int();
  if (min !== undefined) shape = shape.min(min);
  if (max !== undefined) shape = shape.max(max);
  return shape;
};

export const flag = (): z.ZodBoolean => z.boolean();

export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) => z.enum(values);

export const list = <Item extends z.ZodType>(item: Item, { min, max }: Bounds = {}): z.ZodArray<Item> => {
  let shape = z.array(item);
  if (min !== undefined) shape = shape.min(min);
  if (max !== undefined) shape = shape.max(max);
  return shape;
};

/** A timestamp, as epoch milliseconds: seconds in JSON, a Date out of CBOR, ISO 8601 or seconds in a query. */
export const time = () =>
  z.union([z.number(), z.date(), z.string()]).transform((value, context): number => {
    const ms =
      typeof value === 'number'
        ? value * 1000
        : value instanceof Date
          ? value.getTime()
          : /^-?\d+(\.\d+)?$/.test(value)
            ? Number(value) * 1000
            : Date.parse(value);
    if (Number.isNaN(ms)) {
      context.addIssue({ code: 'invalid_type', expected: 'date', input: value });
      return z.NEVER;
    }
    return Math.round(ms);
  });

/** Reads a decoded body against a shape. */
export const readInput = <Shape extends z.ZodType>(
  shape: Shape,
  body: unknown,
  invalid: (message: string) => ServiceError,
): { readonly input: z.output<Shape> } | { readonly error: ServiceError } => {
  const parsed = shape.safeParse(withoutNulls(body), { reportInput: true });
  if (parsed.success) return { input: parsed.data };
  const issues = parsed.error.issues;
  const mistyped = issues.find((issue) => isTypeIssue(issue) && issue.input !== undefined);
  if (mistyped !== undefined) return { error: serializationError(typeWords(mistyped)) };
  const words = issues.map(
    (issue) =>
      `Value ${shown(issue.input)} at '${pathWords(issue.path)}' failed to satisfy constraint: ${constraintWords(issue)}`,
  );
  const count = words.length === 1 ? '1 validation error' : `${words.length} validation errors`;
  return { error: invalid(`${count} detected: ${words.join('; ')}`) };
};

export const serializationError = (message: string): ServiceError => ({
  code: 'SerializationException',
  queryCode: 'MalformedInput',
  message,
  status: 400,
});

type Issue = z.core.$ZodIssue;

const isTypeIssue = (issue: Issue): boolean =>
  issue.code === 'invalid_type' || issue.code === 'invalid_union';

/** AWS reads a null member as an absent one. */
const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value) || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (member === null ? [] : [[key, withoutNulls(member)]])),
  );
};

const jsonTypeNames: Readonly<Record<string, string>> = {
  string: 'STRING_VALUE',
  number: 'NUMBER_VALUE',
  boolean: 'TRUE_VALUE',
};

const modelTypeNames: Readonly<Record<string, string>> = {
  string: 'String',
  number: 'Integer',
  int: 'Integer',
  boolean: 'Boolean',
  array: 'List',
  object: 'Structure',
  date: 'Timestamp',
};

const typeWords = (issue: Issue): string => {
  const found = issue.input;
  const wanted = modelTypeNames[issue.code === 'invalid_type' ? issue.expected : 'date'] ?? 'String';
  if (Array.isArray(found)) return 'Unexpected list structure found.';
  if (isObject(found)) return 'Start of structure or map found where not expected.';
  if (wanted === 'List' || wanted === 'Structure') return 'Unexpected field type';
  return `${found === false ? 'FALSE_VALUE' : (jsonTypeNames[typeof found] ?? 'VALUE')} cannot be converted to ${wanted}`;
};

/** `StreamArn` is `streamArn` in the words of AWS; the second entry of a list is `.2.member`. */
const pathWords = (path: readonly PropertyKey[]): string =>
  path
    .map((step) =>
      typeof step === 'number'
        ? `${step + 1}.member`
        : String(step).charAt(0).toLowerCase() + String(step).slice(1),
    )
    .join('.');

const shown = (value: unknown): string => {
  if (value === undefined) return 'null';
  if (Array.isArray(value))
    return `'[${value.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join(', ')}]'`;
  return `'${typeof value === 'object' ? JSON.stringify(value) : String(value)}'`;
};

const constraintWords = (issue: Issue): string => {
  switch (issue.code) {
    case 'too_small':
      return `Member must have ${issue.origin === 'number' ? 'value' : 'length'} greater than or equal to ${issue.minimum}`;
    case 'too_big':
      return `Member must have ${issue.origin === 'number' ? 'value' : 'length'} less than or equal to ${issue.maximum}`;
    case 'invalid_format':
      return `Member must satisfy regular expression pattern: ${patternSource(issue)}`;
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.join(', ')}]`;
    default:
      return 'Member must not be null';
  }
};

/** zod writes a pattern as `/…/`, AWS without the slashes and anchors. */
const patternSource = (issue: Issue): string => {
  const pattern = 'pattern' in issue && typeof issue.pattern === 'string' ? issue.pattern : '';
  return pattern.replace(/^\/\^?/, '').replace(/\$?\/[a-z]*$/, '');
};
