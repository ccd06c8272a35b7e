/** Everything that one frame of the dashboard needs, gathered until every source has answered. */
import type { Observation, SourceName } from '../observation.ts';
import { type Snapshot, scopeKey } from '../store/snapshot.ts';
import type { Store } from '../store/store.ts';
import { dashboardBatches, groupsOf, sourcesOf } from './dashboard-sources.ts';
import { hopeless } from './hopeless.ts';
import type { OpenedDashboard } from './open-dashboard.ts';
import type { From } from './tail-settings.ts';

export type GatherOptions = {
  readonly store: Store;
  readonly rangeMs: number;
  readonly budget: number | undefined;
  /** Where streams are begun; `latest` where absent. */
  readonly streamsFrom?: From;
  readonly stop: AbortController;
};

/** A source that has not answered by then is shown as loading. */
const patienceMs = 20_000;
/** A stream that is quiet says nothing: so long is waited for its first change. */
const firstChangeMs = 2_500;
const lookEveryMs = 100;

const marksOf = ({ completeUpTo }: Snapshot, source: SourceName): readonly string[] =>
  [...completeUpTo.keys()].filter((key) => key.startsWith(scopeKey(source, '')));

/** Of log groups each must have been read once. */
const hasSpoken = (snapshot: Snapshot, source: SourceName, groups: number): boolean => {
  if (snapshot.problems.some((problem) => problem.source === source)) return true;
  return source === 'logs' ? marksOf(snapshot, 'logs').length >= groups : snapshot.answered.has(source);
};

/** A first change, and up to when the stream is told: the mark follows its changes. */
const hasChanges = (snapshot: Snapshot): boolean =>
  snapshot.changes.items.length > 0 && marksOf(snapshot, 'stream').length > 0;

/** Resolves with what is known once all sources have answered, or after twenty seconds; ends the sources. */
export const gatherDashboard = async (
  { session, pipeline }: OpenedDashboard,
  { store, rangeMs, budget, streamsFrom = 'latest', stop }: GatherOptions,
): Promise<Snapshot> => {
  const { clock } = session;
  const take = async (batches: AsyncIterable<readonly Observation[]>): Promise<void> => {
    for await (const batch of batches) store.apply(batch, clock.now());
  };
  // Which stage is the worst is known only once all have answered: one frame asks for everything.
  const series = pipeline.stages.flatMap((stage) => stage.series);
  const looking = () => ({ rangeMs, series, logs: true });
  const { signal } = stop;
  const sources = await dashboardBatches({ session, pipeline, looking, budget, streamsFrom, signal });
  const taking = sources.map(take);
  const awaited = sourcesOf(pipeline);
  const groups = groupsOf(pipeline.stages).length;
  let waitedMs = 0;
  let readyMs: number | undefined;
  for (;;) {
    await clock.sleep(lookEveryMs, signal);
    waitedMs += lookEveryMs;
    const snapshot = store.snapshot(clock.now());
    if (awaited.every((source) => hasSpoken(snapshot, source, groups))) readyMs ??= waitedMs;
    const quiet = awaited.includes('stream') && !hasChanges(snapshot);
    const isComplete = readyMs !== undefined && (!quiet || waitedMs - readyMs > firstChangeMs);
    if (isComplete || waitedMs > patienceMs || hopeless(snapshot, awaited) !== undefined || signal.aborted) {
      stop.abort();
      await Promise.all(taking);
      return snapshot;
    }
  }
};
