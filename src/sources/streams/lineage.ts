/**
 * The shards of one stream and what they descend from: what may be read, what waits for its parent, what is done
 * with. `ParentShardId` is the only lineage (rule 3). It knows nothing of calls: the tailer tells it what it learnt.
 */
import type { ListedShard } from './streams-api.ts';

export type ShardState =
  /** Waits for its parent to be drained (rule 6). */
  | 'waiting'
  /** Named as a parent, but never listed: it may be trimmed, or the listing may be late. */
  | 'unlisted'
  | 'reading'
  | 'done';

export type Shard = {
  readonly shardId: string;
  parentShardId?: string;
  closed: boolean;
  /** It had ended by then, our clock; absent while it is open, as far as is known. */
  closedBy?: number;
  state: ShardState;
  /** The pass over the listing that showed it last; 0 before the first. */
  seenInPass: number;
  readonly children: Set<string>;
  /** When it came to its state. */
  since: number;
  /** True once the tail reads it: its children are then owed whole, whatever the tail's start (rule 9). */
  wasRead: boolean;
  /** At its end: everything up to then had been handed on. */
  readUpTo?: number;
  /** At its end: no record was young enough yet, so its children pass over what is older as well (epoch ms). */
  passedOverUntil?: number;
  /** Passes that had been made when it was first named. */
  readonly namedInPass: number;
};

export type Lineage = {
  readonly shards: Map<string, Shard>;
  /** Complete passes over the listing so far. */
  passes: number;
};

export const emptyLineage = (): Lineage => ({ shards: new Map(), passes: 0 });

/**
 * Takes in a page of a listing, or an answer to CHILD_SHARDS: a listing adds to what is known and never takes away
 * (rule 5). A parent that nobody has listed becomes a shard of its own, `unlisted`. Gives the shards that are new.
 */
export const merge = (lineage: Lineage, listed: readonly ListedShard[], now: number): readonly Shard[] => {
  const found: Shard[] = [];
  for (const { shardId, parentShardId, closed } of listed) {
    const shard = lineage.shards.get(shardId) ?? add(lineage, shardId, 'waiting', now);
    if (shard.seenInPass === 0) {
      if (shard.state === 'unlisted') shard.state = 'waiting';
      found.push(shard);
    }
    if (closed) close(shard, now);
    shard.seenInPass = lineage.passes + 1;
    if (parentShardId === undefined || parentShardId === shardId) continue;
    shard.parentShardId = parentShardId;
    const parent = lineage.shards.get(parentShardId) ?? add(lineage, parentShardId, 'unlisted', now);
    parent.children.add(shardId);
    passOverAncestors(lineage, shard, now);
  }
  return found;
};

/**
 * What comes before a shard that was done with unread (trimmed, or closed before a tail of the newest began) is older
 * still: it is done with as well, however late a listing shows it. Read now, it would come after its descendants.
 */
export const passOverAncestors = (lineage: Lineage, shard: Shard, now: number): void => {
  if (shard.state !== 'done' || shard.wasRead) return;
  let ancestor = parentOf(lineage, shard);
  while (ancestor !== undefined && (ancestor.state === 'waiting' || ancestor.state === 'unlisted')) {
    finish(lineage, ancestor, now);
    ancestor = parentOf(lineage, ancestor);
  }
};

const add = (lineage: Lineage, shardId: string, state: ShardState, now: number): Shard => {
  const shard: Shard = {
    shardId,
    closed: false,
    state,
    seenInPass: 0,
    children: new Set(),
    since: now,
    wasRead: false,
    namedInPass: lineage.passes,
  };
  // It is named as a parent: it has ended.
  if (state === 'unlisted') close(shard, now);
  lineage.shards.set(shardId, shard);
  return shard;
};

export const close = (shard: Shard, by: number): void => {
  shard.closed = true;
  shard.closedBy = Math.min(shard.closedBy ?? by, by);
};

/**
 * The shard was there at that time: all that it descends from had ended by then. Gives those of them that were not
 * known to have.
 */
export const wasThere = (lineage: Lineage, shard: Shard, at: number): readonly Shard[] => {
  const older: Shard[] = [];
  for (let one = parentOf(lineage, shard); one !== undefined; one = parentOf(lineage, one)) {
    if (one.closedBy !== undefined && one.closedBy <= at) break;
    close(one, at);
    older.push(one);
  }
  return older;
};

/** A shard that a checkpoint knows, whether it is listed or not. */
export const addListed = (lineage: Lineage, shardId: string, now: number): Shard => {
  const shard = lineage.shards.get(shardId) ?? add(lineage, shardId, 'waiting', now);
  if (shard.state === 'unlisted') shard.state = 'waiting';
  return shard;
};

export const parentOf = (lineage: Lineage, shard: Shard): Shard | undefined =>
  shard.parentShardId === undefined ? undefined : lineage.shards.get(shard.parentShardId);

/** A waiting shard may be read once it has no parent, or its parent is drained or gone (rule 6). */
export const mayStart = (lineage: Lineage, shard: Shard): boolean => {
  if (shard.state !== 'waiting') return false;
  const parent = parentOf(lineage, shard);
  return parent === undefined || parent.state === 'done';
};

/** Waiting shards that may be read now, in the order of their ids. */
export const startable = (lineage: Lineage): readonly Shard[] =>
  [...lineage.shards.values()].filter((shard) => mayStart(lineage, shard));

/** The shard is drained, trimmed, or passed over: gives the children that may be read now. */
export const finish = (lineage: Lineage, shard: Shard, now: number): readonly Shard[] => {
  shard.state = 'done';
  close(shard, now);
  shard.since = now;
  return [...shard.children]
    .map((child) => lineage.shards.get(child))
    .filter((child): child is Shard => child !== undefined && mayStart(lineage, child));
};

/**
 * Closed shards without a child that the newest listing shows. On an enabled stream every one is a hole in the listing
 * (rule 5): writes go on in a child that it does not show yet.
 */
export const closedLeaves = (lineage: Lineage): readonly Shard[] =>
  [...lineage.shards.values()].filter(
    (shard) => shard.closed && shard.children.size === 0 && isListed(lineage, shard),
  );

/** The newest listing shows it. One that it shows no more is trimmed, and what followed it is listed or trimmed, too. */
export const isListed = (lineage: Lineage, shard: Shard): boolean =>
  shard.seenInPass > 0 && shard.seenInPass >= lineage.passes;

export const inState = (lineage: Lineage, state: ShardState): readonly Shard[] =>
  [...lineage.shards.values()].filter((shard) => shard.state === state);

/** A day's retention, and an hour: no listing shows a shard that was done so long ago. */
const forgetAfterMs = 25 * 3_600_000;

/** Ends a complete pass over the listing, and forgets shards that are done, no longer listed, and out of retention. */
export const completePass = (lineage: Lineage, now: number): void => {
  lineage.passes += 1;
  for (const shard of lineage.shards.values()) {
    const gone = shard.state === 'done' && shard.seenInPass < lineage.passes;
    if (gone && now - shard.since > forgetAfterMs) lineage.shards.delete(shard.shardId);
  }
};
