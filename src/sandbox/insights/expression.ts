import type { BoundedRegex } from '../bounded-regex.ts';
import { isAggregate } from './aggregates.ts';
import { isFunction } from './functions.ts';
import { type Period, parsePeriod } from './period.ts';
import { described, type Scanner } from './scanner.ts';

/** The expressions of a query, as a tree. After "Logs Insights QL" in the CloudWatch Logs user guide. */
export type Node =
  | { readonly kind: 'literal'; readonly value: string | number | undefined }
  | { readonly kind: 'period'; readonly period: Period }
  | { readonly kind: 'field'; readonly name: string }
  /** `*` of `count(*)`. */
  | { readonly kind: 'all' }
  | { readonly kind: 'not' | 'negate'; readonly operand: Node }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Node;
      readonly right: Node;
    }
  | { readonly kind: 'matches'; readonly subject: Node; readonly regex: BoundedRegex }
  | { readonly kind: 'in'; readonly subject: Node; readonly items: readonly Node[] }
  | { readonly kind: 'call' | 'aggregate'; readonly name: string; readonly args: readonly Node[] };

/** A call of a function or of an aggregate. */
export type CallNode = Extract<Node, { readonly kind: 'call' | 'aggregate' }>;

const arithmetic = ['+', '-', '*', '/', '%', '^'] as const;
const comparisons = ['=', '!=', '<', '<=', '>', '>='] as const;
export type BinaryOperator =
  | (typeof arithmetic)[number]
  | (typeof comparisons)[number]
  | 'and'
  | 'or'
  | 'like';

const nothing: Node = { kind: 'literal', value: undefined };

/** Reads one expression; a mistake in it is with the scanner. */
export const parseExpression = (scanner: Scanner): Node =>
  chain(scanner, ['or'], () =>
    chain(scanner, ['and'], () => {
      const parseNot = (): Node =>
        scanner.accept('not') ? { kind: 'not', operand: parseNot() } : parseComparison(scanner);
      return parseNot();
    }),
  );

const chain = (scanner: Scanner, operators: readonly BinaryOperator[], operand: () => Node): Node => {
  let left = operand();
  for (;;) {
    const operator = operators.find((word) => scanner.accept(word));
    if (operator === undefined) return left;
    left = { kind: 'binary', operator, left, right: operand() };
  }
};

const parseComparison = (scanner: Scanner): Node => {
  const left = parseSum(scanner);
  if (scanner.accept('=~')) return parseMatch(scanner, left);
  if (scanner.accept('==')) return { kind: 'binary', operator: '=', left, right: parseSum(scanner) };
  const operator = comparisons.find((word) => scanner.accept(word));
  if (operator !== undefined) return { kind: 'binary', operator, left, right: parseSum(scanner) };
  const isNegated = scanner.accept('not');
  const positive = scanner.accept('like')
    ? parseMatch(scanner, left)
    : scanner.accept('in')
      ? parseMembership(scanner, left)
      : undefined;
  if (positive !== undefined) return isNegated ? { kind: 'not', operand: positive } : positive;
  if (isNegated) scanner.fail(`expected like or in after not, ${described(scanner.peek())}`);
  return left;
};

/** What `like` and `=~` take: a regular expression, or a text to find. */
const parseMatch = (scanner: Scanner, subject: Node): Node => {
  const regex = scanner.regex();
  return regex === undefined
    ? { kind: 'binary', operator: 'like', left: subject, right: parseSum(scanner) }
    : { kind: 'matches', subject, regex };
};

const parseMembership = (scanner: Scanner, subject: Node): Node => {
  scanner.expect('[');
  const items: Node[] = [];
  do items.push(parseSum(scanner));
  while (scanner.accept(','));
  scanner.expect(']');
  return { kind: 'in', subject, items };
};

const parseSum = (scanner: Scanner): Node =>
  chain(scanner, ['+', '-'], () =>
    chain(scanner, ['*', '/', '%'], () => chain(scanner, ['^'], () => parseUnary(scanner))),
  );

const parseUnary = (scanner: Scanner): Node =>
  scanner.accept('-') ? { kind: 'negate', operand: parseUnary(scanner) } : parseAtom(scanner);

const parseAtom = (scanner: Scanner): Node => {
  if (scanner.accept('(')) {
    const inner = parseExpression(scanner);
    scanner.expect(')');
    return inner;
  }
  const token = scanner.peek();
  switch (token.kind) {
    case 'text':
      return { kind: 'literal', value: scanner.take().text };
    case 'number':
      return { kind: 'literal', value: Number(scanner.take().text) };
    case 'duration': {
      const period = parsePeriod(token.text);
      if (period === undefined) {
        scanner.fail(`invalid time period ${token.text}`);
        return nothing;
      }
      scanner.take();
      return { kind: 'period', period };
    }
    case 'name':
      scanner.take();
      if (!token.isQuoted && scanner.accept('(')) return parseCall(scanner, token.text, token);
      return { kind: 'field', name: token.text };
    case 'symbol':
    case 'end':
      scanner.fail(
        token.kind === 'end' ? 'unexpected end of the query' : `unexpected symbol found ${token.text}`,
      );
      return nothing;
  }
};

const parseCall = (scanner: Scanner, written: string, at: ReturnType<Scanner['peek']>): Node => {
  const args: Node[] = [];
  const name = written.toLowerCase();
  if (!scanner.accept(')')) {
    do args.push(scanner.accept('*') ? { kind: 'all' } : parseExpression(scanner));
    while (scanner.accept(','));
    scanner.expect(')');
  }
  if (isAggregate(name)) return { kind: 'aggregate', name, args };
  if (!isFunction(name)) scanner.fail(`unknown function ${written}`, at);
  return { kind: 'call', name, args };
};
