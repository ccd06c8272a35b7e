/**
 * This machine's clock beside AWS's. AWS refuses a signature that is more than five minutes off; the SDK then takes the difference from
 * the answer's Date header and signs by AWS's time from there on, but leaves the second try to whoever made the first.
 */
import type { Clock } from '../clock.ts';
import { formatDuration } from '../format.ts';
import type { Failure } from '../observation/health-of-sources.ts';

/** From here on the SDK signs by AWS's time, and times on the screen are wrong by a figure that matters. */
const mostSkewMs = 4 * 60_000;

/** As the services call it (SDK: `CLOCK_SKEW_ERROR_CODES`). */
const names =
  /^(AuthFailure|InvalidSignature(Exception)?|RequestExpired|RequestInTheFuture|RequestTimeTooSkewed|SignatureDoesNotMatch)$/;

const isOfClock = (error: unknown): boolean =>
  // The name is what the wire says it is: any value.
  error instanceof Error && names.test(String(error.name).replace(/^.*#/, ''));

/** A client of the SDK: what it adds to this machine's clock, in milliseconds. */
export type ByClock = { readonly config: { readonly systemClockOffset: number } };

/** Makes a call once more where it was refused for the clock it was signed by, and the client has another since. */
export const withClockOfAws = async <Value>(
  { config }: ByClock,
  call: () => Promise<Value>,
): Promise<Value> => {
  const before = config.systemClockOffset;
  try {
    return await call();
  } catch (error) {
    if (!isOfClock(error) || Math.abs(config.systemClockOffset - before) < mostSkewMs) throw error;
    return call();
  }
};

const skewed = (skewMs: number): Failure => ({
  kind: 'service',
  code: 'ClockSkew',
  message: `this machine's clock is ${formatDuration(Math.abs(skewMs))} ${skewMs > 0 ? 'behind' : 'ahead of'} AWS's`,
  hint: 'Set the clock: times and ages here are off by as much.',
});

export type ClockWatch = {
  /** An answer to a call of `askedAt`, our clock, that has come just now was served at this time of AWS's, epoch ms floored to a second. */
  readonly served: (at: number, askedAt: number) => void;
};

/** Tells, once, that the clocks differ, and once that they no longer do. */
export const createClockWatch = (
  clock: Pick<Clock, 'now'>,
  tell: (failure: Failure | undefined) => void,
): ClockWatch => {
  let isTold = false;
  return {
    served: (at, askedAt) => {
      // Served some time between: a call that took long, over a laptop's sleep, says nothing of the clock.
      const skewMs = at < askedAt ? at - askedAt : Math.max(0, at - clock.now());
      const isOff = Math.abs(skewMs) >= mostSkewMs;
      if (isOff === isTold) return;
      isTold = isOff;
      tell(isOff ? skewed(Math.round(skewMs / 60_000) * 60_000) : undefined);
    },
  };
};
