/** From one stream of a table to the next: finds the stream, follows it, and goes on with its successor (rule 1). */
import type { Failure } from '../../observation/health-of-sources.ts';
import type { Observation } from '../../observation/observation.ts';
import { originOf } from '../../origin.ts';
import { backoffMs } from '../../pacing/backoff.ts';
import { createTrouble } from '../../pacing/trouble.ts';
import type { Wakeup } from '../../pacing/wakeup.ts';
import { otherStream } from './checkpoint.ts';
import { noStream, streamsOfTable } from './find-stream.ts';
import type { FollowOptions } from './follow.ts';
import { type FollowEnd, followStream } from './follow-stream.ts';
import { awayBackoff } from './pace.ts';
import { type StartAt, sinceOf } from './start.ts';
import type { StreamSummary } from './streams-api.ts';

export type FollowTableOptions = Omit<FollowOptions, 'streamArn' | 'trouble' | 'onReady'>;

/** Between two looks where a table has no stream, or none newer than the one that has ended. */
const lookAgainMs = 5000;

/** Runs until the signal aborts. */
export const followTable = async (options: FollowTableOptions, wakeup: Wakeup): Promise<void> => {
  const { clock, signal, table } = options;
  const trouble = createTrouble({
    source: 'stream',
    scope: table,
    origin: originOf(options),
    now: clock.now,
  });
  const put = (observation: Observation | undefined): void => {
    if (observation === undefined) return;
    options.outbox.put({ kind: 'observation', observation });
    options.onPut();
  };
  const progress = (text: string): void => put({ type: 'progress', source: 'stream', scope: table, text });
  const finder = createFinder(options, {
    failed: (failures, failure) => put(trouble.failed('streams', failures, failure)),
    answered: () => put(trouble.answered('streams')),
    waits: progress,
  });
  let isReady = false;
  const onReady = (): void => {
    if (!isReady)
      put({ type: 'ready', source: 'stream', scope: table, origin: originOf(options), at: clock.now() });
    isReady = true;
  };
  progress('looking for the stream');
  let from: StartAt = options.from;
  let stream = await finder.first();
  while (stream !== undefined && !signal.aborted) {
    // Rule 20.
    progress('reading: one of the two readers that a shard can have (a Lambda trigger is one)');
    const end: FollowEnd = await followStream(
      { ...options, from, streamArn: stream.arn, trouble, onReady },
      wakeup,
    );
    // Whatever the table's next stream holds was written after this one's end: only a time passes over some of it.
    const since = sinceOf(from);
    from = since === undefined ? 'trim-horizon' : { time: since };
    stream = signal.aborted ? undefined : await finder.after(stream, end);
  }
};

/** Rule 27: a stream that the next one had followed by then holds nothing of it. */
const isOverBefore = (next: StreamSummary | undefined, time: number): boolean =>
  next !== undefined && Date.parse(next.label.endsWith('Z') ? next.label : `${next.label}Z`) <= time;

type Listener = {
  readonly failed: (failures: number, failure: Failure) => void;
  readonly answered: () => void;
  readonly waits: (why: string) => void;
};

/** Looks until there is a stream, or the signal aborts. */
const createFinder = (options: FollowTableOptions, listener: Listener) => {
  const { api, table, accountId, clock, signal, from } = options;

  const look = async (
    choose: (streams: readonly StreamSummary[]) => Promise<StreamSummary | Failure | undefined>,
  ): Promise<StreamSummary | undefined> => {
    let failures = 0;
    while (!signal.aborted) {
      const listed = await streamsOfTable(api, table, signal);
      if (signal.aborted) return undefined;
      const isOurs = ({ arn }: StreamSummary): boolean =>
        accountId === undefined || arn.split(':')[4] === accountId;
      const chosen = listed.ok ? await choose(listed.value.filter(isOurs)) : listed.fault.failure;
      if (chosen !== undefined && 'arn' in chosen) {
        listener.answered();
        return chosen;
      }
      failures += 1;
      if (chosen !== undefined) listener.failed(failures, chosen);
      await clock.sleep(listed.ok ? lookAgainMs : backoffMs(awayBackoff, failures, options.random()), signal);
    }
    return undefined;
  };

  return {
    /** The stream that a checkpoint is of; for what was written before the start the oldest, else the newest. */
    first: () =>
      look(async (streams) => {
        const newest = streams.at(-1);
        if (newest === undefined) return noStream(api, table, options, signal);
        if (from === 'latest') return newest;
        if (from === 'trim-horizon') return streams[0];
        if ('time' in from) return streams.find((_, index) => !isOverBefore(streams[index + 1], from.time));
        const known = streams.find((stream) => stream.arn === from.checkpoint.streamArn);
        return known ?? otherStream(from.checkpoint, newest.arn);
      }),
    /** The next newer stream: those that came and went in the meantime are read as well. */
    after: (ended: StreamSummary, end: FollowEnd) =>
      look(async (streams) => {
        const next = streams.find((stream) => stream.label > ended.label);
        if (next !== undefined) return next;
        if (end === 'gone') return noStream(api, table, options, signal);
        listener.waits('the stream is disabled: waiting until it is enabled again');
        return undefined;
      }),
  };
};
