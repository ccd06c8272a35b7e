import type { FilterLogEventsRequest, FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import type { Answer } from '../../../src/aws/call.ts';
import { failureOf } from '../../../src/aws/failure.ts';

export type FakeEvent = {
  readonly eventId: string;
  readonly at: number;
  readonly ingestedAt: number;
  readonly message?: string;
  readonly stream?: string;
};

type FakeOptions = {
  readonly now: () => number;
  /** In any order. */
  readonly events: readonly FakeEvent[];
  /** Events on the page of the nth call; 0 gives an empty page that is not the last. */
  readonly pageSize?: (call: number) => number;
  /** False for an account that names its events by nothing. */
  readonly hasIds?: boolean;
  /** The error of the nth call, as the SDK throws it. */
  readonly fail?: (call: number) => { readonly name: string } | undefined;
};

/** FilterLogEvents over a list: what is ingested by now, oldest first, in pages; a token goes on after the last event. */
export const fakeLogs = ({ now, events, pageSize, fail, hasIds = true }: FakeOptions) => {
  const sorted = [...events].sort((a, b) => a.at - b.at || (a.eventId < b.eventId ? -1 : 1));
  const calls: FilterLogEventsRequest[] = [];
  const filterLogEvents = async (input: FilterLogEventsRequest): Promise<Answer<FilterLogEventsResponse>> => {
    calls.push(input);
    const error = fail?.(calls.length);
    if (error !== undefined) {
      return { ok: false, failure: failureOf(error, { operation: 'FilterLogEvents', region: 'us-east-1' }) };
    }
    const { startTime = 0, endTime = Number.POSITIVE_INFINITY, nextToken = '-1 ' } = input;
    const [after = '', afterId = ''] = nextToken.split(' ');
    const afterAt = Number(after);
    const isAfter = ({ at, eventId }: FakeEvent) => at > afterAt || (at === afterAt && eventId > afterId);
    const found = sorted.filter(
      (event) => event.at >= startTime && event.at <= endTime && event.ingestedAt <= now() && isAfter(event),
    );
    const page = found.slice(0, pageSize?.(calls.length) ?? 10_000);
    const last = page.at(-1);
    const isLast = page.length === found.length;
    return {
      ok: true,
      value: {
        events: page.map((event) => ({
          ...(hasIds ? { eventId: event.eventId } : {}),
          timestamp: event.at,
          ingestionTime: event.ingestedAt,
          message: event.message ?? event.eventId,
          logStreamName: event.stream ?? 's',
        })),
        ...(isLast ? {} : { nextToken: last === undefined ? nextToken : `${last.at} ${last.eventId}` }),
      },
    };
  };
  return { calls, clientsFor: () => ({ filterLogEvents }) };
};
