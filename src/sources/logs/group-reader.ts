/**
 * Reads one log group forward with FilterLogEvents, a call at a time. A round looks again at the last stretch (the
 * overlap), because events come late, and goes through all its pages; what was shown is not shown again.
 */
import type {
  FilteredLogEvent,
  FilterLogEventsRequest,
  FilterLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Answer, AwsCall } from '../../aws/call.ts';
import type { LogSeen } from '../../observation.ts';
import { createLateness, longestOverlapMs } from './overlap.ts';
import { createSeenEvents } from './seen-events.ts';

export type FilterLogEvents = AwsCall<FilterLogEventsRequest, FilterLogEventsResponse>;

export type LogGroup = { readonly group: string; readonly region: string };

export type GroupReader = {
  readonly group: string;
  /** One call: the next page. Its new lines in order of time, and whether that was the round's last page. */
  readonly step: (
    now: number,
    signal: AbortSignal,
  ) => Promise<Answer<{ readonly lines: readonly LogSeen[]; readonly isDone: boolean }>>;
  /** Everything up to here has been shown, as far as the lateness seen tells; undefined before the first whole round. */
  readonly completeUpTo: () => number | undefined;
};

type ReaderOptions = LogGroup & {
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

type Round = { readonly startTime: number; readonly startedAt: number; readonly token?: string };

export const createGroupReader = ({
  group,
  region,
  filterLogEvents,
  since,
  filter,
}: ReaderOptions): GroupReader => {
  const seen = createSeenEvents();
  const lateness = createLateness();
  let newest = since;
  let shownUpTo = Number.NEGATIVE_INFINITY;
  let deepAt = Number.NEGATIVE_INFINITY;
  let complete: number | undefined;
  let round: Round | undefined;

  const begin = (now: number): Round => {
    const isDeep = now - deepAt >= deepEveryMs;
    if (isDeep) deepAt = now;
    const overlap = isDeep ? longestOverlapMs : lateness.overlapMs();
    // An event with a time yet to come must not move the window past those that are due.
    return { startTime: Math.max(since, Math.min(newest, now) - overlap), startedAt: now };
  };

  const toLine = (event: FilteredLogEvent): LogSeen | undefined => {
    const { eventId, timestamp, ingestionTime = timestamp, message = '', logStreamName = '' } = event;
    if (eventId === undefined || timestamp === undefined || ingestionTime === undefined) return undefined;
    if (timestamp < since || !seen.add(eventId, timestamp)) return undefined;
    lateness.add(ingestionTime - timestamp);
    return {
      type: 'log',
      group,
      stream: logStreamName,
      at: timestamp,
      ingestedAt: ingestionTime,
      message,
      eventId,
      late: false,
      region,
    };
  };

  const inOrder = (lines: LogSeen[]): readonly LogSeen[] => {
    lines.sort((a, b) => a.at - b.at || compareIds(a.eventId, b.eventId));
    return lines.map((line) => {
      if (line.at < shownUpTo) return { ...line, late: true };
      shownUpTo = line.at;
      newest = Math.max(newest, line.at);
      return line;
    });
  };

  const finish = ({ startedAt }: Round): void => {
    complete = Math.max(complete ?? since, startedAt - lateness.overlapMs());
    // No later round starts before this.
    seen.forget(Math.min(newest, startedAt) - longestOverlapMs);
    round = undefined;
  };

  return {
    group,
    step: async (now, signal) => {
      const current = round ?? begin(now);
      round = current;
      const answer = await filterLogEvents(
        {
          logGroupName: group,
          startTime: current.startTime,
          ...(filter === undefined ? {} : { filterPattern: filter }),
          ...(current.token === undefined ? {} : { nextToken: current.token }),
        },
        signal,
      );
      if (!answer.ok) {
        // A token that is refused: the round begins again where it began.
        if (answer.failure.kind === 'usage' && current.token !== undefined) {
          round = { startTime: current.startTime, startedAt: current.startedAt };
        }
        return answer;
      }
      const { events = [], nextToken } = answer.value;
      const lines = inOrder(events.flatMap((event) => toLine(event) ?? []));
      // A page may be empty and not be the last.
      if (nextToken === undefined || nextToken === '') finish(current);
      else round = { startTime: current.startTime, startedAt: current.startedAt, token: nextToken };
      return { ok: true, value: { lines, isDone: round === undefined } };
    },
    completeUpTo: () => complete,
  };
};

/** Ids are decimal digits that grow with time: shorter is smaller. */
const compareIds = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
