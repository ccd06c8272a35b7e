import { z } from 'zod';
import type { SandboxLogEvent } from '../../account.ts';
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
  streamName,
} from './log-shapes.ts';

const pageEvents = 10_000;
/**
 * AWS ends a page when it has looked for long enough, be there matches in it or not: a page may be empty and yet have
 * a token. Here a page ends after so many events looked at.
 */
const scannedEvents = 10_000;

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
    interleaved: flag().optional(),
    unmask: flag().optional(),
    nextToken: nextToken().optional(),
  }),
  ({ nextToken: token, limit, ...question }, { account, now, faults }) => {
    const found = findGroup(account, question);
    if ('error' in found) return found;
    const { logStreamNames, logStreamNamePrefix: prefix, startTime = 0, endTime = now } = question;
    if (logStreamNames !== undefined && prefix !== undefined) {
      return invalid('logStreamNames and logStreamNamePrefix cannot be specified at the same time.');
    }
    if (startTime > endTime) return invalid('End time should not be less than start time.');
    const pattern = parseLogPattern(question.filterPattern ?? '');
    if ('error' in pattern) return invalid(pattern.error);
    const place = token === undefined ? undefined : readToken(question, token, placeInLog);
    if (token !== undefined && place === undefined) return invalidToken();

    const isWanted = (event: SandboxLogEvent): boolean =>
      (logStreamNames?.includes(event.stream) ?? true) &&
      (prefix === undefined || event.stream.startsWith(prefix)) &&
      pattern.matches(event.message);
    const mostEvents = Math.min(limit ?? pageEvents, faults.pageSize);
    const mostScanned = Math.min(scannedEvents, faults.pageSize * 100);
    const events: SandboxLogEvent[] = [];
    let scanned = 0;
    let bytes = 0;
    let last = place;
    let isPageFull = false;
    for (const event of account.logs.events(found.group.name, place?.at ?? startTime, endTime)) {
      if (place !== undefined && !isAfter(event, place)) continue;
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
        nextToken: isPageFull ? makeToken(question, last) : undefined,
      },
    };
  },
);
