/**
 * Metric math as text, as far as it matters to who asks: which names an expression speaks of, how many series it gives,
 * what it searches for. Source: "Metric math syntax and functions" in the CloudWatch user guide. Pure; CloudWatch computes.
 */

/** Quoted texts whole, so that what stands in them is no name; numbers whole, so that the e5 of 1e5 is none. */
const token = /'[^']*'|"[^"]*"|\d[\w.]*|[A-Za-z_]\w*|\|\||&&|[=!<>]=|[^\s\w]/g;

const isName = (text: string): boolean => /^[A-Za-z_]/.test(text);

const tokensOf = (expression: string): readonly string[] => expression.match(token) ?? [];

/** All names in an expression outside of its quoted texts: those of queries, of functions, of operators. */
export const namesIn = (expression: string): ReadonlySet<string> =>
  new Set(tokensOf(expression).filter(isName));

/** Puts other names in the place of those that stand outside of quoted texts. */
export const renameIn = (expression: string, nameFor: (name: string) => string): string =>
  expression.replace(token, (text) => (isName(text) ? nameFor(text) : text));

/** How often a function is called in an expression. */
export const callsOf = (name: string, expression: string): number => {
  const tokens = tokensOf(expression);
  return tokens.filter((text, at) => text.toUpperCase() === name && tokens[at + 1] === '(').length;
};

/** `SELECT … FROM …`: a query of Metrics Insights, which is no math. */
export const isSelect = (expression: string): boolean => /^\s*select\b/i.test(expression);

const searchPeriod = /(\bsearch\s*\(\s*(?:'[^']*'|"[^"]*")\s*,\s*(?:'[^']*'|"[^"]*")\s*,\s*)(\d+)(?=\s*\))/gi;

/** The longest period, in seconds, that the searches of an expression name; undefined where they name none. */
export const periodInSearch = (expression: string): number | undefined => {
  const periods = [...expression.matchAll(searchPeriod)].map(([, , seconds]) => Number(seconds));
  return periods.length === 0 ? undefined : Math.max(...periods);
};

/** The expression with its searches in another period. */
export const withSearchPeriod = (expression: string, periodSeconds: number): string =>
  expression.replace(searchPeriod, `$1${periodSeconds}`);

/**
 * What comes of an expression: a number, one series, a set of series that changes with time, or the two edges of a band
 * (S, TS and TS[] in the user guide).
 */
export type Shape = 'number' | 'one' | 'set' | 'band';

/** Of a set they give one series, of one series a number. */
const aggregates: ReadonlySet<string> = new Set(['AVG', 'MAX', 'MIN', 'STDDEV', 'SUM', 'DATAPOINT_COUNT']);

/** Those that give the same whatever they are given; all others give what their arguments are. */
const fixed: ReadonlyMap<string, Shape> = new Map([
  ['ANOMALY_DETECTION_BAND', 'band'],
  ['FIRST', 'one'],
  ['LAST', 'one'],
  ['INSIGHT_RULE_METRIC', 'one'],
  ['DB_PERF_INSIGHTS', 'one'],
  ['TIME_SERIES', 'one'],
  ['METRIC_COUNT', 'number'],
  ['PERIOD', 'number'],
  ['LAMBDA', 'set'],
  ['METRICS', 'set'],
  ['REMOVE_EMPTY', 'set'],
  ['SEARCH', 'set'],
  ['SLICE', 'set'],
  ['SORT', 'set'],
]);

const order: readonly Shape[] = ['number', 'one', 'band', 'set'];

const widest = (shapes: readonly Shape[]): Shape =>
  order[Math.max(0, ...shapes.map((shape) => order.indexOf(shape)))] ?? 'one';

const ofCall = (name: string, args: readonly Shape[]): Shape => {
  const known = fixed.get(name);
  if (known !== undefined) return known;
  // What fills has no part in what is filled.
  const given = widest(name === 'FILL' ? args.slice(0, 1) : args);
  if (!aggregates.has(name)) return given;
  return given === 'set' || given === 'band' ? 'one' : 'number';
};

type Read = { readonly shape: Shape; readonly next: number };

/** Reads up to what closes the list or the brackets that `at` is in: the shapes of what commas part. */
const readList = (
  tokens: readonly string[],
  at: number,
  shapeOfName: (name: string) => Shape,
): { readonly shapes: readonly Shape[]; readonly next: number } => {
  const parts: Shape[][] = [[]];
  let next = at;
  for (let text = tokens[next]; text !== undefined && text !== ')' && text !== ']'; text = tokens[next]) {
    if (text === ',') {
      parts.push([]);
      next += 1;
      continue;
    }
    const read = readOne(tokens, next, shapeOfName);
    parts.at(-1)?.push(read.shape);
    next = read.next;
  }
  return { shapes: parts.map(widest), next: next + 1 };
};

const operators: ReadonlySet<string> = new Set(['AND', 'OR']);

/** One name, number, call, list or pair of brackets; a sign counts for nothing: what it joins says it all. */
const readOne = (tokens: readonly string[], at: number, shapeOfName: (name: string) => Shape): Read => {
  const text = tokens[at] ?? '';
  if (text === '(' || text === '[') {
    const { shapes, next } = readList(tokens, at + 1, shapeOfName);
    return { shape: text === '[' ? 'set' : widest(shapes), next };
  }
  if (!isName(text) || operators.has(text.toUpperCase())) return { shape: 'number', next: at + 1 };
  if (tokens[at + 1] !== '(') return { shape: shapeOfName(text), next: at + 1 };
  const { shapes, next } = readList(tokens, at + 2, shapeOfName);
  return { shape: ofCall(text.toUpperCase(), shapes), next };
};

/** Ids begin with a small letter: the words of SORT and FILL are no series. */
const isConstant = (name: string): boolean => /^[A-Z_]/.test(name);

/**
 * The shape of an expression; `shapeOfName` tells that of the queries that it names. What CloudWatch would refuse has a
 * shape, too: any.
 */
export const shapeOf = (expression: string, shapeOfName: (name: string) => Shape = () => 'one'): Shape => {
  const tokens = tokensOf(expression);
  if (isSelect(expression)) {
    const isGrouped = tokens.some(
      (text, at) => text.toUpperCase() === 'GROUP' && tokens[at + 1]?.toUpperCase() === 'BY',
    );
    return isGrouped ? 'set' : 'one';
  }
  const shapes: Shape[] = [];
  for (let next = 0; next < tokens.length; ) {
    const read = readOne(tokens, next, (name) => (isConstant(name) ? 'number' : shapeOfName(name)));
    shapes.push(read.shape);
    // A bracket that closes nothing.
    next = Math.max(read.next, next + 1);
  }
  return widest(shapes);
};

/** What these give of a moment depends on which moments come before it in the window. */
const ofWindow: ReadonlySet<string> = new Set([
  'DIFF',
  'DIFF_TIME',
  'LINEAR',
  'RATE',
  'REPEAT',
  'RUNNING_SUM',
  'SORT',
]);

/**
 * True where the points of a part of a window are others than those of the whole: of running sums and differences, of what is sorted
 * or filled by what is around it, and of all that is held against the one figure of a series (`m1 - AVG(m1)`).
 */
export const isOfWindow = (
  expression: string,
  shapeOfName: (name: string) => Shape = () => 'one',
): boolean => {
  if (isSelect(expression)) return false;
  const tokens = tokensOf(expression);
  const ofName = (name: string): Shape => (isConstant(name) ? 'number' : shapeOfName(name));
  return tokens.some((text, at) => {
    const name = text.toUpperCase();
    if (ofWindow.has(name)) return true;
    if (!aggregates.has(name) || tokens[at + 1] !== '(') return false;
    return readOne(tokens, at, ofName).shape === 'number';
  });
};
