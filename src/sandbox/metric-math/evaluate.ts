import { anomalyBand } from './anomaly-band.ts';
import { type Filler, fill, grid, mathFunctions, type Outcome, type Window } from './functions.ts';
import type { Node, Operator } from './parse.ts';
import { sliceSeries, sortSeries } from './ranking.ts';
import { type MetricMatch, parseSearch } from './search.ts';
import { combine, isSeries, mapValue, type Series, type Value } from './series.ts';

/** What an expression may refer to. */
export type Scope = {
  /** Value of a query by its id, be it a metric or another expression. */
  readonly resolve: (id: string) => Outcome;
  /** The same with what lies before the window, as far as an anomaly band is learnt from. */
  readonly resolveEarlier: (id: string) => Outcome;
  /** The request's metrics (no expressions), in order. */
  readonly metrics: () => readonly { readonly id: string; readonly series: Series }[];
  /** The account's metrics that match, as series; at the query's period where none is given. */
  readonly search: (
    match: MetricMatch,
    stat: string,
    periodSeconds: number | undefined,
  ) => readonly Series[] | { readonly error: string };
  readonly window: Window;
  /** Seconds between the points of a series made out of nothing. */
  readonly periodSeconds: number;
};

/** Evaluates a parsed expression; a mistake in it is a sentence. */
export const evaluate = (node: Node, scope: Scope): Outcome => {
  switch (node.kind) {
    case 'number':
      return node.value;
    case 'text':
      return { error: `Unexpected string "${node.value}"` };
    case 'name':
      return scope.resolve(node.name);
    case 'negate': {
      const operand = evaluate(node.operand, scope);
      return isMistake(operand) ? operand : mapValue(operand, (value) => -value);
    }
    case 'binary': {
      const left = evaluate(node.left, scope);
      if (isMistake(left)) return left;
      const right = evaluate(node.right, scope);
      return isMistake(right) ? right : combine(left, right, operators[node.operator]);
    }
    case 'array':
      return evaluateArray(node.items, scope);
    case 'call':
      return call(node.name, node.args, scope);
  }
};

export const isMistake = (outcome: Outcome): outcome is { readonly error: string } =>
  typeof outcome === 'object' && 'error' in outcome;

const truth = (holds: boolean): number => (holds ? 1 : 0);

const operators: Readonly<Record<Operator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  '<': (a, b) => truth(a < b),
  '<=': (a, b) => truth(a <= b),
  '>': (a, b) => truth(a > b),
  '>=': (a, b) => truth(a >= b),
  AND: (a, b) => truth(a !== 0 && b !== 0),
  '&&': (a, b) => truth(a !== 0 && b !== 0),
  OR: (a, b) => truth(a !== 0 || b !== 0),
  '||': (a, b) => truth(a !== 0 || b !== 0),
};

/** Arrays of arrays are flat: `[METRICS("4xx"), METRICS("5xx")]`. */
const evaluateArray = (items: readonly Node[], scope: Scope): Outcome => {
  const all: Series[] = [];
  for (const item of items) {
    const value = evaluate(item, scope);
    if (isMistake(value)) return value;
    if (typeof value === 'number') return { error: 'An array holds time series, not scalars' };
    all.push(...(isSeries(value) ? [value] : value));
  }
  return all;
};

const call = (name: string, args: readonly Node[], scope: Scope): Outcome => {
  switch (name) {
    case 'METRICS':
      return metricsOf(args, scope);
    case 'FILL':
      return fillOf(args, scope);
    case 'PERIOD':
      return periodOf(args, scope);
    case 'SEARCH':
      return searchOf(args, scope);
    case 'TIME_SERIES':
      return timeSeriesOf(args, scope);
    case 'ANOMALY_DETECTION_BAND':
      return bandOf(args, scope);
    case 'SORT':
    case 'SLICE':
      return rankedOf(name, args, scope);
    default:
      break;
  }
  const definition = Object.hasOwn(mathFunctions, name) ? mathFunctions[name] : undefined;
  if (definition === undefined) return { error: `Unknown function '${name}'` };
  const [least, most] = definition.arity;
  if (args.length < least || args.length > most) return wrongCount(name);
  const values: Value[] = [];
  for (const arg of args) {
    const value = evaluate(arg, scope);
    if (isMistake(value)) return value;
    values.push(value);
  }
  return definition.apply(values, scope.window);
};

const wrongCount = (name: string) => ({ error: `Wrong number of arguments to function ${name}` });

const metricsOf = (args: readonly Node[], scope: Scope): Outcome => {
  const [filter] = args;
  if (args.length > 1) return wrongCount('METRICS');
  if (filter !== undefined && filter.kind !== 'text') return { error: 'METRICS takes a string in quotes' };
  return scope
    .metrics()
    .filter(({ id }) => filter === undefined || id.includes(filter.value))
    .map(({ series }) => series);
};

const bandOf = ([subject, width, ...more]: readonly Node[], scope: Scope): Outcome => {
  if (subject === undefined || more.length > 0) return wrongCount('ANOMALY_DETECTION_BAND');
  const value = evaluate(subject, { ...scope, resolve: scope.resolveEarlier });
  if (isMistake(value)) return value;
  const widths = width === undefined ? 2 : evaluate(width, scope);
  return typeof value === 'object' && isSeries(value) && typeof widths === 'number'
    ? anomalyBand(value, widths, scope.window.from)
    : { error: 'ANOMALY_DETECTION_BAND takes a metric and a number' };
};

const rankedOf = (name: 'SORT' | 'SLICE', args: readonly Node[], scope: Scope): Outcome => {
  const [subject, ...rest] = args;
  if (
    subject === undefined ||
    args.length < (name === 'SORT' ? 3 : 2) ||
    args.length > (name === 'SORT' ? 4 : 3)
  )
    return wrongCount(name);
  const value = evaluate(subject, scope);
  if (isMistake(value)) return value;
  const numbers = (name === 'SORT' ? rest.slice(2) : rest).map((node) => evaluate(node, scope));
  const wrong = numbers.find(isMistake);
  if (wrong !== undefined) return wrong;
  const [first, second] = numbers.flatMap((one) => (isMistake(one) ? [] : [one]));
  return name === 'SORT' ? sortSeries(value, rest, first) : sliceSeries(value, first, second);
};

const fillOf = (args: readonly Node[], scope: Scope): Outcome => {
  const [subject, with_] = args;
  if (subject === undefined || with_ === undefined || args.length > 2) return wrongCount('FILL');
  const value = evaluate(subject, scope);
  if (isMistake(value)) return value;
  if (typeof value === 'number') return { error: 'FILL takes a time series' };
  let filler: Filler;
  if (with_.kind === 'name' && (with_.name === 'REPEAT' || with_.name === 'LINEAR')) {
    filler = with_.name;
  } else {
    const filling = evaluate(with_, scope);
    if (isMistake(filling)) return filling;
    if (typeof filling !== 'number' && !isSeries(filling)) return { error: 'FILL cannot fill with an array' };
    filler = filling;
  }
  const filled = (series: Series) => fill(series, filler, scope.window);
  return isSeries(value) ? filled(value) : value.map(filled);
};

const searchOf = (args: readonly Node[], scope: Scope): Outcome => {
  const [text, stat, period] = args;
  if (text === undefined || stat === undefined || args.length > 3) return wrongCount('SEARCH');
  if (text.kind !== 'text' || stat.kind !== 'text' || (period !== undefined && period.kind !== 'number')) {
    return { error: 'SEARCH takes a search and a statistic in quotes, and a period' };
  }
  const match = parseSearch(text.value);
  return 'error' in match ? match : scope.search(match, stat.value, period?.value);
};

const periodOf = (args: readonly Node[], scope: Scope): Outcome => {
  const [metric] = args;
  if (metric === undefined || args.length > 1) return wrongCount('PERIOD');
  const found = scope.metrics().find(({ id }) => metric.kind === 'name' && metric.name === id);
  return found === undefined ? { error: 'PERIOD takes a metric' } : found.series.periodSeconds;
};

const timeSeriesOf = (args: readonly Node[], scope: Scope): Outcome => {
  const [scalar] = args;
  if (scalar === undefined || args.length > 1) return wrongCount('TIME_SERIES');
  const value = evaluate(scalar, scope);
  if (typeof value !== 'number') return isMistake(value) ? value : { error: 'TIME_SERIES takes a scalar' };
  const points = grid(scope.periodSeconds, scope.window).map((at) => ({ at, value }));
  return { label: '', periodSeconds: scope.periodSeconds, points };
};
