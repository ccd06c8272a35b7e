/** One question to Insights from the command line: estimated, allowed, then run in each Region with each profile. */

import { createInterface } from 'node:readline/promises';
import { priceOfScan } from '../aws/price.ts';
import { formatDollars, formatUnit } from '../format.ts';
import type { Failure } from '../observation.ts';
import { byOrigin } from '../origin.ts';
import { groupKey, type LogGroup } from '../pipeline/log-groups.ts';
import { type InsightsEvent, type InsightsStatistics, runQuery } from '../sources/logs/insights.ts';
import { estimateScan } from '../sources/logs/scan-estimate.ts';
import { fail, type Result, type Runtime, succeed, usageFailure } from './runtime.ts';
import type { Session } from './session.ts';

export type Question = {
  readonly query: string;
  readonly groups: readonly LogGroup[];
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  /** More than this is not scanned unasked. */
  readonly maxScanBytes: number;
  /** A group that is not there ends it; else it is said and left out. */
  readonly isStrict: boolean;
};

export type Asker = {
  readonly session: Pick<Session, 'clientsFor' | 'clock'>;
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

const scanText = (bytes: number): string =>
  `${formatUnit(Math.round(bytes), 'bytes')} (${formatDollars(priceOfScan(bytes))})`;

type Estimate = { readonly bytes: number; readonly missing: readonly string[] };

const estimateAll = async (
  { groups, from, to }: Question,
  { session }: Asker,
  signal: AbortSignal,
): Promise<Result<Estimate>> => {
  let bytes = 0;
  const missing: string[] = [];
  for (const { origin, things } of byOrigin(groups)) {
    const { describeLogGroups } = session.clientsFor(origin);
    const answer = await estimateScan(
      describeLogGroups,
      things.map(({ group }) => group),
      { from, to, now: session.clock.now() },
      signal,
    );
    if (!answer.ok) return fail(answer.failure);
    bytes += answer.value.bytes;
    missing.push(...answer.value.missing.map((group) => groupKey({ ...origin, group })));
  }
  return succeed({ bytes, missing });
};

const confirm = async (asked: string, { runtime }: Asker, signal: AbortSignal): Promise<boolean> => {
  const terminal = createInterface({ input: runtime.stdin, output: runtime.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${asked} [y/N] `, { signal })).trim());
  } catch {
    // Interrupted.
    return false;
  } finally {
    terminal.close();
  }
};

/** Why it may not run; undefined where it may. */
const refusal = async (
  { bytes }: Estimate,
  { maxScanBytes }: Question,
  asker: Asker,
  signal: AbortSignal,
): Promise<Failure | undefined> => {
  if (bytes <= maxScanBytes) return undefined;
  const much = `about ${scanText(bytes)} would be scanned, more than --max-scan ${formatUnit(maxScanBytes, 'bytes')}`;
  if (asker.interactive && (await confirm(`${much}. Run it?`, asker, signal))) return undefined;
  const hint = 'Shorten --since, name fewer groups, or raise --max-scan';
  return usageFailure('ScanTooLarge', much, hint);
};

const noStatistics: InsightsStatistics = {
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

/**
 * Estimates, asks where it is much, and runs the query, origin after origin. Ends with one `finished` or `failed`, unless
 * the signal aborts: then the query is stopped in AWS too.
 */
export async function* askInsights(
  question: Question,
  asker: Asker,
  signal: AbortSignal,
): AsyncGenerator<InsightsEvent, void, undefined> {
  const estimate = await estimateAll(question, asker, signal);
  if (signal.aborted) return;
  const { groups, isStrict } = question;
  const missing = new Set(estimate.ok ? estimate.value.missing : []);
  const there = groups.filter((one) => !missing.has(groupKey(one)));
  const failure = !estimate.ok
    ? estimate.failure
    : missing.size > 0 && (isStrict || there.length === 0)
      ? noSuchGroups([...missing])
      : await refusal(estimate.value, question, asker, signal);
  if (signal.aborted) return;
  if (failure !== undefined || !estimate.ok) {
    if (failure !== undefined) yield { type: 'failed', failure };
    return;
  }
  if (missing.size > 0) asker.say(`left out, no such log group: ${[...missing].join(', ')}`);
  asker.say(
    `scanning about ${scanText(estimate.value.bytes)} of ${there.length} log group${there.length === 1 ? '' : 's'}`,
  );
  let total = noStatistics;
  // A query runs in one Region, with one profile.
  for (const { origin, things } of byOrigin(there)) {
    const before = total;
    const names = things.map(({ group }) => group);
    const asked = { query: question.query, groups: names, from: question.from, to: question.to };
    const options = { api: asker.session.clientsFor(origin), clock: asker.session.clock };
    for await (const event of runQuery(asked, options, signal)) {
      if (event.type === 'finished') {
        total = added(before, event.statistics);
        continue;
      }
      yield event.type === 'running' ? { ...event, statistics: added(before, event.statistics) } : event;
      if (event.type === 'failed') return;
    }
    if (signal.aborted) return;
  }
  yield { type: 'finished', statistics: total };
}

const noSuchGroups = (names: readonly string[]): Failure => ({
  kind: 'not-found',
  code: 'ResourceNotFoundException',
  message: `no such log group: ${names.join(', ')}`,
  operation: 'DescribeLogGroups',
  hint: 'Check the name, the Region and the account',
});

/** `rows so far 120, 4.2 MB ($0) scanned`: what a query that runs tells. */
export const progressText = (rows: number, { bytesScanned }: InsightsStatistics): string =>
  `rows so far ${rows}, ${scanText(bytesScanned)} scanned`;
