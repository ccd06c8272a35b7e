/** All lines of a group in a window that match a pattern, by FilterLogEvents: it is not billed by what it reads. */
import type { Clients } from '../../aws/clients.ts';
import { groupInput } from '../../aws/log-group.ts';
import type { Clock } from '../../clock.ts';
import type { LogEvent } from '../../observation/logs.ts';
import { type Origin, originOf } from '../../origin.ts';
import { persist } from '../../pacing/persist.ts';
import { type Result, succeed } from '../../result.ts';
import type { LogSearch } from '../backend.ts';

type Options = {
  readonly clientsFor: (origin: Origin) => Pick<Clients, 'filterLogEvents'>;
  readonly clock: Clock;
};

const mostPages = 20;

/** Fails where no page can be read; later pages that cannot be are left out. */
export const searchLogs = async (
  { group: of, stream, filter, from, to }: LogSearch,
  { clientsFor, clock }: Options,
  signal: AbortSignal,
): Promise<Result<readonly LogEvent[]>> => {
  const { filterLogEvents } = clientsFor(of);
  const input = {
    ...groupInput(of.group),
    ...(stream === undefined ? {} : { logStreamNames: [stream] }),
    filterPattern: filter,
    startTime: from,
    endTime: to,
  };
  const found: LogEvent[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < mostPages && !signal.aborted; page += 1) {
    const token = nextToken === undefined ? {} : { nextToken };
    const answer = await persist({ clock }, signal, () => filterLogEvents({ ...input, ...token }, signal));
    if (!answer.ok) return page === 0 ? answer : succeed(found);
    for (const event of answer.value.events ?? []) {
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
        eventId: event.eventId ?? '',
        late: false,
      });
    }
    nextToken = answer.value.nextToken || undefined;
    if (nextToken === undefined) break;
  }
  return succeed(found);
};
