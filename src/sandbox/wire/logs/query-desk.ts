import { randomUUID } from 'node:crypto';
import type { Account } from '../../account.ts';
import type { Query } from '../../insights/query.ts';
import { type ResultRow, startRun } from '../../insights/run.ts';
import { makePointer } from './log-pointer.ts';
import { isAfter, type PlaceInLog, placeOf } from './log-shapes.ts';

/**
 * Insights queries under way. A query gets on each time it is asked about, by so many events, twice as many each time:
 * what is seen of it is the same in a test and on a slow machine. The first answer is always of a query that still runs.
 */

const eventsInFirstPoll = 20_000;
const mostEventsAPoll = 160_000;
const longestMs = 60 * 60_000;
const mostRunning = 100;
const mostKept = 1000;

export type QuerySpec = {
  readonly account: Account;
  readonly query: Query;
  readonly groups: readonly string[];
  /** Epoch milliseconds, both inclusive. */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly startedAt: number;
};

export type QueryState = {
  readonly status: 'Running' | 'Complete' | 'Cancelled' | 'Timeout';
  readonly results: readonly ResultRow[];
  readonly recordsMatched: number;
  readonly recordsScanned: number;
  readonly bytesScanned: number;
  readonly groupsScanned: number;
};

export type QueryDesk = {
  /** The id of the query; undefined where too many run. */
  readonly start: (spec: QuerySpec) => string | undefined;
  /** Moves the query on and tells how it stands; undefined where there is no such query. */
  readonly poll: (id: string, now: number) => QueryState | undefined;
  readonly stop: (id: string) => 'stopped' | 'ended' | 'unknown';
};

type Ticket = {
  readonly poll: (now: number) => QueryState;
  readonly stop: () => 'stopped' | 'ended';
  readonly isRunning: () => boolean;
};

export const createQueryDesk = (): QueryDesk => {
  const tickets = new Map<string, Ticket>();
  return {
    start: (spec) => {
      if ([...tickets.values()].filter((ticket) => ticket.isRunning()).length >= mostRunning)
        return undefined;
      const [oldest] = tickets.keys();
      if (tickets.size >= mostKept && oldest !== undefined) tickets.delete(oldest);
      const id = randomUUID();
      tickets.set(id, openTicket(spec));
      return id;
    },
    poll: (id, now) => tickets.get(id)?.poll(now),
    stop: (id) => tickets.get(id)?.stop() ?? 'unknown',
  };
};

const openTicket = (spec: QuerySpec): Ticket => {
  const { account, groups, from, to } = spec;
  const run = startRun(spec.query, spec.limit);
  let status: QueryState['status'] = 'Running';
  let group = 0;
  let place: PlaceInLog | undefined;
  let recordsScanned = 0;
  let bytesScanned = 0;
  let polls = 0;
  let last: readonly ResultRow[] | undefined;

  const scan = (most: number): void => {
    let left = most;
    for (; group < groups.length; group++, place = undefined) {
      const name = groups[group] ?? '';
      for (const event of account.logs.events(name, place?.at ?? from, to)) {
        if (place !== undefined && !isAfter(event, place)) continue;
        if (left-- <= 0) return;
        place = placeOf(event);
        recordsScanned++;
        bytesScanned += Buffer.byteLength(event.message);
        run.add({
          event,
          group: name,
          accountId: account.accountId,
          pointer: () => makePointer(name, event),
        });
      }
    }
  };

  return {
    poll: (now) => {
      if (status === 'Running') {
        if (now - spec.startedAt > longestMs) status = 'Timeout';
        else scan(Math.min(eventsInFirstPoll * 2 ** polls, mostEventsAPoll));
        if (status === 'Running' && polls > 0 && group >= groups.length) status = 'Complete';
        polls++;
        last = undefined;
      }
      last ??= run.results();
      return {
        status,
        results: last,
        recordsMatched: run.matched(),
        recordsScanned,
        bytesScanned,
        groupsScanned: Math.min(group + 1, groups.length),
      };
    },
    stop: () => {
      if (status !== 'Running') return 'ended';
      status = 'Cancelled';
      return 'stopped';
    },
    isRunning: () => status === 'Running',
  };
};
