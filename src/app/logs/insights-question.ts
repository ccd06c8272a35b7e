/** One question to Insights, whoever asks it: estimated first, then run in each Region with each profile. */
import type { Failure } from '../../observation/health-of-sources.ts';
import { byOrigin, type Origin } from '../../origin.ts';
import { groupKey, type LogGroup } from '../../pipeline/log-groups.ts';
import { fail, type Result, succeed } from '../../result.ts';
import { type InsightsEvent, type InsightsStatistics, runQuery } from '../../sources/logs/insights.ts';
import { estimateScan } from '../../sources/logs/scan-estimate.ts';
import type { Session } from '../shared/session.ts';

export type Question = {
  readonly query: string;
  readonly groups: readonly LogGroup[];
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  /** Rows at most; AWS's own 10,000 where absent. */
  readonly limit?: number | undefined;
};

/** Whom it is asked: the clients of each origin, and the account's clock. */
export type AskedOf = Pick<Session, 'clientsFor' | 'clock'>;

export type Estimate = {
  readonly bytes: number;
  /** The log groups that are there. */
  readonly there: readonly LogGroup[];
  /** Names of those that are not, with their origins. */
  readonly missing: readonly string[];
};

/** What it will read; fails where AWS does not tell, or where none of the groups is there. */
export const estimateQuestion = async (
  { groups, from, to }: Question,
  { clientsFor, clock }: AskedOf,
  signal: AbortSignal,
): Promise<Result<Estimate>> => {
  let bytes = 0;
  const missing: string[] = [];
  for (const { origin, things } of byOrigin(groups)) {
    const { describeLogGroups } = clientsFor(origin);
    const names = things.map(({ group }) => group);
    const answer = await estimateScan(describeLogGroups, names, { from, to, now: clock.now() }, signal);
    if (!answer.ok) return fail(answer.failure);
    bytes += answer.value.bytes;
    missing.push(...answer.value.missing.map((group) => groupKey({ ...origin, group })));
  }
  const gone = new Set(missing);
  const there = groups.filter((one) => !gone.has(groupKey(one)));
  return there.length === 0 ? fail(noSuchGroups(missing)) : succeed({ bytes, there, missing });
};

export const noSuchGroups = (names: readonly string[]): Failure => ({
  kind: 'not-found',
  code: 'ResourceNotFoundException',
  message: `no such log group: ${names.join(', ')}`,
  operation: 'DescribeLogGroups',
  hint: 'Check the name, the Region and the account',
});

export const noStatistics: InsightsStatistics = {
  bytesScanned: 0,
  recordsScanned: 0,
  recordsMatched: 0,
  dollars: 0,
};

const added = (a: InsightsStatistics, b: InsightsStatistics): InsightsStatistics => ({
  bytesScanned: a.bytesScanned + b.bytesScanned,
  recordsScanned: a.recordsScanned + b.recordsScanned,
  recordsMatched: a.recordsMatched + b.recordsMatched,
  dollars: a.dollars + b.dollars,
});

/** An event of the query at one origin; its statistics are those of all so far. */
export type QuestionEvent = InsightsEvent & { readonly origin: Origin };

/**
 * Runs the query, origin after origin: a query runs in one Region, with one profile. Ends with one `finished` or `failed`,
 * unless the signal aborts or the consumer leaves: then the query is stopped in AWS too.
 */
export async function* runQuestion(
  { groups, query, from, to, limit }: Question,
  { clientsFor, clock }: AskedOf,
  signal: AbortSignal,
): AsyncGenerator<QuestionEvent, void, undefined> {
  let total = noStatistics;
  let last: Origin = { region: '' };
  for (const { origin, things } of byOrigin(groups)) {
    const before = total;
    const names = things.map(({ group }) => group);
    const asked = { query, groups: names, from, to, ...(limit === undefined ? {} : { limit }) };
    for await (const event of runQuery(asked, { api: clientsFor(origin), clock }, signal)) {
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
