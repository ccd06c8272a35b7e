/**
 * What has been read and not yet been taken: the tail's one buffer, bounded in records and bytes, and the place where
 * "printed" is decided. Everything goes through it in order, the positions for the checkpoint too, so that a checkpoint
 * is always a cut through one sequence: it never says that a shard was begun while its parent's end is not printed.
 */
import type { Observation } from '../../observation/observation.ts';
import type { Batch } from '../source.ts';
import { type StreamIdentity, toChange } from './change.ts';
import type { ShardPosition, StreamCheckpoint } from './checkpoint.ts';
import type { StreamRecord } from './streams-api.ts';

export type PageEntry = {
  readonly kind: 'page';
  readonly stream: StreamIdentity;
  readonly shardId: string;
  readonly records: readonly StreamRecord[];
  readonly bytes: number;
  /** Of the shard, once all records are printed; absent where it does not change. */
  readonly position?: ShardPosition;
};

export type Entry =
  | PageEntry
  | { readonly kind: 'observation'; readonly observation: Observation }
  | { readonly kind: 'positions'; readonly positions: readonly (readonly [string, ShardPosition])[] }
  /** Another stream begins, or the first one: positions are of its shards from here on. */
  | { readonly kind: 'stream'; readonly checkpoint: StreamCheckpoint };

export type OutboxLimits = { readonly records: number; readonly bytes: number };

/** Observations given at once: enough to be quick, few enough for a screen to breathe. */
const batchRecords = 500;

export type Outbox = {
  readonly put: (entry: Entry) => void;
  /** Records that may still be put; none while the consumer is behind. It may be overdrawn. */
  readonly room: () => number;
  /** The next batch, in order, empty where there is none. Until it is acknowledged it takes room. */
  readonly take: () => Required<Batch>;
  /** How far all that is printed goes; undefined before a stream has begun. */
  readonly checkpoint: () => StreamCheckpoint | undefined;
};

export const createOutbox = (limits: OutboxLimits): Outbox => {
  let waiting: Entry[] = [];
  /** Entries that were given and are not printed whole, and how many observations were given before them. */
  let inHand: Entry[] = [];
  let before = 0;
  /** Observations given so far, of all batches, and those of them that are printed. */
  let given = 0;
  let done = 0;
  let records = 0;
  let bytes = 0;
  let stream: Omit<StreamCheckpoint, 'shards'> | undefined;
  let positions = new Map<string, ShardPosition>();

  const settle = (entry: Entry): void => {
    switch (entry.kind) {
      case 'page':
        if (entry.position !== undefined) positions.set(entry.shardId, entry.position);
        records -= entry.records.length;
        bytes -= entry.bytes;
        return;
      case 'observation':
        records -= 1;
        return;
      case 'positions':
        for (const [shardId, position] of entry.positions) positions.set(shardId, position);
        return;
      case 'stream': {
        const { shards, ...identity } = entry.checkpoint;
        stream = identity;
        positions = new Map(shards);
      }
    }
  };

  /** The first `count` of all that was given are printed. */
  const printed = (count: number): void => {
    done = Math.max(done, count);
    let whole = 0;
    for (const entry of inHand) {
      const size = sizeOf(entry);
      if (before + size > count) {
        const last = entry.kind === 'page' ? entry.records[count - before - 1] : undefined;
        if (entry.kind === 'page' && last !== undefined) positions.set(entry.shardId, positionAfter(last));
        break;
      }
      before += size;
      settle(entry);
      whole += 1;
    }
    if (whole > 0) inHand = inHand.slice(whole);
  };

  return {
    put: (entry) => {
      waiting.push(entry);
      records += sizeOf(entry);
      bytes += entry.kind === 'page' ? entry.bytes : 0;
    },
    room: () => (bytes < limits.bytes ? Math.max(0, limits.records - records) : 0),
    take: () => {
      const batch: Observation[] = [];
      let taken = 0;
      for (const entry of waiting) {
        if (batch.length >= batchRecords) break;
        taken += 1;
        inHand.push(entry);
        if (entry.kind === 'observation') batch.push(entry.observation);
        if (entry.kind !== 'page') continue;
        for (const record of entry.records) batch.push(toChange(entry.stream, entry.shardId, record));
      }
      // Nothing that was taken is held on to.
      waiting = waiting.slice(taken);
      // Positions alone are nothing to print.
      if (batch.length === 0) printed(done);
      const start = given;
      given += batch.length;
      return {
        observations: batch,
        acknowledge: (count) => printed(start + Math.min(count, batch.length)),
      };
    },
    checkpoint: () => (stream === undefined ? undefined : { ...stream, shards: positions }),
  };
};

const sizeOf = (entry: Entry): number =>
  entry.kind === 'page' ? entry.records.length : entry.kind === 'observation' ? 1 : 0;

/** Rule 15: a shard's position is the last record printed of it. */
const positionAfter = (record: StreamRecord): ShardPosition => ({
  state: 'reading',
  after: record.sequenceNumber,
  at: record.at,
});
