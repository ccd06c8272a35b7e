/** What the tail can say of itself: how its shards stand, and up to when all has been handed on. */
import type { ObservedShard, StreamShape } from '../../observation/streams.ts';
import { originOf } from '../../origin.ts';
import type { Follow } from './follow.ts';
import { inState } from './lineage.ts';

type Known = Pick<Follow, 'lineage' | 'readers' | 'listing' | 'ending'>;

export const shapeOf = (follow: Known & Pick<Follow, 'identity' | 'status'>): StreamShape => {
  const { identity, status, lineage, readers } = follow;
  const count = { open: 0, draining: 0, done: 0, waiting: 0 };
  let throttledShards = 0;
  const shards: ObservedShard[] = [];
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
  const pending = pendingTimes(follow);
  const { table, streamArn, viewType } = identity;
  return {
    type: 'streamShape',
    table,
    ...originOf(identity),
    streamArn,
    viewType,
    streamStatus: status,
    ...count,
    pending: pending.length,
    ...(pending.length === 0 ? undefined : { pendingSince: Math.min(...pending) }),
    throttledShards,
    shards,
  };
};

/** Since when there may be records that nothing tells of, shard by shard. */
const pendingTimes = ({ lineage, readers, listing, ending }: Known): readonly number[] => [
  ...listing.openEnds().map(({ shardId, closedBy, since }) => closedBy ?? ending.get(shardId) ?? since),
  ...inState(lineage, 'unlisted').map(({ since }) => since),
  ...[...readers.values()]
    .filter(({ readPages, start }) => readPages === 0 && start.type !== 'LATEST')
    .flatMap(({ shardId }) => lineage.shards.get(shardId)?.since ?? []),
];

/**
 * Everything written before this has been handed on: as far as the slowest shard, and never past the end of one whose
 * children are not confirmed (rule 24). Undefined while one has not said yet, and while a parent is not listed. Shards
 * that wait for their parent hold only what is younger than it.
 */
export const completeUpTo = ({ lineage, readers, listing }: Known): number | undefined => {
  if (inState(lineage, 'unlisted').length > 0) return undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const { readUpTo } of [...readers.values(), ...listing.openEnds()]) {
    least = Math.min(least, readUpTo ?? Number.NEGATIVE_INFINITY);
  }
  return Number.isFinite(least) ? least : undefined;
};
