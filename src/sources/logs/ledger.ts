/**
 * What has been shown of one log group, whichever way it came, so that nothing is shown twice. Polling names events by id (rule 3);
 * Live Tail gives none, so there an event is known by its stream, time and text (rule 8). Both may bring an event first.
 */
import type { FilteredLogEvent, LiveTailSessionLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import type { LogEvent } from '../../observation/logs.ts';
import { originOf } from '../../origin.ts';
import type { LogGroup } from '../../pipeline/log-groups.ts';
import { createByMinute } from './by-minute.ts';
import { compareIds, textKey } from './event-ids.ts';

export type Ledger = LogGroup & {
  /** An event that was polled, as a line; undefined where it is shown already. */
  readonly polled: (event: FilteredLogEvent) => LogEvent | undefined;
  /** An event of a Live Tail session. */
  readonly live: (event: LiveTailSessionLogEvent) => LogEvent | undefined;
  /** Puts lines that came together in order of time and marks those that come after younger ones were shown. */
  readonly inOrder: (lines: readonly LogEvent[]) => readonly LogEvent[];
  /** Time of the youngest line shown; `since` before the first. */
  readonly newest: () => number;
  /** Forgets events older than this: they cannot come again. */
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
    polled: ({ eventId, timestamp, ingestionTime = timestamp, message = '', logStreamName = '' }) => {
      if (eventId === undefined || timestamp === undefined || ingestionTime === undefined) return undefined;
      if (timestamp < since || ids.count(eventId, timestamp) > 0) return undefined;
      if (timestamp === since && first !== undefined && !first.has(eventId)) return undefined;
      ids.add(eventId, timestamp);
      if (hasLiveTail) {
        const key = textKey(logStreamName, timestamp, message);
        if (notPolled.take(key, timestamp)) return undefined;
        shown.add(key, timestamp);
      }
      return toLine(logStreamName, timestamp, ingestionTime, message, eventId);
    },
    live: ({ timestamp, ingestionTime = timestamp, message = '', logStreamName = '' }) => {
      if (timestamp === undefined || ingestionTime === undefined || timestamp < since) return undefined;
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
      for (const events of [ids, shown, notPolled]) events.forget(before);
    },
  };
};
