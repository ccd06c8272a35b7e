/** Everything that one frame of the dashboard needs, gathered until every source has answered. */

import { demandOf } from '../../../components/dashboard/demand.ts';
import type { DashboardState } from '../../../components/dashboard/state.ts';
import type { Cached } from '../../backend/backend.ts';
import { createBudget } from '../../pacing/limiter.ts';
import type { StartAt } from '../../sources/streams/start.ts';
import { cachedIn } from '../../store/cached.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import type { Store } from '../../store/store.ts';
import { hasSpoken, readOnce } from '../shared/read-once.ts';
import { awaitedDeployments, awaitedOf, liveWindowMs, watchOf } from './dashboard-sources.ts';
import type { OpenedDashboard } from './open-dashboard.ts';
import { createPastErrors } from './past-errors.ts';

export type GatherOptions = {
  readonly store: Store;
  /** What is to be drawn: its graphs need history where they show more than the last hour. Undefined where nothing is. */
  readonly state: DashboardState | undefined;
  readonly budget: number | undefined;
  /** Where streams are begun; `latest` where absent. */
  readonly streamsFrom?: StartAt;
  readonly stop: AbortController;
};

/** A stream that is quiet says nothing: so long is waited for its first change. */
const firstChangeMs = 2_500;

/** A first change, and up to when the stream is told: the mark follows its changes. */
const hasChanges = ({ changes, completeUpTo }: Snapshot): boolean =>
  changes.items.length > 0 && [...completeUpTo.values()].some(({ source }) => source === 'stream');

/** Resolves with what is known once all sources have answered, or after twenty seconds; ends the sources. */
export const gatherDashboard = async (
  { backend, pipeline }: OpenedDashboard,
  { store, state, budget, streamsFrom = 'latest', stop }: GatherOptions,
): Promise<Snapshot> => {
  const { clock } = backend;
  const { signal } = stop;
  // Which stage is the worst is known only once all have answered: one frame asks for everything.
  const judged = [...pipeline.stages, ...(pipeline.dependencies ?? [])];
  const series = judged.flatMap((stage) => stage.series);
  let areLogsRead = false;
  // Log groups are read once: to poll them again would take the calls from what else is read of them, which then takes ten seconds more.
  const demand = () => ({ series, graphs: undefined, logs: !areLogsRead, deployments: true, shown: true });
  const cached: Cached = (spec, periodSeconds) =>
    cachedIn(store.snapshot(clock.now()).series, spec, periodSeconds);
  const purse = budget === undefined ? undefined : createBudget(budget, clock);
  const watched = watchOf(backend, pipeline);
  const sources = backend.watch({
    ...watched,
    tables: { ...watched.tables, from: streamsFrom },
    demand,
    cached,
    budget: purse,
  });
  const awaited = awaitedOf(backend, pipeline);
  const deployments = awaitedDeployments(pipeline);
  const logs = awaited.filter(({ source }) => source === 'logs');
  let readyMs: number | undefined;
  await readOnce(sources, {
    store,
    clock,
    signal,
    awaited,
    isDone: (snapshot, waitedMs) => {
      areLogsRead ||= logs.every((one) => hasSpoken(snapshot, one));
      if ([...awaited, deployments].every((one) => hasSpoken(snapshot, one))) readyMs ??= waitedMs;
      const quiet = awaited.some(({ source }) => source === 'stream') && !hasChanges(snapshot);
      return readyMs !== undefined && (!quiet || waitedMs - readyMs > firstChangeMs);
    },
  });
  const pastErrors = createPastErrors({
    backend,
    pipeline,
    followedSince: watched.logs.since,
    emit: (observations) => store.apply(observations, clock.now()),
    signal,
  });
  await pastErrors.read(store.snapshot(clock.now()));
  const look = state && demandOf(state, store.snapshot(clock.now()), pipeline).graphs;
  if (look !== undefined && !signal.aborted) {
    const history = await backend.history(look, { liveMs: liveWindowMs, cached }, signal);
    const at = clock.now();
    const troubles = history.failures
      .slice(0, 1)
      .map((failure) => ({ type: 'problem', source: 'metrics', scope: 'history', at, failure }) as const);
    store.apply([...history.answers, ...troubles], at);
  }
  stop.abort();
  return store.snapshot(clock.now());
};
