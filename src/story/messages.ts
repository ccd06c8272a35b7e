/**
 * What the cause of an incident writes about it (issue 14): its error lines since the onset, those that say the same counted together.
 * Pure; each line is read and made a pattern once, whoever looks how often.
 */
import type { Gap } from '../observation/health-of-sources.ts';
import type { LogEvent } from '../observation/logs.ts';
import { isSameOrigin } from '../origin.ts';
import { groupIn, groupKey, isNamed } from '../pipeline/log-groups.ts';
import type { Stage } from '../pipeline/stage.ts';
import { patternOfEvent } from '../reading/event-pattern.ts';
import { isError } from '../reading/log-reading.ts';
import { readLog } from '../reading/read-log.ts';
import type { DroppedErrors } from './dropped-errors.ts';
import type { RuleBreach, StoryMessage } from './story.ts';

export type MessagesInput = {
  readonly cause: Pick<RuleBreach, 'since' | 'until'>;
  /** The cause's. */
  readonly stage: Stage;
  /** Oldest first, of any groups. */
  readonly logs: readonly (LogEvent | Gap)[];
  /** By `groupKey`: from when on all error lines of a group are read, where that is not its oldest line. */
  readonly errorsFrom?: ReadonlyMap<string, number> | undefined;
  /** Lines that are held no more. */
  readonly dropped?: DroppedErrors | undefined;
};

const mostMessages = 10;
const mostExampleChars = 300;
/** The onset is the first bucket over the limit: what fails may have begun a little before. */
const justBeforeMs = 2 * 60_000;
/** Of less from before the onset nothing follows. */
const leastBeforeMs = 4 * 60_000;

/** Who tells of a failure: the program, or Lambda once more of what the program has told. */
type Failure = { readonly pattern: string; readonly requestId: string | undefined; readonly isEcho: boolean };

const thrown = /^(?:Invoke Error|Uncaught Exception|Unhandled Promise Rejection)\b/;
const known = new WeakMap<LogEvent, Failure | 'none'>();

/** The failure that a line tells of; undefined for other lines. Found out once a line. */
export const failureOf = (entry: LogEvent): Failure | undefined => {
  const before = known.get(entry);
  if (before !== undefined) return before === 'none' ? undefined : before;
  const read = readLog(entry);
  const failure = isError(read.level)
    ? {
        pattern: patternOfEvent(entry),
        requestId: read.requestId,
        isEcho: read.runtime?.kind === 'report' || read.runtime?.kind === 'end' || thrown.test(read.text),
      }
    : undefined;
  known.set(entry, failure ?? 'none');
  return failure;
};

/** True for lines of a stage's log groups. */
const linesOf = (stage: Stage): ((entry: LogEvent) => boolean) => {
  const names = stage.logGroups.map((name) => groupIn(stage, name));
  const seen = new Map<string, boolean>();
  return (entry) => {
    if (!isSameOrigin(entry, stage)) return false;
    const before = seen.get(entry.group);
    if (before !== undefined) return before;
    const isOf = names.some((name) => isNamed(name, entry.group));
    seen.set(entry.group, isOf);
    return isOf;
  };
};

/** From when on the errors of all of the stage's groups are known; undefined where of one of them nothing is. */
const readFromOf = (
  stage: Stage,
  lines: readonly LogEvent[],
  errorsFrom: ReadonlyMap<string, number> | undefined,
): number | undefined => {
  const from = stage.logGroups.map((name) => {
    const group = groupIn(stage, name);
    const told = errorsFrom?.get(groupKey({ region: stage.region, profile: stage.profile, group }));
    if (told !== undefined) return told;
    return lines.find((entry) => isNamed(group, entry.group))?.at ?? Number.POSITIVE_INFINITY;
  });
  const latest = Math.max(...from);
  return Number.isFinite(latest) ? latest : undefined;
};

type Counted = { count: number; since: number; isBefore: boolean; readonly first: LogEvent };

/**
 * The error lines (ERROR, FATAL, timeouts, processes that were killed) of a cause since its onset, by what they say: most first, ten at
 * most, `share` of all of them. What Lambda tells once more of a request whose program has told of its failure (`Invoke Error`, a
 * REPORT's status) is that failure. `isNew` is null where the four minutes before the onset were not read.
 */
export const messagesOf = ({
  cause,
  stage,
  logs,
  errorsFrom,
  dropped,
}: MessagesInput): readonly StoryMessage[] => {
  const { since, until = Number.POSITIVE_INFINITY } = cause;
  const isOfStage = linesOf(stage);
  const own: LogEvent[] = [];
  const told = new Map<string, LogEvent>();
  for (const entry of logs) {
    if (entry.type !== 'log' || !isOfStage(entry)) continue;
    own.push(entry);
    const failure = failureOf(entry);
    if (failure?.requestId === undefined) continue;
    const before = told.get(failure.requestId);
    const isTeller = before === undefined || (failureOf(before)?.isEcho === true && !failure.isEcho);
    if (isTeller) told.set(failure.requestId, entry);
  }
  const readFrom = readFromOf(stage, own, errorsFrom);
  const counted = new Map<string, Counted>();
  const before = new Map<string, number>();
  let total = 0;
  for (const entry of own) {
    const failure = failureOf(entry);
    if (failure === undefined || entry.at > until) continue;
    const { pattern, requestId, isEcho } = failure;
    const isToldElsewhere =
      requestId !== undefined && (told.get(requestId) !== entry || dropped?.isTold(requestId) === true);
    if (isEcho && isToldElsewhere) continue;
    if (entry.at < since) {
      if (!before.has(pattern)) before.set(pattern, entry.at);
      continue;
    }
    total += 1;
    const one = counted.get(pattern);
    if (one !== undefined) one.count += 1;
    else {
      const first = before.get(pattern);
      counted.set(pattern, {
        count: 1,
        since: first ?? entry.at,
        isBefore: first !== undefined && first < since - justBeforeMs,
        first: entry,
      });
    }
  }
  for (const name of dropped === undefined ? [] : stage.logGroups) {
    const group = { region: stage.region, profile: stage.profile, group: groupIn(stage, name) };
    for (const [pattern, count] of dropped?.countsOf(group, since, until) ?? []) {
      const one = counted.get(pattern);
      if (one === undefined) continue;
      one.count += count;
      total += count;
    }
  }
  const isReadBefore = readFrom !== undefined && readFrom <= since - leastBeforeMs;
  return [...counted]
    .sort(([a, one], [b, other]) => other.count - one.count || one.since - other.since || (a < b ? -1 : 1))
    .slice(0, mostMessages)
    .map(([pattern, { count, since: first, isBefore, first: example }]) => ({
      stage: stage.name,
      pattern,
      count,
      share: count / total,
      since: first,
      isNew: isBefore ? false : isReadBefore ? true : null,
      example: readLog(example).text.slice(0, mostExampleChars),
    }));
};
