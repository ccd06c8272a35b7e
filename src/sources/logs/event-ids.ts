/** What a polled event is known by (rule 3): its id, or where an account gives none what it says. */
import { hash } from 'node:crypto';
import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';

/** What an event without an id is known by. */
export const textKey = (stream: string, at: number, message: string): string =>
  hash('sha1', `${stream}\n${at}\n${message}`, 'base64');

/** `byText`: its id is made of what it says. */
export type NamedEvent = FilteredLogEvent & { readonly eventId: string; readonly byText?: true };

export type EventIds = {
  /** The events of a page that are known by something; not whole where one had to be left out. */
  readonly named: (events: readonly FilteredLogEvent[] | undefined) => {
    readonly events: readonly NamedEvent[];
    readonly isWhole: boolean;
  };
  /** The window is read anew, from its first page. */
  readonly readAnew: () => void;
};

/** Whether the same window is read again and again, or once. */
type Reading = 'again' | 'once';

const isNamed = (event: FilteredLogEvent): event is NamedEvent => event.eventId !== undefined;

/**
 * For the pages of one group. AWS's reference requires no `eventId` (FilteredLogEvent, "Required: No"), and not every look-alike gives
 * one: such an event is the n-th of its stream, time and text, which a second reading counts alike. Where ids are given, an event
 * without one is spoilt, and left to the next reading if there is one: it would be told by its text now, and by its id then (issue 15).
 */
export const createEventIds = (reading: Reading): EventIds => {
  const counts = new Map<string, number>();
  let givesIds = false;
  const nameByText = (event: FilteredLogEvent): NamedEvent => {
    const { logStreamName = '', timestamp = 0, message = '' } = event;
    const key = textKey(logStreamName, timestamp, message);
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    return { ...event, eventId: `text-${key}-${nth}`, byText: true };
  };
  return {
    named: (events = []) => {
      givesIds ||= events.some(isNamed);
      const named = events.flatMap((event): readonly NamedEvent[] =>
        isNamed(event) ? [event] : givesIds && reading === 'again' ? [] : [nameByText(event)],
      );
      return { events: named, isWhole: named.length === events.length };
    },
    readAnew: () => counts.clear(),
  };
};

const isDecimal = (id: string): boolean => /^\d+$/.test(id);

/** AWS's ids are decimal digits that grow with time: shorter is smaller. Of others none is said to be the older. */
export const compareIds = (a: string, b: string): number => {
  if (!isDecimal(a) || !isDecimal(b)) return 0;
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
};
