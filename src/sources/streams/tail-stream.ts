/**
 * Tails the stream of one table: every change once, those of one item in order, across shards, rollovers, and a
 * stream that is disabled and enabled again. The rules that the code of this folder names are listed in `rules.md`.
 */
import type { Clock } from '../../clock.ts';
import type { Origin } from '../../origin.ts';
import { createWakeup } from '../../pacing/wakeup.ts';
import type { Batch } from '../source.ts';
import type { StreamCheckpoint } from './checkpoint.ts';
import { followTable } from './follow-table.ts';
import { createOutbox } from './outbox.ts';
import { defaultReadsPerSecond } from './pace.ts';
import type { StartAt } from './start.ts';
import type { StreamsApi } from './streams-api.ts';

export type TailOptions = Origin & {
  readonly api: StreamsApi;
  readonly table: string;
  /** Whose table it is, where that is known. */
  readonly accountId?: string | undefined;
  readonly from: StartAt;
  readonly clock: Clock;
  /** Calls for records under way at a time. */
  readonly concurrency?: number;
  /** GetRecords calls a second over all shards: a shard at its tip is read every 250 ms, less often where they are many. */
  readonly readsPerSecond?: number;
  /** In [0, 1): what jitter is drawn from. */
  readonly random?: () => number;
};

export type StreamTail = {
  /**
   * What there is to tell, in order, a batch of at most about 3,000 at a time; ends when the signal aborts: what was read
   * and not acknowledged is left to the checkpoint. What is not acknowledged stays in the buffer, and beyond the buffer
   * nothing is read.
   */
  readonly source: (signal: AbortSignal) => AsyncIterable<Required<Batch>>;
  /** How far all that is printed goes: what a checkpoint file keeps. Undefined before the shards are listed. */
  readonly checkpoint: () => StreamCheckpoint | undefined;
};

const defaultConcurrency = 32;
/** Some full pages: enough to be quick, and little enough for the garbage collector, which copies what is held. */
const outboxLimits = { records: 3000, bytes: 16 * 1024 * 1024 };

export const tailStream = (options: TailOptions): StreamTail => {
  const outbox = createOutbox(outboxLimits);
  const source = async function* (until: AbortSignal): AsyncGenerator<Required<Batch>> {
    const stop = new AbortController();
    const signal = AbortSignal.any([until, stop.signal]);
    const producer = createWakeup(signal);
    const consumer = createWakeup(signal);
    let bug: { readonly error: unknown } | undefined;
    const following = followTable(
      {
        concurrency: defaultConcurrency,
        readsPerSecond: defaultReadsPerSecond,
        random: Math.random,
        ...options,
        signal,
        outbox,
        onPut: consumer.ring,
      },
      producer,
    ).catch((error: unknown) => {
      bug = { error };
      consumer.ring();
    });
    try {
      while (!signal.aborted) {
        const { observations, acknowledge } = outbox.take();
        if (observations.length > 0) {
          yield {
            observations,
            acknowledge: (count) => {
              acknowledge(count);
              // What was taken before has made room.
              producer.ring();
            },
          };
        } else if (bug !== undefined) throw bug.error;
        else await consumer.waitUntil(Number.POSITIVE_INFINITY, options.clock);
      }
    } finally {
      stop.abort();
      await following;
    }
  };
  return { source, checkpoint: outbox.checkpoint };
};
