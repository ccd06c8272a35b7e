/** What a dashboard needs before it can show anything: the account and its pipeline. */
import type { CommonOptions, SandboxOptions } from '../options.ts';
import type { Pipeline } from '../pipeline/stage.ts';
import { loadPipeline, noPipeline } from './pipeline.ts';
import { fail, type Result, type Runtime, succeed, usageFailure } from './runtime.ts';
import { openSession, type Session } from './session.ts';

export type DashboardOptions = CommonOptions &
  SandboxOptions & {
    readonly stage: string | undefined;
    readonly since: string | undefined;
    readonly once: boolean;
  };

export type OpenedDashboard = {
  readonly session: Session;
  readonly pipeline: Pipeline;
  /** Pipeline, account, Regions: for the header. */
  readonly names: readonly string[];
};

/** Fails without an account, without a pipeline file, and for a stage that the pipeline does not have. */
export const openDashboard = async (
  options: DashboardOptions,
  runtime: Runtime,
  onCall: Parameters<typeof openSession>[2],
): Promise<Result<OpenedDashboard>> => {
  const session = await openSession(options, runtime, onCall);
  if (!session.ok) return session;
  const pipeline = await loadPipeline(options.config, session.value, runtime);
  if (!pipeline.ok) return pipeline;
  if (pipeline.value === undefined) return fail(noPipeline(runtime));
  const stages = pipeline.value.stages.map(({ name }) => name);
  if (options.stage !== undefined && !stages.includes(options.stage)) {
    return fail(
      usageFailure(
        'NoSuchStage',
        `--stage "${options.stage}" is no stage of this pipeline`,
        `Stages: ${stages.join(', ')}`,
      ),
    );
  }
  const { account, regions } = session.value;
  const names = [pipeline.value.name, account, regions.join(' ')];
  return succeed({ session: session.value, pipeline: pipeline.value, names });
};
