/** What the tail can say of itself: how its shards stand, and up to when all has been handed on. */
import type { ShardSeen, StreamShape } from '../../observation/streams.ts';
import { originOf } from '../../origin.ts';
import type { StreamIdentity } from './change.ts';
import type { Lineage } from './lineage.ts';
import type { ShardReader } from './shard-reader.ts';
import type { StreamStatus } from './streams-api.ts';

export const shapeOf = (
  stream: StreamIdentity,
  status: StreamStatus,
  lineage: Lineage,
  readers: ReadonlyMap<string, ShardReader>,
): StreamShape => {
  const count = { open: 0, draining: 0, done: 0, waiting: 0 };
  let throttledShards = 0;
  const shards: ShardSeen[] = [];
  for (const shard of lineage.shards.values()) {
    if (shard.state === 'unlisted') continue;
    const state = shard.state !== 'reading' ? shard.state : shard.closed ? 'draining' : 'open';
    count[state] += 1;
    if (state === 'done') continue;
    const reader = readers.get(shard.shardId);
    const throttled = (reader?.leastPauseMs ?? 0) > 0;
    if (throttled) throttledShards += 1;
    shards.push({
      shardId: shard.shardId,
      state,
      ...(reader?.lagMs === undefined ? undefined : { lagSeconds: reader.lagMs / 1000 }),
      records: reader?.records ?? 0,
      throttled,
    });
  }
  const { table, streamArn, viewType } = stream;
  return {
    type: 'streamShape',
    table,
    ...originOf(stream),
    streamArn,
    viewType,
    streamStatus: status,
    ...count,
    throttledShards,
    shards,
  };
};

/**
 * Everything written before this has been handed on: as far as the slowest shard. Undefined while one has not said
 * yet. Shards that wait for their parent hold only what is younger than it.
 */
export const completeUpTo = (
  readers: Iterable<{ readonly readUpTo?: number }>,
  childless: Iterable<{ readonly readUpTo?: number }>,
): number | undefined => {
  let least = Number.POSITIVE_INFINITY;
  for (const { readUpTo } of readers) least = Math.min(least, readUpTo ?? Number.NEGATIVE_INFINITY);
  for (const { readUpTo } of childless) least = Math.min(least, readUpTo ?? Number.NEGATIVE_INFINITY);
  return Number.isFinite(least) ? least : undefined;
};
