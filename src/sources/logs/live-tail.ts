/**
 * A Live Tail session over up to ten log groups: lines within a second of their ingestion. It is only the fast way:
 * polling goes on beside it, slower, and fills what a session leaves out (sampling, a lost connection, its end after 3 h).
 */

import type {
  LiveTailSessionLogEvent,
  StartLiveTailRequest,
  StartLiveTailResponse,
  StartLiveTailResponseStream,
} from '@aws-sdk/client-cloudwatch-logs';
import type { AwsCall } from '../../aws/call.ts';
import { failureOf } from '../../aws/failure.ts';
import type { Clock } from '../../clock.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { LogEvent } from '../../observation/logs.ts';
import type { Observation } from '../../observation/observation.ts';
import { type Origin, originOf } from '../../origin.ts';
import { createPace } from '../../pacing/pace.ts';
import { isTemporary } from '../../pacing/trouble.ts';
import { type Batch, batchOf, type Source } from '../source.ts';
import type { DescribeLogGroups } from './describe-group.ts';
import type { Ledger } from './ledger.ts';
import { findArns, isGroup } from './live-groups.ts';
import { readUpdate } from './live-update.ts';
import type { MarkMasked } from './masking.ts';
import { liveStreams, type StreamChoice } from './streams.ts';

export type LiveTailApi = {
  readonly describeLogGroups: DescribeLogGroups;
  readonly startLiveTail: AwsCall<StartLiveTailRequest, StartLiveTailResponse>;
  readonly chargeLiveTailMinute: () => void;
};

/** Log groups that one session takes (rule 6). */
export const groupsPerSession = 10;
/** An update comes each second, empty ones too (rule 6): a session that is silent for so long is dead. */
const silentMs = 15_000;
const minuteMs = 60_000;
/** AWS's sessions last three hours (rule 6): where they end at once, again and again, there is something else at the address. */
const shortSessionMs = 10_000;
const mostShortSessions = 5;
/** One that lasts so long has healed: what was said is taken back (issue 15). */
const settledMs = 3_000;

const endedAtOnce: Failure = {
  kind: 'service',
  code: 'LiveTailEnded',
  message: 'Live Tail ended at once',
  operation: 'StartLiveTail',
  hint: 'Nothing to do: lines are polled meanwhile.',
};

/** It will never be allowed, or is not known there. Keys that ran out may be renewed. */
const isRefusal = ({ kind, code }: Failure): boolean =>
  kind === 'usage' || /^(AccessDenied|Unauthorized|NotAuthorized|UnknownOperation)/.test(code);

/**
 * Whether this end of a session tells that there is no Live Tail at that address. A network that cuts it, or is away, does not, however
 * often (issue 15); nor does a service that breaks down, once it has begun a session: some look-alikes break down at what they do not have.
 */
const tellsOfNone = (failure: Failure, hasBegun: boolean): boolean =>
  !isTemporary(failure) || (failure.kind === 'service' && !hasBegun);

export type LiveTail = {
  readonly source: Source;
  /** Since when the lines of a group come by Live Tail, all of them; undefined while they do not. */
  readonly wholeSince: (ledger: Ledger) => number | undefined;
};

type LiveTailOptions = {
  readonly api: LiveTailApi;
  readonly ledgers: readonly Ledger[];
  readonly filter?: string | undefined;
  readonly streams?: StreamChoice | undefined;
  readonly clock: Clock;
  readonly markMasked: MarkMasked;
  readonly mayStart: () => boolean;
  readonly visible?: () => boolean;
  readonly random?: () => number;
};

export const createLiveTail = (options: LiveTailOptions): LiveTail => {
  const {
    api,
    ledgers,
    filter,
    streams,
    clock,
    markMasked,
    mayStart,
    visible = () => true,
    random,
  } = options;
  const scope = ledgers.map(({ group }) => group).join(', ');
  const origin = originOf(ledgers[0] ?? { region: '' });
  let wholeSince: number | undefined;
  /** Whose lines the session brings: a group that is not there yet, or has no ARN, is in none. */
  let inSession: ReadonlySet<Ledger> = new Set();
  /** A session has begun once, at least. */
  let hasBegun = false;

  async function* source(signal: AbortSignal): AsyncGenerator<Batch> {
    const pace = createPace({
      clock,
      source: 'logs',
      scope: `Live Tail of ${scope}`,
      origin,
      dueAt: () => (mayStart() ? 0 : Number.POSITIVE_INFINITY),
      visible,
      ...(random === undefined ? {} : { random }),
    });
    let shortSessions = 0;
    while (await pace.turn(signal)) {
      const startedAt = clock.now();
      const failure = yield* session(signal, () => pace.answered());
      if (signal.aborted) return;
      const isShort = clock.now() - startedAt < shortSessionMs;
      if (!isShort) shortSessions = 0;
      else if (failure === undefined || tellsOfNone(failure, hasBegun)) shortSessions += 1;
      if ((failure !== undefined && isRefusal(failure)) || shortSessions >= mostShortSessions) {
        // Polling does it all, only slower: no trouble of the user's.
        const why =
          failure === undefined ? 'its sessions end at once' : `${failure.operation}: ${failure.message}`;
        yield batchOf(...pace.answered(), {
          type: 'progress',
          source: 'logs',
          scope,
          text: `polling, no Live Tail: ${why}`,
        });
        return;
      }
      const isOver = failure === undefined || failure.code === 'SessionTimeoutException';
      if (isOver && !isShort) yield batchOf(...pace.answered());
      // Nothing is lost: lines are polled meanwhile, and of a group that is not there polling tells.
      else if (failure === undefined || failure.kind === 'not-found') pace.failed(failure ?? endedAtOnce);
      else yield batchOf(...pace.failed(failure));
    }
  }

  /**
   * One session, from its start to its end, however it ends; undefined where there was nothing wrong. `onLasting` is called with each
   * update once it has lasted for a while.
   */
  async function* session(
    signal: AbortSignal,
    onLasting: () => readonly Observation[],
  ): AsyncGenerator<Batch, Failure | undefined> {
    const found = await findArns(api.describeLogGroups, ledgers, signal);
    if ('failure' in found) return found.failure;
    inSession = new Set(found.arns.keys());
    const silence = new AbortController();
    const stop = AbortSignal.any([signal, silence.signal]);
    const answer = await api.startLiveTail(
      {
        logGroupIdentifiers: [...found.arns.values()],
        ...liveStreams(streams),
        ...(filter === undefined ? {} : { logEventFilterPattern: filter }),
      },
      stop,
    );
    if (!answer.ok) return answer.failure;
    const watch = watchSession(clock, silence, visible, api.chargeLiveTailMinute);
    let sampledSince: number | undefined;
    let last = clock.now();
    const settlesAt = last + settledMs;
    let failure: Failure | undefined;
    try {
      for await (const part of answer.value.responseStream ?? []) {
        watch.heard();
        failure = failureIn(part);
        if (failure !== undefined) break;
        hasBegun = true;
        if (part.sessionStart !== undefined) wholeSince = clock.now();
        if (part.sessionUpdate === undefined) continue;
        const { events, isSampled, isSpoilt } = readUpdate(part.sessionUpdate);
        // What was wrong is over, and not when the session ends, in three hours.
        if (clock.now() >= settlesAt) yield batchOf(...onLasting());
        yield batchOf(...(await markMasked([...linesOf(events)], signal)));
        // What is spoilt is polled at once; what is sampled away, for as long as that goes on.
        const wasWhole = isSpoilt ? undefined : wholeSince;
        wholeSince = isSampled ? undefined : (wasWhole ?? clock.now());
        if (isSampled) sampledSince ??= last;
        else if (sampledSince !== undefined) {
          yield batchOf(...gaps(sampledSince, last));
          sampledSince = undefined;
        }
        last = clock.now();
      }
    } catch (error) {
      // Abort, a lost network and a closed client all look alike here (rule 9): the signals know whether it was us.
      const isHidden = silence.signal.reason === 'hidden';
      failure = isHidden ? undefined : brokenBy(error, origin);
    } finally {
      wholeSince = undefined;
      watch.end();
    }
    if (sampledSince !== undefined) yield batchOf(...gaps(sampledSince, last));
    return failure;
  }

  const linesOf = function* (events: readonly LiveTailSessionLogEvent[]): Generator<LogEvent> {
    for (const ledger of ledgers) {
      const own = events.filter(({ logGroupIdentifier = '' }) => isGroup(logGroupIdentifier, ledger.group));
      yield* ledger.inOrder(own.flatMap((event) => ledger.live(event) ?? []));
    }
  };

  const gaps = function* (from: number, to: number): Generator<Observation> {
    for (const { group } of ledgers) {
      yield { type: 'gap', source: 'logs', scope: group, reason: 'sampled', from, to, ...origin };
    }
  };

  return { source, wholeSince: (ledger) => (inSession.has(ledger) ? wholeSince : undefined) };
};

const failureIn = (part: StartLiveTailResponseStream): Failure | undefined => {
  const error = part.SessionTimeoutException ?? part.SessionStreamingException;
  return error === undefined ? undefined : failureOf(error, { operation: 'StartLiveTail', region: '' });
};

/** The SDK reads messages as if each were what it should be: what it throws at one that is not is no bug, and heals. */
const brokenBy = (error: unknown, origin: Origin): Failure => {
  const site = { operation: 'StartLiveTail', ...origin };
  return error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError
    ? failureOf(
        Object.assign(new Error(`a message cannot be read: ${error.message}`), { name: 'MalformedAnswer' }),
        site,
      )
    : failureOf(error, site);
};

/** Ends a session that has gone silent, or that nobody has looked at for a minute; bills its minutes. */
const watchSession = (
  clock: Clock,
  silence: AbortController,
  visible: () => boolean,
  chargeMinute: () => void,
) => {
  const ended = new AbortController();
  let heardAt = clock.now();
  let seenAt = heardAt;
  const run = async () => {
    let billedTo = clock.now();
    chargeMinute();
    while (!ended.signal.aborted) {
      await clock.sleep(5_000, ended.signal);
      if (ended.signal.aborted) return;
      const now = clock.now();
      for (; now - billedTo >= minuteMs; billedTo += minuteMs) chargeMinute();
      if (visible()) seenAt = now;
      if (now - seenAt > minuteMs) silence.abort('hidden');
      if (now - heardAt > silentMs) silence.abort('silent');
    }
  };
  void run();
  return {
    heard: () => {
      heardAt = clock.now();
    },
    end: () => ended.abort(),
  };
};
