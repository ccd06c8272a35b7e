/** Evaluates a tree of PromQL at one moment after the other. */
import type { Account } from '../account.ts';
import { aggregations, combined, compare, histogramStats, overRange } from './functions.ts';
import type { Grouping, Node, Selector } from './parse.ts';
import { type Histogram, type Labels, type Sample, type Sampled, seriesNamed } from './samples.ts';

/** A refusal in Prometheus' words: `bad_data` for a query that is wrong, `execution` for one that is too much. */
export type Refusal = { readonly errorType: 'bad_data' | 'execution'; readonly error: string };

type Element = { readonly labels: Labels; readonly value: number | Histogram };
type Vector = readonly Element[];
type Value = number | Vector;

type Outcome<Result> = Result | Refusal;

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'errorType' in value;

const wrong = (error: string): Refusal => ({ errorType: 'bad_data', error });

/** A selector without a range takes the newest sample of so long. */
const lookbackMs = 300_000;
/** Samples that one request may look at: a demo is no database. */
const mostSamples = 3_000_000;

export type Found = {
  readonly labels: Labels;
  readonly samples: readonly { readonly at: number; readonly value: number | Histogram }[];
};

export type RangeOptions = { readonly start: number; readonly end: number; readonly stepMs: number };

type Scope = {
  readonly at: number;
  /** The series of a selector, with their samples of the whole request. */
  readonly seriesOf: (selector: Selector) => Outcome<readonly Loaded[]>;
};

type Loaded = Pick<Sampled, 'labels' | 'sumOf'> & { readonly samples: readonly Sample[] };

const isNumber = (value: number | Histogram): value is number => typeof value === 'number';

const withoutName = ({ __name__: _, ...labels }: Labels): Labels => labels;

const keyOf = (labels: Labels): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

/** With `from < at <= to`; samples are in order. */
const within = (samples: readonly Sample[], from: number, to: number): readonly Sample[] => {
  const firstAfter = (moment: number): number => {
    let [low, high] = [0, samples.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((samples[middle]?.at ?? 0) > moment) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return samples.slice(firstAfter(from), firstAfter(to));
};

const instant = (selector: Selector, { at, seriesOf }: Scope): Outcome<Vector> => {
  const loaded = seriesOf(selector);
  if (isRefusal(loaded)) return loaded;
  const to = at - selector.offsetMs;
  return loaded.flatMap(({ labels, samples }) => {
    const last = within(samples, to - lookbackMs, to).at(-1);
    return last === undefined ? [] : [{ labels, value: last.value }];
  });
};

const ranged = (name: string, args: readonly Node[], { at, seriesOf }: Scope): Outcome<Vector> => {
  const [selector] = args;
  if (selector?.kind !== 'selector' || selector.rangeMs === undefined || args.length !== 1)
    return wrong(`expected type range vector in call to function "${name}"`);
  const loaded = seriesOf(selector);
  if (isRefusal(loaded)) return loaded;
  const { rangeMs } = selector;
  const to = at - selector.offsetMs;
  const reduce = overRange[name];
  return loaded.flatMap(({ labels, samples, sumOf }): Vector => {
    const own = within(samples, to - rangeMs, to);
    if (own.length === 0) return [];
    if (own.some(({ value }) => !isNumber(value))) {
      const sum = name === 'sum_over_time' ? sumOf(to - rangeMs, to) : undefined;
      return sum === undefined ? [] : [{ labels: withoutName(labels), value: sum }];
    }
    const value = reduce?.(
      own.map((sample) => Number(sample.value)),
      rangeMs / 1000,
    );
    return value === undefined ? [] : [{ labels: withoutName(labels), value }];
  });
};

const ofHistograms = (vector: Vector, stat: string): Vector =>
  vector.flatMap(({ labels, value }) => {
    const read = isNumber(value) ? undefined : value.read(stat);
    return read === undefined ? [] : [{ labels: withoutName(labels), value: read }];
  });

const quantile = (node: Node | undefined): string | undefined => {
  if (node?.kind !== 'number' || node.value < 0 || node.value > 1) return undefined;
  if (node.value === 0) return 'Minimum';
  return node.value === 1 ? 'Maximum' : `p${Number((node.value * 100).toFixed(6))}`;
};

const call = (name: string, args: readonly Node[], scope: Scope): Outcome<Value> => {
  if (overRange[name] !== undefined) return ranged(name, args, scope);
  const [first, second] = args;
  const stat = name === 'histogram_quantile' ? quantile(first) : histogramStats[name];
  const of = name === 'histogram_quantile' ? second : first;
  if (stat !== undefined && of !== undefined) {
    const value = evaluated(of, scope);
    if (isRefusal(value)) return value;
    return typeof value === 'number'
      ? wrong(`expected type instant vector in call to function "${name}"`)
      : ofHistograms(value, stat);
  }
  if (name === 'vector' && first !== undefined) {
    const value = evaluated(first, scope);
    return typeof value === 'number'
      ? [{ labels: {}, value }]
      : wrong('expected type scalar in call to function "vector"');
  }
  return wrong(`unknown function with name "${name}"`);
};

const groupKey = (labels: Labels, { without, labels: named }: Grouping): Labels => {
  const own = withoutName(labels);
  return Object.fromEntries(Object.entries(own).filter(([name]) => named.includes(name) !== without));
};

const aggregate = (node: Extract<Node, { kind: 'aggregate' }>, scope: Scope): Outcome<Vector> => {
  const of = evaluated(node.of, scope);
  if (isRefusal(of)) return of;
  if (typeof of === 'number') return wrong(`expected type instant vector in aggregation expression`);
  const numbers = of.flatMap(({ labels, value }) => (isNumber(value) ? [{ labels, value }] : []));
  const groups = new Map<
    string,
    { readonly labels: Labels; readonly members: { labels: Labels; value: number }[] }
  >();
  for (const element of numbers) {
    const labels = groupKey(element.labels, node.grouping);
    const key = keyOf(labels);
    const group = groups.get(key) ?? { labels, members: [] };
    group.members.push(element);
    groups.set(key, group);
  }
  const reduce = aggregations[node.name];
  if (reduce !== undefined)
    return [...groups.values()].map(({ labels, members }) => ({
      labels,
      value: reduce(members.map(({ value }) => value)),
    }));
  const count = node.parameter === undefined ? 0 : evaluated(node.parameter, scope);
  if (isRefusal(count)) return count;
  if (typeof count !== 'number') return wrong('expected type scalar in aggregation parameter');
  const sign = node.name === 'topk' ? -1 : 1;
  return [...groups.values()].flatMap(({ members }) =>
    members.sort((a, b) => sign * (a.value - b.value)).slice(0, Math.max(0, Math.floor(count))),
  );
};

const binary = (node: Extract<Node, { kind: 'binary' }>, scope: Scope): Outcome<Value> => {
  const left = evaluated(node.left, scope);
  if (isRefusal(left)) return left;
  const right = evaluated(node.right, scope);
  if (isRefusal(right)) return right;
  const { operator, isBool } = node;
  const keepsName = compare[operator] !== undefined && !isBool;
  const named = (labels: Labels): Labels => (keepsName ? labels : withoutName(labels));
  if (typeof left === 'number' && typeof right === 'number') {
    const value = combined(operator, true, left, right);
    return value ?? Number.NaN;
  }
  if (typeof right === 'number' || typeof left === 'number') {
    const [vector, ofTwo] =
      typeof left === 'number'
        ? [typeof right === 'number' ? [] : right, (value: number) => [left, value] as const]
        : [left, (value: number) => [value, typeof right === 'number' ? right : 0] as const];
    return vector.flatMap(({ labels, value }): Vector => {
      if (!isNumber(value)) return [];
      const [a, b] = ofTwo(value);
      const result = combined(operator, isBool, a, b);
      // What is compared is kept, not what it is compared with.
      return result === undefined ? [] : [{ labels: named(labels), value: keepsName ? value : result }];
    });
  }
  const others = new Map(right.map(({ labels, value }) => [keyOf(withoutName(labels)), value]));
  return left.flatMap(({ labels, value }): Vector => {
    const other = others.get(keyOf(withoutName(labels)));
    if (other === undefined || !isNumber(other) || !isNumber(value)) return [];
    const result = combined(operator, isBool, value, other);
    return result === undefined ? [] : [{ labels: named(labels), value: result }];
  });
};

const evaluated = (node: Node, scope: Scope): Outcome<Value> => {
  switch (node.kind) {
    case 'number':
      return node.value;
    case 'selector':
      return node.rangeMs === undefined
        ? instant(node, scope)
        : wrong('invalid expression type "range vector" for range query, must be Scalar or instant Vector');
    case 'call':
      return call(node.name, node.args, scope);
    case 'aggregate':
      return aggregate(node, scope);
    case 'binary':
      return binary(node, scope);
    default:
      return node satisfies never;
  }
};

/** The value at each step of a range, by the labels of its series. */
export const evaluateRange = (
  account: Account,
  node: Node,
  { start, end, stepMs }: RangeOptions,
): Outcome<readonly Found[]> => {
  const known = new Map<Selector, readonly Loaded[]>();
  let looked = 0;
  const seriesOf: Scope['seriesOf'] = (selector) => {
    const before = known.get(selector);
    if (before !== undefined) return before;
    const named = seriesNamed(account, selector.metric, selector.matchers);
    if (named === undefined) return wrong('the sandbox knows no such pattern: alternatives of texts, and .*');
    const from = start - selector.offsetMs - (selector.rangeMs ?? lookbackMs);
    const loaded = named.map(({ labels, sumOf, between }) => ({
      labels,
      sumOf,
      samples: between(from, end - selector.offsetMs),
    }));
    known.set(selector, loaded);
    looked += loaded.length;
    if (looked * ((end - start) / stepMs + 1) > mostSamples)
      return {
        errorType: 'execution',
        error: 'query processing would load too many samples into memory in query execution',
      };
    return loaded;
  };
  const found = new Map<
    string,
    { readonly labels: Labels; readonly samples: { at: number; value: number | Histogram }[] }
  >();
  for (let at = start; at <= end; at += stepMs) {
    const value = evaluated(node, { at, seriesOf });
    if (isRefusal(value)) return value;
    for (const element of typeof value === 'number' ? [{ labels: {}, value }] : value) {
      const key = keyOf(element.labels);
      const series = found.get(key) ?? { labels: element.labels, samples: [] };
      series.samples.push({ at, value: element.value });
      found.set(key, series);
    }
  }
  return [...found.values()];
};
