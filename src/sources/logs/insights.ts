/** CloudWatch Logs Insights: one query from its start to its last row, stopped when nobody waits for it any more. */

import type {
  GetQueryResultsRequest,
  GetQueryResultsResponse,
  StartQueryRequest,
  StartQueryResponse,
  StopQueryRequest,
  StopQueryResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Answer, AwsCall } from '../../aws/call.ts';
import { isGroupArn } from '../../aws/log-group.ts';
import { priceOfScan } from '../../aws/price.ts';
import type { Clock } from '../../clock.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { persist } from '../../pacing/persist.ts';
import type { QueryLanguage } from '../../pipeline/queries/query-source.ts';

export type InsightsApi = {
  readonly startQuery: AwsCall<StartQueryRequest, StartQueryResponse>;
  readonly getQueryResults: AwsCall<GetQueryResultsRequest, GetQueryResultsResponse>;
  readonly stopQuery: AwsCall<StopQueryRequest, StopQueryResponse>;
};

export type InsightsQuestion = {
  readonly query: string;
  /** Insights' own where absent. */
  readonly language?: QueryLanguage;
  /** Names, or ARNs for groups of other accounts; up to 50 (rule 10). None where the query names its own: AWS refuses both. */
  readonly groups: readonly string[];
  /** Epoch ms, both inclusive; Insights counts in seconds. */
  readonly from: number;
  readonly to: number;
  /** Rows at most: 10,000 where absent and the query says nothing. */
  readonly limit?: number;
};

/** Columns in the service's order, `@ptr` among them. */
export type InsightsRow = ReadonlyMap<string, string>;

export type InsightsStatistics = {
  readonly bytesScanned: number;
  readonly recordsScanned: number;
  readonly recordsMatched: number;
  readonly dollars: number;
};

export type InsightsEvent =
  /** What there is so far: rows may change until the end. */
  | {
      readonly type: 'running';
      readonly rows: readonly InsightsRow[];
      readonly statistics: InsightsStatistics;
    }
  /** A page of the result; pages follow one another. */
  | { readonly type: 'rows'; readonly rows: readonly InsightsRow[] }
  | { readonly type: 'finished'; readonly statistics: InsightsStatistics }
  | { readonly type: 'failed'; readonly failure: Failure };

const pollMs = 500;
const longestPollMs = 2_000;
/** Rule 11. */
const rowsPerPage = 10_000;

type RunOptions = { readonly api: InsightsApi; readonly clock: Clock; readonly random?: () => number };

/**
 * Runs one query. The last event is `finished` or `failed`, unless the signal aborts or the consumer leaves: then the query
 * is stopped in AWS too.
 */
export async function* runQuery(
  question: InsightsQuestion,
  options: RunOptions,
  signal: AbortSignal,
): AsyncGenerator<InsightsEvent, void, undefined> {
  const { api, clock } = options;
  if (signal.aborted) return;
  // Not cut short by the signal: a query whose id nobody knows cannot be stopped (rule 12).
  const started = await persist(options, signal, () => api.startQuery(toRequest(question)));
  if (!started.ok) {
    if (!signal.aborted) yield { type: 'failed', failure: started.failure };
    return;
  }
  const queryId = started.value.queryId ?? '';
  let isRunning = true;
  try {
    for (let waitMs = pollMs; !signal.aborted; waitMs = Math.min(longestPollMs, waitMs * 1.5)) {
      const answer = await persist(options, signal, () =>
        api.getQueryResults({ queryId, maxItems: rowsPerPage }, signal),
      );
      if (signal.aborted) return;
      if (!answer.ok) {
        yield { type: 'failed', failure: answer.failure };
        return;
      }
      const { status } = answer.value;
      if (status === 'Complete') {
        isRunning = false;
        yield* allPages(queryId, answer.value, options, signal);
        return;
      }
      if (status === 'Failed' || status === 'Cancelled' || status === 'Timeout') {
        isRunning = false;
        yield { type: 'failed', failure: endedBadly(status) };
        return;
      }
      yield { type: 'running', rows: rowsOf(answer.value), statistics: statisticsOf(answer.value) };
      await clock.sleep(waitMs, signal);
    }
  } finally {
    // An error only says that it has ended by itself.
    if (isRunning) await api.stopQuery({ queryId });
  }
}

const namedGroups = (
  groups: readonly string[],
): Pick<StartQueryRequest, 'logGroupIdentifiers' | 'logGroupNames'> => {
  if (groups.length === 0) return {};
  return groups.some(isGroupArn) ? { logGroupIdentifiers: [...groups] } : { logGroupNames: [...groups] };
};

const languages = { cwli: 'CWLI', sql: 'SQL', ppl: 'PPL' } as const;

const toRequest = ({ query, language, groups, from, to, limit }: InsightsQuestion): StartQueryRequest => ({
  queryString: query,
  startTime: Math.floor(from / 1000),
  endTime: Math.ceil(to / 1000),
  ...(language === undefined || language === 'cwli' ? {} : { queryLanguage: languages[language] }),
  ...namedGroups(groups),
  ...(limit === undefined ? {} : { limit }),
});

async function* allPages(
  queryId: string,
  first: GetQueryResultsResponse,
  options: RunOptions,
  signal: AbortSignal,
): AsyncGenerator<InsightsEvent, void, undefined> {
  yield { type: 'rows', rows: rowsOf(first) };
  let nextToken = first.nextToken || undefined;
  while (nextToken !== undefined && !signal.aborted) {
    const input: GetQueryResultsRequest = { queryId, nextToken, maxItems: rowsPerPage };
    const answer: Answer<GetQueryResultsResponse> = await persist(options, signal, () =>
      options.api.getQueryResults(input, signal),
    );
    if (!answer.ok) {
      if (!signal.aborted) yield { type: 'failed', failure: answer.failure };
      return;
    }
    yield { type: 'rows', rows: rowsOf(answer.value) };
    nextToken = answer.value.nextToken || undefined;
  }
  yield { type: 'finished', statistics: statisticsOf(first) };
}

const rowsOf = ({ results = [] }: GetQueryResultsResponse): readonly InsightsRow[] =>
  results.map((fields) => new Map(fields.map(({ field = '', value = '' }) => [field, value])));

const statisticsOf = ({ statistics = {} }: GetQueryResultsResponse): InsightsStatistics => {
  const { bytesScanned = 0, recordsScanned = 0, recordsMatched = 0 } = statistics;
  return { bytesScanned, recordsScanned, recordsMatched, dollars: priceOfScan(bytesScanned) };
};

const endedBadly = (status: 'Failed' | 'Cancelled' | 'Timeout'): Failure => ({
  kind: 'service',
  code: `Query${status}`,
  message: {
    Failed: 'the query failed in CloudWatch Logs',
    Cancelled: 'the query was stopped by somebody else',
    Timeout: 'the query ran for 60 minutes and was ended',
  }[status],
  operation: 'GetQueryResults',
  hint: status === 'Timeout' ? 'Ask for less time or fewer log groups.' : 'Run it again.',
});
