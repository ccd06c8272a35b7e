import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Account, SandboxLogEvent, SandboxLogGroup } from '../../account.ts';
import { parseLogPattern } from '../../log-pattern/pattern.ts';
import { streamOperation } from '../operation.ts';
import { eventMessage, exceptionMessage } from '../protocol/event-stream.ts';
import { refuse } from '../service-error.ts';
import { list, text } from '../shape.ts';
import { groupIdentifier, invalid, plainArn, refusedClass, streamName } from './log-shapes.ts';

const mostGroups = 10;
const updateMs = 1000;
/** An update holds no more events; what is over that is sampled away. */
const mostEvents = 500;
/** Events that reach the log later than this after they happened are not looked for. */
const latestDeliveryMs = 90_000;

export const startLiveTail = streamOperation(
  z.object({
    logGroupIdentifiers: list(groupIdentifier(), { min: 1, max: mostGroups }),
    logStreamNames: list(streamName(), { min: 1, max: 100 }).optional(),
    logStreamNamePrefixes: list(streamName(), { min: 1, max: 100 }).optional(),
    logEventFilterPattern: text({ max: 1024 }).optional(),
  }),
  (input, { account, faults, now }) => {
    if (faults.denyLiveTail) {
      return refuse(
        'AccessDeniedException',
        `User: arn:aws:sts::${account.accountId}:assumed-role/on-call/session is not authorized to perform: logs:StartLiveTail`,
      );
    }
    const { logStreamNames, logStreamNamePrefixes } = input;
    const narrows = logStreamNames !== undefined || logStreamNamePrefixes !== undefined;
    if (logStreamNames !== undefined && logStreamNamePrefixes !== undefined) {
      return invalid('logStreamNames and logStreamNamePrefixes cannot be specified at the same time.');
    }
    if (narrows && input.logGroupIdentifiers.length > 1) {
      return invalid('Log stream names and prefixes can be specified only with one log group.');
    }
    const groups: SandboxLogGroup[] = [];
    for (const identifier of input.logGroupIdentifiers) {
      if (!/^arn:[^:]+:logs:[^:]+:\d{12}:log-group:[^:*]+$/.test(identifier)) {
        return invalid(`The log group identifier ${identifier} is not an ARN without an asterisk.`);
      }
      const group = account.logs.groups().find((each) => plainArn(each) === identifier);
      if (group === undefined) {
        return refuse('ResourceNotFoundException', `The log group ${identifier} does not exist.`);
      }
      const refused = refusedClass(group, 'StartLiveTail');
      if (refused !== undefined) return refused;
      groups.push(group);
    }
    const pattern = parseLogPattern(input.logEventFilterPattern ?? '');
    if ('error' in pattern) return invalid(pattern.error);
    const isWanted = (event: SandboxLogEvent): boolean =>
      (logStreamNames?.includes(event.stream) ?? true) &&
      (logStreamNamePrefixes?.some((prefix) => event.stream.startsWith(prefix)) ?? true) &&
      pattern.matches(event.message);

    return {
      async *stream({ clock, signal }) {
        yield eventMessage('initial-response', {});
        yield eventMessage('sessionStart', {
          ...input,
          requestId: randomUUID(),
          sessionId: randomUUID(),
          logEventFilterPattern: input.logEventFilterPattern ?? '',
        });
        const endsAt = clock.now() + faults.liveTailLifeMs;
        let since = now;
        while (!signal.aborted && clock.now() < endsAt) {
          await clock.sleep(Math.min(updateMs, endsAt - clock.now()), signal);
          if (signal.aborted) return;
          const until = account.advance();
          const arrived = arrivedIn(account, groups, since, until, isWanted);
          const results = sample(arrived, mostEvents);
          yield eventMessage('sessionUpdate', {
            sessionMetadata: { sampled: results.length < arrived.length },
            sessionResults: results,
          });
          since = until;
        }
        if (signal.aborted) return;
        yield exceptionMessage({
          code: 'SessionTimeoutException',
          message: 'The Live Tail session has timed out.',
          status: 400,
        });
      },
    };
  },
);

/** What was ingested in `(since, until]`, in order of ingestion. */
const arrivedIn = (
  account: Account,
  groups: readonly SandboxLogGroup[],
  since: number,
  until: number,
  isWanted: (event: SandboxLogEvent) => boolean,
) => {
  const arrived = [];
  for (const group of groups) {
    for (const event of account.logs.events(group.name, since - latestDeliveryMs, until)) {
      // What came in while this was looked at belongs to the next update.
      if (event.ingestedAt <= since || event.ingestedAt > until || !isWanted(event)) continue;
      arrived.push({
        logStreamName: event.stream,
        logGroupIdentifier: plainArn(group).replace(/^arn:[^:]+:logs:[^:]+:(\d+):log-group:/, '$1:'),
        message: event.message,
        timestamp: event.at,
        ingestionTime: event.ingestedAt,
      });
    }
  }
  return arrived.sort((a, b) => a.ingestionTime - b.ingestionTime);
};

/** At most `most` of the entries, evenly spread over them. */
const sample = <Entry>(entries: readonly Entry[], most: number): readonly Entry[] => {
  if (entries.length <= most) return entries;
  const step = entries.length / most;
  return Array.from({ length: most }, (_, nth) => entries[Math.floor(nth * step)]).filter(
    (entry) => entry !== undefined,
  );
};
