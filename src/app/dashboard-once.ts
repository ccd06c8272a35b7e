/** One frame of the dashboard, once every source has answered: as text, or its stages and alarms as NDJSON. */
import { visibleLists } from '../../components/dashboard/lists.ts';
import type { DashboardState } from '../../components/dashboard/state.ts';
import { dashboardRows } from '../../components/dashboard/view.ts';
import type { Failure, Observation, SourceName } from '../observation.ts';
import { frameText } from '../output/frame-text.ts';
import { createLineWriter } from '../output/line-writer.ts';
import { jsonOfCost, jsonOfStage, ndjson, observationLine } from '../output/ndjson.ts';
import { type Snapshot, scopeKey } from '../store/snapshot.ts';
import { createStore, type Store } from '../store/store.ts';
import { dashboardBatches, groupsOf, sourcesOf } from './dashboard-sources.ts';
import { onInterrupt } from './interrupt.ts';
import { type DashboardOptions, type OpenedDashboard, openDashboard } from './open-dashboard.ts';
import { refuse } from './refuse.ts';
import { exitCode, type Runtime } from './runtime.ts';

const usualSize = { width: 120, height: 40 };
/** A source that has not answered by then is shown as loading. */
const patienceMs = 20_000;
/** A stream that is quiet says nothing: so long is waited for its first change. */
const firstChangeMs = 2_500;
const lookEveryMs = 100;

/** COLUMNS and LINES, as shells set them; 120x40 where they do not. */
const frameSize = (env: Runtime['env']) => {
  const cells = (text: string | undefined, usual: number): number => {
    const count = Number(text);
    return Number.isInteger(count) && count >= 20 && count <= 500 ? count : usual;
  };
  return { width: cells(env['COLUMNS'], usualSize.width), height: cells(env['LINES'], usualSize.height) };
};

/** Of log groups each must have been read once. */
const hasSpoken = (snapshot: Snapshot, source: SourceName, groups: number): boolean => {
  if (snapshot.problems.some((problem) => problem.source === source)) return true;
  const scopes = [...snapshot.completeUpTo.keys()].filter((key) => key.startsWith(scopeKey('logs', '')));
  return source === 'logs' ? scopes.length >= groups : snapshot.answered.has(source);
};

/** A failure that leaves nothing to show: no source has answered, and one may not. */
const hopeless = (snapshot: Snapshot): Failure | undefined =>
  snapshot.answered.size > 0
    ? undefined
    : snapshot.problems.find(({ failure }) => failure?.kind === 'access')?.failure;

const gather = async (
  { session, pipeline }: OpenedDashboard,
  store: Store,
  options: DashboardOptions,
  rangeMs: number,
  stop: AbortController,
): Promise<Snapshot> => {
  const { clock } = session;
  const take = async (batches: AsyncIterable<readonly Observation[]>): Promise<void> => {
    for await (const batch of batches) store.apply(batch, clock.now());
  };
  const looking = () => ({ rangeMs });
  const sources = await dashboardBatches({
    session,
    pipeline,
    looking,
    budget: options.budget,
    signal: stop.signal,
  });
  const taking = sources.map(take);
  const awaited = sourcesOf(pipeline);
  const groups = groupsOf(pipeline.stages).length;
  const startedAt = performance.now();
  let readyAt: number | undefined;
  for (;;) {
    await session.clock.sleep(lookEveryMs, stop.signal);
    const waited = performance.now() - startedAt;
    const snapshot = store.snapshot(clock.now());
    if (awaited.every((source) => hasSpoken(snapshot, source, groups))) readyAt ??= waited;
    const quiet = awaited.includes('stream') && snapshot.changes.items.length === 0;
    const isComplete = readyAt !== undefined && (!quiet || waited - readyAt > firstChangeMs);
    if (isComplete || waited > patienceMs || hopeless(snapshot) !== undefined || stop.signal.aborted) {
      stop.abort();
      await Promise.all(taking);
      return snapshot;
    }
  }
};

const jsonOfSnapshot = (snapshot: Snapshot): string =>
  [
    ...snapshot.stages.map((stage) => ndjson(jsonOfStage(stage))),
    ...snapshot.alarms.alarms.map(observationLine),
    ndjson(jsonOfCost(snapshot.cost)),
  ].join('');

/** Resolves with the exit code: 0 once a frame is printed. */
export const dashboardOnce = async (
  options: DashboardOptions,
  runtime: Runtime,
  state: DashboardState,
): Promise<number> => {
  const interrupt = onInterrupt();
  const stop = new AbortController();
  interrupt.signal.addEventListener('abort', () => stop.abort(), { once: true });
  const early: Observation[] = [];
  let onCall = (call: Observation): void => {
    early.push(call);
  };
  const opened = await openDashboard(options, runtime, (call) => onCall(call));
  if (!opened.ok) return refuse(opened.failure, options, runtime);
  const { session, pipeline, names } = opened.value;
  const store = createStore({ startedAt: session.clock.now(), pipeline });
  onCall = (call) => store.apply([call], session.clock.now());
  store.apply(early, session.clock.now());
  const snapshot = await gather(opened.value, store, options, state.rangeMs, stop);
  await session.close();
  if (interrupt.signal.aborted) return interrupt.code;
  const failure = hopeless(snapshot);
  if (failure !== undefined) return refuse(failure, options, runtime);
  const size = frameSize(runtime.env);
  const rows = dashboardRows({
    state,
    snapshot,
    lists: visibleLists(snapshot, state),
    pipeline,
    names,
    budget: options.budget,
    ascii: options.ascii,
    size,
    footer: [],
    help: [],
    scales: new Map(),
  });
  const out = createLineWriter(runtime.stdout.fd);
  out.write(
    options.json ? jsonOfSnapshot(snapshot) : frameText(rows, size.width, size.height, options.ascii),
  );
  await out.flush();
  return exitCode.done;
};
