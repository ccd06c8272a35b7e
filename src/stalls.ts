/**
 * What is waited for and does not answer: a file on a mount that hangs, a FIFO, a program that gives credentials. Each is told once
 * within 5 s, and again when it has answered (issue 15).
 */
import type { Clock } from './clock.ts';
import type { Failure } from './observation/health-of-sources.ts';

export type Waited = {
  /** `checkpoint orders.json`: short, and nothing in it that is secret. */
  readonly name: string;
  /** What is lost where the process ends before it answers; absent: nothing. */
  readonly loses?: string;
};

/** A failure, or undefined once it has answered. */
export type OnStall = (name: string, failure: Failure | undefined) => void;

export type Stalls = {
  /** Gives what the work gives; tells of it where that takes long. */
  readonly watch: <Value>(waited: Waited, work: Promise<Value>) => Promise<Value>;
  /** Something else of this machine that is wrong and stays so, or is well again: its clock. */
  readonly tell: OnStall;
  /** Who is told from now on; what has been wrong before and still is is told at once, unless only what is new is wanted. */
  readonly tellTo: (listener: OnStall, wanted?: { readonly isNewOnly?: boolean }) => void;
  /** Nobody else is told instead. */
  readonly isTold: (listener: OnStall) => boolean;
  /** What would be lost now, in words. */
  readonly losses: () => readonly string[];
  /** Resolves once nothing is waited for that would be lost. */
  readonly settled: () => Promise<void>;
};

/** It is told within 5 s: a busy machine wakes late. */
export const stallMs = 4_000;

export const stalledCode = 'Stalled';

const failureOf = (name: string): Failure => ({
  kind: 'service',
  code: stalledCode,
  message: `${name} has not answered for ${stallMs / 1000} s`,
  hint: 'Ctrl-C leaves',
});

export const createStalls = (clock: Pick<Clock, 'sleep'>): Stalls => {
  const waiting = new Map<Waited, Promise<unknown>>();
  const stalled = new Map<Waited, Failure>();
  const others = new Map<string, Failure>();
  let listener: OnStall | undefined;
  return {
    watch: async (waited, work) => {
      const over = new AbortController();
      const mine: Waited = { ...waited };
      waiting.set(mine, work);
      void clock.sleep(stallMs, over.signal).then(() => {
        if (over.signal.aborted) return;
        const failure = failureOf(waited.name);
        stalled.set(mine, failure);
        listener?.(mine.name, failure);
      });
      try {
        return await work;
      } finally {
        over.abort('answered');
        waiting.delete(mine);
        if (stalled.delete(mine)) listener?.(mine.name, undefined);
      }
    },
    tell: (name, failure) => {
      if (failure === undefined) others.delete(name);
      else others.set(name, failure);
      listener?.(name, failure);
    },
    tellTo: (next, { isNewOnly = false } = {}) => {
      listener = next;
      if (isNewOnly) return;
      for (const [name, failure] of others) next(name, failure);
      for (const [{ name }, failure] of stalled) next(name, failure);
    },
    isTold: (one) => one === listener,
    losses: () =>
      [...waiting.keys()].flatMap(({ name, loses }) => (loses === undefined ? [] : [`${name}: ${loses}`])),
    settled: async () => {
      for (;;) {
        const works = [...waiting].flatMap(([{ loses }, work]) => (loses === undefined ? [] : [work]));
        if (works.length === 0) return;
        await Promise.allSettled(works);
        // Who waits goes on first, and may begin the next one.
        await new Promise(setImmediate);
      }
    },
  };
};
