/**
 * JMESPath on records of strangers ends (issue 15): each look at a value is a step, and so is what a function goes through; an
 * expression that nests them (`l[?length($.l[?a]) > 0]` is a square) stops when it has taken as many steps as 50 ms hold.
 */
import { type compile, TreeInterpreter } from '@jmespath-community/jmespath';

type Node = ReturnType<typeof compile>;
type Data = Parameters<typeof TreeInterpreter.search>[1];
type Visited = ReturnType<typeof TreeInterpreter.visit>;

/** 100 ns each: 40 ms. A change of twenty attributes takes a hundred. */
export const mostSteps = 400_000;
const tooManySteps = `it takes more than ${mostSteps} steps`;

export const isTooMuch = (error: unknown): boolean =>
  error instanceof Error && error.message === tooManySteps;

/** Characters that are gone through in the time of a step. */
const charsPerStep = 64;
const membersPerStep = 4;

type Budget = { left: number; readonly root: Data; readonly growth: number; deep?: number };

let budget: Budget | undefined;

const spend = (steps: number): void => {
  if (budget === undefined) return;
  budget.left -= steps;
  if (budget.left < 0) throw new Error(tooManySteps);
};

const isHolder = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** What is in a value, however deep. */
const membersIn = (root: unknown): number => {
  const open = [root];
  let members = 0;
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    members += 1;
    if (isHolder(value)) open.push(...Object.values(value).map((one) => one ?? null));
  }
  return members;
};

/** What a look through all of a value takes: of the record, as often as the expression may repeat it. */
const deepSteps = (): number => {
  if (budget === undefined) return 0;
  budget.deep ??= (membersIn(budget.root) * budget.growth) / membersPerStep;
  return budget.deep;
};

const weightOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length / charsPerStep;
  if (!isHolder(value)) return 0;
  return (Array.isArray(value) ? value.length : Object.keys(value).length) / membersPerStep;
};

const chars = (value: unknown): number => (typeof value === 'string' ? value.length : 0);

/** Characters of what a function makes that may make more than it is given. */
const madeChars = (name: string, args: readonly unknown[]): number => {
  const [first, second, third] = args;
  switch (name) {
    case 'pad_left':
    case 'pad_right':
      return typeof second === 'number' ? second : 0;
    case 'replace':
      return (chars(first) / Math.max(1, chars(second)) + 1) * chars(third);
    case 'join':
      return Array.isArray(second)
        ? second.reduce((sum: number, one) => sum + chars(one) + chars(first), 0)
        : 0;
    default:
      return 0;
  }
};

/** Functions that look through all of what they are given. */
const isDeep = (name: string, args: readonly unknown[]): boolean =>
  name === 'to_string' || (name === 'contains' && isHolder(args[1]));

const chargeCall = (name: string, args: readonly unknown[]): void => {
  spend(args.reduce((sum: number, one) => sum + weightOf(one), 0));
  spend(madeChars(name, args) / charsPerStep);
  if (isDeep(name, args) && args.some(isHolder)) spend(deepSteps());
};

/** How many times of a record an expression can make at the most: `[@, @]` twice. */
const growthOf = (node: unknown): number => {
  if (Array.isArray(node)) return node.reduce((sum: number, one) => sum + growthOf(one), 0);
  if (!isHolder(node) || ('type' in node && node.type === 'Literal')) return 1;
  let growth = 1;
  for (const part of Object.values(node)) {
    // The parts of a list stand side by side, what else is in a node may look at what the other part made.
    if (isHolder(part)) growth *= Math.max(1, growthOf(part));
  }
  return growth;
};

// The interpreter's visit is where all of it comes by, functions and scopes too; they make interpreters of their own.
const interpreter: typeof TreeInterpreter = Object.getPrototypeOf(TreeInterpreter);
const visit = interpreter.visit;

type Of<Type extends Node['type']> = Extract<Node, { readonly type: Type }>;

const call = (by: typeof TreeInterpreter, node: Of<'Function'>, value: Data | Node): Visited => {
  const args = node.children.map((child) => by.visit(child, value));
  chargeCall(node.name, args);
  return by.runtime.callFunction(node.name, args);
};

const equal = (by: typeof TreeInterpreter, node: Of<'Comparator'>, value: Data | Node): Visited => {
  const [left, right] = [by.visit(node.left, value), by.visit(node.right, value)];
  if (!isHolder(left) || !isHolder(right)) return (left === right) === (node.name === 'EQ');
  spend(deepSteps());
  return visit.call(by, node, value);
};

interpreter.visit = function (node, value) {
  if (budget === undefined) return visit.call(this, node, value);
  spend(1);
  const isEquality = node.type === 'Comparator' && (node.name === 'EQ' || node.name === 'NE');
  const result =
    node.type === 'Function'
      ? call(this, node, value)
      : isEquality
        ? equal(this, node, value)
        : visit.call(this, node, value);
  if (Array.isArray(result)) spend(result.length / membersPerStep);
  return result;
};

/** What an expression finds in a record. Throws where it takes too many steps, and what the library throws. */
export const boundedSearch = (expression: Node): ((record: Data) => Data) => {
  const growth = growthOf(expression);
  return (record) => {
    budget = { left: mostSteps, root: record, growth };
    try {
      return TreeInterpreter.search(expression, record);
    } finally {
      budget = undefined;
    }
  };
};
