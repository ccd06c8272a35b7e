/** What a polled event is known by (rule 3): its id, or where an account gives none what it says. */
import { hash } from 'node:crypto';
import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';

/** What an event without an id is known by. */
export const textKey = (stream: string, at: number, message: string): string =>
  hash('sha1', `${stream}\n${at}\n${message}`, 'base64');

type NamedEvent = FilteredLogEvent & { readonly eventId: string };

export type WithId = (event: FilteredLogEvent) => NamedEvent;

const isNamed = (event: FilteredLogEvent): event is NamedEvent => event.eventId !== undefined;

/**
 * For one reading of a window, page after page. AWS's reference requires no `eventId` (FilteredLogEvent, "Required: No"), and not
 * every look-alike gives one: such an event is the n-th of its stream, time and text, which a second reading counts alike.
 */
export const createEventIds = (): WithId => {
  const counts = new Map<string, number>();
  return (event) => {
    if (isNamed(event)) return event;
    const { logStreamName = '', timestamp = 0, message = '' } = event;
    const key = textKey(logStreamName, timestamp, message);
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    return { ...event, eventId: `text-${key}-${nth}` };
  };
};

const isDecimal = (id: string): boolean => /^\d+$/.test(id);

/** AWS's ids are decimal digits that grow with time: shorter is smaller. Of others none is said to be the older. */
export const compareIds = (a: string, b: string): number => {
  if (!isDecimal(a) || !isDecimal(b)) return 0;
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
};
