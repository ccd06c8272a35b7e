import * as z from 'zod';
import type { Account, SandboxLogEvent } from '../../account.ts';
import { parseLogPattern } from '../../log-pattern/pattern.ts';
import { operation } from '../operation.ts';
import { makeToken, readToken } from '../paging.ts';
import { flag, list, text, whole } from '../shape.ts';
import {
  epochMs,
  eventOverheadBytes,
  findGroup,
  groupIdentifier,
  groupName,
  invalid,
  invalidToken,
  isAfter,
  nextToken,
  pageBytes,
  placeInLog,
  placeOf,
  refusedClass,
  streamName,
} from './log-shapes.ts';

const pageEvents = 10_000;
/**
 * AWS ends a page when it has looked for long enough, be there matches in it or not: a page may be empty and yet have
 * a token. Here a page ends after so many events looked at.
 */
const scannedEvents = 50_000;

/** AWS reads from the end no further back than this. */
const earliestFromEnd = Date.UTC(2024, 0, 1);

/** Where a reader stands, and which way it goes: a token keeps its direction. */
const placeAndWay = z.object({ place: placeInLog.optional(), fromHead: z.boolean() });

export const filterLogEvents = operation(
  z.object({
    logGroupName: groupName().optional(),
    logGroupIdentifier: groupIdentifier().optional(),
    logStreamNames: list(streamName(), { min: 1, max: 100 }).optional(),
    logStreamNamePrefix: streamName().optional(),
    startTime: epochMs().optional(),
    endTime: epochMs().optional(),
    filterPattern: text({ max: 1024 }).optional(),
    limit: whole({ min: 1, max: pageEvents }).optional(),
    startFromHead: flag().optional(),
    interleaved: flag().optional(),
    unmask: flag().optional(),
    nextToken: nextToken().optional(),
  }),
  ({ nextToken: token, limit, startFromHead = true, ...question }, { account, now, faults }) => {
    const found = findGroup(account, question);
    if ('error' in found) return found;
    const refused = refusedClass(found.group, 'FilterLogEvents');
    if (refused !== undefined) return refused;
    const { logStreamNames, logStreamNamePrefix: prefix, startTime = 0, endTime = now } = question;
    if (logStreamNames !== undefined && prefix !== undefined) {
      return invalid('logStreamNames and logStreamNamePrefix cannot be specified at the same time.');
    }
    if (startTime > endTime) return invalid('End time should not be less than start time.');
    const pattern = parseLogPattern(question.filterPattern ?? '');
    if ('error' in pattern) return invalid(pattern.error);
    const read = token === undefined ? undefined : readToken(question, token, placeAndWay);
    if (token !== undefined && read === undefined) return invalidToken();
    const { place, fromHead } = read ?? { place: undefined, fromHead: startFromHead };
    if (!fromHead && startTime < earliestFromEnd) {
      return invalid(
        'startFromHead can be false only with a startTime on or after January 1, 2024 00:00:00 UTC.',
      );
    }

    const isWanted = (event: SandboxLogEvent): boolean =>
      (logStreamNames?.includes(event.stream) ?? true) &&
      (prefix === undefined || event.stream.startsWith(prefix)) &&
      pattern.matches(event.message);
    const mostEvents = Math.min(limit ?? pageEvents, faults.pageSize);
    const mostScanned = Math.min(scannedEvents, faults.pageSize * 100);
    const { name } = found.group;
    const ahead = fromHead
      ? account.logs.events(name, place?.at ?? startTime, endTime)
      : backwards(account, name, startTime, Math.min(endTime, place?.at ?? endTime));
    const isDone = (event: SandboxLogEvent): boolean => {
      if (place === undefined) return false;
      if (fromHead) return !isAfter(event, place);
      return event.eventId === place.eventId || isAfter(event, place);
    };
    const events: SandboxLogEvent[] = [];
    let scanned = 0;
    let bytes = 0;
    let last = place;
    let isPageFull = false;
    for (const event of ahead) {
      if (isDone(event)) continue;
      if (events.length >= mostEvents || scanned >= mostScanned) {
        isPageFull = true;
        break;
      }
      if (isWanted(event)) {
        bytes += Buffer.byteLength(event.message) + eventOverheadBytes;
        if (bytes > pageBytes && events.length > 0) {
          isPageFull = true;
          break;
        }
        events.push(event);
      }
      scanned++;
      last = placeOf(event);
    }
    return {
      output: {
        events: events.map((event) => ({
          logStreamName: event.stream,
          timestamp: event.at,
          message: event.message,
          ingestionTime: event.ingestedAt,
          eventId: event.eventId,
        })),
        searchedLogStreams: [],
        nextToken: isPageFull ? makeToken(question, { place: last, fromHead }) : undefined,
      },
    };
  },
);

/** Newest first, over windows that double, as events can only be read forwards. */
function* backwards(account: Account, group: string, from: number, to: number): Generator<SandboxLogEvent> {
  let end = to;
  for (let backMs = 60_000; end >= from; backMs *= 2) {
    const start = Math.max(from, end - backMs);
    yield* [...account.logs.events(group, start, end)].reverse();
    end = start - 1;
  }
}
