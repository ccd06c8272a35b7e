/**
 * Log lines around a moment of the past: read once, the nearest minutes first, so that what matters is there even where a
 * group writes more than can be shown. Where the time goes on beyond now, what is still to come is read as it comes.
 */

import type { Answer } from '../../aws/call.ts';
import { groupInput } from '../../aws/log-group.ts';
import type { Clock } from '../../clock.ts';
import type { LogEvent } from '../../observation/logs.ts';
import { byOrigin, type Origin, originOf } from '../../origin.ts';
import { persist } from '../../pacing/persist.ts';
import type { LogGroup } from '../../pipeline/log-groups.ts';
import { type Batch, batchOf, type Source } from '../source.ts';
import { createEventIds, type NamedEvent } from './event-ids.ts';
import type { FilterLogEvents } from './group-reader.ts';
import { createLedger, type Ledger } from './ledger.ts';

export type LogContextOptions = {
  readonly clientsFor: (origin: Origin) => { readonly filterLogEvents: FilterLogEvents };
  readonly groups: readonly LogGroup[];
  /** The moment, and how far around it: epoch ms. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly clock: Clock;
  /** Of each group; what is left out beyond them stands there as a gap. */
  readonly maxLines?: number;
  readonly random?: () => number;
};

const sliceMs = 60_000;
const usualMaxLines = 5_000;
const lookAgainMs = 5_000;
/** Events come seconds late: the last stretch is read again with each look. */
const overlapMs = 30_000;

/** The window from `at` outwards, `[start, end)` by `[start, end)`: the minutes before and after it first. */
export const contextSlices = ({
  at,
  from,
  to,
}: Pick<LogContextOptions, 'at' | 'from' | 'to'>): readonly (readonly [number, number])[] => {
  const slices: (readonly [number, number])[] = [];
  const add = (start: number, end: number): void => {
    const slice = [Math.max(from, start), Math.min(to, end)] as const;
    if (slice[0] < slice[1]) slices.push(slice);
  };
  add(at - sliceMs, at + sliceMs);
  for (let far = sliceMs; at - far > from || at + far < to; far += sliceMs) {
    add(at - far - sliceMs, at - far);
    add(at + far, at + far + sliceMs);
  }
  return slices;
};

export const logContextSource = (options: LogContextOptions): readonly Source[] =>
  byOrigin(options.groups).flatMap(({ origin, things }) => {
    const { filterLogEvents } = options.clientsFor(origin);
    return things.map((group): Source => {
      const calls = { group, filterLogEvents };
      return (signal) => readGroup(options, calls, signal);
    });
  });

type GroupCalls = {
  readonly group: LogGroup;
  readonly filterLogEvents: FilterLogEvents;
};

async function* readGroup(
  options: LogContextOptions,
  calls: GroupCalls,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  const { at, from, to, clock, maxLines = usualMaxLines } = options;
  const { group } = calls.group;
  const origin = originOf(calls.group);
  const ledger = createLedger({ ...calls.group, since: from, hasLiveTail: false });
  let lines = 0;
  let [readFrom, readTo] = [at, at];
  const read = async function* (start: number, end: number): AsyncGenerator<Batch, boolean> {
    for await (const page of pagesOf(options, calls, ledger, [start, end], signal)) {
      if (!page.ok) {
        const { failure } = page;
        yield batchOf({ type: 'problem', source: 'logs', scope: group, origin, at: clock.now(), failure });
        return false;
      }
      lines += page.value.length;
      yield { observations: page.value };
    }
    return !signal.aborted;
  };

  for (const [start, end] of contextSlices({ at, from, to: Math.min(to, clock.now()) })) {
    if (lines >= maxLines) break;
    if (!(yield* read(start, end))) return;
    readFrom = Math.min(readFrom, start);
    readTo = Math.max(readTo, end);
  }
  yield batchOf({ type: 'ready', source: 'logs', scope: group, origin, at: clock.now() });
  const cutOff = { type: 'gap', source: 'logs', scope: group, reason: 'evicted', ...origin } as const;
  if (readFrom > from && lines >= maxLines) yield batchOf({ ...cutOff, from, to: readFrom });
  while (readTo < to && lines < maxLines) {
    await clock.sleep(lookAgainMs, signal);
    if (signal.aborted) return;
    const end = Math.min(to, clock.now());
    if (!(yield* read(Math.max(from, readTo - overlapMs), end))) return;
    readTo = end;
  }
  if (readTo < to) yield batchOf({ ...cutOff, from: readTo, to });
}

const toLines = (ledger: Ledger, events: readonly NamedEvent[]): readonly LogEvent[] =>
  events.flatMap((event) => ledger.polled(event) ?? []).sort((a, b) => a.at - b.at);

/** The pages of one slice, each as its new lines; a failure is the last. */
async function* pagesOf(
  { clock, random = Math.random }: LogContextOptions,
  { group: { group }, filterLogEvents }: GroupCalls,
  ledger: Ledger,
  [startTime, endTime]: readonly [number, number],
  signal: AbortSignal,
): AsyncGenerator<Answer<readonly LogEvent[]>> {
  const ids = createEventIds('once');
  let nextToken: string | undefined;
  do {
    if (signal.aborted) return;
    const input = {
      ...groupInput(group),
      startTime,
      endTime,
      ...(nextToken === undefined ? {} : { nextToken }),
    };
    const answer = await persist({ clock, random }, signal, () => filterLogEvents(input, signal));
    if (signal.aborted) return;
    if (!answer.ok) {
      yield answer;
      return;
    }
    yield { ok: true, value: toLines(ledger, ids.named(answer.value.events).events) };
    nextToken = answer.value.nextToken || undefined;
  } while (nextToken !== undefined);
}
