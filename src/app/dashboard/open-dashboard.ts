/** What a dashboard needs before it can show anything: the account and its pipelines. */
import type { Backend } from '../../backend/backend.ts';
import type { CommonOptions, SandboxOptions } from '../../options.ts';
import { bareName } from '../../pipeline/regions.ts';
import type { Pipeline, Pipelines } from '../../pipeline/stage.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';
import { noPipeline } from '../shared/pipeline.ts';
import { openSession, type Session } from '../shared/session.ts';

export type DashboardOptions = CommonOptions &
  SandboxOptions & {
    readonly stage: string | undefined;
    readonly since: string | undefined;
    readonly once: boolean;
  };

export type OpenedDashboard = {
  readonly backend: Backend;
  readonly pipeline: Pipeline;
  /** The other pipelines of its file: their alarms are theirs. */
  readonly others: readonly Pipeline[];
  /** Pipeline, accounts, Regions: for the header. */
  readonly names: readonly string[];
};

/** So many Regions are counted in the header; their names stand in their rows. */
const manyRegions = 3;

/** The dashboard of one pipeline. */
export const dashboardOf = (
  backend: Backend,
  pipeline: Pipeline,
  others: readonly Pipeline[] = [],
): OpenedDashboard => {
  const { stages } = pipeline;
  const accounts = [...new Set(stages.map(({ profile }) => profile ?? backend.account))];
  const regions = [...new Set(stages.map(({ region }) => region))];
  const where = regions.length < manyRegions ? regions.join(' ') : `${regions.length} Regions`;
  return { backend, pipeline, others, names: [pipeline.name, accounts.join(' '), where] };
};

export type OpenedDashboards = {
  readonly backend: Backend;
  readonly close: Session['close'];
  /** The one that is shown first, then the others of its file. */
  readonly dashboards: readonly [OpenedDashboard, ...OpenedDashboard[]];
  /** Name of the stage that is in focus at the start, where one is asked for. */
  readonly stage: string | undefined;
};

/** A stage by its name, or by its name in the file where it stands in several Regions: then the first. */
const findStage = (name: string, { stages }: Pipeline): Result<string> => {
  const found = stages.find((stage) => stage.name === name) ?? stages.find((one) => bareName(one) === name);
  if (found !== undefined) return succeed(found.name);
  const names = new Set(stages.map(bareName));
  return fail(
    usageFailure(
      'NoSuchStage',
      `--stage "${name}" is no stage of this pipeline`,
      `Stages: ${[...names].join(', ')}`,
    ),
  );
};

const opened = (
  { backend, close }: Session,
  [first, ...others]: Pipelines,
  wanted: string | undefined,
): Result<OpenedDashboards> => {
  const stage = wanted === undefined ? succeed(undefined) : findStage(wanted, first);
  if (!stage.ok) return stage;
  const all = [first, ...others];
  const dashboardIn = (pipeline: Pipeline): OpenedDashboard =>
    dashboardOf(
      backend,
      pipeline,
      all.filter((one) => one !== pipeline),
    );
  return succeed({
    backend,
    close,
    dashboards: [dashboardIn(first), ...others.map(dashboardIn)],
    stage: stage.value,
  });
};

/** Fails without an account, without a pipeline file, and for a pipeline or a stage that it does not have. */
export const openDashboards = async (
  options: DashboardOptions,
  runtime: Runtime,
  onCall: Parameters<typeof openSession>[2],
): Promise<Result<OpenedDashboards>> => {
  const session = await openSession(options, runtime, onCall);
  if (!session.ok) return session;
  const pipelines = await session.value.backend.pipelines();
  if (!pipelines.ok) return pipelines;
  if (pipelines.value === undefined) return fail(noPipeline(runtime));
  return opened(session.value, pipelines.value, options.stage);
};
