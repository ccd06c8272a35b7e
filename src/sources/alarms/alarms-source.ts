/**
 * CloudWatch alarms of several origins: a listing, then what changes. A listing only shows the state of the moment; the
 * history fills what happened between two listings, however far apart they are, so that each transition is told once.
 */
import type { Clock } from '../../clock.ts';
import { type Origin, originName } from '../../origin.ts';
import { createPace } from '../../pacing/pace.ts';
import { manyTries } from '../../pacing/persist.ts';
import { type Batch, batchOf, type Source } from '../source.ts';
import { tellContributors } from './contributors.ts';
import { readEvents } from './events.ts';
import { type AlarmsApi, createFollowing } from './following.ts';
import { listAlarms } from './listing.ts';
import { readMuteRules, tellMutes } from './mute-rules.ts';
import { judgeFlapping, readHistory, tellShifts } from './transitions.ts';

export type AlarmsOptions = {
  readonly clientsFor: (origin: Origin) => AlarmsApi;
  readonly origins: readonly Origin[];
  readonly clock: Clock;
  readonly pollMs?: number;
  /** How far back transitions are told at the start; 0: from now on. AWS keeps 30 days (rule 8). */
  readonly historyMs?: number;
  /** False where only states are shown: no history is read, no transition told, none flaps. */
  readonly history?: boolean;
  /** Of the same time what alarms did and how they were changed: read once. */
  readonly events?: boolean;
  readonly namePrefix?: string;
  /** One listing (and its history), then the end; the end, with a problem, also when AWS does not answer. */
  readonly once?: boolean;
  readonly visible?: () => boolean;
  readonly random?: () => number;
};

const defaultPollMs = 30_000;

export const alarmsSource = (options: AlarmsOptions): readonly Source[] =>
  options.origins.map((origin) => (signal) => followOrigin(options, origin, signal));

async function* followOrigin(
  options: AlarmsOptions,
  origin: Origin,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  const { clock, pollMs = defaultPollMs, historyMs = 0, once = false, random = Math.random } = options;
  const name = originName(origin);
  let nextAt = 0;
  const paceOf = (scope: string, patient: boolean) =>
    createPace({
      clock,
      source: 'alarms',
      scope,
      origin,
      dueAt: () => nextAt,
      patient,
      random,
      ...(options.visible === undefined ? {} : { visible: options.visible }),
    });
  const pace = paceOf(name, !once);
  // Who may list alarms may not be allowed their history, and some services have none: the listing does without.
  // It is not tried again before the next listing: what fails is said at once.
  const historyPace = paceOf(`${name} history`, false);
  const mutePace = paceOf(`${name} mute rules`, false);
  const following = createFollowing({
    origin,
    api: options.clientsFor(origin),
    clock,
    random,
    tries: once ? manyTries : 1,
    namePrefix: options.namePrefix,
    historyMs,
  });
  let isReady = false;
  while (await pace.turn(signal)) {
    const startedAt = clock.now();
    const failure = yield* listAlarms(following, readMuteRules(following, signal), signal);
    if (signal.aborted) return;
    if (failure !== undefined) {
      yield batchOf(...pace.failed(failure));
      if (once) return;
      continue;
    }
    const { spoilt } = following.mutes;
    yield batchOf(
      ...pace.answered(),
      ...tellMutes(following),
      ...(spoilt === undefined ? mutePace.answered() : mutePace.failed(spoilt)),
    );
    if (options.history !== false) {
      const untold = yield* readHistory(following, signal);
      const noEvents =
        options.events === true && once && untold === undefined
          ? yield* readEvents(following, signal)
          : undefined;
      if (signal.aborted) return;
      const noHistory = untold ?? noEvents;
      yield batchOf(
        ...(noHistory === undefined ? historyPace.answered() : historyPace.failed(noHistory)),
        ...tellShifts(following, noHistory),
        ...judgeFlapping(following),
      );
    } else following.shifts = [];
    for await (const one of tellContributors(following, signal)) yield batchOf(one);
    if (signal.aborted) return;
    if (!isReady) yield batchOf({ type: 'ready', source: 'alarms', scope: name, origin, at: clock.now() });
    isReady = true;
    nextAt = startedAt + pollMs;
    if (once) return;
  }
}
