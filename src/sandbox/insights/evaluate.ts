import type { BinaryOperator, CallNode, Node } from './expression.ts';
import { functionOf } from './functions.ts';
import { floorTime } from './period.ts';
import { fieldOf, type Row } from './row.ts';
import { compareValues, equalValues, isTrue, toNumber, toText, type Value } from './value.ts';

/** An expression ready to be run on rows. */
export type Evaluator = (row: Row) => Value;

/**
 * Compiles an expression. `aggregateSlot` names the row's value that holds an aggregate's result; outside of `stats`
 * there is none.
 */
export const compile = (node: Node, aggregateSlot?: (node: CallNode) => string): Evaluator => {
  const below = (inner: Node): Evaluator => compile(inner, aggregateSlot);
  switch (node.kind) {
    case 'literal':
      return () => node.value;
    case 'field':
      return (row) => fieldOf(row, node.name);
    case 'all':
      // Every row counts.
      return () => 1;
    case 'period':
      return () => undefined;
    case 'not': {
      const operand = below(node.operand);
      return (row) => !isTrue(operand(row));
    }
    case 'negate': {
      const operand = below(node.operand);
      return (row) => finite(-(toNumber(operand(row)) ?? Number.NaN));
    }
    case 'binary': {
      const [left, right] = [below(node.left), below(node.right)];
      const operate = operators[node.operator];
      return (row) => operate(left(row), () => right(row));
    }
    case 'matches': {
      const subject = below(node.subject);
      return (row) => {
        const text = toText(subject(row));
        return text !== undefined && node.regex.test(text);
      };
    }
    case 'in': {
      const subject = below(node.subject);
      const items = node.items.map(below);
      return (row) => {
        const value = subject(row);
        return items.some((item) => equalValues(value, item(row)));
      };
    }
    case 'aggregate': {
      const slot = aggregateSlot?.(node);
      return (row) => (slot === undefined ? undefined : row.values.get(slot));
    }
    case 'call':
      return compileCall(node.name, node.args, below);
  }
};

const compileCall = (name: string, args: readonly Node[], below: (node: Node) => Evaluator): Evaluator => {
  const period = args.find((arg) => arg.kind === 'period')?.period;
  if (name === 'bin') {
    return (row) => {
      const time = toNumber(fieldOf(row, '@timestamp'));
      return time === undefined || period === undefined ? undefined : { ms: floorTime(time, period) };
    };
  }
  const apply = functionOf(name);
  const values = args.map(below);
  return (row) =>
    apply?.(
      values.map((value) => value(row)),
      period,
    );
};

const finite = (number: number): number | undefined => (Number.isFinite(number) ? number : undefined);

type Operate = (left: Value, right: () => Value) => Value;

const arithmetic =
  (compute: (a: number, b: number) => number): Operate =>
  (left, right) => {
    const [a, b] = [toNumber(left), toNumber(right())];
    return a === undefined || b === undefined ? undefined : finite(compute(a, b));
  };

/** What is absent is neither smaller nor larger than anything. */
const ordering =
  (holds: (order: number) => boolean): Operate =>
  (left, right) => {
    const other = right();
    return left !== undefined && other !== undefined && holds(compareValues(left, other));
  };

const operators: Readonly<Record<BinaryOperator, Operate>> = {
  '+': arithmetic((a, b) => a + b),
  '-': arithmetic((a, b) => a - b),
  '*': arithmetic((a, b) => a * b),
  '/': arithmetic((a, b) => a / b),
  '%': arithmetic((a, b) => a % b),
  '^': arithmetic((a, b) => a ** b),
  '=': (left, right) => equalValues(left, right()),
  '!=': (left, right) => !equalValues(left, right()),
  '<': ordering((order) => order < 0),
  '<=': ordering((order) => order <= 0),
  '>': ordering((order) => order > 0),
  '>=': ordering((order) => order >= 0),
  and: (left, right) => isTrue(left) && isTrue(right()),
  or: (left, right) => isTrue(left) || isTrue(right()),
  like: (left, right) => {
    const wanted = toText(right());
    return wanted !== undefined && (toText(left)?.includes(wanted) ?? false);
  },
};
