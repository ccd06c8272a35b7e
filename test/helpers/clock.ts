import { type Clock, fasterClock, systemClock } from '../../src/clock.ts';

export type ManualClock = Clock & {
  /** Moves time on by `ms`, waking sleepers in order of their time and letting promises settle between them. */
  readonly advance: (ms: number) => Promise<void>;
  /** Sleepers that wait now. */
  readonly sleepers: () => number;
};

/** A clock that stands still until told. */
export const manualClock = (startMs = Date.UTC(2026, 0, 15, 12, 0, 0)): ManualClock => {
  let now = startMs;
  let waiting: { readonly at: number; readonly wake: () => void }[] = [];
  // A macrotask turn lets every promise chain that is ready run to its next wait, real I/O on loopback included.
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) {
          resolve();
          return;
        }
        const wake = () => {
          waiting = waiting.filter((sleeper) => sleeper !== entry);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const entry = { at: now + ms, wake };
        waiting.push(entry);
        signal?.addEventListener('abort', wake, { once: true });
      }),
    advance: async (ms) => {
      const end = now + ms;
      await settle();
      for (;;) {
        const next = waiting.filter((sleeper) => sleeper.at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        now = Math.max(now, next.at);
        next.wake();
        await settle();
      }
      now = end;
      await settle();
    },
    sleepers: () => waiting.length,
  };
};

/** Starts at `startMs` and runs `speed` times as fast as the machine's own: waits are short, however long they are for the account. */
export const quickClock = (startMs: number, speed: number): Clock => {
  const began = Date.now();
  return fasterClock({ ...systemClock, now: () => startMs + Date.now() - began }, speed, startMs);
};
