/** Queries of Logs Insights as the port has them: asked once, of every Region and profile that the groups are in. */
import type { Failure } from '../observation/health-of-sources.ts';
import type { Origin } from '../origin.ts';
import type { LogGroup } from '../pipeline/log-groups.ts';
import type { QueryLanguage } from '../pipeline/queries/query-source.ts';
import type { InsightsRow, InsightsStatistics } from '../sources/logs/insights.ts';

/** Columns in the service's order, `@ptr` among them. */
export type QueryRow = InsightsRow;

export type QueryStatistics = InsightsStatistics;

export const noStatistics: QueryStatistics = {
  bytesScanned: 0,
  recordsScanned: 0,
  recordsMatched: 0,
  dollars: 0,
};

export type QueryRequest = {
  readonly query: string;
  /** None where the query names them itself. */
  readonly groups: readonly LogGroup[];
  /** Where such a query is asked. */
  readonly origins?: readonly Origin[];
  /** Insights' own where absent. */
  readonly language?: QueryLanguage;
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  /** Rows at most; AWS's own 10,000 where absent. */
  readonly limit?: number | undefined;
};

/** What a query will read. */
export type QueryEstimate = {
  /** Undefined where nobody can tell: the query names its log groups itself. */
  readonly bytes: number | undefined;
  readonly dollars: number;
  /** The log groups that are there. */
  readonly there: readonly LogGroup[];
  /** Names of those that are not, with their origins. */
  readonly missing: readonly string[];
};

/** An event of the query at one origin; its statistics are those of all so far. */
export type QueryEvent = { readonly origin: Origin } & (
  | {
      /** What there is so far: rows may change until the end. */
      readonly type: 'running';
      readonly rows: readonly QueryRow[];
      readonly statistics: QueryStatistics;
    }
  /** A page of the result; pages follow one another. */
  | { readonly type: 'rows'; readonly rows: readonly QueryRow[] }
  | { readonly type: 'finished'; readonly statistics: QueryStatistics }
  | { readonly type: 'failed'; readonly failure: Failure }
);

/** The failure of a query none of whose groups exists. */
export const noSuchGroups = (names: readonly string[]): Failure => ({
  kind: 'not-found',
  code: 'ResourceNotFoundException',
  message: `no such log group: ${names.join(', ')}`,
  operation: 'DescribeLogGroups',
  hint: 'Check the name, the Region and the account',
});
