/** What a record says of an error, in few words, and under which of its names. */

import { foldLines, hasLineBreak } from './fold.ts';
import { isObject, type Json, scalar } from './log-reading.ts';

export type ErrorText = {
  /** `CardDeclined: card declined`. */
  readonly said: string | undefined;
  /** The fields that need not be told any more. */
  readonly names: readonly string[];
};

export const noError: ErrorText = { said: undefined, names: [] };

const objectNames = 'error err exception thrown Exception cause'.split(' ');
const typeNames = 'name type errorType exceptionType class code exceptionClass exception_class'.split(' ');
const wordNames = 'message errorMessage error.message msg exception_message detail reason'.split(' ');

const typesBeside =
  'errorType error.type error_type exception_name exception.type errorName errorCode error_code'.split(' ');
const wordsBeside = 'errorMessage error.message error_message exception.message exception_message'.split(' ');
const namesBeside = [...typesBeside, ...wordsBeside];

const stackNames =
  'exception Exception @x exc_info stack stack_trace stackTrace stacktrace error.stack_trace error err'.split(
    ' ',
  );

const allNames: ReadonlySet<string> = new Set([...objectNames, ...namesBeside, ...stackNames]);

/** Whether a record may tell of an error: most do not. */
const mayTellError = (record: Json): boolean => {
  for (const name of Object.keys(record)) if (allNames.has(name)) return true;
  return false;
};

/** Whether a text under such a name is a stack, and not the name of something else: `"stack":"orders-prod"`. */
export const isStack = (name: string, value: unknown): boolean =>
  stackNames.includes(name) &&
  (typeof value === 'string' ? hasLineBreak(value) : Array.isArray(value) && value.length > 0);

/** The first of these fields that holds a text, a number or a truth. */
export const namedText = (record: Json, names: readonly string[]): string | undefined => {
  for (const name of names) {
    const text = scalar(record[name]);
    if (text !== undefined && text !== '') return text;
  }
  return undefined;
};

const joined = (parts: readonly (string | undefined)[]): string | undefined => {
  const said = parts.filter((part) => part !== undefined);
  return said.length === 0 ? undefined : said.join(': ');
};

/** What begins with words; Go's stacks are frames alone. */
const hasWords = /^(?:Traceback |.*(?:Error|Exception|panic)\b)/;

/** A stack without its frames; of Python's the last line, where it says what happened. */
const stackSaid = (text: string): string | undefined => {
  if (!hasWords.test(text)) return undefined;
  const folded = foldLines(text);
  const parts = folded.replace(/ \(\d+ more lines?\)$/, '').split(' ⏎ ');
  return /^Traceback /.test(parts[0] ?? '') ? (parts.at(-1) ?? '') : folded;
};

/** The error of a record: an object, a type and words beside each other, or a stack. */
export const errorOf = (record: Json): ErrorText => {
  if (!mayTellError(record)) return noError;
  for (const name of objectNames) {
    const error = record[name];
    const said = isObject(error)
      ? joined([namedText(error, typeNames), namedText(error, wordNames)])
      : undefined;
    if (said !== undefined) return { said, names: [name] };
  }
  const words = namedText(record, wordsBeside);
  const said = joined([namedText(record, typesBeside), words]);
  if (words !== undefined) return { said, names: namesBeside };
  for (const name of stackNames) {
    const stack = record[name];
    if (typeof stack === 'string' && hasLineBreak(stack)) {
      return { said: stackSaid(stack), names: [...namesBeside, name] };
    }
  }
  return { said, names: said === undefined ? [] : namesBeside };
};
