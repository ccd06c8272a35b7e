/** Where a tail starts, and so where each of its shards does. */
import type { StreamCheckpoint } from './checkpoint.ts';
import { type Lineage, parentOf, type Shard } from './lineage.ts';
import type { IteratorStart } from './streams-api.ts';

export type StartAt =
  | 'latest'
  | 'trim-horizon'
  /** Go on where a checkpoint says. */
  | { readonly checkpoint: StreamCheckpoint }
  /** Epoch ms: what was written before is passed over. */
  | { readonly time: number };

/** Where one shard is begun. `since` passes over older records, `readUpTo` says from when on they are owed. */
export type ShardStart = {
  readonly start: IteratorStart;
  readonly since?: number;
  readonly readUpTo?: number;
};

const secondMs = 1000;

/** The first record of a time, epoch ms (rule 25). A record's time is of whole seconds: of the second in question all are read, and passed over here. */
export const startAt = (since: number): IteratorStart => ({
  type: 'AT_TIMESTAMP',
  at: Math.floor(since / secondMs) * secondMs,
});

/**
 * Where to begin a shard that may be read now. `atStart` is true for those of the first pass over the listing,
 * `tailStartedAt` the service's time then, in whole seconds.
 */
export const startOf = (
  from: StartAt,
  lineage: Lineage,
  shard: Shard,
  atStart: boolean,
  tailStartedAt: number,
): ShardStart | 'skip' => {
  const horizon: IteratorStart = { type: 'TRIM_HORIZON' };
  const at = (since: number): ShardStart => ({ start: startAt(since), since, readUpTo: since });
  const resumed = typeof from === 'object' && 'checkpoint' in from ? from.checkpoint : undefined;
  const position = resumed?.shards.get(shard.shardId);
  if (position?.state === 'reading') {
    // Rule 15. What follows the last record printed is owed; so is all since the start, where none was.
    const owedFrom = position.at ?? position.since;
    return {
      start:
        position.after === undefined
          ? position.since === undefined
            ? horizon
            : startAt(position.since)
          : { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: position.after },
      ...(position.since === undefined ? undefined : { since: position.since }),
      ...(owedFrom === undefined ? undefined : { readUpTo: owedFrom }),
    };
  }
  // Rule 9: what follows a shard that was read is owed whole, from the time on that was asked for.
  const parent = parentOf(lineage, shard);
  if (parent?.wasRead) {
    const since = parent.passedOverUntil;
    return since === undefined ? { start: horizon } : at(since);
  }
  if (resumed !== undefined) return resumed.since === undefined ? { start: horizon } : at(resumed.since);
  if (from === 'trim-horizon') return { start: horizon };
  if (from !== 'latest') {
    return at(typeof from === 'object' && 'time' in from ? from.time : tailStartedAt);
  }
  // Rule 9: LATEST only for what is open when the tail starts. What is found later is read from its first record.
  if (!atStart) return at(tailStartedAt);
  return shard.closed ? 'skip' : { start: { type: 'LATEST' } };
};

/** The time that was asked for, where one was; a checkpoint remembers it. */
export const sinceOf = (from: StartAt): number | undefined => {
  if (typeof from === 'string') return undefined;
  return 'time' in from ? from.time : from.checkpoint.since;
};
