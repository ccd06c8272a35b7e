import { tokenize } from './tokenize.ts';

/**
 * Rules of composite alarms: `ALARM("a") AND (NOT OK(b) OR AT_LEAST(50%, ALARM, (c, d)))`. After PutCompositeAlarm in the CloudWatch
 * API reference and "Composite alarms" in the guide; NOT binds tightest, then AND, then OR.
 */

export type AlarmRule = {
  /** Names of the alarms in the rule, each once, in order. */
  readonly children: readonly string[];
  /** Does the rule hold? `stateOf` is told a child's name; an alarm that is gone is undefined and meets nothing. */
  readonly holds: (stateOf: (name: string) => string | undefined) => boolean;
};

const tokenShape = /\s*("(?:[^"\\]|\\.)*"|[(),]|[^\s(),"]+)/y;
const states = ['ALARM', 'OK', 'INSUFFICIENT_DATA'];

type Test = AlarmRule['holds'];
type Parsed = { readonly test: Test; readonly next: number } | { readonly error: string };

/** Reads a rule; a mistake in it is a sentence. */
export const parseAlarmRule = (text: string): AlarmRule | { readonly error: string } => {
  const tokens = tokenize(tokenShape, text);
  if ('stuckAt' in tokens) return { error: 'AlarmRule must not contain an open quote' };
  const children = new Set<string>();

  const parseChain =
    (operator: string, operand: (at: number) => Parsed, join: (tests: readonly Test[]) => Test) =>
    (at: number): Parsed => {
      const tests: Test[] = [];
      for (let next = at; ; next++) {
        const parsed = operand(next);
        if ('error' in parsed) return parsed;
        tests.push(parsed.test);
        next = parsed.next;
        if (tokens[next]?.toUpperCase() !== operator) return { test: join(tests), next };
      }
    };

  /** `(M, [NOT] STATE, (a, b))` from the token after AT_LEAST on; M may be a percentage of the alarms. */
  const parseAtLeast = (at: number): Parsed => {
    const [, amount, percent] = /^"?(\d+)\s*(%?)"?$/.exec(tokens[at + 1] ?? '') ?? [];
    if (tokens[at] !== '(' || amount === undefined || tokens[at + 2] !== ',') return unexpected(at + 1);
    const negated = tokens[at + 3]?.toUpperCase() === 'NOT';
    const stateAt = at + (negated ? 4 : 3);
    const state = tokens[stateAt]?.toUpperCase() ?? '';
    if (!states.includes(state)) return unexpected(stateAt);
    if (tokens[stateAt + 1] !== ',' || tokens[stateAt + 2] !== '(') return unexpected(stateAt + 1);
    const names: string[] = [];
    let next = stateAt + 3;
    for (; ; next += 2) {
      const child = tokens[next];
      if (child === undefined || ['(', ')', ','].includes(child)) return unexpected(next);
      names.push(childName(child));
      if (tokens[next + 1] !== ',') break;
    }
    if (tokens[next + 1] !== ')' || tokens[next + 2] !== ')') return unexpected(next + 1);
    for (const name of names) children.add(name);
    const least = percent === '%' ? (Number(amount) * names.length) / 100 : Number(amount);
    const test: Test = (stateOf) =>
      names.filter((name) => (stateOf(name) === state) !== negated).length >= least;
    return { test, next: next + 3 };
  };

  const parseOperand = (at: number): Parsed => {
    const word = tokens[at]?.toUpperCase();
    if (word === 'NOT') {
      const inner = parseOperand(at + 1);
      return 'error' in inner ? inner : { test: (stateOf) => !inner.test(stateOf), next: inner.next };
    }
    if (word === 'TRUE' || word === 'FALSE') return { test: () => word === 'TRUE', next: at + 1 };
    if (word === '(') {
      const inner = parseOr(at + 1);
      if ('error' in inner) return inner;
      return tokens[inner.next] === ')' ? { ...inner, next: inner.next + 1 } : unexpected(inner.next);
    }
    if (word === 'AT_LEAST') return parseAtLeast(at + 1);
    if (word === undefined || !states.includes(word) || tokens[at + 1] !== '(') return unexpected(at);
    const child = tokens[at + 2];
    if (child === undefined || tokens[at + 3] !== ')') return unexpected(at + 2);
    const name = childName(child);
    children.add(name);
    return { test: (stateOf) => stateOf(name) === word, next: at + 4 };
  };

  const unexpected = (at: number): { readonly error: string } => ({
    error: `AlarmRule is not valid near ${tokens[at] ?? 'its end'}`,
  });

  const parseAnd = parseChain('AND', parseOperand, (tests) => (of) => tests.every((test) => test(of)));
  const parseOr = parseChain('OR', parseAnd, (tests) => (of) => tests.some((test) => test(of)));
  const parsed = parseOr(0);
  if ('error' in parsed) return parsed;
  return parsed.next < tokens.length
    ? unexpected(parsed.next)
    : { children: [...children], holds: parsed.test };
};

/** A child goes by its name, in quotes or without, or by its ARN. */
const childName = (token: string): string => {
  const name = token.startsWith('"') ? token.slice(1, -1).replace(/\\(.)/g, '$1') : token;
  return name.replace(/^arn:[^:]+:cloudwatch:[^:]*:\d*:alarm:/, '');
};
