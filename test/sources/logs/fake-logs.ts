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

/** What an answer may be in place of the truth: an older one, one with an item that has no id, or is spoilt and left out, each event twice. */
export type Lie = 'old-page' | 'no-id' | 'partial' | 'twice';

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
  /** How the answer to the nth call lies. */
  readonly lie?: (call: number) => Lie | undefined;
};

/** FilterLogEvents over a list: what is ingested by now, oldest first, in pages; a token goes on after the last event. */
export const fakeLogs = ({ now, events, pageSize, fail, lie, hasIds = true }: FakeOptions) => {
  const sorted = [...events].sort((a, b) => a.at - b.at || (a.eventId < b.eventId ? -1 : 1));
  const calls: FilterLogEventsRequest[] = [];
  const before: Answer<FilterLogEventsResponse>[] = [];
  const filterLogEvents = async (input: FilterLogEventsRequest): Promise<Answer<FilterLogEventsResponse>> => {
    const answer = trueAnswer(input);
    const told = lyingAnswer(lie?.(calls.length), answer, before[(calls.length * 7) % before.length]);
    if (answer.ok && lie !== undefined) before.push(answer);
    return told;
  };
  const trueAnswer = (input: FilterLogEventsRequest): Answer<FilterLogEventsResponse> => {
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

/** Of a page it is the middle event that is spoilt. */
const lyingAnswer = (
  lie: Lie | undefined,
  answer: Answer<FilterLogEventsResponse>,
  earlier: Answer<FilterLogEventsResponse> | undefined,
): Answer<FilterLogEventsResponse> => {
  if (!answer.ok || lie === undefined) return answer;
  const { events = [], ...rest } = answer.value;
  const middle = events.length >> 1;
  const others = events.filter((_, nth) => nth !== middle);
  switch (lie) {
    case 'old-page':
      return earlier ?? answer;
    case 'no-id':
      return {
        ok: true,
        value: {
          ...rest,
          events: events.map((event, nth) => (nth === middle ? { ...event, eventId: undefined } : event)),
        },
      };
    case 'partial':
      return others.length === events.length
        ? answer
        : { ok: true, value: { ...rest, events: others }, isPartial: true };
    case 'twice':
      return { ok: true, value: { ...rest, events: [...events, ...events] } };
  }
};
