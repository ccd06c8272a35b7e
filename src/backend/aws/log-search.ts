/** All lines of a group in a window that match a pattern, by FilterLogEvents: it is not billed by what it reads. */
import type { Clients } from '../../aws/clients.ts';
import { groupInput } from '../../aws/log-group.ts';
import type { Clock } from '../../clock.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { LogEvent } from '../../observation/logs.ts';
import { type Origin, originOf } from '../../origin.ts';
import { persist } from '../../pacing/persist.ts';
import { type Result, succeed } from '../../result.ts';
import { createEventIds } from '../../sources/logs/event-ids.ts';
import type { FoundLines, LogSearch } from '../backend.ts';

type Options = {
  readonly clientsFor: (origin: Origin) => Pick<Clients, 'filterLogEvents'>;
  readonly clock: Clock;
};

const usualPages = 20;

const tooMany = (of: LogSearch['group'], mostPages: number): Failure => ({
  kind: 'service',
  code: 'TooManyLines',
  message: `more lines match than are read of one search (${mostPages} pages)`,
  operation: 'FilterLogEvents',
  ...originOf(of),
  hint: 'Ask for a shorter time.',
});

/** Fails where no page can be read; where a later one cannot be, or there are too many, what was found says so. */
export const searchLogs = async (
  { group: of, stream, filter, from, to, mostPages = usualPages }: LogSearch,
  { clientsFor, clock }: Options,
  signal: AbortSignal,
): Promise<Result<FoundLines>> => {
  const { filterLogEvents } = clientsFor(of);
  const input = {
    ...groupInput(of.group),
    ...(stream === undefined ? {} : { logStreamNames: [stream] }),
    filterPattern: filter,
    startTime: from,
    endTime: to,
  };
  const found: LogEvent[] = [];
  const ids = createEventIds('once');
  let nextToken: string | undefined;
  for (let page = 0; page < mostPages && !signal.aborted; page += 1) {
    const token = nextToken === undefined ? {} : { nextToken };
    const answer = await persist({ clock }, signal, () => filterLogEvents({ ...input, ...token }, signal));
    if (!answer.ok) return page === 0 ? answer : succeed({ lines: found, missing: answer.failure });
    for (const event of ids.named(answer.value.events).events) {
      const { timestamp, ingestionTime = timestamp, message } = event;
      if (timestamp === undefined || ingestionTime === undefined || message === undefined) continue;
      found.push({
        type: 'log',
        ...originOf(of),
        group: of.group,
        stream: event.logStreamName ?? stream ?? '',
        at: timestamp,
        ingestedAt: ingestionTime,
        message,
        eventId: event.eventId,
        late: false,
      });
    }
    nextToken = answer.value.nextToken || undefined;
    if (nextToken === undefined) return succeed({ lines: found });
  }
  return succeed({ lines: found, missing: tooMany(of, mostPages) });
};
