/**
 * An update of a Live Tail session, read at the border: the SDK takes what the wire says for what it should be. What is spoilt in one
 * line spoils that line, and polling brings it (issue 15).
 */
import type { LiveTailSessionLogEvent, StartLiveTailResponseStream } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';

const earliest = 0;
/** The year 2200: a time after it is none. */
const latest = Date.UTC(2200, 0, 1);

const event = z.object({
  logGroupIdentifier: z.string(),
  logStreamName: z.string(),
  message: z.string(),
  timestamp: z.number().min(earliest).max(latest),
  ingestionTime: z.number().min(earliest).max(latest).optional(),
});

const update = z.object({
  sessionMetadata: z.object({ sampled: z.boolean().optional() }).optional(),
  sessionResults: z.array(z.unknown()).optional(),
});

export type LiveUpdate = {
  readonly events: readonly LiveTailSessionLogEvent[];
  /** Only some of the lines are in it (rule 7). */
  readonly isSampled: boolean;
  /** Something of it could not be read: lines may be missing. */
  readonly isSpoilt: boolean;
};

export const readUpdate = (given: NonNullable<StartLiveTailResponseStream['sessionUpdate']>): LiveUpdate => {
  const read = update.safeParse(given);
  if (!read.success) return { events: [], isSampled: false, isSpoilt: true };
  const { sessionMetadata, sessionResults = [] } = read.data;
  const events = sessionResults.flatMap((one) => event.safeParse(one).data ?? []);
  return {
    events,
    isSampled: sessionMetadata?.sampled === true,
    isSpoilt: events.length < sessionResults.length,
  };
};
