/** All that a story is told from, read once: figures, alarms and deployments first, then the lines of what is to blame. */
import type { Backend, WatchRequest } from '../../backend/backend.ts';
import { noDemand } from '../../demand.ts';
import type { SourceProblem } from '../../observation/health-of-sources.ts';
import { originOf } from '../../origin.ts';
import { createBudget } from '../../pacing/limiter.ts';
import { groupsOf } from '../../pipeline/log-groups.ts';
import { seriesNeeded } from '../../pipeline/series-needed.ts';
import type { Pipeline, Stage } from '../../pipeline/stage.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { createStore } from '../../store/store.ts';
import { awaitedDeployments, awaitedOf, watchOf } from '../dashboard/dashboard-sources.ts';
import type { Awaited } from '../shared/hopeless.ts';
import { hasSpoken, readOnce } from '../shared/read-once.ts';

export type EvidenceOptions = {
  readonly backend: Backend;
  readonly budget: number | undefined;
  readonly signal: AbortSignal;
};

/** Lines from before the onset tell what is new since then. */
const linesBeforeMs = 5 * 60_000;
/** It is read once and ends: lines from before the onset must still be there when the newest have come. */
const mostLines = 100_000;
/** A group that writes more than can be read in this time is not read whole. */
const mostLinesMs = 3_600_000;

/** The stages whose lines tell why, each with when its trouble began. */
const stagesToBlame = ({ stories, at }: Snapshot, { stages }: Pipeline) => {
  const since = new Map<string, number>();
  for (const { stage, health, since: onset } of stories) {
    if (stage === null || health === 'ok' || health === 'unknown') continue;
    since.set(stage, Math.min(since.get(stage) ?? at, onset ?? at));
  }
  return stages
    .filter(({ name, logGroups }) => since.has(name) && logGroups.length > 0)
    .map((stage): { readonly stage: Stage; readonly since: number } => ({
      stage,
      since: since.get(stage.name) ?? at,
    }));
};

/** Groups that were not read to their end in time: what is counted of their lines is less than there is, and that is said. */
export const silentGroups = (snapshot: Snapshot, { source, scopes }: Awaited): readonly SourceProblem[] =>
  scopes
    .filter((one) => !hasSpoken(snapshot, { source, scopes: [one] }))
    .map(({ scope, origin }) => ({
      type: 'problem',
      source,
      scope,
      origin,
      at: snapshot.at,
      failure: {
        kind: 'network',
        code: 'NotAllRead',
        message: 'not all of its lines were read in time: what they say is counted from those that were',
        operation: 'FilterLogEvents',
        ...origin,
        hint: 'Look at them with orders-watch logs query.',
      },
    }));

/** From when on lines were read, where that is after they were wanted; undefined where all were. */
export const linesReadFrom = ({ stories, logs, at }: Snapshot): number | undefined => {
  const onsets = stories.flatMap(({ incident, since, messages }) =>
    incident === null || since === null || messages.length === 0 ? [] : [since],
  );
  const [oldest] = logs.items;
  const kept = oldest === undefined ? at : oldest.type === 'gap' ? oldest.to : oldest.at;
  const from = Math.max(at - mostLinesMs, logs.evicted > 0 ? kept : 0);
  return onsets.some((onset) => onset < from) ? from : undefined;
};

/** What must answer: figures and alarms. */
export const judgedBy = (backend: Backend, pipeline: Pipeline): readonly Awaited[] =>
  awaitedOf(backend, pipeline).filter(({ source }) => source === 'metrics' || source === 'alarms');

/** What is known of a pipeline now. */
export const evidenceNow = async (
  pipeline: Pipeline,
  { backend, budget, signal }: EvidenceOptions,
): Promise<Snapshot> => {
  const { clock } = backend;
  const store = createStore({ startedAt: clock.now(), pipeline, limits: { logLines: mostLines } });
  const { logs: _logs, tables: _tables, ...watched } = watchOf(backend, pipeline);
  const demand = { ...noDemand, series: seriesNeeded(pipeline, undefined), deployments: true, shown: true };
  const request: WatchRequest = {
    ...watched,
    demand: () => demand,
    cached: () => undefined,
    budget: budget === undefined ? undefined : createBudget(budget, clock),
  };
  const awaited = judgedBy(backend, pipeline);
  const deployments = awaitedDeployments(pipeline);
  const reading = { store, clock, signal };
  await readOnce(backend.watch(request), {
    ...reading,
    awaited,
    isDone: (snapshot) => [...awaited, deployments].every((one) => hasSpoken(snapshot, one)),
  });
  const blamed = stagesToBlame(store.snapshot(clock.now()), pipeline);
  if (blamed.length === 0 || signal.aborted) return store.snapshot(clock.now());
  const groups = groupsOf(blamed.map(({ stage }) => stage));
  const onset = Math.min(...blamed.map(({ since }) => since));
  const lines: WatchRequest = {
    origins: [],
    demand: () => ({ ...noDemand, logs: true, shown: true }),
    cached: () => undefined,
    liveMs: watched.liveMs,
    budget: undefined,
    logs: { groups, since: Math.max(onset - linesBeforeMs, clock.now() - mostLinesMs) },
  };
  const awaitedLines: Awaited = {
    source: 'logs',
    scopes: groups.map((of) => ({ scope: of.group, origin: originOf(of) })),
  };
  await readOnce(backend.watch(lines), {
    ...reading,
    awaited: [],
    isDone: (snapshot) => hasSpoken(snapshot, awaitedLines),
  });
  if (!signal.aborted) store.apply(silentGroups(store.snapshot(clock.now()), awaitedLines), clock.now());
  return store.snapshot(clock.now());
};
