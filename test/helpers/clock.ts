import { type Clock, fasterClock, systemClock } from '../../src/clock.ts';

export type ManualClock = Clock & {
  /** Moves time on by `ms`, waking sleepers in order of their time and letting promises settle between them. */
  readonly advance: (ms: number) => Promise<void>;
  /** Sleepers that wait now. */
  readonly sleepers: () => number;
  /** When the first of them wakes. */
  readonly nextAt: () => number | undefined;
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
    nextAt: () => (waiting.length === 0 ? undefined : Math.min(...waiting.map(({ at }) => at))),
  };
};

/** Starts at `startMs` and runs `speed` times as fast as the machine's own: waits are short, however long they are for the account. */
export const quickClock = (startMs: number, speed: number): Clock => {
  const began = Date.now();
  return fasterClock({ ...systemClock, now: () => startMs + Date.now() - began }, speed, startMs);
};

export type IdleClock = Clock & { readonly stop: () => void };

/** What the process waits for beside timers: a file, an address, a connection, a write. */
const waits = /^(FSReq|GetAddrInfo|TCPConnect|WriteWrap|ShutdownWrap|Zlib|ZLIB|Worker|MessagePort|Timeout$)/;

/**
 * Jumps to the next sleeper's time whenever nobody does anything else: minutes of patience take no time, and a machine that is busy
 * is waited for. `isBusy` tells of what is under way and leaves no trace here, as calls that are being answered.
 */
export const idleClock = (startMs: number, isBusy: () => boolean): IdleClock => {
  const clock = manualClock(startMs);
  const stop = new AbortController();
  const turnMs = 1;
  const quietTurns = 3;
  const lastingTurns = 1_000;
  // A timer of the process is a call's deadline: while there is one more than before, a call is under way.
  const waiting = (): number => process.getActiveResourcesInfo().filter((name) => waits.test(name)).length;
  let before = waiting();
  const run = async (): Promise<void> => {
    let quiet = 0;
    let unquiet = 0;
    while (!stop.signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, turnMs));
      const now = waiting();
      unquiet = isBusy() || now <= before ? 0 : unquiet + 1;
      // What was under way at the start has ended since; what nobody answers for so long is nothing that is waited for.
      before = unquiet > lastingTurns ? now : Math.min(before, now);
      quiet = isBusy() || now > before ? 0 : quiet + 1;
      const next = clock.nextAt();
      if (quiet < quietTurns || next === undefined) continue;
      quiet = 0;
      await clock.advance(Math.max(0, next - clock.now()));
    }
  };
  void run();
  return { now: clock.now, sleep: clock.sleep, stop: () => stop.abort() };
};
