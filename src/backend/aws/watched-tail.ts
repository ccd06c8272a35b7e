/** A tail that stands still while nobody looks. */
import type { Clock } from '../../clock.ts';
import { acknowledged, type Batch, type Source } from '../../sources/source.ts';
import type { StartAt } from '../../sources/streams/start.ts';
import type { StreamTail } from '../../sources/streams/tail-stream.ts';

export type WatchedTailOptions = {
  readonly open: (from: StartAt) => StreamTail;
  readonly from: StartAt;
  /** Asked again and again. */
  readonly isWatched: () => boolean;
  readonly clock: Clock;
};

const lookAgainMs = 500;

/**
 * While it is not watched nothing is read: its readers are not taken from others. When it is watched again it goes on from
 * where it stood: what was written meanwhile comes then, nothing twice.
 */
export const watchedTail =
  (options: WatchedTailOptions): Source =>
  (signal) =>
    followWhileWatched(options, signal);

async function* followWhileWatched(
  options: WatchedTailOptions,
  signal: AbortSignal,
): AsyncGenerator<Batch, void, undefined> {
  const { open, isWatched, clock } = options;
  const waitWhile = async (watched: boolean, until: AbortSignal): Promise<void> => {
    while (!until.aborted && isWatched() === watched) await clock.sleep(lookAgainMs, until);
  };
  let from = options.from;
  while (!signal.aborted) {
    await waitWhile(false, signal);
    if (signal.aborted) return;
    const stop = new AbortController();
    const until = AbortSignal.any([signal, stop.signal]);
    const tail = open(from);
    void waitWhile(true, until).then(() => stop.abort());
    // What was handed on is dealt with: it is not read a second time when the reader comes back.
    for await (const observations of acknowledged(tail.source(until))) yield { observations };
    stop.abort();
    const checkpoint = tail.checkpoint();
    if (checkpoint !== undefined) from = { checkpoint };
  }
}
