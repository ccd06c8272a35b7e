/**
 * Follows one stream from its start to its end: lists its shards, reads each from its parent's end to its own, and puts
 * all into the outbox. It ends when the stream is disabled and drained, when it is gone, or when the signal says so.
 */
import { steadyClock } from '../../clock.ts';
import { formatClock } from '../../format.ts';
import { originOf } from '../../origin.ts';
import type { Wakeup } from '../../pacing/wakeup.ts';
import { createDueQueue } from './due-queue.ts';
import { type Follow, type FollowOptions, say, type Task } from './follow.ts';
import { emptyLineage, inState } from './lineage.ts';
import { listShards, probeShard } from './list-shards.ts';
import { createListing } from './listing.ts';
import { readShard } from './read-shard.ts';
import { completeUpTo, shapeOf } from './shape.ts';
import { promisedFrom } from './shard-fault.ts';
import type { ShardReader } from './shard-reader.ts';

export type FollowEnd = 'drained' | 'gone' | 'aborted';

const never = Number.POSITIVE_INFINITY;
/** The least time between two looks at the shards as a whole. */
const shapeIntervalMs = 1000;
/** A disabled stream is at its end once so many passes after its last shard's show nothing new: listings can be late. */
const quietPassesAtEnd = 3;

/** `wakeup` is rung by the consumer too, when the outbox may have room again. Never rejects but for a bug. */
export const followStream = async (options: FollowOptions, wakeup: Wakeup): Promise<FollowEnd> => {
  const { signal, outbox, table, streamArn } = options;
  const clock = steadyClock(options.clock);
  const lineage = emptyLineage();
  const follow: Follow = {
    ...options,
    clock,
    lineage,
    listing: createListing(lineage, clock.now(), options.random),
    readers: new Map(),
    due: createDueQueue(),
    unready: new Set(),
    ending: new Map(),
    probing: new Set(),
    identity: { ...originOf(options), table, streamArn, viewType: 'NEW_AND_OLD_IMAGES' },
    status: 'ENABLED',
    isGone: false,
    isTimeless: false,
    isShapeDue: false,
  };
  const { listing, due, readers } = follow;
  const underWay = new Set<Promise<void>>();
  let isListing = false;
  let isReady = false;
  let bug: { readonly error: unknown } | undefined;

  const run = (call: Promise<void>, done: () => void): void => {
    const ended = call
      .catch((error: unknown) => {
        bug = { error };
      })
      .finally(() => {
        underWay.delete(ended);
        done();
        wakeup.ring();
      });
    underWay.add(ended);
  };

  let reading = 0;
  /** Records that the calls under way are likely to bring. */
  let expected = 0;
  // A consumer that is behind presses back on every call: no more is read than there is room for.
  const hasRoom = (): boolean => outbox.room() > 0 && (expected === 0 || outbox.room() > expected);
  const startCalls = (now: number): void => {
    if (outbox.room() === 0) return;
    if (!isListing && listing.dueAt() <= now) {
      isListing = true;
      run(listShards(follow), () => {
        isListing = false;
      });
    }
    while (reading < options.concurrency && hasRoom() && (due.nextAt() ?? never) <= now) {
      const task = due.take();
      const call = task && callOf(follow, task);
      if (call === undefined) continue;
      const records = readers.get(task?.shardId ?? '')?.expectedRecords ?? 0;
      reading += 1;
      expected += records;
      run(call, () => {
        reading -= 1;
        expected -= records;
      });
    }
  };

  const nextAt = (): number => {
    if (outbox.room() === 0) return never;
    const mayRead = reading < options.concurrency && hasRoom();
    return Math.min(isListing ? never : listing.dueAt(), mayRead ? (due.nextAt() ?? never) : never);
  };

  const describe = describer(follow);
  while (!signal.aborted && !follow.isGone && bug === undefined && !isDrained(follow)) {
    const now = clock.now();
    startCalls(now);
    if (!isReady && lineage.passes > 0 && follow.unready.size === 0) {
      isReady = true;
      options.onReady();
    }
    describe(now);
    await wakeup.waitUntil(nextAt(), clock);
  }
  await Promise.all(underWay);
  if (bug !== undefined) throw bug.error;
  if (follow.isGone) for (const reader of readers.values()) sayLost(follow, reader);
  describe(Number.POSITIVE_INFINITY);
  return signal.aborted ? 'aborted' : follow.isGone ? 'gone' : 'drained';
};

/** Makes the call of a task, where anything is still to be asked. */
const callOf = (follow: Follow, { kind, shardId }: Task): Promise<void> | undefined => {
  const shard = follow.lineage.shards.get(shardId);
  const reader = follow.readers.get(shardId);
  if (shard === undefined) return undefined;
  if (kind === 'probe') return probeShard(follow, shard);
  return reader === undefined ? undefined : readShard(follow, shard, reader);
};

/** The stream has gone with what had not been read of it. */
const sayLost = (follow: Follow, reader: ShardReader): void => {
  const { table, clock } = follow;
  const from = promisedFrom(reader) ?? clock.now();
  const to = Math.max(from, clock.now());
  const { shardId: scope } = reader;
  say(follow, {
    type: 'gap',
    source: 'stream',
    scope,
    table,
    reason: 'trimmed',
    from,
    to,
    ...originOf(follow),
  });
};

/** Rule 1: a disabled stream has closed all its shards, and gets no others. */
const isDrained = ({ status, readers, lineage, listing }: Follow): boolean =>
  status === 'DISABLED' &&
  lineage.passes > 0 &&
  readers.size === 0 &&
  listing.quietPasses() >= quietPassesAtEnd &&
  listing.openEnds().length === 0 &&
  inState(lineage, 'waiting').length + inState(lineage, 'unlisted').length === 0;

/** What is older than the time in question may take a while to read past (rule 25): where it is. */
const sayPassing = (follow: Follow): void => {
  const passing = [...follow.readers.values()].filter(
    ({ since, passedOver }) => since !== undefined && passedOver > 0,
  );
  const [first] = passing;
  if (first?.since === undefined) return;
  const oldest = Math.min(...passing.map(({ newestAt = Number.POSITIVE_INFINITY }) => newestAt));
  const count = passing.reduce((sum, { passedOver }) => sum + passedOver, 0);
  const at = Number.isFinite(oldest) ? `, at ${clockText(oldest)}` : '';
  const text = `looking for changes since ${clockText(first.since)}${at}: ${count} older ones passed over`;
  say(follow, { type: 'progress', source: 'stream', scope: follow.table, text });
};

const clockText = (at: number): string => formatClock(at, { utc: true, seconds: true, zone: true });

/** Tells once a second how the shards stand and up to when all is shown, where that has changed. */
const describer = (follow: Follow): ((now: number) => void) => {
  let nextAt = 0;
  let lastComplete = Number.NEGATIVE_INFINITY;
  let lastShape = '';
  return (now) => {
    const isDue = now >= nextAt || follow.isShapeDue;
    if (!isDue || follow.lineage.passes === 0 || follow.outbox.room() === 0) return;
    nextAt = now + shapeIntervalMs;
    follow.isShapeDue = false;
    sayPassing(follow);
    const shape = shapeOf(follow);
    const text = JSON.stringify(shape);
    if (text !== lastShape) say(follow, shape);
    lastShape = text;
    const at = completeUpTo(follow);
    if (at === undefined || at <= lastComplete) return;
    lastComplete = at;
    say(follow, {
      type: 'completeUpTo',
      source: 'stream',
      scope: follow.table,
      origin: originOf(follow),
      at,
    });
  };
};
