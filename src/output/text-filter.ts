/**
 * What a reader types to see only some rows: a text in any case, or `/a regular expression/`; with `!` before it those
 * rows that have it not. One language for every list.
 */

import { type BoundedPattern, compilePattern } from '../patterns/bounded-pattern.ts';
import { escaped } from './text.ts';

export type TextFilter = {
  /** Whether a row that says these texts is shown. */
  readonly test: (...texts: readonly string[]) => boolean;
  /** What stands out in the rows that are shown; undefined where they are shown for what they lack. */
  readonly highlight: BoundedPattern | undefined;
};

const asTyped = { of: 'filter', ignoresCase: true } as const;

const expressionIn = /^\/(.+?)\/?$/s;

const patternOf = (text: string): BoundedPattern | undefined => {
  const [, expression] = expressionIn.exec(text) ?? [];
  // Half typed: it may become right with the next key.
  const typed = expression === undefined ? undefined : compilePattern(expression, asTyped);
  const found = typed?.ok ? typed : compilePattern(escaped(text), asTyped);
  return found.ok ? found.value : undefined;
};

/** The filter that was typed; undefined where nothing was. An expression that is wrong is taken as plain text. */
export const textFilter = (typed: string): TextFilter | undefined => {
  const isInverse = typed.startsWith('!');
  const text = isInverse ? typed.slice(1) : typed;
  if (text === '') return undefined;
  const pattern = patternOf(text);
  const has = (texts: readonly string[]): boolean => texts.some((one) => pattern?.test(one) ?? false);
  return isInverse
    ? { test: (...texts) => !has(texts), highlight: undefined }
    : { test: (...texts) => has(texts), highlight: pattern };
};

/** How a filter is written, in a few words: for the line in which it is typed. */
export const filterHint = 'text, /regex/ or !not';
