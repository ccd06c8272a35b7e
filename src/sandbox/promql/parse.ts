import { tokenize } from '../tokenize.ts';

/** The part of PromQL's grammar that the sandbox evaluates: an expression becomes a tree. */

export type Matcher = {
  readonly name: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
};

export type Selector = {
  readonly kind: 'selector';
  readonly metric: string;
  readonly matchers: readonly Matcher[];
  /** Of a range vector. */
  readonly rangeMs?: number;
  readonly offsetMs: number;
};

export type Grouping = { readonly without: boolean; readonly labels: readonly string[] };

export type Node =
  | { readonly kind: 'number'; readonly value: number }
  | Selector
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }
  | {
      readonly kind: 'aggregate';
      readonly name: string;
      readonly grouping: Grouping;
      readonly parameter?: Node;
      readonly of: Node;
    }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      /** A comparison tells 0 or 1 in the place of leaving out. */
      readonly isBool: boolean;
      readonly left: Node;
      readonly right: Node;
    };

const tokenShape =
  /(?:\s|#[^\n]*(?:\n|$))*((?:\d+(?:ms|[smhdwy]))+(?![\w.])|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|[A-Za-z_:][\w:]*|=~|!~|!=|==|<=|>=|[-+*/%^(){}[\],=<>@])/y;

/** A tree is no deeper and no larger. */
const mostDepth = 60;
const mostTokens = 4_000;

/** Prometheus' units of time, in milliseconds. */
export const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

const isDuration = (token: string | undefined): token is string =>
  token !== undefined && /^(?:\d+(?:ms|[smhdwy]))+$/.test(token);

const durationMs = (text: string): number =>
  [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, count, unit = 's']) => sum + Number(count) * (unitMs[unit] ?? 0),
    0,
  );

const isText = (token: string | undefined): token is string => token !== undefined && /^["'`]/.test(token);
const isName = (token: string | undefined): token is string =>
  token !== undefined && /^[A-Za-z_:]/.test(token);

const textOf = (token: string): string =>
  token.startsWith('`') ? token.slice(1, -1) : token.slice(1, -1).replace(/\\(.)/g, '$1');

export const aggregators = ['sum', 'avg', 'min', 'max', 'count', 'topk', 'bottomk'] as const;

/** Loosest first. */
const precedence: readonly (readonly string[])[] = [
  ['==', '!=', '<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];

const nothing: Node = { kind: 'number', value: 0 };

/** Goes over the tokens of an expression, and keeps the first mistake in it. */
const createCursor = (tokens: readonly string[]) => {
  let at = 0;
  let mistake: string | undefined;
  const fail = (message: string): void => {
    mistake ??= message;
    at = tokens.length;
  };
  return {
    peek: () => tokens[at],
    take: () => tokens[at++],
    accept: (token: string): boolean => {
      if (tokens[at] !== token) return false;
      at += 1;
      return true;
    },
    fail,
    expect: (what: string): void => {
      const token = tokens[at];
      if (token === what) at += 1;
      else
        fail(
          token === undefined
            ? `unexpected end of input, expected "${what}"`
            : `unexpected "${token}", expected "${what}"`,
        );
    },
    mistake: () => mistake,
  };
};

type Cursor = ReturnType<typeof createCursor>;

/** Reads an expression, or says where it is wrong, in the words of Prometheus' parser. */
export const parsePromQl = (text: string): Node | { readonly error: string } => {
  const tokens = tokenize(tokenShape, text.replace(/#[^\n]*/g, ''));
  if ('stuckAt' in tokens)
    return { error: `parse error: unexpected character: '${tokens.stuckAt.charAt(0)}'` };
  if (tokens.length === 0) return { error: 'parse error: no expression found in input' };
  if (tokens.length > mostTokens) return { error: 'parse error: the expression is too long' };
  const cursor = createCursor(tokens);
  const node = parseBinary(cursor, 0, 0);
  const rest = cursor.peek();
  if (rest !== undefined) cursor.fail(`unexpected "${rest}"`);
  const mistake = cursor.mistake();
  return mistake === undefined ? node : { error: `parse error: ${mistake}` };
};

const parseBinary = (cursor: Cursor, level: number, depth: number): Node => {
  if (depth > mostDepth) {
    cursor.fail('the expression is nested too deeply');
    return nothing;
  }
  const operators = precedence[level];
  if (operators === undefined) return parseUnary(cursor, depth);
  let left = parseBinary(cursor, level + 1, depth);
  for (;;) {
    const operator = operators.find((candidate) => cursor.accept(candidate));
    if (operator === undefined) return left;
    const isBool = cursor.accept('bool');
    const right = parseBinary(cursor, level + 1, depth + 1);
    left = { kind: 'binary', operator, isBool, left, right };
  }
};

const parseUnary = (cursor: Cursor, depth: number): Node => {
  if (depth > mostDepth) {
    cursor.fail('the expression is nested too deeply');
    return nothing;
  }
  if (!cursor.accept('-')) return parseRange(cursor, parseAtom(cursor, depth + 1));
  const operand = parseUnary(cursor, depth + 1);
  return { kind: 'binary', operator: '-', isBool: false, left: { kind: 'number', value: 0 }, right: operand };
};

/** `[5m]` and `offset 1h` behind a selector. */
const parseRange = (cursor: Cursor, node: Node): Node => {
  if (cursor.peek() !== '[' && cursor.peek() !== 'offset') return node;
  if (node.kind !== 'selector') {
    cursor.fail('ranges and offsets are allowed for selectors only');
    return nothing;
  }
  const duration = (): number => {
    const token = cursor.take();
    if (!isDuration(token)) cursor.fail(`bad duration "${token ?? ''}"`);
    return durationMs(token ?? '');
  };
  let selector: Selector = node;
  if (cursor.accept('[')) {
    selector = { ...selector, rangeMs: duration() };
    if (cursor.peek() === ':') cursor.fail('the sandbox knows no subqueries');
    cursor.expect(']');
  }
  return cursor.accept('offset') ? { ...selector, offsetMs: duration() } : selector;
};

const parseAtom = (cursor: Cursor, depth: number): Node => {
  const token = cursor.take();
  if (token === undefined) {
    cursor.fail('unexpected end of input');
    return nothing;
  }
  if (isDuration(token)) return { kind: 'number', value: durationMs(token) / 1000 };
  if (/^[\d.]/.test(token)) return { kind: 'number', value: Number(token) };
  if (token === '(') {
    const inner = parseBinary(cursor, 0, depth);
    cursor.expect(')');
    return inner;
  }
  if (token === '{') return parseSelector(cursor, undefined);
  if (!isName(token)) {
    cursor.fail(`unexpected "${token}"`);
    return nothing;
  }
  const aggregator = aggregators.find((name) => name === token);
  const next = cursor.peek();
  if (aggregator !== undefined && (next === '(' || next === 'by' || next === 'without'))
    return parseAggregate(cursor, aggregator, depth);
  if (cursor.accept('(')) return { kind: 'call', name: token, args: parseList(cursor, depth) };
  return cursor.accept('{')
    ? parseSelector(cursor, token)
    : { kind: 'selector', metric: token, matchers: [], offsetMs: 0 };
};

const parseList = (cursor: Cursor, depth: number): readonly Node[] => {
  const nodes: Node[] = [];
  if (cursor.accept(')')) return nodes;
  do nodes.push(parseBinary(cursor, 0, depth + 1));
  while (cursor.accept(','));
  cursor.expect(')');
  return nodes;
};

const parseGrouping = (cursor: Cursor): Grouping | undefined => {
  const isWithout = cursor.accept('without');
  if (!isWithout && !cursor.accept('by')) return undefined;
  cursor.expect('(');
  const labels: string[] = [];
  while (cursor.peek() !== ')' && cursor.peek() !== undefined) {
    const token = cursor.take();
    if (isText(token)) labels.push(textOf(token));
    else if (isName(token)) labels.push(token);
    else cursor.fail(`unexpected "${token ?? ''}" in grouping opts`);
    if (!cursor.accept(',')) break;
  }
  cursor.expect(')');
  return { without: isWithout, labels };
};

const parseAggregate = (cursor: Cursor, name: string, depth: number): Node => {
  const before = parseGrouping(cursor);
  cursor.expect('(');
  const args = parseList(cursor, depth);
  const grouping = before ?? parseGrouping(cursor) ?? { without: false, labels: [] };
  const [first = nothing, second] = args;
  const takesParameter = name === 'topk' || name === 'bottomk';
  if (args.length !== (takesParameter ? 2 : 1)) cursor.fail(`wrong number of arguments for ${name}`);
  return takesParameter && second !== undefined
    ? { kind: 'aggregate', name, grouping, parameter: first, of: second }
    : { kind: 'aggregate', name, grouping, of: first };
};

/** Behind `{`: the metric's name quoted or as it is, and matchers. */
const parseSelector = (cursor: Cursor, named: string | undefined): Selector => {
  let metric = named;
  const matchers: Matcher[] = [];
  while (cursor.peek() !== '}' && cursor.peek() !== undefined) {
    const token = cursor.take() ?? '';
    const label = isText(token) ? textOf(token) : token;
    if (!isText(token) && !isName(token)) cursor.fail(`unexpected "${token}" in label matching`);
    const operator = (['=', '!=', '=~', '!~'] as const).find((one) => cursor.accept(one));
    if (operator === undefined) metric = metric === undefined ? label : metric;
    else {
      const value = cursor.take();
      if (!isText(value)) cursor.fail(`unexpected "${value ?? ''}" in label matching, expected string`);
      const text = textOf(value ?? '""');
      if (label === '__name__' && operator === '=') metric = text;
      else matchers.push({ name: label, operator, value: text });
    }
    if (!cursor.accept(',')) break;
  }
  cursor.expect('}');
  if (metric === undefined) cursor.fail('the expression must select a metric by name');
  return { kind: 'selector', metric: metric ?? '', matchers, offsetMs: 0 };
};
