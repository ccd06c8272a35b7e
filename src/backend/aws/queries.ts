/** Logs Insights: a query is estimated first, then run in each Region with each profile, one after the other. */
import type { Clients } from '../../aws/clients.ts';
import { persistent } from '../../aws/persistent.ts';
import { priceOfScan } from '../../aws/price.ts';
import type { Clock } from '../../clock.ts';
import { byOrigin, type Origin } from '../../origin.ts';
import { groupKey, type LogGroup } from '../../pipeline/log-groups.ts';
import { fail, type Result, succeed } from '../../result.ts';
import { runQuery } from '../../sources/logs/insights.ts';
import { estimateScan } from '../../sources/logs/scan-estimate.ts';
import type { QueryRunner } from '../backend.ts';
import {
  noStatistics,
  noSuchGroups,
  type QueryEstimate,
  type QueryEvent,
  type QueryRequest,
  type QueryStatistics,
} from '../query.ts';

export type QueryOptions = {
  readonly clientsFor: (
    origin: Origin,
  ) => Pick<Clients, 'describeLogGroups' | 'startQuery' | 'getQueryResults' | 'stopQuery' | 'getLogRecord'>;
  readonly clock: Clock;
};

const estimate = async (
  { groups, from, to, origins }: QueryRequest,
  { clientsFor, clock }: QueryOptions,
  signal: AbortSignal,
): Promise<Result<QueryEstimate>> => {
  if (groups.length === 0 && origins !== undefined) {
    return succeed({ bytes: undefined, dollars: 0, there: [], missing: [] });
  }
  let bytes = 0;
  const missing: string[] = [];
  for (const { origin, things } of byOrigin(groups)) {
    const describeLogGroups = persistent(clientsFor(origin).describeLogGroups, clock);
    const names = things.map(({ group }) => group);
    const answer = await estimateScan(describeLogGroups, names, { from, to, now: clock.now() }, signal);
    if (!answer.ok) return fail(answer.failure);
    bytes += answer.value.bytes;
    missing.push(...answer.value.missing.map((group) => groupKey({ ...origin, group })));
  }
  const gone = new Set(missing);
  const there = groups.filter((one) => !gone.has(groupKey(one)));
  if (there.length === 0) return fail(noSuchGroups(missing));
  return succeed({ bytes, dollars: priceOfScan(bytes), there, missing });
};

const added = (a: QueryStatistics, b: QueryStatistics): QueryStatistics => ({
  bytesScanned: a.bytesScanned + b.bytesScanned,
  recordsScanned: a.recordsScanned + b.recordsScanned,
  recordsMatched: a.recordsMatched + b.recordsMatched,
  dollars: a.dollars + b.dollars,
});

async function* run(
  { groups, query, language, from, to, limit, origins = [] }: QueryRequest,
  { clientsFor, clock }: QueryOptions,
  signal: AbortSignal,
): AsyncGenerator<QueryEvent, void, undefined> {
  let total = noStatistics;
  let last: Origin = { region: '' };
  const places =
    groups.length > 0
      ? byOrigin(groups)
      : origins.map((origin) => ({ origin, things: [] as readonly LogGroup[] }));
  for (const { origin, things } of places) {
    const before = total;
    const names = things.map(({ group }) => group);
    const request = {
      query,
      groups: names,
      from,
      to,
      ...(language === undefined ? {} : { language }),
      ...(limit === undefined ? {} : { limit }),
    };
    for await (const event of runQuery(request, { api: clientsFor(origin), clock }, signal)) {
      switch (event.type) {
        case 'finished':
          total = added(before, event.statistics);
          break;
        case 'running':
          yield { ...event, origin, statistics: added(before, event.statistics) };
          break;
        case 'rows':
          yield { ...event, origin };
          break;
        case 'failed':
          yield { ...event, origin };
          return;
      }
    }
    if (signal.aborted) return;
    last = origin;
  }
  yield { type: 'finished', origin: last, statistics: total };
}

export const awsQueries = (options: QueryOptions): QueryRunner => ({
  estimate: (request, signal) => estimate(request, options, signal),
  run: (request, signal) => run(request, options, signal),
  record: async (logRecordPointer, origin, signal) => {
    const getLogRecord = persistent(options.clientsFor(origin).getLogRecord, options.clock);
    const answer = await getLogRecord({ logRecordPointer }, signal);
    return answer.ok ? succeed(new Map(Object.entries(answer.value.logRecord ?? {}))) : answer;
  },
});
