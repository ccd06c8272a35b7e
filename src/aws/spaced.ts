import type { Clock } from '../clock.ts';
import { createLimiter } from '../pacing/limiter.ts';
import type { AwsCall } from './call.ts';
import { type CallSite, failureOf } from './failure.ts';
import { limitIn, type Quota } from './services/quota.ts';

/**
 * A call that keeps to its share of a quota, whoever makes it. Who gives up before it is his turn has asked nothing of AWS:
 * the answer is that of a call that was aborted.
 */
export const spaced = <Input, Output>(
  quota: Quota | undefined,
  { clock, ...site }: CallSite & { readonly clock: Clock },
  call: AwsCall<Input, Output>,
): AwsCall<Input, Output> => {
  const limit = quota && limitIn(site.region, quota);
  if (limit === undefined) return call;
  const limiter = createLimiter(clock, limit);
  return async (input, signal) => {
    if (await limiter.turn(signal)) return call(input, signal);
    const givenUp = Object.assign(new Error('given up'), { name: 'AbortError' });
    return { ok: false, failure: failureOf(givenUp, site) };
  };
};
