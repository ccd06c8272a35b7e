import * as z from 'zod';
import type { Account, SandboxLogEvent } from '../../account.ts';
import { operation } from '../operation.ts';
import { makeToken, readToken } from '../paging.ts';
import { refuse } from '../service-error.ts';
import { flag, whole } from '../shape.ts';
import {
  epochMs,
  findGroup,
  groupIdentifier,
  groupName,
  invalidToken,
  isAfter,
  nextToken,
  type PlaceInLog,
  placeInLog,
  placeOf,
  refusedClass,
  streamName,
} from './log-shapes.ts';

const pageEvents = 10_000;

/** One stream's events, a page at a time in both directions. A page at an end gives back the token that it came by. */
export const getLogEvents = operation(
  z.object({
    logGroupName: groupName().optional(),
    logGroupIdentifier: groupIdentifier().optional(),
    logStreamName: streamName(),
    startTime: epochMs().optional(),
    endTime: epochMs().optional(),
    limit: whole({ min: 1, max: pageEvents }).optional(),
    startFromHead: flag().optional(),
    unmask: flag().optional(),
    nextToken: nextToken().optional(),
  }),
  (input, { account, now, faults }) => {
    const found = findGroup(account, input);
    if ('error' in found) return found;
    const { group } = found;
    const refused = refusedClass(group, 'GetLogEvents');
    if (refused !== undefined) return refused;
    const { logStreamName, startTime = group.createdAt, endTime = now + 1 } = input;
    if (!account.logs.streams(group.name).some(({ name }) => name === logStreamName)) {
      return refuse('ResourceNotFoundException', 'The specified log stream does not exist.');
    }
    const question = [group.name, logStreamName];
    const token = input.nextToken === undefined ? undefined : parseToken(question, input.nextToken);
    if (input.nextToken !== undefined && token === undefined) return invalidToken();
    const forward = token === undefined ? input.startFromHead === true : token.forward;
    const limit = Math.min(input.limit ?? pageEvents, faults.pageSize);
    // AWS's end is exclusive.
    const window: Window = { group: group.name, stream: logStreamName, from: startTime, to: endTime - 1 };
    const events = forward
      ? eventsAfter(account, window, token?.place, limit)
      : eventsBefore(account, window, token?.place, limit);
    const [first, last] = [events.at(0), events.at(-1)];
    const here = token?.place ?? { at: forward ? startTime : endTime, eventId: '0' };
    const write = (forwards: boolean, event: SandboxLogEvent | undefined): string =>
      `${forwards ? 'f' : 'b'}/${makeToken(question, event === undefined ? here : placeOf(event))}`;
    return {
      output: {
        events: events.map((event) => ({
          timestamp: event.at,
          message: event.message,
          ingestionTime: event.ingestedAt,
        })),
        nextForwardToken: write(true, last),
        nextBackwardToken: write(false, first),
      },
    };
  },
);

type Window = { readonly group: string; readonly stream: string; readonly from: number; readonly to: number };

const parseToken = (question: unknown, token: string) => {
  const place = readToken(question, token.slice(2), placeInLog);
  return place === undefined || !/^[fb]\//.test(token)
    ? undefined
    : { forward: token.startsWith('f/'), place };
};

const eventsAfter = (
  account: Account,
  { group, stream, from, to }: Window,
  place: PlaceInLog | undefined,
  limit: number,
): readonly SandboxLogEvent[] => {
  const events: SandboxLogEvent[] = [];
  for (const event of account.logs.events(group, Math.max(from, place?.at ?? from), to)) {
    if (event.stream !== stream || (place !== undefined && !isAfter(event, place))) continue;
    if (events.push(event) >= limit) break;
  }
  return events;
};

/** Looks back over a window that doubles until it holds enough, as events can only be read forwards. */
const eventsBefore = (
  account: Account,
  { group, stream, from, to }: Window,
  place: PlaceInLog | undefined,
  limit: number,
): readonly SandboxLogEvent[] => {
  const end = Math.min(to, place?.at ?? to);
  for (let backMs = 60_000; ; backMs *= 2) {
    const start = Math.max(from, end - backMs);
    const events: SandboxLogEvent[] = [];
    for (const event of account.logs.events(group, start, end)) {
      const isBefore =
        place === undefined || (isAfter(event, place) === false && event.eventId !== place.eventId);
      if (event.stream === stream && isBefore) events.push(event);
    }
    if (events.length >= limit || start === from) return events.slice(-limit);
  }
};
