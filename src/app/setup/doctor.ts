/** `orders-watch doctor`: one line for each thing that must be right, with what to do where it is not. */

import type { Failure } from '../../observation/health-of-sources.ts';
import type { CommonOptions, SandboxOptions } from '../../options.ts';
import { originsOf } from '../../origin.ts';
import { ndjson } from '../../output/ndjson.ts';
import { rowLine } from '../../output/text.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import { codeOf, exitCode, type Runtime } from '../../runtime.ts';
import { type Glyphs, glyphsFor } from '../../terminal/glyphs.ts';
import { onInterrupt } from '../shared/interrupt.ts';
import { openOutput } from '../shared/output.ts';
import { firstOf } from '../shared/pipeline.ts';
import { refuse } from '../shared/refuse.ts';
import { openSession, type Session } from '../shared/session.ts';
import { type Check, type CheckStatus, ok, warn } from './doctor/check.ts';
import { machineChecks } from './doctor/machine-checks.ts';
import { originChecks } from './doctor/origin-checks.ts';
import { settingsChecks } from './doctor/settings-checks.ts';

export type DoctorOptions = CommonOptions &
  SandboxOptions & {
    /** `bad` is what `why` calls it: the same as `fail`. */
    readonly 'fail-on': 'warn' | 'fail' | 'bad' | undefined;
  };

const pipelineCheck = (pipeline: Pipeline | undefined): Check =>
  pipeline === undefined
    ? warn('pipeline file', 'none', 'orders-watch init writes one.')
    : ok('pipeline file', `${pipeline.name}, ${pipeline.stages.length} stages`);

async function* allChecks(
  options: DoctorOptions,
  runtime: Runtime,
  { backend, clientsFor }: Session,
  pipeline: Pipeline | undefined,
  signal: AbortSignal,
): AsyncGenerator<Check, void, undefined> {
  const { account, regions, clock } = backend;
  yield* await machineChecks(runtime, options);
  yield ok('account', `${account}, ${regions.join(', ')}`);
  yield pipelineCheck(pipeline);
  for (const origin of originsOf([...backend.origins, ...(pipeline?.stages ?? [])])) {
    // Before the embedded account, on this machine, stands no setting.
    if (!options.sandbox) yield* await settingsChecks(origin, { env: runtime.env, options });
    yield* originChecks(origin, { clients: clientsFor(origin), pipeline, clock, signal });
    if (signal.aborted) return;
  }
}

const glyphOf = (status: CheckStatus, glyphs: Glyphs): string => glyphs[status === 'fail' ? 'bad' : status];

const lineOf = ({ check, status, detail, hint }: Check, glyphs: Glyphs): string => {
  const said = hint === '' ? detail : `${detail.replace(/[.]$/, '')}. ${hint}`;
  return rowLine([{ text: `${glyphOf(status, glyphs)} ${check.padEnd(44)} ${said}` }]);
};

const isMet = (status: CheckStatus, failOn: DoctorOptions['fail-on']): boolean =>
  failOn !== undefined && (status === 'fail' || (failOn === 'warn' && status === 'warn'));

/**
 * 0 where all is well or only worth a warning, 4 where access is missing, 1 where AWS does not answer; with `--fail-on`, 3 where a
 * check is as bad as that.
 */
export const doctor = async (options: DoctorOptions, runtime: Runtime): Promise<number> => {
  const interrupt = onInterrupt(runtime);
  const session = await openSession(options, runtime, () => {});
  if (!session.ok) return refuse(session.failure, options, runtime);
  const { backend, close } = session.value;
  const pipeline = firstOf(await backend.pipelines());
  if (!pipeline.ok) return refuse(pipeline.failure, options, runtime);
  const out = openOutput(runtime);
  const glyphs = glyphsFor(options.ascii);
  let worst: Failure | undefined;
  let isConditionMet = false;
  for await (const one of allChecks(options, runtime, session.value, pipeline.value, interrupt.signal)) {
    const { check, status, detail, hint } = one;
    out.write(options.json ? ndjson({ type: 'check', check, status, detail, hint }) : lineOf(one, glyphs));
    worst ??= one.failure;
    isConditionMet ||= isMet(status, options['fail-on']);
  }
  await out.flush();
  await close();
  if (interrupt.signal.aborted) return interrupt.code;
  if (isConditionMet) return exitCode.conditionMet;
  return worst === undefined ? exitCode.done : codeOf(worst);
};
