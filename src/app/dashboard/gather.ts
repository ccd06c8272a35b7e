/** Everything that one frame of the dashboard needs, gathered until every source has answered. */

import { demandOf } from '../../../components/dashboard/demand.ts';
import type { DashboardState } from '../../../components/dashboard/state.ts';
import type { Cached } from '../../backend/backend.ts';
import { formatDuration } from '../../format.ts';
import type { Failure, SourceName, SourceProblem } from '../../observation/health-of-sources.ts';
import { createBudget } from '../../pacing/limiter.ts';
import { mergeSources } from '../../sources/merge.ts';
import { acknowledged } from '../../sources/source.ts';
import type { StartAt } from '../../sources/streams/start.ts';
import { cachedIn } from '../../store/cached.ts';
import { scopeKey } from '../../store/entries.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import type { Store } from '../../store/store.ts';
import { type Awaited, hopeless } from '../shared/hopeless.ts';
import { awaitedDeployments, awaitedOf, liveWindowMs, watchOf } from './dashboard-sources.ts';
import type { OpenedDashboard } from './open-dashboard.ts';

export type GatherOptions = {
  readonly store: Store;
  /** What is to be drawn: its graphs need history where they show more than the last hour. Undefined where nothing is. */
  readonly state: DashboardState | undefined;
  readonly budget: number | undefined;
  /** Where streams are begun; `latest` where absent. */
  readonly streamsFrom?: StartAt;
  readonly stop: AbortController;
};

/** A source that has not answered by then is shown as loading. */
const patienceMs = 20_000;
/** A stream that is quiet says nothing: so long is waited for its first change. */
const firstChangeMs = 2_500;
const lookEveryMs = 100;

/** All that the source is asked for has been read once, or cannot be. */
const hasSpoken = ({ ready, problems }: Snapshot, { source, scopes }: Awaited): boolean => {
  const troubled = new Set(
    problems.map((problem) => scopeKey(problem.source, problem.scope, problem.origin)),
  );
  return scopes.every(({ scope, origin }) => {
    const key = scopeKey(source, scope, origin);
    return ready.has(key) || troubled.has(key);
  });
};

/** What stages are judged by, and its call. Of many log groups not all may be read in this time: their panel says so. */
const firstCalls: Readonly<Partial<Record<SourceName, string>>> = {
  metrics: 'GetMetricData',
  alarms: 'DescribeAlarms',
};

/** What has said nothing, neither that it is read nor why not: a frame without it does not pass for a whole one. */
const unspoken = (snapshot: Snapshot, awaited: readonly Awaited[]): readonly SourceProblem[] =>
  awaited.flatMap(({ source, scopes }) => {
    const operation = firstCalls[source];
    if (operation === undefined) return [];
    return scopes
      .filter((one) => !hasSpoken(snapshot, { source, scopes: [one] }))
      .map(({ scope, origin }): SourceProblem => {
        const failure: Failure = {
          kind: 'network',
          code: 'NoAnswer',
          message: `no answer in ${formatDuration(patienceMs)}`,
          operation,
          ...origin,
          hint: 'Check the network, or ask for less: a smaller pipeline file, fewer Regions.',
        };
        return { type: 'problem', source, scope, origin, at: snapshot.at, failure };
      });
  });

/** A first change, and up to when the stream is told: the mark follows its changes. */
const hasChanges = ({ changes, completeUpTo }: Snapshot): boolean =>
  changes.items.length > 0 && [...completeUpTo.values()].some(({ source }) => source === 'stream');

/** Resolves with what is known once all sources have answered, or after twenty seconds; ends the sources. */
export const gatherDashboard = async (
  { backend, pipeline }: OpenedDashboard,
  { store, state, budget, streamsFrom = 'latest', stop }: GatherOptions,
): Promise<Snapshot> => {
  const { clock } = backend;
  // Which stage is the worst is known only once all have answered: one frame asks for everything.
  const series = pipeline.stages.flatMap((stage) => stage.series);
  const demand = { series, graphs: undefined, logs: true, deployments: true, shown: true };
  const cached: Cached = (spec, periodSeconds) =>
    cachedIn(store.snapshot(clock.now()).series, spec, periodSeconds);
  const { signal } = stop;
  const purse = budget === undefined ? undefined : createBudget(budget, clock);
  const watched = watchOf(backend, pipeline);
  const sources = backend.watch({
    ...watched,
    tables: { ...watched.tables, from: streamsFrom },
    demand: () => demand,
    cached,
    budget: purse,
  });
  const take = async (): Promise<void> => {
    for await (const batch of acknowledged(mergeSources(sources, signal))) store.apply(batch, clock.now());
  };
  const taking = take();
  const awaited = awaitedOf(backend, pipeline);
  const deployments = awaitedDeployments(pipeline);
  const startedAt = clock.now();
  let readyMs: number | undefined;
  for (;;) {
    await clock.sleep(lookEveryMs, signal);
    const waitedMs = clock.now() - startedAt;
    const snapshot = store.snapshot(clock.now());
    if ([...awaited, deployments].every((one) => hasSpoken(snapshot, one))) readyMs ??= waitedMs;
    const quiet = awaited.some(({ source }) => source === 'stream') && !hasChanges(snapshot);
    const isComplete = readyMs !== undefined && (!quiet || waitedMs - readyMs > firstChangeMs);
    if (isComplete || waitedMs > patienceMs || hopeless(snapshot, awaited) !== undefined || signal.aborted) {
      const look = state && demandOf(state, snapshot, pipeline).graphs;
      if (look !== undefined && !signal.aborted) {
        const history = await backend.history(look, { liveMs: liveWindowMs, cached }, signal);
        const at = clock.now();
        const troubles = history.failures
          .slice(0, 1)
          .map((failure) => ({ type: 'problem', source: 'metrics', scope: 'history', at, failure }) as const);
        store.apply([...history.answers, ...troubles], at);
      }
      if (!signal.aborted) store.apply(unspoken(snapshot, awaited), clock.now());
      stop.abort();
      await taking;
      return store.snapshot(clock.now());
    }
  }
};
