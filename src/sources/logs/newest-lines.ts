/** The newest lines of a log group whatever their age, by FilterLogEvents from its end (`startFromHead: false`). */
import type { FilterLogEventsRequest, FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import type { Answer } from '../../aws/call.ts';
import { groupInput } from '../../aws/log-group.ts';
import type { Clock } from '../../clock.ts';
import { persist } from '../../pacing/persist.ts';
import { compareIds, createEventIds, type NamedEvent } from './event-ids.ts';
import type { FilterLogEvents } from './group-reader.ts';
import { polledStreams, type StreamChoice } from './streams.ts';

/** AWS takes no earlier start for a reading from the end. */
export const earliestFromEnd = Date.UTC(2024, 0, 1);
/** Pages may be empty where a filter matches little. */
const mostPages = 50;

export type NewestRequest = {
  readonly group: string;
  readonly last: number;
  /** Epoch ms: none older than this. */
  readonly since: number;
  readonly filter?: string | undefined;
  readonly streams?: StreamChoice | undefined;
};

export type NewestEvent = { readonly at: number; readonly eventId: string };

const withTimes = (events: readonly NamedEvent[]): readonly NewestEvent[] =>
  events.flatMap(({ timestamp, eventId }) => (timestamp === undefined ? [] : [{ at: timestamp, eventId }]));

const newestFirst = (a: NewestEvent, b: NewestEvent): number =>
  b.at - a.at || compareIds(b.eventId, a.eventId);

/**
 * At most `last`, the newest first. A server that knows no reading from the end gives the oldest first: then all of its
 * pages are read, up to a bound.
 */
export const newestEvents = async (
  { group, last, since, filter, streams }: NewestRequest,
  { filterLogEvents, clock }: { readonly filterLogEvents: FilterLogEvents; readonly clock: Clock },
  signal: AbortSignal,
): Promise<Answer<readonly NewestEvent[]>> => {
  const input: FilterLogEventsRequest = {
    ...groupInput(group),
    ...polledStreams(streams),
    ...(filter === undefined ? {} : { filterPattern: filter }),
    startTime: Math.max(since, earliestFromEnd),
    startFromHead: false,
    limit: last,
  };
  let found: readonly NewestEvent[] = [];
  let isForward = false;
  // These lines are read again when they are followed, and known by their ids then.
  const ids = createEventIds('again');
  let nextToken: string | undefined;
  for (let page = 0; page < mostPages && !signal.aborted; page += 1) {
    const token = nextToken === undefined ? {} : { nextToken };
    const answer: Answer<FilterLogEventsResponse> = await persist({ clock }, signal, () =>
      filterLogEvents({ ...input, ...token }, signal),
    );
    if (!answer.ok) return answer;
    const events = withTimes(ids.named(answer.value.events).events);
    const [first] = events;
    const end = events.at(-1);
    isForward ||= first !== undefined && end !== undefined && first.at < end.at;
    found = [...found, ...events].sort(newestFirst).slice(0, last);
    nextToken = answer.value.nextToken || undefined;
    if (nextToken === undefined || (!isForward && found.length >= last)) break;
  }
  return { ok: true, value: found };
};
