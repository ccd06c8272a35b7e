/**
 * What has been shown of one log group, whichever way it came, so that nothing is shown twice. Polling names events by id (rule 3);
 * Live Tail gives none, so there an event is known by its stream, time and text (rule 8). Both may bring an event first.
 */
import type { LiveTailSessionLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import type { LogEvent } from '../../observation/logs.ts';
import { originOf } from '../../origin.ts';
import type { LogGroup } from '../../pipeline/log-groups.ts';
import { createByMinute, wholeMinutesBefore } from './by-minute.ts';
import { compareIds, type NamedEvent, textKey } from './event-ids.ts';
import { longestOverlapMs } from './overlap.ts';

export type Ledger = LogGroup & {
  /** An event that was polled, as a line; undefined where it is shown already, or is so old that nobody knows. */
  readonly polled: (event: NamedEvent) => LogEvent | undefined;
  /** An event of a Live Tail session. */
  readonly live: (event: LiveTailSessionLogEvent) => LogEvent | undefined;
  /** Puts lines that came together in order of time and marks those that come after younger ones were shown. */
  readonly inOrder: (lines: readonly LogEvent[]) => readonly LogEvent[];
  /** Time of the youngest line shown; `since` before the first. */
  readonly newest: () => number;
  /** Forgets events older than this: an honest answer does not bring them again, and one that does is not believed. */
  readonly forget: (before: number) => void;
};

type LedgerOptions = LogGroup & {
  /** Events before this are none of ours. */
  readonly since: number;
  /** Ids of the events at `since` itself that are ours, where not all are. */
  readonly first?: ReadonlySet<string> | undefined;
  /** False where only polling brings events: texts need not be remembered. */
  readonly hasLiveTail: boolean;
};

export const createLedger = ({ group, since, first, hasLiveTail, ...place }: LedgerOptions): Ledger => {
  const origin = originOf(place);
  const ids = createByMinute();
  /** How often each text was shown, and how often of these Live Tail brought it and polling has not yet. */
  const shown = createByMinute();
  const notPolled = createByMinute();
  /** How often each text was polled without an id, and has not yet come with one. */
  const unnamed = createByMinute();
  /** What was shown before this is not known any more. */
  let knownFrom = since;
  let newest = since;
  let nth = 0;

  const toLine = (
    stream: string,
    at: number,
    ingestedAt: number,
    message: string,
    eventId: string,
  ): LogEvent => ({
    type: 'log',
    group,
    stream,
    at,
    ingestedAt,
    message,
    eventId,
    late: false,
    ...origin,
  });

  return {
    group,
    ...origin,
    polled: ({ eventId, byText, timestamp, ingestionTime = timestamp, message = '', logStreamName = '' }) => {
      if (timestamp === undefined || ingestionTime === undefined) return undefined;
      if (timestamp < knownFrom || ids.count(eventId, timestamp) > 0) return undefined;
      if (timestamp === since && first !== undefined && !first.has(eventId)) return undefined;
      ids.add(eventId, timestamp);
      const line = toLine(logStreamName, timestamp, ingestionTime, message, eventId);
      if (byText === undefined && !hasLiveTail && unnamed.isEmpty()) return line;
      const key = textKey(logStreamName, timestamp, message);
      if (byText === true) unnamed.add(key, timestamp);
      else if (unnamed.take(key, timestamp)) return undefined;
      if (!hasLiveTail) return line;
      if (notPolled.take(key, timestamp)) return undefined;
      shown.add(key, timestamp);
      return line;
    },
    live: ({ timestamp, ingestionTime = timestamp, message = '', logStreamName = '' }) => {
      if (timestamp === undefined || ingestionTime === undefined || timestamp < since) return undefined;
      // One that came later than polling looks back is new. Any other may have been polled, in a minute that is forgotten.
      if (timestamp < knownFrom && ingestionTime - timestamp <= longestOverlapMs) return undefined;
      const key = textKey(logStreamName, timestamp, message);
      // A twin of a line cannot be told from the line brought again: it is left to polling, which knows it by its id.
      if (shown.count(key, timestamp) > 0) return undefined;
      shown.add(key, timestamp);
      notPolled.add(key, timestamp);
      nth += 1;
      return toLine(logStreamName, timestamp, ingestionTime, message, `live-${nth}-${key}`);
    },
    inOrder: (lines) =>
      [...lines]
        .sort((a, b) => a.at - b.at || compareIds(a.eventId, b.eventId))
        .map((line) => {
          if (line.at < newest) return { ...line, late: true };
          newest = line.at;
          return line;
        }),
    newest: () => newest,
    forget: (before) => {
      knownFrom = Math.max(knownFrom, wholeMinutesBefore(before));
      for (const events of [ids, shown, notPolled, unnamed]) events.forget(before);
    },
  };
};
