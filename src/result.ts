/** Values that may be missing for a reason: errors are values at borders. */
import type { Failure } from './observation/health-of-sources.ts';

/** A value, or why there is none: a failure, or what a reader of texts says of its mistakes. */
export type Result<T, Refusal extends object = { readonly failure: Failure }> =
  | { readonly ok: true; readonly value: T }
  | ({ readonly ok: false } & Refusal);

export const succeed = <T>(value: T): Result<T> => ({ ok: true, value });
export const fail = (failure: Failure): Result<never> => ({ ok: false, failure });

/** A failure of the command line itself: a flag, a file. Its exit code is 2. */
export const usageFailure = (code: string, message: string, hint: string): Failure => ({
  kind: 'usage',
  code,
  message,
  hint,
});
