import type {
  StartLiveTailRequest,
  StartLiveTailResponse,
  StartLiveTailResponseStream,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Answer } from '../../../src/aws/call.ts';
import { failureOf } from '../../../src/aws/failure.ts';
import type { Clock } from '../../../src/clock.ts';
import type { FakeEvent } from './fake-logs.ts';

const second = 1000;

type FakeOptions = {
  readonly clock: Clock;
  readonly group: string;
  readonly events: readonly FakeEvent[];
  /** Events that an update holds at most. */
  readonly most?: number;
  /** Updates of the nth session before it ends, and how: by itself, by a cut connection, or after three hours. */
  readonly end?: (
    session: number,
  ) => { readonly after: number; readonly how: 'clean' | 'cut' | 'timeout' | 'silent' } | undefined;
  readonly deny?: boolean;
  /** Each session begins with all that there is, as some look-alikes of AWS do. */
  readonly redeliver?: boolean;
  /** Each update holds also what the one before it held. */
  readonly repeat?: boolean;
  /** What the nth update of a session holds in place of its events; it may throw, as the SDK does. */
  readonly garble?: (nth: number, results: readonly unknown[]) => unknown;
};

/** StartLiveTail over a list: an update each second with what was ingested since the last one. */
export const fakeLiveTail = ({
  clock,
  group,
  events,
  most = 500,
  end,
  deny = false,
  redeliver = false,
  repeat = false,
  garble,
}: FakeOptions) => {
  let sessions = 0;
  let minutes = 0;
  const failed = (name: string, message = name) =>
    failureOf(Object.assign(new Error(message), { name }), {
      operation: 'StartLiveTail',
      region: 'us-east-1',
    });

  async function* stream(
    session: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<StartLiveTailResponseStream> {
    const limit = end?.(session);
    yield { sessionStart: {} };
    let since = redeliver ? 0 : clock.now();
    for (let nth = 0; ; nth += 1) {
      if (nth === limit?.after) {
        if (limit.how === 'clean') return;
        if (limit.how === 'cut') throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
        if (limit.how === 'timeout') {
          yield {
            SessionTimeoutException: Object.assign(new Error('over'), {
              name: 'SessionTimeoutException' as const,
              $fault: 'client' as const,
              $metadata: {},
            }),
          };
          return;
        }
        await clock.sleep(Number.MAX_SAFE_INTEGER, signal);
      }
      await clock.sleep(second, signal);
      if (signal?.aborted) throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
      const now = clock.now();
      const arrived = events.filter(({ ingestedAt }) => ingestedAt > since && ingestedAt <= now);
      since = repeat ? now - second : now;
      const sessionUpdate = {
        sessionMetadata: { sampled: arrived.length > most },
        sessionResults: arrived.slice(0, most).map((event) => ({
          logGroupIdentifier: `123456789012:${group}`,
          logStreamName: event.stream ?? 's',
          timestamp: event.at,
          ingestionTime: event.ingestedAt,
          message: event.message ?? event.eventId,
        })),
      };
      // As it comes from the wire: nobody has looked at its types.
      const given: typeof sessionUpdate = JSON.parse(
        JSON.stringify({
          ...sessionUpdate,
          ...(garble === undefined ? {} : { sessionResults: garble(nth, sessionUpdate.sessionResults) }),
        }),
      );
      yield { sessionUpdate: given };
    }
  }

  return {
    sessions: () => sessions,
    minutes: () => minutes,
    api: {
      describeLogGroups: async () => ({
        ok: true as const,
        value: {
          logGroups: [
            { logGroupName: group, arn: `arn:aws:logs:us-east-1:123456789012:log-group:${group}:*` },
          ],
        },
      }),
      startLiveTail: async (
        input: StartLiveTailRequest,
        signal?: AbortSignal,
      ): Promise<Answer<StartLiveTailResponse>> => {
        if (deny) return { ok: false, failure: failed('AccessDeniedException') };
        if (input.logGroupIdentifiers?.some((arn) => arn.endsWith('*')))
          return { ok: false, failure: failed('InvalidParameterException') };
        sessions += 1;
        return { ok: true, value: { responseStream: stream(sessions, signal) } };
      },
      chargeLiveTailMinute: () => {
        minutes += 1;
      },
    },
  };
};
