/**
 * What a pattern costs, told by its tree: whether Node's own engine, which backtracks, is safe with it, and whether RE2 reads it as
 * JavaScript does.
 */
import { mayBeEmpty, type PatternNode } from './syntax.ts';

/** Ways to match from one place, and units looked at on the longest of them. */
type Effort = { readonly ways: number; readonly units: number };

const endless: Effort = { ways: Infinity, units: Infinity };

/** Ways of a body that is repeated from `min` to `max` times; stops counting where nobody waits for more. */
const repeatedWays = (ways: number, min: number, max: number): number => {
  let total = 0;
  for (let times = min; times <= max && total <= mostSteps; times += 1) total += ways ** times;
  return total;
};

const effortOf = (node: PatternNode, isLast: boolean): Effort => {
  switch (node.kind) {
    case 'unit':
      return { ways: 1, units: 1 };
    case 'group':
      return effortOf(node.body, isLast);
    case 'sequence':
      return node.of.reduce<Effort>(
        (before, one, index) => {
          const { ways, units } = effortOf(one, isLast && index === node.of.length - 1);
          return { ways: before.ways * ways, units: before.units + units };
        },
        { ways: 1, units: 0 },
      );
    case 'choice':
      return node.of.reduce<Effort>(
        (before, one) => {
          const { ways, units } = effortOf(one, isLast);
          return { ways: before.ways + ways, units: Math.max(before.units, units) };
        },
        { ways: 0, units: 0 },
      );
    case 'repeat': {
      const { body, min, max } = node;
      // What ends with as many of one unit as there are matches where it comes to that: it is never taken back.
      if (max === Infinity) return isLast && body.kind === 'unit' ? { ways: 1, units: min + 1 } : endless;
      const { ways, units } = effortOf(body, false);
      return { ways: repeatedWays(ways, min, max), units: units * max };
    }
    default:
      return { ways: 1, units: 0 };
  }
};

/** Steps a unit of the text: 100 ms for the longest line that CloudWatch Logs takes, 1 MB. */
const mostSteps = 100;

/** Whether Node's own engine takes at most some steps for each unit of any text. */
export const isSafeAsItIs = (tree: PatternNode): boolean => {
  const { ways, units } = effortOf(tree, true);
  return ways * Math.max(1, units) <= mostSteps;
};

/** Whether a round of a loop may leave a group as the round before it left it: JavaScript forgets that one, RE2 does not. */
const mayKeepGroup = (node: PatternNode, isSure: boolean): boolean => {
  switch (node.kind) {
    case 'group':
      return (node.isCaught && !isSure) || mayKeepGroup(node.body, isSure);
    case 'sequence':
      return node.of.some((one) => mayKeepGroup(one, isSure));
    case 'choice':
      return node.of.some((one) => mayKeepGroup(one, false));
    case 'repeat':
      return mayKeepGroup(node.body, isSure && node.min > 0);
    default:
      return false;
  }
};

/** Whether RE2 matches the tree where JavaScript does, with the same groups. They differ in loops whose rounds may be empty. */
export const isSameInRe2 = (node: PatternNode): boolean => {
  switch (node.kind) {
    case 'group':
      return isSameInRe2(node.body);
    case 'sequence':
    case 'choice':
      return node.of.every(isSameInRe2);
    case 'repeat': {
      const { body, min, max } = node;
      if (min < max && mayBeEmpty(body)) return false;
      return !(max > 1 && mayKeepGroup(body, true)) && isSameInRe2(body);
    }
    default:
      return true;
  }
};
