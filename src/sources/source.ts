import type { Observation } from '../observation/observation.ts';

/** Observations that came together, oldest first. */
export type Batch = {
  readonly observations: readonly Observation[];
  /**
   * The first `count` of them are dealt with (printed, published, folded into the store). Only where it matters: a source
   * whose cursor is kept, or that holds its buffer until then. It may be called again with more.
   */
  readonly acknowledge?: (count: number) => void;
};

/**
 * A source: an async producer of batches that ends when the signal aborts. It owns its cursor and survives faults by
 * itself: what goes wrong is a `problem` or `gap` observation, never thrown. The consumer's `next()` is its
 * back-pressure: it reads no further ahead than that.
 */
export type Source = (signal: AbortSignal) => AsyncIterable<Batch>;

/** A batch that nobody needs to acknowledge. */
export const batchOf = (...observations: readonly Observation[]): Batch => ({ observations });

/**
 * The observations of each batch, acknowledged when the next one is wanted: for consumers that have dealt with a batch by then.
 */
export async function* acknowledged(
  batches: AsyncIterable<Batch>,
): AsyncGenerator<readonly Observation[], void, undefined> {
  for await (const { observations, acknowledge } of batches) {
    yield observations;
    acknowledge?.(observations.length);
  }
}
