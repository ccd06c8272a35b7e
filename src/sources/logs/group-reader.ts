/**
 * Reads one log group forward with FilterLogEvents, a call at a time. A round looks again at the last stretch (the
 * overlap), because events come late (rule 2), and goes through all its pages; what was shown is not shown again.
 */

import type { FilterLogEventsRequest, FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import type { Answer, AwsCall } from '../../aws/call.ts';
import { groupInput } from '../../aws/log-group.ts';
import type { LogEvent } from '../../observation/logs.ts';
import { endlessPages } from '../../pacing/trouble.ts';
import { createEventIds } from './event-ids.ts';
import type { Ledger } from './ledger.ts';
import { createLateness, longestOverlapMs } from './overlap.ts';
import { polledStreams, type StreamChoice } from './streams.ts';

export type FilterLogEvents = AwsCall<FilterLogEventsRequest, FilterLogEventsResponse>;

export type GroupReader = {
  /** One call: the next page. Its new lines in order of time, and whether that was the round's last page. */
  readonly step: (
    now: number,
    signal: AbortSignal,
  ) => Promise<Answer<{ readonly lines: readonly LogEvent[]; readonly isDone: boolean }>>;
  /** Everything up to here has been shown, as far as the lateness seen tells; undefined before the first whole round. */
  readonly completeUpTo: () => number | undefined;
};

type ReaderOptions = {
  readonly streams?: StreamChoice | undefined;
  readonly ledger: Ledger;
  readonly filterLogEvents: FilterLogEvents;
  readonly since: number;
  /** CloudWatch's filter pattern; the server applies it. */
  readonly filter?: string | undefined;
};

/**
 * A round with the longest overlap, every so often: the lateness that is learnt from a short overlap never shows an event
 * that is later than it.
 */
const deepEveryMs = 60_000;

type Round = {
  readonly startTime: number;
  readonly startedAt: number;
  readonly isDeep: boolean;
  /** False once something of it had to be left out, or was no answer to what was asked. */
  readonly isWhole: boolean;
  readonly token?: string;
};

export const createGroupReader = ({
  ledger,
  filterLogEvents,
  since,
  filter,
  streams,
}: ReaderOptions): GroupReader => {
  const lateness = createLateness();
  const ids = createEventIds('again');
  let deepAt = Number.NEGATIVE_INFINITY;
  let complete: number | undefined;
  let round: Round | undefined;
  /** Where the round before started, if it was not whole: what it left out is looked for again. */
  let againFrom: number | undefined;

  const begin = (now: number): Round => {
    const isDeep = now - deepAt >= deepEveryMs;
    // An event with a time yet to come must not move the window past those that are due.
    const to = Math.min(ledger.newest(), now);
    const from = isDeep ? Number.NEGATIVE_INFINITY : Math.min(to - lateness.overlapMs(), againFrom ?? to);
    const startTime = Math.max(since, from, to - longestOverlapMs);
    ids.readAnew();
    return { startTime, startedAt: now, isDeep, isWhole: true };
  };

  const finish = ({ startTime, startedAt, isDeep, isWhole }: Round): void => {
    againFrom = isWhole ? undefined : startTime;
    if (isWhole) {
      if (isDeep) deepAt = startedAt;
      complete = Math.max(complete ?? since, startedAt - lateness.overlapMs());
    }
    // No later round starts before this.
    ledger.forget(Math.min(ledger.newest(), startedAt) - longestOverlapMs);
    round = undefined;
  };

  return {
    step: async (now, signal) => {
      const current = round ?? begin(now);
      round = current;
      const answer = await filterLogEvents(
        {
          ...groupInput(ledger.group),
          ...polledStreams(streams),
          startTime: current.startTime,
          ...(filter === undefined ? {} : { filterPattern: filter }),
          ...(current.token === undefined ? {} : { nextToken: current.token }),
        },
        signal,
      );
      if (!answer.ok) {
        const { failure } = answer;
        const isRefused = failure.kind === 'usage' && current.token !== undefined;
        // A token that is refused, or leads nowhere: the round begins again where it began.
        if (isRefused || failure.code === endlessPages) {
          const { token: _, ...begun } = current;
          round = begun;
          ids.readAnew();
        }
        // It was the token and not the question: the next call may be answered at once.
        return isRefused ? { ...answer, failure: { ...failure, kind: 'service' } } : answer;
      }
      const { nextToken } = answer.value;
      const { events, isWhole } = ids.named(answer.value.events);
      const lines = events.flatMap((event) => ledger.polled(event) ?? []);
      for (const { at, ingestedAt } of lines) lateness.add(ingestedAt - at);
      // What is older than was asked for answers another question: what this one asks for may be missing.
      const isOurs = events.every(({ timestamp = current.startTime }) => timestamp >= current.startTime);
      const soFar = {
        ...current,
        isWhole: current.isWhole && isWhole && isOurs && answer.isPartial !== true,
      };
      // A page may be empty and not be the last (rule 1).
      if (nextToken === undefined || nextToken === '') finish(soFar);
      else round = { ...soFar, token: nextToken };
      return { ok: true, value: { lines: ledger.inOrder(lines), isDone: round === undefined } };
    },
    completeUpTo: () => complete,
  };
};
