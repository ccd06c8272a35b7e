import type { Clock } from '../clock.ts';
import type { Failure } from '../observation/health-of-sources.ts';
import { backoffMs, backoffs } from './backoff.ts';
import { isTemporary } from './trouble.ts';

/** Tries that a call is worth when much hangs on it: six, or as many as `max_attempts` of the AWS CLI's settings says. */
export let manyTries = 6;

/** For the whole process: the setting is that of the profile it runs with. */
export const setManyTries = (tries: number): void => {
  manyTries = tries;
};

type Outcome = { readonly ok: true } | { readonly ok: false; readonly failure: Failure };

/**
 * Makes one call again, backed off, until it is answered or fails for good: for the pages of a listing, of which one in
 * fifty that fails must not begin it anew, and where there is no next poll. Gives the last failure after so many tries.
 */
export const persist = async <Answer extends Outcome>(
  { clock, random = Math.random }: { readonly clock: Clock; readonly random?: () => number },
  signal: AbortSignal,
  call: () => Promise<Answer>,
  tries = manyTries,
): Promise<Answer> => {
  for (let nth = 1; ; nth += 1) {
    const answer = await call();
    const outcome: Outcome = answer;
    if (outcome.ok || signal.aborted || nth >= tries || !isTemporary(outcome.failure)) return answer;
    await clock.sleep(backoffMs(backoffs[outcome.failure.kind], nth, random()), signal);
  }
};
