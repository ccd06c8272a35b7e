/** Calls of what asks once, and has no next poll: an estimate before a query, a record by a key, a sample of a table. */
import type { Clock } from '../clock.ts';
import { manyTries, persist } from '../pacing/persist.ts';
import type { AwsCall } from './call.ts';

/** The same call, made again, backed off, until it is answered or fails for good (issue 15, F15). */
export const persistent =
  <Input, Output>(call: AwsCall<Input, Output>, clock: Clock, tries = manyTries): AwsCall<Input, Output> =>
  (input, signal = new AbortController().signal) =>
    persist({ clock }, signal, () => call(input, signal), tries);
