/** One call for a shard: an iterator or a page of records, and what follows from the answer. */
import { originOf } from '../../origin.ts';
import type { ShardPosition } from './checkpoint.ts';
import { askWhetherOver, end, type Follow, say } from './follow.ts';
import type { Shard } from './lineage.ts';
import { isOverBefore, mayBeOver } from './over-before.ts';
import { pollIntervalMs } from './pace.ts';
import { onFault, restart } from './shard-fault.ts';
import { nextCall, onIterator, onPage, type ReaderStep, type ShardReader } from './shard-reader.ts';
import type { StreamsFault } from './streams-api.ts';

const secondMs = 1000;

export const readShard = async (follow: Follow, shard: Shard, reader: ShardReader): Promise<void> => {
  const { api, clock, signal, streamArn } = follow;
  const call = nextCall(reader);
  const askedAt = clock.now();
  if (call.call === 'iterator') {
    const { shardId } = shard;
    if (mayBeOver(shard, reader)) {
      const isOver = await isOverBefore(follow, shard, reader.since);
      if (signal.aborted) return;
      if (isOver) handOn(follow, shard, { reader, records: [], finished: true });
      else keep(follow, { ...reader, mayReach: true });
      return;
    }
    const answer = await api.getShardIterator({ streamArn, shardId, start: call.start }, signal);
    if (signal.aborted) return;
    if (!answer.ok) {
      failed(follow, shard, reader, answer.fault);
      return;
    }
    // Rule 9: from the moment that its LATEST is taken, nothing of the shard is missed.
    follow.unready.delete(shardId);
    say(follow, follow.trouble.answered(shardId));
    keep(follow, onIterator(reader, answer.value, { askedAt, now: clock.now() }));
    return;
  }
  const answer = await api.getRecords({ iterator: call.iterator }, signal);
  if (signal.aborted) return;
  if (!answer.ok) {
    failed(follow, shard, reader, answer.fault);
    return;
  }
  say(follow, follow.trouble.answered(shard.shardId));
  const first = answer.value.records.find(({ timeless }) => !timeless);
  const { servedAt } = answer.value;
  // Its age is told by the service's clock alone: both times are of it, and in whole seconds.
  if (first !== undefined && servedAt !== undefined && reader.newestAt === undefined) {
    const now = clock.now();
    follow.listing.wasThere(shard, now - Math.max(0, servedAt - (first.at + secondMs)), now);
  }
  const step = onPage(reader, answer.value, {
    closed: shard.closed,
    askedAt,
    now: clock.now(),
    pollMs: pollIntervalMs(follow.readers.size, follow.readsPerSecond),
    random: follow.random(),
  });
  handOn(follow, shard, step);
};

const keep = (follow: Follow, reader: ShardReader): void => {
  follow.readers.set(reader.shardId, reader);
  follow.due.add(reader.dueAt, { kind: 'read', shardId: reader.shardId });
};

const failed = (follow: Follow, shard: Shard, reader: ShardReader, fault: StreamsFault): void => {
  const now = follow.clock.now();
  const isListedOpen = !shard.closed && shard.seenInPass >= follow.lineage.passes;
  const step = onFault(reader, fault, { now, random: follow.random(), listedOpen: isListedOpen });
  if (reader.start.type === 'AT_TIMESTAMP' && fault.reason === 'other' && step.reader.failures === 0) {
    follow.isTimeless = true;
  }
  if (fault.reason === 'throttled' || fault.reason === 'other') {
    say(follow, follow.trouble.failed(shard.shardId, step.reader.failures, fault.failure));
  }
  if (step.doubtful) follow.listing.hurry(now);
  handOn(follow, shard, step);
};

/** Puts what was read where it is taken from: first what is missing before it, then the records, then the end. */
const handOn = (follow: Follow, shard: Shard, step: ReaderStep): void => {
  const { shardId } = shard;
  const { reader, records, gap, finished } = step;
  const { table } = follow;
  if (gap !== undefined) {
    say(follow, {
      type: 'gap',
      source: 'stream',
      scope: shardId,
      table,
      reason: 'trimmed',
      ...gap,
      ...originOf(follow),
    });
  }
  const position = positionAfterStep(step, follow.clock.now());
  if (position !== undefined) {
    const bytes = records.reduce((sum, record) => sum + record.sizeBytes, 0);
    follow.outbox.put({ kind: 'page', stream: follow.identity, shardId, records, bytes, position });
    follow.onPut();
  }
  if (step.endSaid) {
    // Of one that is closed a second answer is to say so: one that is spoilt would lose the rest of it (issue 15).
    if (shard.closed) keep(follow, { ...reader, ...restart(reader), dueAt: follow.clock.now() });
    else askWhetherOver(follow, shard, reader);
    return;
  }
  if (!finished) {
    keep(follow, reader);
    return;
  }
  say(follow, follow.trouble.answered(shardId));
  end(follow, shard, reader);
};

/** Rule 15; undefined where nothing was read. What was passed over counts as printed. */
const positionAfterStep = (
  { reader, finished, read }: ReaderStep,
  now: number,
): ShardPosition | undefined => {
  const since = reader.since === undefined ? undefined : { since: reader.since };
  if (finished) return { state: 'done', at: now, ...since };
  if (read === undefined) return undefined;
  return { state: 'reading', after: read.sequenceNumber, at: read.at, ...since };
};
