/**
 * What has been read and not yet been taken: the tail's one buffer, bounded in records and bytes, and the place where
 * "consumed" is decided. Everything goes through it in order, the positions for the checkpoint too, so that a checkpoint
 * is always a cut through one sequence: it never says that a shard was begun while its parent's end is not printed.
 */
import type { ItemChange, Observation } from '../../observation.ts';
import { type StreamIdentity, toChange } from './change.ts';
import type { ShardPosition } from './checkpoint.ts';
import type { StreamRecord } from './streams-api.ts';

export type PageEntry = {
  readonly kind: 'page';
  readonly stream: StreamIdentity;
  readonly shardId: string;
  readonly records: readonly StreamRecord[];
  readonly bytes: number;
  /** Of the shard, once all records are consumed; absent where it does not change. */
  readonly position?: ShardPosition;
};

export type Entry =
  | PageEntry
  | { readonly kind: 'observation'; readonly observation: Observation }
  | { readonly kind: 'positions'; readonly positions: readonly (readonly [string, ShardPosition])[] };

export type OutboxLimits = { readonly records: number; readonly bytes: number };

/** Observations given at once: enough to be quick, few enough for a screen to breathe. */
const batchRecords = 2000;

export type Outbox = {
  readonly put: (entry: Entry) => void;
  /** False while a reader must not read on: the consumer is behind. */
  readonly hasRoom: () => boolean;
  readonly isEmpty: () => boolean;
  /** The next batch, in order. What was taken before counts as consumed from now on, all of it. */
  readonly take: () => readonly Observation[];
  /** The first `count` observations of the batch in hand are consumed (all told, not since the last such call). */
  readonly consumed: (count: number) => void;
  /** Positions of what has been consumed. */
  readonly positions: () => ReadonlyMap<string, ShardPosition>;
  /** Forgets all positions: another stream begins. */
  readonly clear: () => void;
};

export const createOutbox = (limits: OutboxLimits): Outbox => {
  let waiting: Entry[] = [];
  let head = 0;
  /** Entries of the batch in hand that are not consumed whole, and how many of its observations come before them. */
  const inHand: Entry[] = [];
  let before = 0;
  let records = 0;
  let bytes = 0;
  const positions = new Map<string, ShardPosition>();

  const settle = (entry: Entry): void => {
    if (entry.kind === 'positions')
      for (const [shardId, position] of entry.positions) positions.set(shardId, position);
    if (entry.kind !== 'page') return;
    if (entry.position !== undefined) positions.set(entry.shardId, entry.position);
    records -= entry.records.length;
    bytes -= entry.bytes;
  };

  const settlePart = (entry: PageEntry, count: number): void => {
    const last = entry.records[count - 1];
    const known = positions.get(entry.shardId);
    if (last === undefined) return;
    const since = known?.state === 'reading' ? known.since : undefined;
    positions.set(entry.shardId, {
      state: 'reading',
      after: last.sequenceNumber,
      ...(since === undefined ? undefined : { since }),
    });
  };

  const consumed = (count: number): void => {
    while (inHand[0] !== undefined) {
      const entry = inHand[0];
      const size = sizeOf(entry);
      if (before + size > count) {
        if (entry.kind === 'page') settlePart(entry, count - before);
        return;
      }
      before += size;
      settle(entry);
      inHand.shift();
    }
  };

  return {
    put: (entry) => {
      waiting.push(entry);
      if (entry.kind !== 'page') return;
      records += entry.records.length;
      bytes += entry.bytes;
    },
    hasRoom: () => records < limits.records && bytes < limits.bytes,
    isEmpty: () => head === waiting.length && inHand.length === 0,
    take: () => {
      consumed(Number.POSITIVE_INFINITY);
      before = 0;
      const batch: Observation[] = [];
      while (head < waiting.length && batch.length < batchRecords) {
        const entry = waiting[head];
        head += 1;
        if (entry === undefined) break;
        inHand.push(entry);
        appendTo(batch, entry);
      }
      if (head === waiting.length || head > 1000) {
        waiting = waiting.slice(head);
        head = 0;
      }
      return batch;
    },
    consumed,
    positions: () => positions,
    clear: () => positions.clear(),
  };
};

const sizeOf = (entry: Entry): number =>
  entry.kind === 'page' ? entry.records.length : entry.kind === 'observation' ? 1 : 0;

const appendTo = (batch: Observation[], entry: Entry): void => {
  if (entry.kind === 'observation') batch.push(entry.observation);
  if (entry.kind !== 'page') return;
  for (const record of entry.records) batch.push(changeOf(entry, record));
};

const changeOf = (entry: PageEntry, record: StreamRecord): ItemChange =>
  toChange(entry.stream, entry.shardId, record);
