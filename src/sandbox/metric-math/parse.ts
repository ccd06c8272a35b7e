import { tokenize } from '../tokenize.ts';

/** The grammar of metric math: an expression becomes a tree. */

export type Node =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  /** A query's id (lower case), or a bare word such as REPEAT (upper case). */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'negate'; readonly operand: Node }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Node; readonly right: Node }
  | { readonly kind: 'array'; readonly items: readonly Node[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] };

export type Operator = (typeof precedence)[number][number];

/** Loosest first. */
const precedence = [
  ['OR', '||'],
  ['AND', '&&'],
  ['==', '!=', '<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/'],
  ['^'],
] as const;

const tokenShape =
  /\s*(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+|"[^"]*"|'[^']*'|[A-Za-z_]\w*|\|\||&&|[=!<>]=|[-+*/^<>()[\],])/y;

/** Reads an expression, or says where it is wrong. */
export const parseExpression = (text: string): Node | { readonly error: string } => {
  const tokens = tokenize(tokenShape, text);
  if ('stuckAt' in tokens) return { error: `Unexpected character '${tokens.stuckAt.charAt(0)}'` };
  if (tokens.length === 0) return { error: 'The expression is empty' };
  const parsed = parseBinary(tokens, 0, 0);
  if ('error' in parsed) return parsed;
  const rest = tokens[parsed.next];
  return rest === undefined ? parsed.node : { error: `Unexpected '${rest}'` };
};

type Parsed = { readonly node: Node; readonly next: number } | { readonly error: string };

const parseBinary = (tokens: readonly string[], at: number, level: number): Parsed => {
  const operators = precedence[level];
  if (operators === undefined) return parseUnary(tokens, at);
  let left = parseBinary(tokens, at, level + 1);
  for (;;) {
    if ('error' in left) return left;
    const token = tokens[left.next];
    const operator = operators.find((candidate) => candidate === token);
    if (operator === undefined) return left;
    const right = parseBinary(tokens, left.next + 1, level + 1);
    if ('error' in right) return right;
    left = { node: { kind: 'binary', operator, left: left.node, right: right.node }, next: right.next };
  }
};

const parseUnary = (tokens: readonly string[], at: number): Parsed => {
  if (tokens[at] !== '-') return parseAtom(tokens, at);
  const operand = parseUnary(tokens, at + 1);
  return 'error' in operand
    ? operand
    : { node: { kind: 'negate', operand: operand.node }, next: operand.next };
};

const parseAtom = (tokens: readonly string[], at: number): Parsed => {
  const token = tokens[at];
  if (token === undefined) return { error: 'The expression ends too early' };
  if (/^[\d.]/.test(token)) return { node: { kind: 'number', value: Number(token) }, next: at + 1 };
  if (/^["']/.test(token)) return { node: { kind: 'text', value: token.slice(1, -1) }, next: at + 1 };
  if (token === '[') {
    const items = parseList(tokens, at + 1, ']');
    return 'error' in items ? items : { node: { kind: 'array', items: items.nodes }, next: items.next };
  }
  if (token === '(') {
    const inner = parseBinary(tokens, at + 1, 0);
    if ('error' in inner) return inner;
    return tokens[inner.next] === ')' ? { ...inner, next: inner.next + 1 } : { error: "')' is missing" };
  }
  if (!/^[A-Za-z_]/.test(token)) return { error: `Unexpected '${token}'` };
  if (tokens[at + 1] !== '(') return { node: { kind: 'name', name: token }, next: at + 1 };
  const args = parseList(tokens, at + 2, ')');
  return 'error' in args ? args : { node: { kind: 'call', name: token, args: args.nodes }, next: args.next };
};

const parseList = (
  tokens: readonly string[],
  at: number,
  close: string,
): { readonly nodes: readonly Node[]; readonly next: number } | { readonly error: string } => {
  const nodes: Node[] = [];
  if (tokens[at] === close) return { nodes, next: at + 1 };
  for (let next = at; ; next++) {
    const item = parseBinary(tokens, next, 0);
    if ('error' in item) return item;
    nodes.push(item.node);
    next = item.next;
    if (tokens[next] === close) return { nodes, next: next + 1 };
    if (tokens[next] !== ',') return { error: `'${close}' is missing` };
  }
};
