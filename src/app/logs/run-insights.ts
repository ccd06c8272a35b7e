/** One question to Insights from the command line: estimated, allowed, then run. */
import { createInterface } from 'node:readline/promises';
import { priceOfScan } from '../../aws/price.ts';
import type { Backend } from '../../backend/backend.ts';
import {
  noSuchGroups,
  type QueryEstimate,
  type QueryEvent,
  type QueryRequest,
  type QueryStatistics,
} from '../../backend/query.ts';
import { formatUnit } from '../../format.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { scanText } from '../../output/scan-text.ts';
import { usageFailure } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';

/** A question, and what it may do unasked. */
export type BoundedQuery = QueryRequest & {
  /** More than this is not scanned unasked. */
  readonly maxScanBytes: number;
  /** A group that is not there ends it; else it is said and left out. */
  readonly isStrict: boolean;
};

export type QueryContext = {
  readonly backend: Backend;
  readonly runtime: Pick<Runtime, 'stdin' | 'stderr'>;
  /** Somebody is there to be asked. */
  readonly interactive: boolean;
  readonly say: (line: string) => void;
};

const units: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** Bytes of `5GB`, `500MB`, `1.5 TB`, `1000`; undefined for anything else. */
export const parseBytes = (text: string): number | undefined => {
  const [, amount, unit = ''] = /^(\d{1,15}(?:\.\d{1,6})?)\s?([kmgt]?)i?b?$/i.exec(text.trim()) ?? [];
  const factor = units[unit.toLowerCase()];
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
};

export const notASize = (text: string | undefined): Failure =>
  usageFailure('BadUsage', `--max-scan "${text}" is no size`, 'Use 500MB, 5GB, 1TB');

const confirm = async (asked: string, { runtime }: QueryContext, signal: AbortSignal): Promise<boolean> => {
  // The terminal itself echoes and edits; only what is asked is printed.
  runtime.stderr.write(`${asked} [y/N] `);
  const terminal = createInterface({ input: runtime.stdin });
  try {
    return /^y(es)?$/i.test((await terminal.question('', { signal })).trim());
  } catch {
    // Interrupted.
    return false;
  } finally {
    terminal.close();
  }
};

/** Why it may not run; undefined where it may. */
const refusal = async (
  { bytes }: QueryEstimate,
  { maxScanBytes }: BoundedQuery,
  queryContext: QueryContext,
  signal: AbortSignal,
): Promise<Failure | undefined> => {
  if (bytes === undefined || bytes <= maxScanBytes) return undefined;
  const much = `about ${scanText(bytes, priceOfScan(bytes))} would be scanned, more than --max-scan ${formatUnit(maxScanBytes, 'bytes')}`;
  if (queryContext.interactive && (await confirm(`${much}. Run it?`, queryContext, signal))) return undefined;
  const hint = 'Shorten --since, name fewer groups, or raise --max-scan';
  return usageFailure('ScanTooLarge', much, hint);
};

/** A query that could not be estimated is stopped, in AWS too, once it has scanned more than it may. */
async function* stoppedAt(
  events: AsyncIterable<QueryEvent>,
  { maxScanBytes }: BoundedQuery,
): AsyncGenerator<QueryEvent, void, undefined> {
  for await (const event of events) {
    if (event.type !== 'running' || event.statistics.bytesScanned <= maxScanBytes) {
      yield event;
      continue;
    }
    const { bytesScanned, dollars } = event.statistics;
    const much = `stopped: ${scanText(bytesScanned, dollars)} was scanned, more than --max-scan ${formatUnit(maxScanBytes, 'bytes')}`;
    const hint = 'Name fewer log groups in the query, shorten --since, or raise --max-scan';
    yield { type: 'failed', origin: event.origin, failure: usageFailure('ScanTooLarge', much, hint) };
    return;
  }
}

/**
 * Estimates, asks where it is much, and runs the query, origin after origin. Ends with one `finished` or `failed`, unless
 * the signal aborts: then the query is stopped in AWS too.
 */
export async function* runInsights(
  question: BoundedQuery,
  queryContext: QueryContext,
  signal: AbortSignal,
): AsyncGenerator<QueryEvent, void, undefined> {
  const [{ region = '' } = {}] = question.groups;
  const failed = (failure: Failure): QueryEvent => ({ type: 'failed', failure, origin: { region } });
  const { query: runner, absent } = queryContext.backend;
  if (runner === undefined) {
    yield failed(usageFailure('NoQueries', absent, 'Use AWS, or --sandbox'));
    return;
  }
  const estimate = await runner.estimate(question, signal);
  if (signal.aborted) return;
  if (!estimate.ok) {
    yield failed(estimate.failure);
    return;
  }
  const { bytes, there, missing } = estimate.value;
  const failure =
    missing.length > 0 && question.isStrict
      ? noSuchGroups(missing)
      : await refusal(estimate.value, question, queryContext, signal);
  if (signal.aborted) return;
  if (failure !== undefined) {
    yield failed(failure);
    return;
  }
  if (missing.length > 0) queryContext.say(`left out, no such log group: ${missing.join(', ')}`);
  if (bytes === undefined) {
    queryContext.say('how much it scans nobody knows before: the query names its log groups itself');
    yield* stoppedAt(runner.run({ ...question, groups: there }, signal), question);
    return;
  }
  queryContext.say(
    `scanning about ${scanText(bytes, priceOfScan(bytes))} of ${there.length} log group${there.length === 1 ? '' : 's'}`,
  );
  yield* runner.run({ ...question, groups: there }, signal);
}

/** `rows so far 120, 4.2 MB ($0) scanned`: what a query that runs tells. */
export const progressText = (rows: number, { bytesScanned, dollars }: QueryStatistics): string =>
  `rows so far ${rows}, ${scanText(bytesScanned, dollars)} scanned`;
