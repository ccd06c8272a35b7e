/** A tail that stands still while nobody looks. */
import type { Clock } from '../../clock.ts';
import type { Observation } from '../../observation/observation.ts';
import type { StartAt } from '../../sources/streams/start.ts';
import type { StreamTail } from '../../sources/streams/tail-stream.ts';

export type WatchedTailOptions = {
  /** Starts a tail that ends with the signal. */
  readonly open: (from: StartAt, signal: AbortSignal) => StreamTail;
  readonly from: StartAt;
  /** Asked again and again. */
  readonly isWatched: () => boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

const lookAgainMs = 500;

/**
 * While it is not watched nothing is read: its readers are not taken from others. When it is watched again it goes on from
 * where it stood: what was written meanwhile comes then, nothing twice.
 */
export async function* watchedTail(
  options: WatchedTailOptions,
): AsyncGenerator<readonly Observation[], void, undefined> {
  const { open, isWatched, clock, signal } = options;
  const waitWhile = async (watched: boolean, until: AbortSignal): Promise<void> => {
    while (!until.aborted && isWatched() === watched) await clock.sleep(lookAgainMs, until);
  };
  let from = options.from;
  while (!signal.aborted) {
    await waitWhile(false, signal);
    if (signal.aborted) return;
    const stop = new AbortController();
    const until = AbortSignal.any([signal, stop.signal]);
    const tail = open(from, until);
    void waitWhile(true, until).then(() => stop.abort());
    for await (const batch of tail.batches) {
      yield batch;
      tail.acknowledge(batch.length);
    }
    stop.abort();
    const checkpoint = tail.checkpoint();
    if (checkpoint !== undefined) from = { checkpoint };
  }
}
