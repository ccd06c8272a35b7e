/**
 * Shards that are at their end, and when to ask what follows them (rules 8 and 24): a state machine without calls or
 * clocks. A listing may show one child of a shard seconds before another: the asking goes on though one is known, and
 * the end is open until a listing that began well after it has told.
 */
import { backoffMs } from '../../pacing/backoff.ts';
import { isListed, type Lineage, type Shard } from './lineage.ts';
import { childrenBackoff, settledAfterMs } from './pace.ts';

/** When to look for further children of a shard, after its end. */
const lookAfterMs = [1000, 2000, 4000, 8000, 16_000, 32_000];
const lookApartMs = 1000;
/** After so many answers without a child, whole passes are left to find it. */
const mostTries = 8;

const never = Number.POSITIVE_INFINITY;

type End = {
  readonly shard: Shard;
  /** Answers without a child, and failures. */
  tries: number;
  /** When the newest listing began that would have shown its children. */
  listedAt: number;
  dueAt: number;
  /** CHILD_SHARDS does not tell (rule 4): only a whole pass does. */
  byPass: boolean;
};

export type DueEnd = Readonly<Pick<End, 'byPass'>> & { readonly shardId: string; readonly hasChild: boolean };

export type ShardEnds = {
  readonly add: (shard: Shard, now: number) => void;
  /** This one has not ended. */
  readonly forget: (shard: Shard) => void;
  /** When the next is to be asked for: first children at once, further ones not before `furtherAt`. */
  readonly nextAt: (furtherAt: number) => number;
  /** What is to be asked for now. */
  readonly due: (now: number, furtherAt: number) => readonly DueEnd[];
  /** All children of this shard are told, as of `listedAt`: when that was asked. */
  readonly listed: (shardId: string, listedAt: number, now: number) => void;
  /** A whole pass that began at `listedAt` is told. */
  readonly allListed: (listedAt: number, now: number) => void;
  /** The children of this shard were asked for and not told: a whole pass is to tell. */
  readonly notTold: (shardId: string, againAt: number) => void;
  /** These ended earlier than was known. */
  readonly older: (shards: readonly Shard[], now: number) => void;
  /**
   * Ends that may have children which nobody knows of: no listing that began well after them has told yet or, on an
   * enabled stream, none shows a child.
   */
  readonly open: (isEnabled: boolean) => readonly Shard[];
};

export const createShardEnds = (lineage: Lineage, random: () => number): ShardEnds => {
  const ends = new Map<string, End>();
  /** When the last whole pass began. */
  let passBeganAt = Number.NEGATIVE_INFINITY;
  /** The soonest of both kinds, until one is planned anew. */
  let soonest: { first: number; further: number } | undefined;

  const closedBy = ({ shard }: End): number => shard.closedBy ?? never;
  const hasChild = ({ shard }: End): boolean => shard.children.size > 0;
  const isSettled = (end: End): boolean => end.listedAt >= closedBy(end) + settledAfterMs;

  const firstAt = (end: End, now: number): number => {
    if (hasChild(end) || end.tries > mostTries) return never;
    if (end.tries === 0) return now;
    return now + (end.tries < mostTries ? backoffMs(childrenBackoff, end.tries, random()) : lookApartMs);
  };

  const furtherAt = (end: End, now: number): number => {
    const after = lookAfterMs.find((ms) => closedBy(end) + ms > end.listedAt);
    return after === undefined ? never : Math.max(closedBy(end) + after, now + lookApartMs);
  };

  const plan = (end: End, now: number): void => {
    end.dueAt = Math.min(firstAt(end, now), furtherAt(end, now));
    if (end.dueAt === never && hasChild(end)) ends.delete(end.shard.shardId);
    soonest = undefined;
  };

  const told = (end: End, listedAt: number, now: number): void => {
    const wasDue = end.dueAt <= listedAt;
    end.listedAt = Math.max(end.listedAt, listedAt);
    if (wasDue && !hasChild(end)) end.tries += 1;
    if (wasDue || hasChild(end)) plan(end, now);
  };

  return {
    add: (shard, now) => {
      const end = { shard, tries: 0, listedAt: passBeganAt, dueAt: never, byPass: false };
      ends.set(shard.shardId, end);
      plan(end, now);
    },
    forget: ({ shardId }) => {
      ends.delete(shardId);
      soonest = undefined;
    },
    nextAt: (notBefore) => {
      if (soonest === undefined) {
        soonest = { first: never, further: never };
        for (const end of ends.values()) {
          const kind = hasChild(end) ? 'further' : 'first';
          soonest[kind] = Math.min(soonest[kind], end.dueAt);
        }
      }
      return Math.min(soonest.first, Math.max(soonest.further, notBefore));
    },
    due: (now, notBefore) =>
      [...ends.values()]
        .filter((end) => end.dueAt <= now && (!hasChild(end) || notBefore <= now))
        .map((end) => ({
          shardId: end.shard.shardId,
          hasChild: hasChild(end),
          byPass: end.byPass || end.tries >= mostTries,
        })),
    listed: (shardId, listedAt, now) => {
      const end = ends.get(shardId);
      if (end !== undefined) told(end, listedAt, now);
    },
    allListed: (listedAt, now) => {
      passBeganAt = listedAt;
      for (const end of ends.values()) told(end, listedAt, now);
    },
    notTold: (shardId, againAt) => {
      const end = ends.get(shardId);
      if (end === undefined) return;
      end.byPass = true;
      end.dueAt = againAt;
      soonest = undefined;
    },
    older: (shards, now) => {
      for (const shard of shards) {
        const end = ends.get(shard.shardId);
        if (end !== undefined && hasChild(end)) plan(end, now);
      }
    },
    open: (isEnabled) =>
      [...ends.values()]
        .filter((end) => !isSettled(end) || (isEnabled && !hasChild(end) && isListed(lineage, end.shard)))
        .map(({ shard }) => shard),
  };
};
