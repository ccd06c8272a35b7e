/** The newest lines of several log groups together. */
import type { Clients } from '../../aws/clients.ts';
import type { Clock } from '../../clock.ts';
import type { Origin } from '../../origin.ts';
import { newestEvents } from '../../sources/logs/newest-lines.ts';
import type { NewestLogs, NewestLogsRequest } from '../backend.ts';

type Options = {
  readonly clientsFor: (origin: Origin) => Pick<Clients, 'filterLogEvents'>;
  readonly clock: Clock;
};

/** Of a group that cannot be read following tells: it asks the same. */
export const newestLogs = async (
  { groups, ...request }: NewestLogsRequest,
  { clientsFor, clock }: Options,
  signal: AbortSignal,
): Promise<NewestLogs> => {
  const answers = await Promise.all(
    groups.map((of) => {
      const { filterLogEvents } = clientsFor(of);
      return newestEvents({ ...request, group: of.group }, { filterLogEvents, clock }, signal);
    }),
  );
  const newest = answers
    .flatMap((answer) => (answer.ok ? answer.value : []))
    .sort((a, b) => b.at - a.at)
    .slice(0, request.last);
  const since = newest.at(-1)?.at ?? clock.now();
  return { since, first: new Set(newest.filter(({ at }) => at === since).map(({ eventId }) => eventId)) };
};
