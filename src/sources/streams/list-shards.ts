/** One call of the listing, and what follows from its answer. */
import { begin, beginReadable, type Follow, say, settleEnds, start } from './follow.ts';
import { finish, inState, type Shard } from './lineage.ts';
import { settledAfterMs } from './pace.ts';
import type { StreamsFault } from './streams-api.ts';

export const listShards = async (follow: Follow): Promise<void> => {
  const { api, clock, signal, streamArn, listing, lineage, trouble } = follow;
  const askedAt = clock.now();
  const call = listing.next(askedAt);
  const answer = await api.describeStream({ streamArn, ...call }, signal);
  if (signal.aborted) return;
  const now = clock.now();
  if (!answer.ok) {
    const { reason, failure } = answer.fault;
    const isLost = reason === 'not-found';
    // Rule 4: a server that does not know the filter may refuse it. The whole listing tells as well.
    const isRefused = call.childrenOf !== undefined && failure.kind === 'usage';
    const why = isLost || isRefused ? 'gone' : reason === 'throttled' ? 'throttled' : 'other';
    const failures = listing.failed(call, why, now);
    // Rule 17: it is the stream itself, where no shard was named; said more than once, it is so.
    const isStream = call.after === undefined && call.childrenOf === undefined;
    follow.isGone = isLost && isStream && failures >= failuresUntilGone;
    if (why !== 'gone') say(follow, trouble.failed('listing', failures, failure));
    return;
  }
  const page = answer.value;
  follow.status = page.status;
  follow.identity = { ...follow.identity, viewType: page.viewType };
  follow.startedAt ??= wholeSecond(page.servedAt ?? now);
  say(follow, trouble.answered('listing'));
  const isFirstPass = lineage.passes === 0;
  const { passEnded } = listing.answered(call, page, { askedAt, now });
  settleEnds(follow, passEnded);
  if (!isFirstPass) beginReadable(follow, false);
  else if (passEnded) start(follow);
  else {
    const text = `${lineage.shards.size} shards listed so far`;
    say(follow, { type: 'progress', source: 'stream', scope: follow.table, text });
  }
  if (!passEnded) return;
  for (const { shardId } of inState(lineage, 'unlisted')) {
    if (follow.probing.has(shardId)) continue;
    follow.probing.add(shardId);
    follow.due.add(now, { kind: 'probe', shardId });
  }
};

/** Listings are not always of one mind: a stream is gone once it has been so often. */
const failuresUntilGone = 3;
const secondMs = 1000;
const wholeSecond = (at: number): number => Math.floor(at / secondMs) * secondMs;

/** A parent that can be read though no listing shows it is waited for so many passes, and as long as one may be late. */
const patientPasses = 5;
const probeAgainMs = 500;

/**
 * Rule 6: a parent that no listing shows may be trimmed, or the listing is late. Whether an iterator can be had of it
 * tells. To read it at once could break the order, as its own parent is not known yet: it is waited for, not for ever.
 */
export const probeShard = async (follow: Follow, shard: Shard): Promise<void> => {
  const { api, clock, signal, streamArn, lineage, listing, probing } = follow;
  const answer = await api.getShardIterator(
    { streamArn, shardId: shard.shardId, start: { type: 'TRIM_HORIZON' } },
    signal,
  );
  if (signal.aborted) return;
  const now = clock.now();
  // A listing has shown it in the meantime: it is read in its turn.
  if (shard.state !== 'unlisted') {
    probing.delete(shard.shardId);
    return;
  }
  if (!answer.ok && isPassing(answer.fault)) {
    follow.due.add(now + probeAgainMs, { kind: 'probe', shardId: shard.shardId });
    return;
  }
  probing.delete(shard.shardId);
  if (!answer.ok) {
    for (const child of finish(lineage, shard, now)) begin(follow, child, false);
  } else if (lineage.passes - shard.namedInPass < patientPasses || now - shard.since < settledAfterMs) {
    listing.hurry(now + 1000);
  } else begin(follow, shard, false);
};

/** Says nothing of the shard: the same call may have another answer soon. */
const isPassing = ({ reason, failure }: StreamsFault): boolean =>
  reason === 'throttled' || (reason === 'other' && failure.kind !== 'usage' && failure.kind !== 'not-found');
