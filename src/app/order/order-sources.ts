/** What an order's trace is made of, asked of AWS: lines, the rest of their invocations, changes, alarms. */

import type { Backend } from '../../backend/backend.ts';
import type { Alarm, AlarmTransition } from '../../observation/alarms.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { LogEvent } from '../../observation/logs.ts';
import type { ItemChange } from '../../observation/streams.ts';
import { isSameOrigin, type Origin } from '../../origin.ts';
import { isTemporary } from '../../pacing/trouble.ts';
import { isNamed, type LogGroup } from '../../pipeline/log-groups.ts';
import { orderQuery } from '../../pipeline/queries/built-in.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import { fail, type Result, succeed } from '../../result.ts';
import { acknowledged } from '../../sources/source.ts';
import type { AlarmsInMemory } from '../../trace/order-alarms.ts';
import { invocationsIn } from '../../trace/order-events.ts';
import { isChangeOf, namesOrder } from '../../trace/order-id.ts';
import { distinctLines, lineOfRow } from '../../trace/query-lines.ts';
import { tablesOf } from '../dashboard/dashboard-sources.ts';
import { type BoundedQuery, progressText, type QueryContext, runInsights } from '../logs/run-insights.ts';
import type { AppliedFailure } from '../shared/troubles.ts';
import { openTails } from '../tail/tails.ts';

/** What was found, and what could not be read beside it. */
export type Found<T> = { readonly found: readonly T[]; readonly troubles: readonly AppliedFailure[] };

/** The group that a line is from, of those that were asked. */
type GroupOfLine = (line: LogEvent) => LogGroup | undefined;

/** Every line of these groups that names the order, by one query in each Region with each profile. */
const linesOfOrder = async (
  orderId: string,
  question: Omit<BoundedQuery, 'query'>,
  queryContext: QueryContext,
  signal: AbortSignal,
): Promise<Result<readonly LogEvent[]>> => {
  const namesIt = namesOrder(orderId);
  const lines: LogEvent[] = [];
  let said = '';
  const asked = { ...question, query: orderQuery(orderId) };
  for await (const event of runInsights(asked, queryContext, signal)) {
    switch (event.type) {
      case 'running': {
        const text = progressText(event.rows.length, event.statistics);
        if (text !== said) queryContext.say(text);
        said = text;
        break;
      }
      case 'rows':
        lines.push(
          ...event.rows
            .flatMap((row) => lineOfRow(row, event.origin) ?? [])
            .filter((line) => namesIt(line.message)),
        );
        break;
      case 'failed':
        return fail(event.failure);
      case 'finished':
    }
  }
  return succeed(lines);
};

/** Lambda runs 15 minutes at the most. */
const longestCallMs = 15 * 60_000;
/** An order with more invocations than this is told by their own lines. */
const mostInvocations = 60;

/**
 * The other lines of each invocation that named the order (START, REPORT, a timeout), which tell when it began and ended. By
 * FilterLogEvents: it is not billed by what it reads. What cannot be read is left out, and told.
 */
const invocationLines = async (
  lines: readonly LogEvent[],
  groupOf: GroupOfLine,
  { searchLogs }: Pick<Backend, 'searchLogs'>,
  signal: AbortSignal,
): Promise<Found<LogEvent>> => {
  const found: LogEvent[] = [];
  const troubles: AppliedFailure[] = [];
  for (const { requestId, ...line } of invocationsIn(lines).slice(0, mostInvocations)) {
    const { stream, at } = line;
    const of = groupOf(line);
    if (of === undefined) continue;
    const search = {
      group: of,
      ...(stream === '' ? {} : { stream }),
      filter: `"${requestId}"`,
      from: at - longestCallMs,
      to: at + longestCallMs,
    };
    const answer = await searchLogs?.(search, signal);
    if (answer === undefined) continue;
    // The group keeps the name that the first line has it under.
    if (answer.ok) found.push(...answer.value.lines.map((one) => ({ ...one, group: line.group })));
    const failure = answer.ok ? answer.value.missing : answer.failure;
    if (failure !== undefined) troubles.push({ failure, about: line.group });
    // Who may not read one line of the group may read none.
    if (!answer.ok && answer.failure.kind === 'access') break;
  }
  return { found, troubles };
};

/** All lines of the order in these groups: those that name it, and those of the invocations that did. */
export const findLines = async (
  orderId: string,
  question: Omit<BoundedQuery, 'query'>,
  queryContext: QueryContext,
  signal: AbortSignal,
): Promise<Result<Found<LogEvent>>> => {
  const groupOf: GroupOfLine = (line) =>
    question.groups.find((one) => isSameOrigin(one, line) && isNamed(one.group, line.group));
  const named = await linesOfOrder(orderId, question, queryContext, signal);
  if (!named.ok) return named;
  const rest = await invocationLines(named.value, groupOf, queryContext.backend, signal);
  return succeed({ found: distinctLines([...named.value, ...rest.found]), troubles: rest.troubles });
};

/** What is complete up to so long ago is all there is: the service's clock and ours differ a little. */
const tipMs = 3_000;
/** A stream that cannot be read heals within this time, or is given up. */
const healMs = 20_000;

/** The changes of the order in the streams of the pipeline's tables, from `since` on (the horizon where undefined). */
export const changesOfOrder = async (
  orderId: string,
  pipeline: Pipeline,
  since: number | undefined,
  { backend, say }: { readonly backend: Backend; readonly say: (line: string) => void },
  signal: AbortSignal,
): Promise<Result<Found<ItemChange>>> => {
  const tables = tablesOf(pipeline.stages);
  if (tables.length === 0) return succeed({ found: [], troubles: [] });
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const from = since === undefined ? 'trim-horizon' : { time: since };
  const opened = await openTails({ tables, from, checkpoint: undefined }, backend);
  if (!opened.ok) return opened;
  const startedAt = backend.clock.now();
  const found: ItemChange[] = [];
  let read = 0;
  const troubles: AppliedFailure[] = [];
  let running = opened.value.tails.length;
  const follow = async ({ table, source }: (typeof opened.value.tails)[number]): Promise<void> => {
    say(`reading the stream of ${table}`);
    const givenUp = new AbortController();
    let trouble: Failure | undefined;
    const giveUpLater = async (failure: Failure): Promise<void> => {
      await backend.clock.sleep(healMs, until);
      if (trouble === failure) givenUp.abort();
    };
    for await (const batch of acknowledged(source(AbortSignal.any([until, givenUp.signal])))) {
      let isAtTip = false;
      for (const one of batch) {
        if (one.type === 'change') {
          read += 1;
          if (isChangeOf(one, orderId, pipeline.orderId)) found.push(one);
        }
        if (one.type === 'completeUpTo' && one.at >= startedAt - tipMs) isAtTip = true;
        if (one.type === 'problem') {
          trouble = one.failure;
          if (trouble === undefined) continue;
          // A table that cannot be read does not come to its end.
          if (isTemporary(trouble)) void giveUpLater(trouble);
          else isAtTip = true;
        }
      }
      if (isAtTip) break;
    }
    if (trouble !== undefined) troubles.push({ failure: trouble, about: table });
    running -= 1;
    if (running === 0) stop.abort();
  };
  await Promise.all(opened.value.tails.map(follow));
  say(`${read} changes read, ${found.length} of ${orderId}`);
  return succeed({ found, troubles });
};

/** Alarms as they stand now and their transitions from `since` on; what cannot be listed is left out, and told. */
export const alarmsSince = async (
  backend: Backend,
  origins: readonly Origin[],
  since: number,
  signal: AbortSignal,
): Promise<AlarmsInMemory & Pick<Found<never>, 'troubles'>> => {
  const historyMs = Math.max(0, backend.clock.now() - since);
  const source = backend.listAlarms(origins, { historyMs });
  const alarms = new Map<string, Alarm>();
  const transitions: AlarmTransition[] = [];
  const troubles: AppliedFailure[] = [];
  for await (const { observations } of source(signal)) {
    for (const one of observations) {
      if (one.type === 'alarm') alarms.set(one.arn, one);
      if (one.type === 'alarmHistory') transitions.push(one);
      if (one.type === 'problem' && one.failure !== undefined) troubles.push({ failure: one.failure });
    }
  }
  return { alarms: [...alarms.values()], transitions, troubles };
};
