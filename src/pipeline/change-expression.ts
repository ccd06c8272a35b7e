/** A JMESPath expression over the `change` object: which changes are wanted, for `--filter` and in the pipeline file. */

import { compile, isRegistered, search, tokenize } from '@jmespath-community/jmespath';
import { exactJsonNumber } from '../decimal.ts';
import type { Result } from '../result.ts';
import { boundedSearch, isTooMuch } from './bounded-jmespath.ts';
import { attributesRead, type FieldRead, fieldsRead, isKnownField, type Side } from './change-fields.ts';
import { withSizes } from './change-sizes.ts';

type Expression = ReturnType<typeof compile>;
type Data = Parameters<typeof search>[0];

export type ChangeTest = {
  /** True where the expression gives something: not null, false, or empty. An expression that fails gives nothing. */
  readonly test: (changeJson: Data) => boolean;
  /** Why the expression failed for a change, the first time that it did, e.g. as `length` was given a number. */
  readonly trouble: () => string | undefined;
  /** Which sides of a change it looks at: not every stream holds them. */
  readonly sides: readonly Side[];
};

/** `at` counts characters from 0. */
export type ChangeExpression = Result<ChangeTest, { readonly error: string; readonly at: number }>;

export const parseChangeExpression = (text: string): ChangeExpression => {
  const compiled = compiledOf(text);
  if (!compiled.ok) return compiled;
  const fields = fieldsRead(compiled.value);
  const wrong = wrongField(text, fields);
  if (wrong !== undefined) return { ok: false, ...wrong };
  return {
    ok: true,
    value: {
      ...testOf(compiled.value),
      sides: sides.filter((side) => fields.some(({ name, of }) => of === 'change' && name === side)),
    },
  };
};

export type ItemTest = Pick<ChangeTest, 'test' | 'trouble'> & {
  /** The attributes of the item that it looks at; undefined where it may look at all of them. */
  readonly attributes: readonly string[] | undefined;
};

/** An expression over an item of a table as plain JSON, whose attributes may have any names. */
export const parseItemExpression = (
  text: string,
): Result<ItemTest, { readonly error: string; readonly at: number }> => {
  const compiled = compiledOf(text);
  if (!compiled.ok) return compiled;
  return { ok: true, value: { ...testOf(compiled.value), attributes: attributesRead(compiled.value) } };
};

const compiledOf = (text: string): Result<Expression, { readonly error: string; readonly at: number }> => {
  const careless = excess(text) ?? unclosed(text) ?? assignment(text);
  if (careless !== undefined) return { ok: false, ...careless };
  let expression: Expression;
  try {
    expression = compile(text);
  } catch (error) {
    return { ok: false, error: plainWords(messageOf(error)), at: placeOfError(text) };
  }
  const wrong = wrongCall(text) ?? wrongNumber(text);
  return wrong === undefined ? { ok: true, value: expression } : { ok: false, ...wrong };
};

/** Each takes 40 ms: after so many of them an expression is switched off. */
const mostTooMuch = 10;

const testOf = (expression: Expression): Pick<ChangeTest, 'test' | 'trouble'> => {
  const found = boundedSearch(withSizes(expression));
  let trouble: string | undefined;
  let tooMuch = 0;
  return {
    test: (json) => {
      if (tooMuch >= mostTooMuch) return false;
      try {
        return isTruth(found(json));
      } catch (error) {
        trouble ??= messageOf(error);
        if (isTooMuch(error)) tooMuch += 1;
        if (tooMuch === mostTooMuch) trouble = `${messageOf(error)}, ${tooMuch} times: it is switched off`;
        return false;
      }
    },
    trouble: () => trouble,
  };
};

const sides: readonly Side[] = ['old', 'new', 'changed'];

/** What JMESPath takes for true. */
const isTruth = (result: unknown): boolean => {
  if (typeof result === 'object' && result !== null) {
    return (Array.isArray(result) ? result : Object.keys(result)).length > 0;
  }
  return result !== null && result !== undefined && result !== false && result !== '';
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const plainWords = (message: string): string =>
  /\bEOF\b/.test(message)
    ? 'the expression ends too early'
    : /invalid token \(Number\)/.test(message)
      ? 'a number stands in backticks, as in `50`'
      : message.replace(/^Syntax error[:,] /, '');

const compiles = (text: string): string | undefined => {
  try {
    compile(text);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
};

type Token = ReturnType<typeof tokenize>[number];

const tokensOf = (text: string): readonly Token[] | undefined => {
  try {
    return tokenize(text);
  } catch {
    return undefined;
  }
};

/**
 * The library names no place. The wrong token is the first with which the text up to it cannot be gone on with: all
 * shorter ones only complain of their end.
 */
const placeOfError = (text: string): number => {
  const tokens = tokensOf(text);
  if (tokens === undefined) {
    let end = 0;
    while (end < text.length && tokensOf(text.slice(0, end + 1)) !== undefined) end += 1;
    return end;
  }
  for (const [place, token] of tokens.entries()) {
    const message = compiles(text.slice(0, tokens[place + 1]?.start ?? text.length));
    if (message !== undefined && !/\bEOF\b/.test(message)) return token.start;
  }
  return text.length;
};

type Wrong = { readonly error: string; readonly at: number };

const mostExpressionChars = 2000;
/** The library reads by recursion, and tells a mistake by reading again. */
const mostBrackets = 64;

const excess = (text: string): Wrong | undefined => {
  if (text.length > mostExpressionChars) {
    return { error: `longer than ${mostExpressionChars} characters`, at: mostExpressionChars };
  }
  let depth = 0;
  for (const { start } of tokensOf(text) ?? []) {
    if ('([{'.includes(text[start] ?? ' ')) depth += 1;
    if (')]}'.includes(text[start] ?? ' ')) depth -= 1;
    if (depth > mostBrackets) return { error: `more than ${mostBrackets} brackets in each other`, at: start };
  }
  return undefined;
};

/** The library takes a text in quotes that are not closed for one that is. */
const unclosed = (text: string): Wrong | undefined => {
  const last = tokensOf(text)?.findLast((token) => token.start < text.length);
  if (last === undefined) return undefined;
  const literal = text.slice(last.start).trimEnd();
  const quote = literal[0];
  if (quote !== "'" && quote !== '"' && quote !== '`') return undefined;
  const isClosed =
    literal.length > 1 && literal.endsWith(quote) && !/(?:^|[^\\])(?:\\\\)*\\.$/s.test(literal);
  return isClosed ? undefined : { error: `the quote ${quote} is not closed`, at: last.start };
};

/** One `=` binds a variable, and only `let` needs that: elsewhere `==` was meant, and nothing would ever match. */
const assignment = (text: string): Wrong | undefined => {
  const tokens = tokensOf(text) ?? [];
  const textOf = (token: Token, place: number) => text.slice(token.start, tokens[place + 1]?.start).trim();
  const texts = tokens.map(textOf);
  const place = texts.indexOf('=');
  if (place < 0 || texts.includes('let')) return undefined;
  return { error: 'to compare, write ==', at: tokens[place]?.start ?? 0 };
};

/** Functions that do not exist, or take another number of arguments, are found by the library only when they are called. */
const wrongCall = (text: string): Wrong | undefined => {
  const tokens = tokensOf(text) ?? [];
  for (const [place, token] of tokens.entries()) {
    if (text[tokens[place + 1]?.start ?? -1] !== '(' || !isName(text, token)) continue;
    const name = String(token.value);
    if (!isRegistered(name)) return { error: `there is no function ${name}()`, at: token.start };
    const refused = refusal(name, argumentsOf(text, tokens, place + 1));
    if (refused !== undefined) return { error: refused, at: token.start };
  }
  return undefined;
};

/** What a change does not have is null, and a comparison with it finds nothing, ever. */
const wrongField = (text: string, fields: readonly FieldRead[]): Wrong | undefined => {
  const unknown = fields.find((field) => !isKnownField(field));
  if (unknown === undefined) return undefined;
  const token = (tokensOf(text) ?? []).find(
    ({ value, type }) => value === unknown.name && /Identifier/.test(type),
  );
  const { name, of } = unknown;
  const at = token?.start ?? 0;
  const holder = of === 'change' ? 'a change' : 'an entry of changed';
  const isQuoted = text[at] === '"';
  const mend = isQuoted
    ? `a text stands in single quotes, '${name}'`
    : of === 'change'
      ? `an attribute is in new or old, as in new.${name}`
      : 'it has path, old and new';
  return { error: `${holder} has no ${name}: ${mend}`, at };
};

/** Numbers of more digits than JSON holds are texts in a change, and no text is equal to a number. */
const wrongNumber = (text: string): Wrong | undefined => {
  for (const { start } of tokensOf(text) ?? []) {
    const [, number] = /^`\s*(-?\d[\d.eE+-]*)\s*`/.exec(text.slice(start)) ?? [];
    if (number === undefined || exactJsonNumber(number) !== undefined) continue;
    return {
      error: `${number} has too many digits for a number: as a text, '${number}', it is equal`,
      at: start,
    };
  }
  return undefined;
};

const isName = (text: string, token: Token): boolean => /[A-Za-z_]/.test(text[token.start] ?? '');

/** How many arguments the call has whose bracket is token `open`. */
const argumentsOf = (text: string, tokens: readonly Token[], open: number): number => {
  let depth = 0;
  let commas = 0;
  for (let place = open; place < tokens.length; place += 1) {
    const start = tokens[place]?.start ?? text.length;
    const mark = text[start] ?? '';
    const isFlatten = text.startsWith('[]', start) && tokens[place + 1]?.start !== start + 1;
    if (isFlatten) continue;
    if ('([{'.includes(mark)) depth += 1;
    else if (')]}'.includes(mark)) depth -= 1;
    else if (mark === ',' && depth === 1) commas += 1;
    if (depth === 0) return place === open + 1 ? 0 : commas + 1;
  }
  return commas + 1;
};

const refusal = (name: string, count: number): string | undefined => {
  try {
    search(null, `${name}(${Array.from({ length: count }, () => '`null`').join(',')})`);
  } catch (error) {
    const message = messageOf(error);
    return message.startsWith('Invalid arity: ') ? message.slice('Invalid arity: '.length) : undefined;
  }
  return undefined;
};
