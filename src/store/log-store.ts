/**
 * The log lines that are held: the newest of all, and errors and warnings for longer. Lines of INFO come by the hundred a second; the
 * first error of an outage must still be there when somebody looks (issue 14). Errors have a budget of their own, and when an outage
 * writes more than that, the first line of each thing that was said stays.
 */
import type { LogEvent, PastErrors } from '../observation/logs.ts';
import { groupKey } from '../pipeline/log-groups.ts';
import { patternOfEvent } from '../reading/event-pattern.ts';
import { isError } from '../reading/log-reading.ts';
import { readLog } from '../reading/read-log.ts';
import { createDroppedErrors, type DroppedErrors } from '../story/dropped-errors.ts';
import { failureOf } from '../story/messages.ts';
import { type LogEntry, logEntryTime } from './entries.ts';
import { createRing, type RingSnapshot } from './ring.ts';

/** As a ring, and from when on it holds all that was read. */
export type LogsSnapshot = RingSnapshot<LogEntry> & {
  /** Before that it holds errors, warnings and gaps only; undefined while nothing was dropped. */
  readonly wholeSince?: number | undefined;
  /** By `groupKey`: from when on all error lines of a group are known, where those of the past were read. */
  readonly errorsFrom?: ReadonlyMap<string, number> | undefined;
  /** Error lines that are held no more, counted. */
  readonly dropped?: DroppedErrors | undefined;
};

export type LogStoreLimits = {
  readonly maxLines: number;
  /** Errors, warnings and gaps that are older than those. */
  readonly maxLoud: number;
  /** First lines of what was said, older still. */
  readonly maxFirst: number;
};

const isLoud = (entry: LogEntry): boolean => {
  if (entry.type === 'gap') return true;
  const { level } = readLog(entry);
  return isError(level) || level === 'WARN';
};

/** One event has one id, whoever reads it; Live Tail tells none: such lines are never taken for others. */
const idOf = ({ region, profile = '', stream, eventId, at, message }: LogEvent): string =>
  `${region} ${profile} ${stream} ${eventId === '' ? `${at} ${message}` : eventId}`;

const isLine = (entry: LogEntry): entry is LogEvent => entry.type === 'log';

const compare = (a: LogEntry, b: LogEntry): number => logEntryTime(a) - logEntryTime(b);

export const createLogStore = ({ maxLines, maxLoud, maxFirst }: LogStoreLimits) => {
  const dropped = createDroppedErrors();
  const said = new Set<string>();
  const isFirst = (entry: LogEntry): boolean => {
    if (entry.type === 'gap' || said.size >= maxFirst) return false;
    const key = `${entry.region} ${entry.group} ${patternOfEvent(entry)}`;
    return !said.has(key) && said.add(key) !== undefined;
  };
  // Each takes what the one before drops from its front: all that the one holds is older than all of the other.
  const firsts = createRing<LogEntry>({ maxItems: maxFirst, compare });
  const loud = createRing<LogEntry>({
    maxItems: maxLoud,
    compare,
    takes: (entry) => {
      const taken = isFirst(entry);
      if (taken) firsts.push(entry);
      else if (isLine(entry)) {
        const failure = failureOf(entry);
        if (failure !== undefined) dropped.add({ ...entry, ...failure });
      }
      return taken;
    },
  });
  const lines = createRing<LogEntry>({
    maxItems: maxLines,
    compare,
    takes: (entry) => {
      const taken = isLoud(entry);
      if (taken) loud.push(entry);
      return taken;
    },
  });
  let last: { readonly of: RingSnapshot<LogEntry>; readonly snapshot: LogsSnapshot } | undefined;
  let errorsFrom: ReadonlyMap<string, number> | undefined;
  /** What was read of the past: a poll may bring it once more. */
  const past = new Set<string>();
  /** Only errors are held of before it. */
  let followedSince: number | undefined;

  return {
    push: (entry: LogEntry): void => {
      if (entry.type === 'log' && past.size > 0 && past.has(idOf(entry))) return;
      lines.push(entry);
    },
    /** Takes error lines of the past to their places; those that are held are the same lines. */
    pushPast: (read: PastErrors): void => {
      const held = [firsts, loud, lines].flatMap((ring) => ring.snapshot().items).filter(isLine);
      followedSince ??= held[0]?.at ?? read.lines.at(-1)?.at;
      const known = new Set(held.map(idOf));
      for (const entry of read.lines) {
        const id = idOf(entry);
        if (!isError(readLog(entry).level) || known.has(id) || past.has(id)) continue;
        known.add(id);
        past.add(id);
        lines.push(entry);
      }
      for (const id of past) {
        if (past.size <= maxLines + maxLoud) break;
        past.delete(id);
      }
      errorsFrom = new Map([...(errorsFrom ?? []), [groupKey(read), read.from]]);
      last = undefined;
    },
    snapshot: (): LogsSnapshot => {
      const newest = lines.snapshot();
      if (last?.of === newest) return last.snapshot;
      const [older, oldest] = [loud.snapshot(), firsts.snapshot()];
      const evicted = newest.evicted + older.evicted + oldest.evicted;
      const isWhole = evicted + older.items.length + oldest.items.length === 0;
      const [first] = newest.items;
      const snapshot: LogsSnapshot = isWhole
        ? errorsFrom === undefined
          ? newest
          : { ...newest, wholeSince: followedSince, errorsFrom }
        : {
            items: [...oldest.items, ...older.items, ...newest.items],
            evicted,
            wholeSince: first === undefined ? undefined : Math.max(logEntryTime(first), followedSince ?? 0),
            errorsFrom,
            dropped,
          };
      last = { of: newest, snapshot };
      return snapshot;
    },
  };
};
