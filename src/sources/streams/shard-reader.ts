/**
 * One shard being read: a pure state machine. `nextCall` says what to ask, `onIterator` and `onPage` take the answer
 * and give the next state; `shard-fault.ts` does so where there is none. There is one call under way for a shard at any
 * time, so one iterator (rule 20).
 */
import { type Allowance, fullAllowance, spend, waitForAllowance } from '../../pacing/limiter.ts';
import { afterDataMs, easedPause, fullPageRecords, pauseAfterPage, shardLimit } from './pace.ts';
import { isAfter } from './sequence.ts';
import type { IteratorStart, IteratorTaken, RecordsPage, StreamRecord } from './streams-api.ts';

export type ShardReader = {
  readonly shardId: string;
  /** Where the next iterator starts: never before what has been handed on. */
  readonly start: IteratorStart;
  /** Sequence number of the last record handed on or passed over. */
  readonly seen?: string;
  /** Records older than this are passed over: `--from TIME`, and a LATEST that had to be taken again (rule 14). */
  readonly since?: number;
  /** When the tail started: what an unread LATEST falls back on. */
  readonly tailStartedAt: number;
  readonly iterator?: string;
  /** Not to be asked before this. */
  readonly dueAt: number;
  /** Every record of the shard created before this has been handed on; absent while that is unknown. */
  readonly readUpTo?: number;
  /** Time of the newest record read. */
  readonly newestAt?: number;
  readonly lagMs?: number;
  readonly records: number;
  readonly passedOver: number;
  readonly readPages: number;
  /** How many records its next page is likely to have: as many as the last. */
  readonly expectedRecords: number;
  readonly emptyPages: number;
  /** When the last of these were served, `emptyPagesAtTip` at the most. */
  readonly emptyAt: readonly number[];
  /** Failures in a row, and how many of the last answers in a row said expired, or trimmed. */
  readonly failures: number;
  readonly expiries: number;
  readonly trims: number;
  readonly throttles: number;
  /** The shard has been throttled, so it is read no faster than this. */
  readonly leastPauseMs: number;
  /** It is not over before `since`, or nobody can tell (rule 26). */
  readonly mayReach?: true;
  /** The last answer said that the shard is at its end. */
  readonly saidOver?: true;
  /** A gap that is told in its place: before the next record, or at the shard's end. */
  readonly gapFrom?: number;
  readonly allowance: Allowance;
};

export type ReaderStart = {
  readonly shardId: string;
  readonly start: IteratorStart;
  readonly since?: number;
  readonly readUpTo?: number;
  readonly tailStartedAt: number;
  readonly now: number;
};

export const startReader = ({ now, ...start }: ReaderStart): ShardReader => ({
  ...start,
  ...(start.start.type === 'AFTER_SEQUENCE_NUMBER' ? { seen: start.start.sequenceNumber } : undefined),
  dueAt: now,
  records: 0,
  passedOver: 0,
  readPages: 0,
  expectedRecords: start.start.type === 'LATEST' ? 0 : fullPageRecords,
  // A tail of what is new expects quiet: it asks once a second from the start.
  emptyPages: start.start.type === 'LATEST' ? 2 : 0,
  emptyAt: [],
  failures: 0,
  expiries: 0,
  trims: 0,
  throttles: 0,
  leastPauseMs: 0,
  allowance: fullAllowance(shardLimit, now),
});

export type ReaderCall =
  | { readonly call: 'iterator'; readonly start: IteratorStart }
  | { readonly call: 'records'; readonly iterator: string };

export const nextCall = (reader: ShardReader): ReaderCall =>
  reader.iterator === undefined
    ? { call: 'iterator', start: reader.start }
    : { call: 'records', iterator: reader.iterator };

export const onIterator = (
  reader: ShardReader,
  taken: IteratorTaken,
  { askedAt, now }: { readonly askedAt: number; readonly now: number },
): ShardReader => {
  const readUpTo =
    // Of a tail that starts at the tip nothing older is asked for: it is complete up to there.
    reader.start.type === 'LATEST' ? (taken.servedAt ?? askedAt) : reader.readUpTo;
  return {
    ...reader,
    iterator: taken.iterator,
    dueAt: now,
    failures: 0,
    throttles: 0,
    ...(readUpTo === undefined ? undefined : { readUpTo }),
  };
};

/** What a page or a fault means for those outside. */
export type ReaderStep = {
  readonly reader: ShardReader;
  /** To hand on, in order. */
  readonly records: readonly StreamRecord[];
  /** The last record read, handed on or passed over. */
  readonly read?: StreamRecord;
  /** To tell before the records: what between these times cannot be read any more (rule 16). */
  readonly gap?: { readonly from: number; readonly to: number };
  readonly finished: boolean;
  /** There is no next iterator, but that was not said before, or no listing says that the shard is closed (rule 7). */
  readonly endSaid?: true;
  /** The shard is said not to exist though it was listed as open: look again before it is given up (rule 17). */
  readonly doubtful?: true;
};

/**
 * An open shard is taken to be at its tip after so many empty pages in a row: several may come before data, and before
 * the end of one that has closed (rule 7). One of them was a true answer, so all is read up to the first of them.
 */
const emptyPagesAtTip = 3;
/** A shard whose newest record is older than this is behind, and read on without the pause of the tip. */
const behindMs = 2500;

export type PageContext = {
  /** The shard is known to be closed: it has an end, and every page leads there. */
  readonly closed: boolean;
  /** When the page was asked for: pauses are between metricRequests, however long the answers take. */
  readonly askedAt: number;
  readonly now: number;
  readonly pollMs: number;
  /** In [0, 1). */
  readonly random: number;
};

export const onPage = (reader: ShardReader, page: RecordsPage, context: PageContext): ReaderStep => {
  const { now } = context;
  const servedAt = page.servedAt ?? now;
  const fresh = timed(withoutSeen(page.records, reader.seen), servedAt);
  const last = fresh.at(-1);
  const newest = fresh.findLast(({ timeless }) => !timeless)?.at;
  const records = from(fresh, reader.since);
  const emptyPages = page.records.length === 0 ? reader.emptyPages + 1 : 0;
  const emptyAt =
    page.records.length === 0
      ? [...reader.emptyAt, page.servedAt ?? context.askedAt].slice(-emptyPagesAtTip)
      : [];
  const atTip = !context.closed && emptyAt.length === emptyPagesAtTip && page.next !== undefined;
  const readUpTo = later(reader.readUpTo, newest ?? (atTip ? emptyAt[0] : undefined));
  const allowance = spend(shardLimit, reader.allowance, now);
  const behind = context.closed || (newest !== undefined && servedAt - newest > behindMs);
  const pause = pauseAfterPage({
    records: page.records.length,
    bytes: page.records.reduce((sum, record) => sum + record.sizeBytes, 0),
    ...(behind ? { catchingUpMs: waitForAllowance(shardLimit, allowance, now) } : undefined),
    emptyPages,
    pollMs: context.pollMs,
    leastMs: reader.leastPauseMs,
  });
  const { iterator: _used, gapFrom, since, saidOver, ...kept } = reader;
  const finished = page.next === undefined && context.closed && saidOver === true;
  const gapEnds = gapFrom !== undefined && (finished || records.length > 0);
  return {
    reader: {
      ...kept,
      ...(page.next === undefined ? { saidOver: true as const } : { iterator: page.next }),
      ...(last === undefined
        ? undefined
        : {
            start: { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: last.sequenceNumber } as const,
            seen: last.sequenceNumber,
          }),
      ...(newest === undefined ? undefined : { newestAt: newest, lagMs: Math.max(0, servedAt - newest) }),
      ...(readUpTo === undefined ? undefined : { readUpTo }),
      ...(since === undefined || records.length > 0 ? undefined : { since }),
      ...(gapFrom === undefined || gapEnds ? undefined : { gapFrom }),
      // The first pause is cut at random: a thousand shards that start together are not read in step for ever.
      dueAt: Math.max(
        now,
        context.askedAt +
          (reader.readPages === 0 && context.pollMs > afterDataMs ? pause * context.random : pause),
      ),
      readPages: reader.readPages + 1,
      expectedRecords: page.records.length,
      records: reader.records + records.length,
      passedOver: reader.passedOver + fresh.length - records.length,
      emptyPages,
      emptyAt,
      failures: 0,
      expiries: 0,
      trims: 0,
      throttles: 0,
      leastPauseMs: easedPause(reader.leastPauseMs),
      allowance,
    },
    records,
    ...(last === undefined ? undefined : { read: last }),
    ...(gapEnds ? { gap: { from: gapFrom, to: Math.max(gapFrom, records[0]?.at ?? servedAt) } } : undefined),
    finished,
    ...(page.next === undefined && !finished ? { endSaid: true as const } : undefined),
  };
};

/** A server that gives a page again, or a record twice on one, must not make us say it again. */
const withoutSeen = (records: readonly StreamRecord[], seen: string | undefined): readonly StreamRecord[] => {
  const isNew = ({ sequenceNumber }: StreamRecord, nth: number, all: readonly StreamRecord[]): boolean => {
    const before = all[nth - 1]?.sequenceNumber ?? seen;
    return before === undefined || isAfter(sequenceNumber, before);
  };
  // Records of a page are in order: mostly this is all.
  if (records.every(isNew)) return records;
  const told = new Set<string>();
  return records.filter(({ sequenceNumber }) => {
    if ((seen !== undefined && !isAfter(sequenceNumber, seen)) || told.has(sequenceNumber)) return false;
    told.add(sequenceNumber);
    return true;
  });
};

/** A record without a time is as old as its reading, and not of 1970. */
const timed = (records: readonly StreamRecord[], readAt: number): readonly StreamRecord[] =>
  records.some(({ timeless }) => timeless)
    ? records.map((record) => (record.timeless ? { ...record, at: readAt } : record))
    : records;

/** What is owed: once one record is young enough all after it are, whatever their second says (rule 11). */
const from = (records: readonly StreamRecord[], since: number | undefined): readonly StreamRecord[] => {
  if (since === undefined) return records;
  const first = records.findIndex((record) => record.at >= since);
  return first < 0 ? [] : records.slice(first);
};

const later = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.max(a, b);
