/** Follows log groups of several origins as one stream of lines: by polling, and by Live Tail where that is wanted. */
import type { Clock } from '../../clock.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { byOrigin, type Origin, originOf } from '../../origin.ts';
import { createPace } from '../../pacing/pace.ts';
import { isTemporary } from '../../pacing/trouble.ts';
import type { LogGroup } from '../../pipeline/log-groups.ts';
import { type Batch, batchOf, type Source } from '../source.ts';
import { classFailure, createGroupLookup, type GroupLookup } from './describe-group.ts';
import { createGroupReader, type FilterLogEvents } from './group-reader.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createLiveTail, groupsPerSession, type LiveTail, type LiveTailApi } from './live-tail.ts';
import { createMarkMasked, type MarkMasked } from './masking.ts';
import type { StreamChoice } from './streams.ts';

/** Of `createClients`, what following calls. */
export type LogsApi = { readonly filterLogEvents: FilterLogEvents } & Partial<LiveTailApi>;

export type LogsOptions = {
  readonly clientsFor: (origin: Origin) => LogsApi;
  readonly groups: readonly LogGroup[];
  /** Epoch ms: lines from then on. */
  readonly since: number;
  readonly filter?: string | undefined;
  readonly streams?: StreamChoice | undefined;
  /** Ids of the events at `since` itself that are meant, where not all are. */
  readonly first?: ReadonlySet<string> | undefined;
  readonly clock: Clock;
  readonly pollMs?: number;
  /** Live Tail too, where it is permitted; it costs $0.60 an hour for each ten groups. */
  readonly liveTail?: boolean;
  readonly visible?: () => boolean;
  readonly random?: () => number;
};

const defaultPollMs = 2_000;
/** A busy group's overlap is long to read: polling takes a fifth of the time at most, on a slow link too. */
const restAfterRound = 5;
const longestPollMs = 30_000;
/** Beside Live Tail polling only looks for what that left out. */
const besideLiveTailMs = 30_000;

export const followLogs = (options: LogsOptions): readonly Source[] =>
  byOrigin(options.groups).flatMap(({ origin, things }) => followOrigin(options, origin, things));

const followOrigin = (
  options: LogsOptions,
  origin: Origin,
  groups: readonly LogGroup[],
): readonly Source[] => {
  const { since, first: only } = options;
  const api = options.clientsFor(origin);
  const { describeLogGroups, startLiveTail, chargeLiveTailMinute } = api;
  const liveApi =
    options.liveTail === true && describeLogGroups && startLiveTail && chargeLiveTailMinute
      ? { describeLogGroups, startLiveTail, chargeLiveTailMinute }
      : undefined;
  const ledgers = groups.map((group) =>
    createLedger({ ...group, since, first: only, hasLiveTail: liveApi !== undefined }),
  );
  const lookUp =
    describeLogGroups &&
    createGroupLookup(
      describeLogGroups,
      groups.map(({ group }) => group),
    );
  const markMasked = createMarkMasked(lookUp);
  const sources: Source[] = [];
  for (let first = 0; first < ledgers.length; first += groupsPerSession) {
    const shared = ledgers.slice(first, first + groupsPerSession);
    let behind = shared.length;
    const live =
      liveApi === undefined
        ? undefined
        : // What is there already comes first: else all of it would come late.
          createLiveTail({
            ...options,
            api: liveApi,
            ledgers: shared,
            markMasked,
            mayStart: () => behind === 0,
          });
    if (live !== undefined) sources.push(live.source);
    const onCaughtUp = () => {
      behind -= 1;
    };
    for (const ledger of shared) {
      const poll: Poll = { api, ledger, live, lookUp, markMasked, onCaughtUp };
      sources.push((signal) => pollGroup(options, poll, signal));
    }
  }
  return sources;
};

type Poll = {
  readonly api: LogsApi;
  readonly ledger: Ledger;
  readonly live: LiveTail | undefined;
  /** Looks a group up, where that may be asked. */
  readonly lookUp: GroupLookup | undefined;
  readonly markMasked: MarkMasked;
  /** Told once, when what was there at the start has been shown, or cannot be. */
  readonly onCaughtUp: () => void;
};

async function* pollGroup(
  options: LogsOptions,
  { api: { filterLogEvents }, ledger, live, lookUp, markMasked, onCaughtUp }: Poll,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  const { clock, since, filter, streams, pollMs = defaultPollMs, visible, random } = options;
  const reader = createGroupReader({ ledger, filterLogEvents, since, filter, streams });
  const scope = ledger.group;
  const origin = originOf(ledger);
  let roundAt = Number.NEGATIVE_INFINITY;
  let roundMs = 0;
  let isMidRound = false;
  const dueAt = (): number => {
    if (isMidRound) return 0;
    const soonest = roundAt + Math.max(pollMs, Math.min(longestPollMs, roundMs * restAfterRound));
    const wholeSince = live?.wholeSince(ledger);
    if (wholeSince === undefined) return soonest;
    // Once more for what came before the session did.
    return Math.max(soonest, roundAt < wholeSince ? wholeSince + pollMs : roundAt + besideLiveTailMs);
  };
  const pace = createPace({
    clock,
    source: 'logs',
    scope,
    origin,
    dueAt,
    ...(visible === undefined ? {} : { visible }),
    ...(random === undefined ? {} : { random }),
  });
  let isReady = false;
  let isCaughtUp = false;
  let hasLines = false;
  let isClassKnown = false;
  /** Looked up once, where nothing came at first: of some classes AWS gives no lines, or refuses. */
  const ofNoUse = async (): Promise<Failure | undefined> => {
    if (isClassKnown || lookUp === undefined) return undefined;
    const group = await lookUp(ledger.group, signal);
    isClassKnown = group.ok || !isTemporary(group.failure);
    return group.ok && group.value !== undefined ? classFailure(group.value) : undefined;
  };
  while (await pace.turn(signal)) {
    if (!isMidRound) roundAt = clock.now();
    isMidRound = true;
    const answer = await reader.step(clock.now(), signal);
    if (signal.aborted) return;
    if (!isCaughtUp && (!answer.ok || answer.value.isDone)) {
      isCaughtUp = true;
      onCaughtUp();
    }
    const isSilent = answer.ok
      ? answer.value.isDone && !hasLines && answer.value.lines.length === 0
      : answer.failure.kind === 'usage';
    const useless = isSilent ? await ofNoUse() : undefined;
    if (signal.aborted) return;
    if (useless !== undefined) {
      // No later poll would bring more.
      yield batchOf({ type: 'problem', source: 'logs', scope, origin, at: clock.now(), failure: useless });
      return;
    }
    if (!answer.ok) {
      yield batchOf(...pace.failed(answer.failure));
      continue;
    }
    hasLines ||= answer.value.lines.length > 0;
    yield batchOf(...(await markMasked(answer.value.lines, signal)), ...pace.answered());
    if (!answer.value.isDone) continue;
    isMidRound = false;
    roundMs = clock.now() - roundAt;
    const at = reader.completeUpTo();
    if (at !== undefined) yield batchOf({ type: 'completeUpTo', source: 'logs', scope, origin, at });
    if (!isReady) yield batchOf({ type: 'ready', source: 'logs', scope, origin, at: clock.now() });
    isReady = true;
  }
}
