import { between } from '../bounded-regex.ts';
import { parseRegex } from './regex.ts';

/** What a pattern compares a field with. Lists, objects, booleans, null and absent fields satisfy no comparison. */
export type Comparison = (node: unknown) => boolean;

const orders: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

export const numberOf = (text: string): number | undefined =>
  /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;

/** Ties an operator to the value behind it; `numeric` says which number a field is, where it is one. */
export const comparison = (
  operator: string,
  value: string,
  numeric: (node: unknown) => number | undefined,
): Comparison | { readonly error: string } => {
  if (operator === '=' || operator === '!=') {
    const isEqual = equality(value);
    if ('error' in isEqual) return isEqual;
    return (node) =>
      (typeof node === 'string' || typeof node === 'number') && isEqual(node) === (operator === '=');
  }
  const order = Object.hasOwn(orders, operator) ? orders[operator] : undefined;
  if (order === undefined) return { error: `unknown operator '${operator}'` };
  const bound = numberOf(value);
  if (bound === undefined) return { error: `'${value}' is not a number` };
  return (node) => {
    const number = numeric(node);
    return number !== undefined && order(number, bound);
  };
};

/** Whether a text is these pieces one after the other, with anything between them. In linear time. */
const wildcard = (pieces: readonly string[]): ((text: string) => boolean) => {
  const [first = '', ...others] = pieces;
  const last = others.pop() ?? '';
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
      return false;
    return between(['', ...others], text.slice(first.length, text.length - last.length)) !== undefined;
  };
};

/** Equality with a number, a text with `*` for anything, or a %regex%. */
const equality = (value: string): ((node: string | number) => boolean) | { readonly error: string } => {
  if (value.startsWith('%')) {
    const regex = parseRegex(value.slice(1, -1));
    return 'error' in regex ? regex : (node) => regex.test(String(node));
  }
  const number = numberOf(value);
  if (number !== undefined) return (node) => (typeof node === 'number' ? node === number : node === value);
  const text = value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
  if (!text.includes('*')) return (node) => String(node) === text;
  const isLike = wildcard(text.split('*'));
  return (node) => isLike(String(node));
};
