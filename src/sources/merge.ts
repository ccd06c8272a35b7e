import type { Observation } from '../observation/observation.ts';
import type { Source } from './source.ts';

type MergeOptions = {
  /** Observations that are read before the consumer takes them, of all sources together. */
  readonly ahead?: number;
};

/**
 * Several sources as one stream of batches, each in the order in which its observations came. Sources are read no more
 * than `ahead` observations before the consumer. Ends when all have ended or the signal aborts, after what is there
 * has been given. A source that throws has a bug: the consumer gets the error.
 */
export async function* mergeSources(
  sources: readonly Source[],
  signal: AbortSignal,
  { ahead = 1000 }: MergeOptions = {},
): AsyncGenerator<readonly Observation[], void, undefined> {
  let buffer: Observation[] = [];
  let running = sources.length;
  let failure: { readonly error: unknown } | undefined;
  const arrived = createBell();
  const taken = createBell();
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  const onStop = () => {
    arrived.ring();
    taken.ring();
  };
  stopped.addEventListener('abort', onStop, { once: true });

  const pump = async (source: Source): Promise<void> => {
    try {
      for await (const observation of source(stopped)) {
        buffer.push(observation);
        arrived.ring();
        while (buffer.length >= ahead && !stopped.aborted) await taken.wait();
        if (stopped.aborted) return;
      }
    } catch (error) {
      failure ??= { error };
    } finally {
      running -= 1;
      arrived.ring();
    }
  };

  try {
    for (const source of sources) void pump(source);
    while (failure === undefined) {
      if (buffer.length === 0) {
        if (running === 0 || stopped.aborted) return;
        await arrived.wait();
      }
      // All that is ready now goes into one batch.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = buffer;
      buffer = [];
      taken.ring();
      if (batch.length > 0) yield batch;
    }
    throw failure.error;
  } finally {
    stop.abort();
    stopped.removeEventListener('abort', onStop);
  }
}

/** Several sources as one. */
export const combineSources = (sources: readonly Source[]): Source => {
  const [only] = sources;
  if (only !== undefined && sources.length === 1) return only;
  return async function* (signal) {
    for await (const batch of mergeSources(sources, signal)) yield* batch;
  };
};

/** Wakes all that wait now; a ring that nobody heard is kept for the next one. */
const createBell = () => {
  let waiting: (() => void)[] = [];
  let rung = false;
  return {
    ring: () => {
      rung = waiting.length === 0;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    wait: () =>
      new Promise<void>((resolve) => {
        if (rung) {
          rung = false;
          resolve();
        } else waiting.push(resolve);
      }),
  };
};
