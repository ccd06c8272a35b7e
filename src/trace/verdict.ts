/** What became of an order, in one line above its page: where it is now and for how long, or how it ended. */
import { formatDuration } from '../format.ts';
import type { Pipeline, Stage } from '../pipeline/stage.ts';
import { isError } from '../reading/log-reading.ts';
import { type OrderSummary, waitText } from './hops.ts';
import type { OrderEvent } from './order-event.ts';
import { mainEvents, retryAfterMs } from './order-events.ts';
import { withoutOrderId } from './order-id.ts';

export type Verdict = { readonly text: string; readonly level: 'ok' | 'warn' | 'bad' };

export type VerdictInput = {
  readonly orderId: string;
  readonly events: readonly OrderEvent[];
  readonly summary: OrderSummary | undefined;
  readonly pipeline: Pipeline;
  /** Epoch ms: until now it waits. */
  readonly now: number;
};

const mostReasonChars = 60;

/** What the last try failed of, without the order's id and the counting of tries. */
const reasonOf = ({ text }: OrderEvent, orderId: string): string => {
  const bare = withoutOrderId(text, orderId)
    .replace(/,? *\battempt \d+(?: of \d+)?/i, '')
    .trim();
  return bare.length > mostReasonChars ? `${bare.slice(0, mostReasonChars - 1)}…` : bare;
};

/**
 * How many tries a stage's errors tell of: each call is one, and a line that stands near no call and no counted line before it.
 * What the runtime adds below a function's own error line, without the request's id, is the same try.
 */
const triesIn = (errors: readonly OrderEvent[]): number => {
  const calls = errors.filter(({ kind }) => kind === 'call');
  const isNear = (at: number, { at: from, endedAt = from }: OrderEvent): boolean =>
    at > from - retryAfterMs && at < endedAt + retryAfterMs;
  const lines = errors.filter(
    (event) => event.kind !== 'call' && !calls.some((call) => isNear(event.at, call)),
  );
  let lastAt = Number.NEGATIVE_INFINITY;
  let count = calls.length;
  for (const { at } of lines) {
    if (at - lastAt >= retryAfterMs) count += 1;
    lastAt = at;
  }
  return count;
};

/** The tries that failed one after the other up to now: none where the last one went well. */
const failedTries = (calls: readonly OrderEvent[], orderId: string): string | undefined => {
  const last = calls.at(-1);
  if (last === undefined || !isError(last.level)) return undefined;
  const own = calls.filter(({ stage, level }) => stage === last.stage && isError(level));
  const [, said, of] = /\battempt (\d+)(?: of (\d+))?/i.exec(last.text) ?? [];
  const count = Math.max(triesIn(own), last.attempt ?? 1, Number(said ?? 1));
  const tries = of === undefined ? `${count} ${count === 1 ? 'try' : 'tries'}` : `${count} of ${of} tries`;
  return `${tries} failed: ${reasonOf(last, orderId)}`;
};

/** Where it stands after its last event: the queue or the stage that comes next, where exactly one does. */
const whereNow = (from: string, isToTryAgain: boolean, stages: readonly Stage[]): string => {
  const queuesBefore = stages.filter(({ kind, next }) => kind === 'sqs' && next.includes(from));
  if (isToTryAgain) return queuesBefore[0]?.name ?? from;
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  let at = byName.get(from);
  const seen = new Set([from]);
  while (at !== undefined) {
    const [next, other] = at.next;
    if (next === undefined || other !== undefined || seen.has(next)) break;
    seen.add(next);
    at = byName.get(next);
    if (at?.kind === 'sqs') return at.name;
    // What passes events on says nothing of them; a stage with lines of its own would have.
    if (at === undefined || at.logGroups.length > 0) break;
  }
  return from;
};

/** Undefined where nothing is known of the order. */
export const verdictOf = ({ orderId, events, summary, pipeline, now }: VerdictInput): Verdict | undefined => {
  if (summary === undefined) return undefined;
  const shown = mainEvents(events).filter(({ kind }) => kind !== 'alarm');
  const last = shown.at(-1);
  if (last === undefined) return undefined;
  const { orders, stages } = pipeline;
  const status = summary.statuses.at(-1);
  const tried = failedTries(
    shown.filter(({ kind }) => kind !== 'change'),
    orderId,
  );
  const queue = stages.find(({ next, deadLetterQueue }) => {
    const worker = shown.findLast(({ kind, level }) => kind !== 'change' && isError(level))?.stage;
    return deadLetterQueue !== undefined && worker !== undefined && next.includes(worker);
  })?.deadLetterQueue;
  if (status !== undefined && orders?.failed.includes(status)) {
    const why = tried === undefined ? '' : ` (${tried})`;
    return { text: `${status}${why}${queue === undefined ? '' : `, given up to ${queue}`}`, level: 'bad' };
  }
  const total = waitText({ waitMs: summary.totalMs, mostMs: summary.mostMs });
  if (status !== undefined && orders?.done.includes(status)) {
    const { slowest } = summary;
    const most = slowest === undefined ? '' : `, ${waitText(slowest)} of it ${slowest.where}`;
    return { text: `${status} in ${total}${most}`, level: 'ok' };
  }
  const seenAt = Math.max(...shown.map(({ at, endedAt = at }) => endedAt));
  const ago = formatDuration(Math.max(0, now - seenAt));
  const isWrite = last.kind === 'change' && last.written?.change.eventName !== 'INSERT';
  const from = (isWrite ? last.written?.by : undefined) ?? last.stage;
  const where = whereNow(from, tried !== undefined, stages);
  const state = status === undefined ? '' : `${status}, `;
  const isLate =
    orders !== undefined &&
    status !== undefined &&
    (orders.objectives[status] ?? Number.POSITIVE_INFINITY) < now - seenAt;
  const why = tried === undefined ? '' : ` (${tried})`;
  // What is not known to be open may have ended where nobody looked.
  const text =
    status === undefined || orders === undefined
      ? `${state}last seen in ${from} ${ago} ago${why}`
      : `${state}waiting in ${where} for ${ago}${why}`;
  return { text, level: tried !== undefined || isLate ? 'warn' : 'ok' };
};
