/** Every call ends: what is silent, before its headers or in the middle of its body, is given up (issue 15). */

/** Of what has no deadline of its own. With the longest backoff of a network that is away (pacing/backoff.ts) it is under 15 s. */
export const usualDeadlineMs = 10_000;

export type Deadline = {
  /** Aborts at the deadline, or with the caller's signal. */
  readonly signal: AbortSignal;
  /** True where it was the deadline. */
  readonly isOver: () => boolean;
  /** The call has ended. */
  readonly clear: () => void;
};

/**
 * A deadline over a whole call, in real time: an account's own clock may run at another speed. A laptop's sleep stops timers, so one
 * that wakes up late is over at once.
 */
export const deadlineOf = (ms: number, signal: AbortSignal | undefined): Deadline => {
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(), ms);
  return {
    signal: signal === undefined ? timer.signal : AbortSignal.any([signal, timer.signal]),
    isOver: () => timer.signal.aborted && signal?.aborted !== true,
    clear: () => clearTimeout(timeout),
  };
};

/** As the SDK calls what took too long. */
export const tookTooLong = (ms: number): Error =>
  Object.assign(new Error(`no whole answer in ${ms / 1000} s`), { name: 'TimeoutError' });
