/** What an order's trace is made of, asked of AWS: lines, the rest of their invocations, changes, alarms. */

import { z } from 'zod';
import type { AlarmSeen, Failure, ItemChange } from '../observation.ts';
import { type Origin, originName } from '../origin.ts';
import type { Pipeline } from '../pipeline/stage.ts';
import { alarmsSource } from '../sources/alarms/alarms-source.ts';
import { orderQuery } from '../sources/logs/built-in-queries.ts';
import type { InsightsRow, InsightsStatistics } from '../sources/logs/insights.ts';
import { mergeSources } from '../sources/merge.ts';
import { persist } from '../sources/scheduler.ts';
import { invocationsIn, type TraceLine } from '../trace/order-events.ts';
import { isChangeOf, namesOrder } from '../trace/order-id.ts';
import { tablesOf } from './dashboard-sources.ts';
import { type Asker, askInsights, progressText, type Question } from './logs-ask.ts';
import { fail, type Result, succeed } from './runtime.ts';
import type { Session } from './session.ts';
import { openTails } from './tails.ts';

/** Insights' own way of writing a time, in UTC. */
const insightsTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/)
  .transform((text) => Date.parse(`${text.replace(' ', 'T')}Z`));

const lineOf = (row: InsightsRow): TraceLine | undefined => {
  const at = insightsTime.safeParse(row.get('@timestamp'));
  const group = row.get('@log')?.replace(/^\d+:/, '');
  const message = row.get('@message');
  if (!at.success || group === undefined || message === undefined) return undefined;
  return { group, stream: row.get('@logStream') ?? '', at: at.data, message };
};

export type FoundLines = { readonly lines: readonly TraceLine[]; readonly statistics: InsightsStatistics };

/** Every line of these groups that names the order, by one query in each Region with each profile. */
export const linesOfOrder = async (
  orderId: string,
  question: Omit<Question, 'query'>,
  asker: Asker,
  signal: AbortSignal,
): Promise<Result<FoundLines>> => {
  const isNamed = namesOrder(orderId);
  const lines: TraceLine[] = [];
  let statistics: InsightsStatistics = { bytesScanned: 0, recordsScanned: 0, recordsMatched: 0, dollars: 0 };
  let said = '';
  const asked = { ...question, query: orderQuery(orderId).query };
  for await (const event of askInsights(asked, asker, signal)) {
    switch (event.type) {
      case 'running': {
        const text = progressText(event.rows.length, event.statistics);
        if (text !== said) asker.say(text);
        said = text;
        break;
      }
      case 'rows':
        lines.push(...event.rows.flatMap((row) => lineOf(row) ?? []).filter((line) => isNamed(line.message)));
        break;
      case 'failed':
        return fail(event.failure);
      case 'finished':
        statistics = event.statistics;
    }
  }
  return succeed({ lines, statistics });
};

/** Lambda runs 15 minutes at the most. */
const longestCallMs = 15 * 60_000;
/** An order with more invocations than this is told by their own lines. */
const mostInvocations = 60;
const mostPages = 20;

/**
 * The other lines of each invocation that named the order (START, REPORT, a timeout), which tell when it began and ended. By
 * FilterLogEvents: it is not billed by what it reads. What cannot be read is left out.
 */
export const invocationLines = async (
  lines: readonly TraceLine[],
  originOfGroup: (group: string) => Origin,
  session: Pick<Session, 'clientsFor' | 'clock'>,
  signal: AbortSignal,
): Promise<readonly TraceLine[]> => {
  const found: TraceLine[] = [];
  for (const { group, stream, requestId, at } of invocationsIn(lines).slice(0, mostInvocations)) {
    const { filterLogEvents } = session.clientsFor(originOfGroup(group));
    const input = {
      logGroupName: group,
      ...(stream === '' ? {} : { logStreamNames: [stream] }),
      filterPattern: `"${requestId}"`,
      startTime: at - longestCallMs,
      endTime: at + longestCallMs,
    };
    let nextToken: string | undefined;
    for (let page = 0; page < mostPages && !signal.aborted; page += 1) {
      const token = nextToken === undefined ? {} : { nextToken };
      const answer = await persist({ clock: session.clock }, signal, () =>
        filterLogEvents({ ...input, ...token }, signal),
      );
      if (!answer.ok) break;
      for (const { timestamp, message, logStreamName = stream } of answer.value.events ?? []) {
        if (timestamp !== undefined && message !== undefined) {
          found.push({ group, stream: logStreamName, at: timestamp, message });
        }
      }
      nextToken = answer.value.nextToken || undefined;
      if (nextToken === undefined) break;
    }
  }
  return found;
};

/** What is complete up to so long ago is all there is: the service's clock and ours differ a little. */
const tipMs = 3_000;

/** The changes of the order in the streams of the pipeline's tables, from `since` on (the horizon where undefined). */
export const changesOfOrder = async (
  orderId: string,
  pipeline: Pipeline,
  since: number | undefined,
  { session, say }: { readonly session: Session; readonly say: (line: string) => void },
  signal: AbortSignal,
): Promise<Result<readonly ItemChange[]>> => {
  const tables = tablesOf(pipeline.stages);
  if (tables.length === 0) return succeed([]);
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const from = since === undefined ? 'trim-horizon' : { time: since };
  const opened = await openTails({ tables, from, checkpoint: undefined }, session, until);
  if (!opened.ok) return opened;
  const startedAt = session.clock.now();
  const found: ItemChange[] = [];
  let read = 0;
  let failure: Failure | undefined;
  let running = opened.value.tails.length;
  const follow = async ({ table, batches }: (typeof opened.value.tails)[number]): Promise<void> => {
    say(`reading the stream of ${table}`);
    for await (const batch of batches) {
      let isAtTip = false;
      for (const one of batch) {
        if (one.type === 'change') {
          read += 1;
          if (isChangeOf(one, orderId, pipeline.orderId)) found.push(one);
        }
        if (one.type === 'completeUpTo' && one.at >= startedAt - tipMs) isAtTip = true;
        if (one.type === 'problem' && one.failure !== undefined) {
          failure = one.failure;
          // A table that cannot be read does not come to its end.
          isAtTip ||= /^(access|usage|not-found)$/.test(one.failure.kind);
        }
      }
      if (isAtTip) break;
    }
    running -= 1;
    if (running === 0) stop.abort();
  };
  await Promise.all(opened.value.tails.map(follow));
  say(`${read} changes read, ${found.length} of ${orderId}`);
  return found.length === 0 && failure !== undefined ? fail(failure) : succeed(found);
};

/** Alarms as they stand now; what cannot be listed is left out. */
export const alarmsNow = async (
  session: Session,
  origins: readonly Origin[],
  signal: AbortSignal,
): Promise<readonly AlarmSeen[]> => {
  const stop = new AbortController();
  const { clientsFor, clock } = session;
  const source = alarmsSource({ clientsFor, origins, clock, historyMs: 0 });
  const alarms = new Map<string, AlarmSeen>();
  const told = new Set<string>();
  for await (const batch of mergeSources([source], AbortSignal.any([signal, stop.signal]))) {
    for (const one of batch) {
      if (one.type === 'alarm') alarms.set(one.arn, one);
      if (one.type === 'alarmsListed') told.add(originName(one));
      if (one.type === 'problem' && one.failure !== undefined) told.add(one.scope);
    }
    if (told.size >= origins.length) break;
  }
  stop.abort();
  return [...alarms.values()];
};
