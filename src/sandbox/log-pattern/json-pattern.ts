import { tokenize } from '../tokenize.ts';
import { comparison } from './comparison.ts';
import type { PatternResult } from './pattern-result.ts';
import { parseSelector, type Selector, select } from './selector.ts';

/** A condition on a parsed message. */
type Condition = (event: unknown) => boolean;

/** Why AWS would refuse a pattern. */
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
    default: {
      const test = comparison(operator, value, (node) => (typeof node === 'number' ? node : undefined));
      return 'error' in test ? complain(`Invalid JSON pattern: ${test.error}`) : anyNode(test);
    }
  }
};
