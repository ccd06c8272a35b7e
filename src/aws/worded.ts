/** Errors that are thrown in our words already: `failureOf` hands them on as they are. */
import type { Failure } from '../observation/health-of-sources.ts';

export type Worded = Pick<Failure, 'kind' | 'code' | 'message' | 'hint' | 'operation'>;

const wordsByError = new WeakMap<object, Worded>();

/** An error that says this, whatever the SDK does with it on its way. */
export const worded = (words: Worded): Error => {
  const error = Object.assign(new Error(words.message), { name: words.code });
  wordsByError.set(error, words);
  return error;
};

export const wordsOf = (error: unknown): Worded | undefined =>
  typeof error === 'object' && error !== null ? wordsByError.get(error) : undefined;
