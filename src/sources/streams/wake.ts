import type { Clock } from '../../clock.ts';

/** A sleep that can be cut short. What wakes it while nobody sleeps ends the next sleep at once: no call is lost. */
export type Alarm = {
  readonly ring: () => void;
  /** Sleeps until `at` (epoch ms; for ever where it is infinite), the alarm, or the signal. */
  readonly sleepUntil: (at: number) => Promise<void>;
};

/** The longest sleep of Node's timers is 2^31 ms; nothing here sleeps so long. */
const longestMs = 3_600_000;

export const createAlarm = (clock: Clock, signal: AbortSignal): Alarm => {
  let rung = false;
  let wake: (() => void) | undefined;
  signal.addEventListener('abort', () => wake?.(), { once: true });
  return {
    ring: () => {
      rung = true;
      wake?.();
    },
    sleepUntil: async (at) => {
      if (!rung && !signal.aborted) {
        const awake = new AbortController();
        // A reason of our own: the default one is an error with a stack, a thousand times a second.
        wake = () => awake.abort('awake');
        await clock.sleep(Math.max(0, Math.min(longestMs, at - clock.now())), awake.signal);
        wake = undefined;
      }
      rung = false;
    },
  };
};
