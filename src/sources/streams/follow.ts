/** What a tail knows of the one stream that it follows at a time, and what becomes of that stream's shards. */
import type { Clock } from '../../clock.ts';
import type { Observation } from '../../observation/observation.ts';
import type { Origin } from '../../origin.ts';
import type { Trouble } from '../../pacing/trouble.ts';
import type { StreamIdentity } from './change.ts';
import type { ShardPosition } from './checkpoint.ts';
import type { DueQueue } from './due-queue.ts';
import {
  addListed,
  close,
  finish,
  inState,
  isListed,
  type Lineage,
  parentOf,
  passOverAncestors,
  type Shard,
  startable,
} from './lineage.ts';
import type { Listing } from './listing.ts';
import type { Outbox } from './outbox.ts';
import { restart } from './shard-fault.ts';
import { type ShardReader, startReader } from './shard-reader.ts';
import { type ShardStart, type StartAt, sinceOf, startOf } from './start.ts';
import type { StreamStatus, StreamsApi } from './streams-api.ts';

export type FollowOptions = Origin & {
  readonly api: StreamsApi;
  readonly table: string;
  /** Whose table it is, where that is known: another account's table of the same name is not it. */
  readonly accountId?: string | undefined;
  readonly streamArn: string;
  readonly from: StartAt;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** In [0, 1). */
  readonly random: () => number;
  readonly outbox: Outbox;
  readonly trouble: Trouble;
  /** Calls for records under way at a time. */
  readonly concurrency: number;
  readonly readsPerSecond: number;
  /** Something new is in the outbox. */
  readonly onPut: () => void;
  /** Nothing that is written from now on will be missed. */
  readonly onReady: () => void;
};

/** A shard's next call, or the probe of one that no listing shows. */
export type Task = { readonly kind: 'read' | 'probe'; readonly shardId: string };

export type Follow = FollowOptions & {
  readonly lineage: Lineage;
  readonly listing: Listing;
  readonly readers: Map<string, ShardReader>;
  /** Shards by when they are to be read next: one entry for each reader, none while its call is under way. */
  readonly due: DueQueue<Task>;
  /** Shards whose LATEST iterator is still to be taken before the tail is ready. */
  readonly unready: Set<string>;
  /** Shards that are said to be at their end, and since when, until a listing says so too (rule 7). They have a reader, and no task. */
  readonly ending: Map<string, number>;
  /** Unlisted shards that are being probed. */
  readonly probing: Set<string>;
  identity: StreamIdentity;
  status: StreamStatus;
  /** The service's time when the tail started, in whole seconds, as records have it; absent before its first answer. */
  startedAt?: number;
  isGone: boolean;
  /** The service does not know AT_TIMESTAMP (rule 25). */
  isTimeless: boolean;
  /** A shard has ended: how the shards stand is to be told before anything else is made of the silence. */
  isShapeDue: boolean;
};

export const say = (follow: Follow, observation: Observation | undefined): void => {
  if (observation === undefined) return;
  follow.outbox.put({ kind: 'observation', observation });
  follow.onPut();
};

/** A child is mostly listed within this time of its parent's end; then a whole listing is to tell. */
const childListedMs = 1000;

const note = (follow: Follow, shardId: string, position: ShardPosition): void =>
  follow.outbox.put({ kind: 'positions', positions: [[shardId, position]] });

/** Done with unread, and never owed; a checkpoint remembers it. Gives the children that may be read now. */
const passOver = (follow: Follow, shard: Shard): readonly Shard[] => {
  const now = follow.clock.now();
  note(follow, shard.shardId, { state: 'done', at: now, skipped: true });
  shard.readUpTo = follow.startedAt ?? now;
  const children = finish(follow.lineage, shard, now);
  // It may have ended just now, and a child of it that no listing shows yet is owed from the start on.
  follow.listing.ended(shard, now);
  return children;
};

const knownStart = ({ isTimeless }: Follow, start: ShardStart | 'skip'): ShardStart | 'skip' =>
  start !== 'skip' && isTimeless && start.start.type === 'AT_TIMESTAMP'
    ? { ...start, start: { type: 'TRIM_HORIZON' } }
    : start;

/** Begins a shard that may be read now, or passes it over and begins what follows it. */
export const begin = (follow: Follow, shard: Shard, isFirstPass: boolean): void => {
  const now = follow.clock.now();
  const tailStartedAt = follow.startedAt ?? now;
  const start = knownStart(follow, startOf(follow.from, follow.lineage, shard, isFirstPass, tailStartedAt));
  if (start === 'skip') {
    for (const child of passOver(follow, shard)) begin(follow, child, isFirstPass);
    return;
  }
  shard.state = 'reading';
  shard.since = now;
  shard.wasRead = true;
  const isLatest = start.start.type === 'LATEST';
  if (isLatest) follow.unready.add(shard.shardId);
  if (start.start.type !== 'AFTER_SEQUENCE_NUMBER') {
    const since = isLatest ? tailStartedAt : start.since;
    note(follow, shard.shardId, { state: 'reading', ...(since === undefined ? undefined : { since }) });
  }
  const parent = parentOf(follow.lineage, shard);
  const readUpTo = start.readUpTo ?? parent?.readUpTo;
  const reader = startReader({
    shardId: shard.shardId,
    ...start,
    ...(readUpTo === undefined ? undefined : { readUpTo }),
    tailStartedAt,
    now,
  });
  follow.readers.set(shard.shardId, reader);
  follow.due.add(now, { kind: 'read', shardId: shard.shardId });
};

/** Begins all that may be read. */
export const beginReadable = (follow: Follow, isFirstPass: boolean): void => {
  for (const shard of startable(follow.lineage)) {
    // One that was passed over may have begun others of this very list.
    if (shard.state === 'waiting') begin(follow, shard, isFirstPass);
  }
};

/** Rules 8 and 24: what follows a shard that was read to its end is begun, and looked for. */
export const end = (follow: Follow, shard: Shard, reader: ShardReader): void => {
  const now = follow.clock.now();
  follow.readers.delete(shard.shardId);
  follow.unready.delete(shard.shardId);
  if (reader.readUpTo !== undefined) shard.readUpTo = reader.readUpTo;
  if (reader.since !== undefined) shard.passedOverUntil = reader.since;
  const children = finish(follow.lineage, shard, now);
  follow.listing.ended(shard, now);
  follow.isShapeDue = true;
  for (const child of children) begin(follow, child, false);
};

/** A page says that the shard is at its end: a listing is to say so, too. One answer that is spoilt must not end it (issue 15). */
export const askWhetherOver = (follow: Follow, shard: Shard, reader: ShardReader): void => {
  const now = follow.clock.now();
  follow.readers.set(shard.shardId, reader);
  follow.ending.set(shard.shardId, now);
  if (reader.readUpTo !== undefined) shard.readUpTo = reader.readUpTo;
  follow.listing.ended(shard, now);
  follow.isShapeDue = true;
};

/**
 * The shards that are said to be at their end are read on once a listing has told of them. One that it shows as closed, or with a
 * child, ends where that is said again: it may have been said too early.
 */
export const settleEnds = (follow: Follow, passEnded: boolean): void => {
  const { lineage, listing, ending, readers, due } = follow;
  const now = follow.clock.now();
  for (const shardId of [...ending.keys()]) {
    const shard = lineage.shards.get(shardId);
    const reader = readers.get(shardId);
    if (shard === undefined || reader === undefined) continue;
    const isOver = shard.closed || shard.children.size > 0;
    if (!isOver && !passEnded) {
      listing.hurry(now + childListedMs);
      continue;
    }
    if (isOver) close(shard, now);
    else listing.goesOn(shard);
    ending.delete(shardId);
    readers.set(shardId, { ...reader, ...restart(reader), dueAt: now });
    due.add(now, { kind: 'read', shardId });
  }
};

/** After the first whole listing: takes over a checkpoint, and begins what may be read. */
export const start = (follow: Follow): void => {
  const { from, lineage, outbox } = follow;
  const now = follow.clock.now();
  // A tail of the newest goes on as one from the time of its start.
  const since = from === 'latest' ? (follow.startedAt ?? now) : sinceOf(from);
  const resumed = typeof from === 'object' && 'checkpoint' in from ? from.checkpoint.shards : undefined;
  const { table, region, streamArn } = follow;
  outbox.put({
    kind: 'stream',
    checkpoint: {
      table,
      region,
      streamArn,
      ...(since === undefined ? undefined : { since }),
      shards: resumed ?? new Map(),
    },
  });
  for (const [shardId, position] of resumed ?? []) {
    const shard = addListed(lineage, shardId, now);
    if (position.state === 'done') {
      if (position.since !== undefined) shard.passedOverUntil = position.since;
      finish(lineage, shard, Math.min(position.at, now));
      if (isListed(lineage, shard)) follow.listing.ended(shard, now);
    }
    shard.wasRead = position.state === 'reading' || position.skipped !== true;
    passOverAncestors(lineage, shard, now);
  }
  // What a tail of the newest finds unlisted is closed, as it has a child: it was never owed.
  if (from === 'latest') for (const shard of inState(lineage, 'unlisted')) passOver(follow, shard);
  beginReadable(follow, true);
};
