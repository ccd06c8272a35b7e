import type { Clock } from '../../../src/clock.ts';

export type VirtualClock = Clock & {
  /** Lets time run from sleeper to sleeper until `done`, or for `mostMs`. Gives whether it is done. */
  readonly run: (done: () => boolean, mostMs: number) => Promise<boolean>;
};

type Sleeper = { readonly at: number; readonly order: number; readonly wake: () => void };

/** A clock on which hours pass in no time: whenever nothing is left to do, it is the next sleeper's turn. */
export const virtualClock = (startMs: number): VirtualClock => {
  let now = startMs;
  let order = 0;
  const sleepers = new Set<Sleeper>();
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const earliest = (): Sleeper | undefined => {
    let first: Sleeper | undefined;
    for (const sleeper of sleepers) {
      if (
        first === undefined ||
        sleeper.at < first.at ||
        (sleeper.at === first.at && sleeper.order < first.order)
      ) {
        first = sleeper;
      }
    }
    return first;
  };
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) {
          resolve();
          return;
        }
        const wake = () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const sleeper: Sleeper = { at: Math.ceil(now + ms), order: order++, wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', wake, { once: true });
      }),
    run: async (done, mostMs) => {
      const end = now + mostMs;
      for (;;) {
        await settle();
        if (done()) return true;
        const next = earliest();
        if (next === undefined || next.at > end) {
          now = Math.max(now, end);
          return done();
        }
        now = Math.max(now, next.at);
        next.wake();
      }
    },
  };
};

/** Lets time run until `work` has ended: calls under way take time to be given up, too. */
export const settled = async (clock: VirtualClock, work: Promise<void>): Promise<void> => {
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  await clock.run(() => isOver, 600_000);
  await over;
};
