/** All that a story is told from, of a window that has ended or ends now: read once, by history. */
import type { Backend, WatchRequest } from '../../backend/backend.ts';
import { noDemand } from '../../demand.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { Observation } from '../../observation/observation.ts';
import { inPeriods, legalPeriod } from '../../periods.ts';
import { groupsOf, type LogGroup } from '../../pipeline/log-groups.ts';
import type { Pipeline, Stage } from '../../pipeline/stage.ts';
import type { TimeRange } from '../../ranges.ts';
import { acknowledged } from '../../sources/source.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { createStore, type Store } from '../../store/store.ts';
import { awaitedDeployments, originsOfPipeline } from '../dashboard/dashboard-sources.ts';
import { observationsAsOf } from './as-of.ts';
import { hasSpoken, readOnce } from './read-once.ts';
import type { AppliedFailure } from './troubles.ts';

export type EvidenceAtOptions = {
  readonly backend: Backend;
  /** What is looked at; its end is the moment as of which all is told. */
  readonly window: TimeRange;
  /** The other pipelines of its file: their alarms are not this one's. */
  readonly others?: readonly Pipeline[];
  readonly signal: AbortSignal;
};

export type EvidenceAt = {
  /** The pipeline in the periods that AWS still keeps of the window. */
  readonly pipeline: Pipeline;
  readonly store: Store;
  readonly snapshot: Snapshot;
  readonly troubles: readonly AppliedFailure[];
};

/** Breaches that began before the window have their onset, and changes before them stand in the story. */
const leadMs = 30 * 60_000;
/** Errors of so long before the onset are read: they tell what is new since then. */
const linesBeforeMs = 5 * 60_000;
/** All lines of the first of it, by which it is known that it was read; all of all would push out what fails. */
const wholeLinesMs = 60_000;
/** Lines of failures may be many. Not in steps of the window: each would be a call, and most of them find nothing. */
const mostLinePages = 500;
/** CloudWatch's filter pattern is case-sensitive: the ways in which programs, runtimes and Lambda write that something failed. */
export const errorLines =
  '?ERROR ?Error ?error ?Exception ?exception ?FATAL ?fatal ?CRITICAL ?critical ?SEVERE ?PANIC ?panic ?"timed out" ?timeout';
const loudLines = `${errorLines} ?WARN`;

const stageOf = (stage: Stage, ageMs: number): Stage => ({
  ...stage,
  series: stage.series.map((spec) => ({
    ...spec,
    ...inPeriods(spec, (seconds) => legalPeriod(seconds, ageMs)),
  })),
});

/**
 * Its stages with their series in periods that are kept of what is so old. No stream is read here, so nothing is known of orders in
 * flight: none late would be a lie.
 */
const pipelineOf = ({ orders: _orders, ...pipeline }: Pipeline, ageMs: number): Pipeline => ({
  ...pipeline,
  stages: pipeline.stages.map((stage) => stageOf(stage, ageMs)),
  ...(pipeline.dependencies === undefined
    ? {}
    : { dependencies: pipeline.dependencies.map((stage) => stageOf(stage, ageMs)) }),
});

type Told = { readonly observations: readonly Observation[]; readonly troubles: readonly AppliedFailure[] };

const measured = async (
  { stages, dependencies = [] }: Pipeline,
  { backend, window, signal }: EvidenceAtOptions,
): Promise<Told> => {
  const from = window.from - leadMs;
  const { answers, failures } = await backend.points(
    [...stages, ...dependencies].flatMap(({ series }) => series),
    { from, to: window.to },
    signal,
  );
  return { observations: answers, troubles: failures.map((failure) => ({ failure })) };
};

const alarmsOf = async (
  pipeline: Pipeline,
  { backend, window, signal }: EvidenceAtOptions,
): Promise<Told> => {
  const historyMs = Math.max(0, backend.clock.now() - window.from + leadMs);
  const observations: Observation[] = [];
  const troubles: AppliedFailure[] = [];
  const list = backend.listAlarms(originsOfPipeline(backend, pipeline), { historyMs });
  for await (const batch of acknowledged(list(signal))) {
    observations.push(...batch);
    for (const one of batch) {
      if (one.type === 'problem' && one.failure !== undefined) troubles.push({ failure: one.failure });
    }
  }
  return { observations, troubles };
};

/** Which versions came when; what cannot be read of them is no reason to tell nothing. */
const deploymentsOf = async (
  pipeline: Pipeline,
  { backend, signal }: EvidenceAtOptions,
): Promise<readonly Observation[]> => {
  const { clock } = backend;
  const kept = createStore({ startedAt: clock.now(), pipeline });
  const observations: Observation[] = [];
  const store: Store = {
    ...kept,
    apply: (batch, at) => {
      const all = [...batch];
      observations.push(...all);
      kept.apply(all, at);
    },
  };
  const request: WatchRequest = {
    origins: [],
    demand: () => ({ ...noDemand, deployments: true, shown: true }),
    cached: () => undefined,
    liveMs: leadMs,
    budget: undefined,
    deployments: pipeline.stages,
  };
  const awaited = awaitedDeployments(pipeline);
  const isDone = (snapshot: Snapshot) => hasSpoken(snapshot, awaited);
  await readOnce(backend.watch(request), { store, clock, signal, awaited: [], isDone });
  return observations.filter(({ type }) => type === 'version' || type === 'call');
};

type LinesWanted = TimeRange & {
  readonly groups: readonly LogGroup[];
  readonly filter: string;
  /** A few lines at the most: one search finds them all. */
  readonly isRare?: boolean;
};

/** Lines that a filter pattern lets through; of a group that cannot be read, why. */
export const linesIn = async (
  { groups, filter, from, to, isRare = false }: LinesWanted,
  { backend, signal }: { readonly backend: Pick<Backend, 'searchLogs'>; readonly signal: AbortSignal },
): Promise<Told> => {
  const observations: Observation[] = [];
  const troubles: AppliedFailure[] = [];
  await Promise.all(
    groups.map(async (group) => {
      const search = { group, filter, from, to, ...(isRare ? {} : { mostPages: mostLinePages }) };
      const answer = await backend.searchLogs?.(search, signal);
      if (answer === undefined) return;
      if (answer.ok) for (const line of answer.value.lines) observations.push(line);
      const failure = answer.ok ? answer.value.missing : answer.failure;
      if (failure !== undefined) troubles.push({ failure, about: group.group });
    }),
  );
  return { observations, troubles };
};

/** The stages whose lines tell why, each with when its trouble began. */
const stagesToBlame = ({ stories }: Snapshot, { stages }: Pipeline, window: TimeRange) =>
  stories.flatMap(({ stage: name, health, since }) => {
    const stage = stages.find((one) => one.name === name);
    if (stage === undefined || stage.logGroups.length === 0 || health === 'ok') return [];
    return [{ stage, since: Math.max(since ?? window.from, window.from) }];
  });

const troubleOf = (failure: Failure, at: number): Observation => ({
  type: 'problem',
  source: 'metrics',
  scope: 'history',
  at,
  failure,
});

/** What is known of a window of a pipeline, as of its end. */
export const evidenceAt = async (of: Pipeline, options: EvidenceAtOptions): Promise<EvidenceAt> => {
  const { backend, window, others = [], signal } = options;
  const { to } = window;
  const pipeline = pipelineOf(of, backend.clock.now() - window.from + leadMs);
  const store = createStore({ startedAt: window.from, pipeline, others });
  const [figures, alarms, deployments] = await Promise.all([
    measured(pipeline, options),
    alarmsOf(pipeline, options),
    deploymentsOf(pipeline, options),
  ]);
  store.apply(
    [
      ...figures.troubles.map(({ failure }) => troubleOf(failure, to)),
      ...observationsAsOf([...figures.observations, ...alarms.observations, ...deployments], to),
    ],
    to,
  );
  const troubles = [...figures.troubles, ...alarms.troubles];
  const blamed = stagesToBlame(store.snapshot(to), pipeline, window);
  for (const { stage, since } of blamed) {
    const groups = groupsOf([stage]);
    const first = since - linesBeforeMs;
    const before = await linesIn({ groups, filter: '', from: first, to: first + wholeLinesMs }, options);
    const after = await linesIn({ groups, filter: loudLines, from: first + wholeLinesMs, to }, options);
    troubles.push(...before.troubles, ...after.troubles);
    store.apply(observationsAsOf([...before.observations, ...after.observations], to), to);
    if (signal.aborted) break;
  }
  return { pipeline, store, snapshot: store.snapshot(to), troubles };
};
