/** What a failed call makes of the reader of a shard: again, from where, and when (rules 13, 14, 16 to 18). */
import { backoffMs } from '../../pacing/backoff.ts';
import { awayBackoff, callBackoff, slowerPause } from './pace.ts';
import type { ReaderStep, ShardReader } from './shard-reader.ts';
import { startAt } from './start.ts';
import type { StreamsFault } from './streams-api.ts';

export type FaultContext = {
  readonly now: number;
  /** In [0, 1). */
  readonly random: number;
  /** The newest listing shows the shard as open. */
  readonly listedOpen: boolean;
};

/** A TRIM_HORIZON iterator may be overtaken by the horizon while it waits to be used; not again and again. */
const trimsAtHorizon = 3;
/** So often an open shard may be said not to exist before that is believed. */
const doubts = 5;

export const onFault = (reader: ShardReader, fault: StreamsFault, context: FaultContext): ReaderStep => {
  const { iterator, ...bare } = reader;
  switch (fault.reason) {
    case 'expired': {
      // Rule 13: go on after the last record handed on; at once, unless iterators expire faster than we use them.
      const expiries = reader.expiries + 1;
      const wait = expiries > 1 ? backoffMs(callBackoff, expiries - 1, context.random) : 0;
      return retry({ ...bare, ...restart(bare), expiries, dueAt: context.now + wait });
    }
    case 'trimmed': {
      const trims = reader.trims + 1;
      const gapFrom = promisedFrom(reader);
      const atHorizon = reader.start.type === 'TRIM_HORIZON';
      if (atHorizon && (iterator === undefined || trims >= trimsAtHorizon)) return gone(reader, context.now);
      return retry({
        ...bare,
        trims,
        start: { type: 'TRIM_HORIZON' },
        ...(reader.start.type === 'LATEST' ? { since: reader.tailStartedAt } : undefined),
        ...(gapFrom === undefined ? undefined : { gapFrom }),
        dueAt: context.now,
      });
    }
    case 'not-found': {
      const failures = reader.failures + 1;
      if (!context.listedOpen || failures > doubts) return gone(reader, context.now);
      const dueAt = context.now + backoffMs(callBackoff, failures + 2, context.random);
      return { ...retry({ ...bare, ...restart(bare), failures, dueAt }), doubtful: true };
    }
    case 'throttled':
      return retry({
        ...reader,
        failures: reader.failures + 1,
        throttles: reader.throttles + 1,
        leastPauseMs: slowerPause(reader.leastPauseMs),
        dueAt: context.now + backoffMs(callBackoff, reader.failures + 1, context.random),
      });
    case 'other':
      if (refusesTimes(reader, fault)) {
        return retry({ ...bare, start: { type: 'TRIM_HORIZON' }, failures: 0, dueAt: context.now });
      }
      // The iterator is still good: a call whose answer was lost is asked again, and nothing is lost or repeated.
      return retry({
        ...reader,
        failures: reader.failures + 1,
        dueAt: context.now + backoffMs(awayBackoff, reader.failures + 1, context.random),
      });
  }
};

const retry = (reader: ShardReader): ReaderStep => ({ reader, records: [], finished: false });

/** So often in a row an unread AT_TIMESTAMP may fail before it is taken that the server does not know it (rule 25). */
const failuresAtTime = 2;

const refusesTimes = (reader: ShardReader, { failure }: StreamsFault): boolean =>
  reader.start.type === 'AT_TIMESTAMP' &&
  (failure.kind === 'usage' || (failure.kind === 'service' && reader.failures + 1 >= failuresAtTime));

/** Rule 14: a LATEST that was never read cannot be taken again, as what came since would be lost. */
export const restart = (
  reader: Omit<ShardReader, 'iterator'>,
): Pick<ShardReader, 'start' | 'since'> | undefined =>
  reader.start.type === 'LATEST'
    ? { start: startAt(reader.tailStartedAt), since: reader.tailStartedAt }
    : undefined;

/** From when on records of this shard were owed: only what was owed can be missed. */
export const promisedFrom = (reader: ShardReader): number | undefined =>
  reader.gapFrom ?? reader.newestAt ?? reader.readUpTo ?? reader.since;

/** Rules 16 and 17: nothing more of the shard can be read. */
const gone = (reader: ShardReader, now: number): ReaderStep => {
  const { iterator: _gone, gapFrom: _told, ...rest } = reader;
  const from = promisedFrom(reader);
  return {
    reader: rest,
    records: [],
    ...(from === undefined ? undefined : { gap: { from, to: Math.max(from, now) } }),
    finished: true,
  };
};
