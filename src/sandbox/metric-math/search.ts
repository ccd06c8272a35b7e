import type { MetricId } from '../account.ts';
import { tokenize } from '../tokenize.ts';

/**
 * What SEARCH looks for: `{Namespace,Dimension} MetricName="Errors" (a OR b) NOT c`. After "Search expression syntax" in
 * the CloudWatch user guide. A bare word is found in parts of names and in any case of letters, one in quotes has to be
 * all of a name.
 */
export type MetricMatch = (metric: MetricId) => boolean;

type Parsed = { readonly match: MetricMatch; readonly next: number } | { readonly error: string };

const tokenShape = /\s*("(?:[^"\\]|\\.)*"|[()=]|[^\s()="]+)/y;

/** Reads the text of a search, or says what is wrong with it. */
export const parseSearch = (text: string): MetricMatch | { readonly error: string } => {
  const [, schemaText, terms = ''] = /^\s*(?:\{([^}]*)\})?\s*([\s\S]*)$/.exec(text) ?? [];
  const schema = schemaText === undefined ? undefined : readSchema(schemaText);
  if (terms.trim() === '') return schema ?? { error: 'The search is empty' };
  const tokens = tokenize(tokenShape, terms);
  if ('stuckAt' in tokens) return { error: 'A quote is not closed in the search' };
  const parsed = parseOr(tokens, 0, anyName);
  if ('error' in parsed) return parsed;
  const rest = tokens[parsed.next];
  if (rest !== undefined) return { error: `Unexpected '${rest}' in the search` };
  return (metric) => (schema === undefined || schema(metric)) && parsed.match(metric);
};

/** A namespace, and exactly these dimensions where any is named. */
const readSchema = (text: string): MetricMatch => {
  const [namespace = '', ...names] = [...text.matchAll(/"[^"]*"|[^,]+/g)]
    .map(([part]) => part.trim().replace(/^"(.*)"$/, '$1'))
    .filter((part) => part !== '');
  return (metric) =>
    metric.namespace === namespace &&
    (names.length === 0 ||
      (Object.keys(metric.dimensions).length === names.length &&
        names.every((name) => Object.hasOwn(metric.dimensions, name))));
};

/** The names of a metric that a term is looked for in. */
type NamesOf = (metric: MetricId) => readonly string[];

const anyName: NamesOf = (metric) => [
  metric.namespace,
  metric.name,
  ...Object.keys(metric.dimensions),
  ...Object.values(metric.dimensions),
];

const namesOfProperty =
  (property: string): NamesOf =>
  (metric) => {
    if (property === 'MetricName') return [metric.name];
    if (property === 'Namespace') return [metric.namespace];
    const value = Object.hasOwn(metric.dimensions, property) ? metric.dimensions[property] : undefined;
    return value === undefined ? [] : [value];
  };

const parseOr = (tokens: readonly string[], at: number, namesOf: NamesOf): Parsed => {
  let left = parseAnd(tokens, at, namesOf);
  for (;;) {
    if ('error' in left || tokens[left.next] !== 'OR') return left;
    const right = parseAnd(tokens, left.next + 1, namesOf);
    if ('error' in right) return right;
    const [one, other] = [left.match, right.match];
    left = { match: (metric) => one(metric) || other(metric), next: right.next };
  }
};

/** AND may be left out. */
const parseAnd = (tokens: readonly string[], at: number, namesOf: NamesOf): Parsed => {
  let left = parseTerm(tokens, at, namesOf);
  for (;;) {
    if ('error' in left) return left;
    const token = tokens[left.next];
    if (token === undefined || token === 'OR' || token === ')') return left;
    const right = parseTerm(tokens, token === 'AND' ? left.next + 1 : left.next, namesOf);
    if ('error' in right) return right;
    const [one, other] = [left.match, right.match];
    left = { match: (metric) => one(metric) && other(metric), next: right.next };
  }
};

const parseTerm = (tokens: readonly string[], at: number, namesOf: NamesOf): Parsed => {
  const token = tokens[at];
  if (token === undefined || token === ')' || token === '=') {
    return {
      error: token === undefined ? 'The search ends too early' : `Unexpected '${token}' in the search`,
    };
  }
  if (token === 'NOT') {
    const inner = parseTerm(tokens, at + 1, namesOf);
    return 'error' in inner ? inner : { match: (metric) => !inner.match(metric), next: inner.next };
  }
  if (token === '(') {
    const inner = parseOr(tokens, at + 1, namesOf);
    if ('error' in inner) return inner;
    return tokens[inner.next] === ')'
      ? { ...inner, next: inner.next + 1 }
      : { error: "')' is missing in the search" };
  }
  const word = token.startsWith('"') ? token.slice(1, -1).replace(/\\(.)/g, '$1') : token;
  if (tokens[at + 1] === '=') return parseTerm(tokens, at + 2, namesOfProperty(word));
  const isFound = token.startsWith('"')
    ? (name: string) => name === word
    : (name: string) => holdsWords(wordsOf(name), wordsOf(word));
  return { match: (metric) => namesOf(metric).some(isFound), next: at + 1 };
};

/** Names are searched by their words: they part at signs, at changes of case and at digits. */
const wordsOf = (name: string): readonly string[] =>
  (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).map((word) => word.toLowerCase());

const holdsWords = (words: readonly string[], wanted: readonly string[]): boolean =>
  wanted.length > 0 && words.some((_, start) => wanted.every((word, nth) => words[start + nth] === word));
