/** Time as the tool sees it. Passed in everywhere, so that a test drives it and nothing sleeps for real. */
export type Clock = {
  /** Now, in epoch milliseconds. */
  readonly now: () => number;
  /**
   * Resolves after `ms` milliseconds, or at once when `signal` aborts (it never rejects: look at the signal).
   */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
};

/** The machine's own clock. Its timers do not keep the process alive by themselves once `signal` has aborted. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener('abort', done, { once: true });
    }),
};

/**
 * A clock that runs `speed` times as fast as `clock` from `startAt` on: the embedded account with `--speed`, and the tool
 * that looks at it.
 */
export const fasterClock = (clock: Clock, speed: number, startAt: number): Clock =>
  speed === 1
    ? clock
    : {
        now: () => startAt + (clock.now() - startAt) * speed,
        sleep: (ms, signal) => clock.sleep(ms / speed, signal),
      };

/**
 * A clock that never goes back, for what is due by it: where `clock` is set back (a machine's, by an hour), it goes on from where it was.
 * What was to be done in a second would be done in an hour else. After that it is ahead of `clock`: what it says is told to nobody.
 */
export const steadyClock = (clock: Clock): Clock => {
  let aheadMs = 0;
  let last = Number.NEGATIVE_INFINITY;
  return {
    now: () => {
      const now = clock.now();
      if (now + aheadMs < last) aheadMs = last - now;
      last = now + aheadMs;
      return last;
    },
    sleep: clock.sleep,
  };
};
