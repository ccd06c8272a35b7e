import type { Clock } from '../../src/clock.ts';

export type InstantClock = Clock & {
  readonly signal: AbortSignal;
};

/** A clock that a single poller drives by sleeping: days pass in no time. `signal` aborts at the end. */
export const instantClock = (startMs: number, lengthMs: number): InstantClock => {
  const stop = new AbortController();
  let now = startMs;
  return {
    now: () => now,
    signal: stop.signal,
    sleep: async (ms, signal) => {
      if (signal?.aborted) return;
      now += ms;
      if (now >= startMs + lengthMs) stop.abort();
    },
  };
};
