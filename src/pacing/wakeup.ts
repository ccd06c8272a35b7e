import type { Clock } from '../clock.ts';

/** A wait that can be cut short. What wakes while nobody waits ends the next wait at once: no call is lost. */
export type Wakeup = {
  /** Wakes all that wait now. */
  readonly ring: () => void;
  /** Waits to be woken, or for the signal. */
  readonly wait: () => Promise<void>;
  /** Waits until `at` (epoch ms), to be woken, or for the signal. */
  readonly waitUntil: (at: number, clock: Clock) => Promise<void>;
};

/** The longest sleep of Node's timers is 2^31 ms; nothing here sleeps so long. */
const longestMs = 3_600_000;

/** After the signal has aborted no wait lasts: look at it. */
export const createWakeup = (signal: AbortSignal): Wakeup => {
  let waiting: (() => void)[] = [];
  let rung = false;
  const ring = (): void => {
    rung = waiting.length === 0;
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };
  signal.addEventListener('abort', ring, { once: true });
  /** True, once, where there is nothing to wait for. */
  const isHeard = (): boolean => {
    const heard = rung || signal.aborted;
    rung = false;
    return heard;
  };
  return {
    ring,
    wait: () =>
      new Promise<void>((resolve) => {
        if (isHeard()) resolve();
        else waiting.push(resolve);
      }),
    waitUntil: async (at, clock) => {
      if (isHeard()) return;
      const awake = new AbortController();
      // A reason of our own: the default one is an error with a stack, a thousand times a second.
      const wake = () => awake.abort('awake');
      waiting.push(wake);
      await clock.sleep(Math.max(0, Math.min(longestMs, at - clock.now())), awake.signal);
      waiting = waiting.filter((one) => one !== wake);
      // Whoever rang until now is heard.
      rung = false;
    },
  };
};
