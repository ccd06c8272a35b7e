import { createWakeup } from '../pacing/wakeup.ts';
import type { Batch, Source } from './source.ts';

type MergeOptions = {
  /** Observations that are read before the consumer takes them, of all sources together. */
  readonly ahead?: number;
};

/**
 * Several sources as one stream of batches: what is ready at once is one batch, each source's in its order. Sources are
 * read no more than `ahead` observations before the consumer. Ends when all have ended or the signal aborts, after what
 * is there has been given. A source that throws has a bug: the consumer gets the error.
 */
export async function* mergeSources(
  sources: readonly Source[],
  signal: AbortSignal,
  { ahead = 1000 }: MergeOptions = {},
): AsyncGenerator<Batch, void, undefined> {
  let buffer: Batch[] = [];
  let buffered = 0;
  let running = sources.length;
  let failure: { readonly error: unknown } | undefined;
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  const arrived = createWakeup(stopped);
  const taken = createWakeup(stopped);

  const pump = async (source: Source): Promise<void> => {
    try {
      for await (const batch of source(stopped)) {
        buffer.push(batch);
        buffered += batch.observations.length;
        arrived.ring();
        while (buffered >= ahead && !stopped.aborted) await taken.wait();
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
      if (buffered === 0) {
        if (running === 0 || stopped.aborted) return;
        await arrived.wait();
      }
      // All that is ready now goes into one batch.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = joined(buffer);
      buffer = [];
      buffered = 0;
      taken.ring();
      if (batch.observations.length > 0) yield batch;
    }
    throw failure.error;
  } finally {
    stop.abort();
  }
}

/** Several batches as one; what is acknowledged of it is acknowledged of each, first one first. */
const joined = (batches: readonly Batch[]): Batch => {
  const [only] = batches;
  if (only !== undefined && batches.length === 1) return only;
  const observations = batches.flatMap((batch) => batch.observations);
  if (batches.every(({ acknowledge }) => acknowledge === undefined)) return { observations };
  return {
    observations,
    acknowledge: (count) => {
      let before = 0;
      for (const batch of batches) {
        if (count > before) batch.acknowledge?.(Math.min(count - before, batch.observations.length));
        before += batch.observations.length;
      }
    },
  };
};
