/** One frame of the dashboard, once every source has answered: as text, or its stages and alarms as NDJSON. */
import { visibleLists } from '../../../components/dashboard/lists.ts';
import type { DashboardState } from '../../../components/dashboard/state.ts';
import { dashboardRows } from '../../../components/dashboard/view.ts';
import type { Size } from '../../../components/frame/layout.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { Observation } from '../../observation/observation.ts';
import { frameText } from '../../output/frame-text.ts';
import { jsonOfCost, jsonOfStage, ndjson, observationLine } from '../../output/ndjson.ts';
import { jsonOfStory } from '../../output/story-json.ts';
import { fail, type Result, succeed } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { createStore } from '../../store/store.ts';
import type { Row } from '../../terminal/row.ts';
import { frameSize } from '../shared/frame-size.ts';
import { hopeless } from '../shared/hopeless.ts';
import { cutShort, type Interrupt, onInterrupt, stopWith } from '../shared/interrupt.ts';
import { openOutput } from '../shared/output.ts';
import { refuse } from '../shared/refuse.ts';
import {
  codeOfTroubles,
  distinctFailures,
  givenUp,
  problemFailures,
  sayTroubles,
} from '../shared/troubles.ts';
import { unreadOf } from '../shared/unread.ts';
import { awaitedOf } from './dashboard-sources.ts';
import { gatherDashboard } from './gather.ts';
import { type DashboardOptions, type OpenedDashboard, openDashboards } from './open-dashboard.ts';

/** Where COLUMNS and LINES say nothing. */
export const usualSize: Size = { width: 120, height: 40 };

/** The frame as rows, without the footer of keys: nobody can press them. */
export const frameRows = (
  { pipeline, names }: OpenedDashboard,
  snapshot: Snapshot,
  state: DashboardState,
  options: Pick<DashboardOptions, 'ascii' | 'budget'>,
  size: Size,
): Row[] =>
  dashboardRows({
    state,
    snapshot,
    lists: visibleLists(snapshot, state, pipeline),
    pipeline,
    names,
    budget: options.budget,
    ascii: options.ascii,
    size,
    footer: [],
    help: [],
    scales: new Map(),
  });

const jsonOfSnapshot = (snapshot: Snapshot, errors: string): string =>
  [
    ...snapshot.stories.map((story) => ndjson(jsonOfStory(story))),
    ...snapshot.stages.map((stage) => ndjson(jsonOfStage(stage))),
    ...snapshot.alarms.alarms.map(observationLine),
    errors,
    ndjson(jsonOfCost(snapshot.cost)),
  ].join('');

export type Gathered = {
  readonly opened: OpenedDashboard;
  /** Name of the stage that is asked for, where one is. */
  readonly stage: string | undefined;
  readonly snapshot: Snapshot;
  /** What of it could not be read. */
  readonly troubles: readonly Failure[];
};

/** Opens the dashboard, gathers one snapshot, closes again. Fails where nothing can be shown. */
export const gatherOnce = async (
  options: DashboardOptions,
  runtime: Runtime,
  state: DashboardState,
  interrupt: Interrupt,
): Promise<Result<Gathered>> => {
  const stop = stopWith(interrupt.signal);
  const calls: Observation[] = [];
  const opened = await openDashboards(options, runtime, (call) => calls.push(call));
  if (!opened.ok) return opened;
  const { backend, close, stage, dashboards } = opened.value;
  const [shown] = dashboards;
  const { pipeline } = shown;
  const { budget } = options;
  const store = createStore({ startedAt: backend.clock.now(), pipeline, others: shown.others });
  await gatherDashboard(shown, {
    store,
    state: options.json ? undefined : { ...state, stage },
    budget,
    stop,
  });
  store.apply(calls, backend.clock.now());
  const snapshot = store.snapshot(backend.clock.now());
  await close();
  const failure = hopeless(snapshot, awaitedOf(backend, pipeline));
  if (failure !== undefined) return fail(failure);
  const series = [...snapshot.series.values()].map(({ spec, ...known }) => ({ series: spec, ...known }));
  const troubles = [...distinctFailures(problemFailures(snapshot.problems)), ...unreadOf(series)];
  return succeed({ opened: shown, stage, snapshot, troubles });
};

/** Resolves with the exit code: 0 once a frame is printed of which all could be read. */
export const dashboardOnce = async (
  options: DashboardOptions,
  runtime: Runtime,
  state: DashboardState,
): Promise<number> => {
  const interrupt = onInterrupt(runtime);
  const gathered = await gatherOnce(options, runtime, state, interrupt);
  if (interrupt.signal.aborted) return cutShort(interrupt, runtime);
  if (!gathered.ok) return refuse(gathered.failure, options, runtime);
  const { opened, stage, snapshot, troubles } = gathered.value;
  const size = frameSize(runtime.env, usualSize);
  const rows = frameRows(opened, snapshot, { ...state, stage }, options, size);
  const out = openOutput(runtime);
  const errors = sayTroubles(troubles.map(givenUp), options, (line) => runtime.stderr.write(`${line}\n`));
  out.write(
    options.json ? jsonOfSnapshot(snapshot, errors) : frameText(rows, size.width, size.height, options.ascii),
  );
  await out.flush();
  return codeOfTroubles(troubles);
};
