import { tokenize } from '../tokenize.ts';
import type { PatternResult } from './pattern.ts';
import { parseRegex } from './regex.ts';
import { parseSelector, type Selector, select } from './selector.ts';

/** A condition on a parsed message. */
type Condition = (event: unknown) => boolean;
type Scalar = string | number;

/** Thrown inside of the parser only, caught at its door: a pattern that AWS would refuse. */
type Complaint = { readonly complaint: string };
const complain = (complaint: string): Complaint => ({ complaint });

const tokenShape =
  /\s*(\|\||&&|!=|>=|<=|[=<>()]|\$(?:\.\*|\.[\w-]+|\[[^\]]*\]|\.(?=\[))*|"(?:[^"\\]|\\.)*"|%[^%]+%|[^\s()=<>!|&"]+)/y;

/** A pattern in braces: comparisons of `$.path`s, joined with `&&` (binds tighter), `||` and parentheses. */
export const parseJsonPattern = (pattern: string): PatternResult => {
  if (!pattern.endsWith('}')) return { error: 'Invalid JSON pattern: it does not end with }' };
  const tokens = tokenize(tokenShape, pattern.slice(1, -1));
  if ('stuckAt' in tokens) return { error: `Invalid JSON pattern near '${tokens.stuckAt}'` };
  const parsed = parseOr(tokens, 0);
  if ('complaint' in parsed) return { error: parsed.complaint };
  const rest = tokens[parsed.next];
  if (rest !== undefined) return { error: `Invalid JSON pattern near '${rest}'` };
  const { condition } = parsed;
  return {
    matches: (message) => {
      const event = parseEvent(message);
      return event !== undefined && condition(event);
    },
  };
};

/** Only an object or a list is a JSON event; text that merely holds JSON is not. */
const parseEvent = (message: string): object | undefined => {
  if (!/^\s*[{[]/.test(message)) return undefined;
  try {
    const event: unknown = JSON.parse(message);
    return typeof event === 'object' && event !== null ? event : undefined;
  } catch {
    return undefined;
  }
};

type Parsed = { readonly condition: Condition; readonly next: number } | Complaint;
type Parser = (tokens: readonly string[], at: number) => Parsed;

/** A chain of operands between one operator. */
const chain =
  (operator: string, operand: Parser, join: (parts: readonly Condition[]) => Condition): Parser =>
  (tokens, at) => {
    const parts: Condition[] = [];
    for (let next = at; ; next++) {
      const parsed = operand(tokens, next);
      if ('complaint' in parsed) return parsed;
      parts.push(parsed.condition);
      next = parsed.next;
      if (tokens[next] !== operator) return { condition: join(parts), next };
    }
  };

const parseOperand: Parser = (tokens, at) => {
  if (tokens[at] !== '(') return parseComparison(tokens, at);
  const inner = parseOr(tokens, at + 1);
  if ('complaint' in inner) return inner;
  if (tokens[inner.next] !== ')') return complain('Invalid JSON pattern: a parenthesis is not closed');
  return { condition: inner.condition, next: inner.next + 1 };
};

const parseAnd = chain('&&', parseOperand, (parts) => (event) => parts.every((part) => part(event)));
const parseOr: Parser = chain('||', parseAnd, (parts) => (event) => parts.some((part) => part(event)));

const parseComparison: Parser = (tokens, at) => {
  const [path = '', operator = '', value] = tokens.slice(at, at + 3);
  const selector = parseSelector(path);
  if (selector === undefined) return complain(`Invalid JSON selector '${path}'`);
  if (value === undefined) return complain('Invalid JSON pattern: a condition is not complete');
  const condition = conditionOf(selector, operator.toUpperCase(), value);
  return 'complaint' in condition ? condition : { condition, next: at + 3 };
};

const constants: Readonly<Record<string, null | boolean>> = { NULL: null, TRUE: true, FALSE: false };

const conditionOf = (selector: Selector, operator: string, value: string): Condition | Complaint => {
  const anyNode =
    (test: (node: unknown) => boolean): Condition =>
    (event) =>
      select(event, selector).some(test);
  switch (operator) {
    case 'IS': {
      const wanted = constants[value.toUpperCase()];
      return wanted === undefined
        ? complain(`Invalid JSON pattern: IS takes NULL, TRUE or FALSE, not ${value}`)
        : anyNode((node) => node === wanted);
    }
    case 'NOT':
      return value.toUpperCase() === 'EXISTS'
        ? (event) => select(event, selector).length === 0
        : complain(`Invalid JSON pattern near 'NOT ${value}'`);
    case '=':
    case '!=': {
      const isEqual = equality(value);
      if ('complaint' in isEqual) return isEqual;
      // Lists, objects, booleans, null and absent fields satisfy neither.
      return anyNode((node) => isScalar(node) && isEqual(node) === (operator === '='));
    }
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const bound = numberOf(value);
      if (bound === undefined) return complain(`Invalid JSON pattern: '${value}' is not a number`);
      return anyNode((node) => typeof node === 'number' && orders[operator](node, bound));
    }
    default:
      return complain(`Invalid JSON pattern: unknown operator '${operator}'`);
  }
};

const orders = {
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
} as const;

const isScalar = (node: unknown): node is Scalar => typeof node === 'string' || typeof node === 'number';

const numberOf = (text: string): number | undefined =>
  /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;

/** Equality with a number, a text with `*` for anything, or a %regex%. */
const equality = (value: string): ((node: Scalar) => boolean) | Complaint => {
  if (value.startsWith('%')) {
    const regex = parseRegex(value.slice(1, -1));
    return 'error' in regex ? complain(regex.error) : (node) => regex.test(String(node));
  }
  const number = numberOf(value);
  if (number !== undefined) return (node) => (typeof node === 'number' ? node === number : node === value);
  const text = value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
  if (!text.includes('*')) return (node) => String(node) === text;
  const pieces = text.split('*').map((piece) => piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const wildcard = new RegExp(`^${pieces.join('.*')}$`, 's');
  return (node) => wildcard.test(String(node));
};
