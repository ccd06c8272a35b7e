/**
 * One DynamoDB stream: a journal of changes in order of time, and shards that each hold a part of it. Shards own a
 * range of key hashes; when one closes, one child (a rollover) or two (a split) go on with its range, so that all
 * changes of an item stay in one line of descent.
 */
import type { SandboxRecord, SandboxShard, SandboxStream, WireItem } from '../account.ts';
import { at, type Column, dropBefore, firstAtLeast, push, timeColumn, wordColumn } from './column.ts';

/** Records can be read for a day. */
export const streamRetentionMs = 24 * 3_600_000;
/** Rows kept beyond that, so that an item whose first change is older can still be drawn: longer than an item lives. */
const marginMs = 3 * 3_600_000;

/** The journal: one row a change. What `change` and `detail` mean is the table's own affair. */
export type Journal = {
  readonly time: Column;
  readonly item: Column;
  readonly change: Column;
  readonly detail: Column;
  /** Row of the same item's change before this one, plus one; 0 where this is the first. */
  readonly before: Column;
};

export type Shard = {
  readonly id: string;
  readonly parentId: string | undefined;
  /** Range of key hashes: `[low, high)`. */
  readonly low: number;
  readonly high: number;
  readonly createdAt: number;
  readonly startingSequence: bigint;
  endingSequence: bigint | undefined;
  closedAt: number | undefined;
  /** Rows of the journal, of which `length` are in use. */
  rows: Uint32Array;
  length: number;
  /** Position of the first record that is not trimmed. */
  trimmed: number;
};

/** What a table says of one row of its journal. */
export type Rendered = {
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly ttl: boolean;
  readonly keys: WireItem;
  readonly oldImage: WireItem | undefined;
  readonly newImage: WireItem | undefined;
};

export type StreamStore = {
  readonly stream: SandboxStream;
  readonly journal: Journal;
  readonly shards: Map<string, Shard>;
  /** Shards that take new records. */
  readonly openShards: () => readonly Shard[];
  /** Writes a change down and returns its row; `shardFor` tells where. */
  readonly append: (time: number, item: number, change: number, detail: number, before: number) => number;
  readonly shardFor: (item: number) => Shard;
  /** Closes an open shard and opens its one or two children. */
  readonly close: (shard: Shard, time: number, split: boolean) => readonly Shard[];
  /** Lets go of what has been trimmed. */
  readonly trim: (now: number) => void;
  readonly describeShards: (now: number) => readonly SandboxShard[];
  readonly records: (
    shardId: string,
    position: number,
    limit: number,
    now: number,
  ) => readonly SandboxRecord[];
  readonly bounds: (shardId: string, now: number) => { readonly first: number; readonly end: number };
  readonly positionOf: (shardId: string, sequenceNumber: string) => number;
  readonly positionAt: (shardId: string, time: number) => number;
};

export type StreamOptions = {
  readonly stream: SandboxStream;
  readonly hash: (a: number, b?: number, c?: number) => number;
  readonly initialShards: number;
  readonly render: (journal: Journal, row: number) => Rendered;
};

/**
 * Sequence numbers grow by a step a row; the second half of a step is the record's, the first half is for the ends
 * of shards. They pass from 21 to 22 digits early on, so that comparing them as text goes wrong, as it would on AWS.
 */
const step = 1_000_000_000n;
const halfStep = 500_000_000n;
const rowsBeforeTheExtraDigit = 200_000n;
const base = 10n ** 21n - rowsBeforeTheExtraDigit * step;

export const createStreamStore = ({ stream, hash, initialShards, render }: StreamOptions): StreamStore => {
  const journal: Journal = {
    time: timeColumn(),
    item: wordColumn(),
    change: wordColumn(),
    detail: wordColumn(),
    before: wordColumn(),
  };
  const shards = new Map<string, Shard>();
  const open: Shard[] = [];
  let ends = 0n;
  let opened = 0;

  const sequenceOf = (row: number): bigint =>
    base + BigInt(row) * step + halfStep + BigInt(hash(row, 0x5e9) % 499_999_999);

  const openShard = (parent: Shard | undefined, low: number, high: number, createdAt: number): Shard => {
    const digits = `${createdAt}`.padStart(20, '0');
    const suffix = hash(opened++, low, createdAt).toString(16).padStart(8, '0');
    const shard: Shard = {
      id: `shardId-${digits}-${suffix}`,
      parentId: parent?.id,
      low,
      high,
      createdAt,
      startingSequence: base + BigInt(journal.time.end) * step + ++ends,
      endingSequence: undefined,
      closedAt: undefined,
      rows: new Uint32Array(256),
      length: 0,
      trimmed: 0,
    };
    shards.set(shard.id, shard);
    open.push(shard);
    return shard;
  };
  const range = 2 ** 32;
  for (let index = 0; index < initialShards; index++) {
    const low = Math.floor((range / initialShards) * index);
    openShard(undefined, low, Math.floor((range / initialShards) * (index + 1)), stream.createdAt);
  }

  const shardFor = (item: number): Shard => {
    const key = hash(item, 0x4e57);
    for (const shard of open) if (key >= shard.low && key < shard.high) return shard;
    throw new Error(`no open shard of ${stream.table} takes key hash ${key}`);
  };

  const trimShard = (shard: Shard, now: number): number => {
    const horizon = now - streamRetentionMs;
    while (shard.trimmed < shard.length && at(journal.time, shard.rows[shard.trimmed] ?? 0) < horizon)
      shard.trimmed++;
    return shard.trimmed;
  };

  const record = (row: number): SandboxRecord => {
    const { eventName, ttl, keys, oldImage, newImage } = render(journal, row);
    const view = stream.viewType;
    const showOld = oldImage !== undefined && (view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES');
    const showNew = newImage !== undefined && (view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES');
    return {
      eventId: hash(row, 1).toString(16).padStart(8, '0').repeat(4),
      eventName,
      sequenceNumber: sequenceOf(row).toString(),
      at: at(journal.time, row),
      sizeBytes: sizeOf(keys) + (showOld ? sizeOf(oldImage) : 0) + (showNew ? sizeOf(newImage) : 0),
      keys,
      ...(showOld ? { oldImage } : {}),
      ...(showNew ? { newImage } : {}),
      ttl,
    };
  };

  /** Position of the first row of a shard that is so, where all after it are. */
  const firstOf = (shardId: string, isSo: (row: number) => boolean): number => {
    const shard = shards.get(shardId);
    let low = 0;
    let high = shard?.length ?? 0;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isSo(shard?.rows[middle] ?? 0)) high = middle;
      else low = middle + 1;
    }
    return low;
  };

  return {
    stream,
    journal,
    shards,
    openShards: () => open,
    shardFor,
    append: (time, item, change, detail, before) => {
      const row = push(journal.time, time);
      push(journal.item, item);
      push(journal.change, change);
      push(journal.detail, detail);
      push(journal.before, before);
      const shard = shardFor(item);
      if (shard.length === shard.rows.length) {
        const larger = new Uint32Array(shard.rows.length * 2);
        larger.set(shard.rows);
        shard.rows = larger;
      }
      shard.rows[shard.length++] = row;
      return row;
    },
    close: (shard, time, split) => {
      shard.closedAt = time;
      shard.endingSequence = base + BigInt(journal.time.end) * step + ++ends;
      shard.rows = shard.rows.slice(0, shard.length);
      open.splice(open.indexOf(shard), 1);
      const middle = Math.floor((shard.low + shard.high) / 2);
      const cuts = split ? [shard.low, middle, shard.high] : [shard.low, shard.high];
      return cuts.slice(1).map((high, index) => openShard(shard, cuts[index] ?? shard.low, high, time));
    },
    trim: (now) => {
      for (const shard of shards.values()) {
        const gone =
          (shard.closedAt ?? now) < now - streamRetentionMs && trimShard(shard, now) === shard.length;
        if (gone) shards.delete(shard.id);
      }
      const oldest = now - streamRetentionMs - marginMs;
      const row = firstAtLeast(journal.time, oldest);
      for (const column of Object.values(journal)) dropBefore(column, row);
    },
    describeShards: () =>
      [...shards.values()].map((shard) => ({
        shardId: shard.id,
        ...(shard.parentId === undefined ? {} : { parentShardId: shard.parentId }),
        startingSequenceNumber: shard.startingSequence.toString(),
        ...(shard.endingSequence === undefined
          ? {}
          : { endingSequenceNumber: shard.endingSequence.toString() }),
        createdAt: shard.createdAt,
        ...(shard.closedAt === undefined ? {} : { closedAt: shard.closedAt }),
      })),
    records: (shardId, position, limit, now) => {
      const shard = shards.get(shardId);
      if (shard === undefined) return [];
      const from = Math.max(position, trimShard(shard, now));
      const to = Math.min(from + limit, shard.length);
      return Array.from({ length: Math.max(0, to - from) }, (_, index) =>
        record(shard.rows[from + index] ?? 0),
      );
    },
    bounds: (shardId, now) => {
      const shard = shards.get(shardId);
      return shard === undefined ? { first: 0, end: 0 } : { first: trimShard(shard, now), end: shard.length };
    },
    positionOf: (shardId, sequenceNumber) => {
      const wanted = BigInt(sequenceNumber);
      return firstOf(shardId, (row) => sequenceOf(row) >= wanted);
    },
    positionAt: (shardId, time) => firstOf(shardId, (row) => at(journal.time, row) >= time),
  };
};

/** Bytes of an item as DynamoDB counts them, nearly: names and text in UTF-8, numbers by their digits. */
const sizeOf = (item: WireItem): number => {
  let bytes = 0;
  for (const name in item) bytes += utf8Length(name) + sizeOfValue(item[name]);
  return bytes;
};

const isItem = (value: unknown): value is WireItem => typeof value === 'object' && value !== null;

/** `{"S": …}`, or what stands in it. */
const sizeOfValue = (value: unknown): number => {
  if (typeof value === 'string') return utf8Length(value);
  let bytes = 1;
  if (Array.isArray(value)) {
    for (const one of value) bytes += 1 + sizeOfValue(one);
  } else if (isItem(value)) {
    for (const type in value)
      bytes += type === 'M' && isItem(value[type]) ? sizeOf(value[type]) : sizeOfValue(value[type]);
  }
  return bytes;
};

/** Counted by hand: most texts are short, and asking Buffer costs more than the text. */
const utf8Length = (text: string): number => {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    // Half of a surrogate pair is two of its four bytes.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
};
