/** `orders-watch doctor`: one line for each thing that must be right, with what to do where it is not. */

import type { Sample } from '../../aws/services/operation.ts';
import { formatDuration } from '../../format.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { CommonOptions, SandboxOptions } from '../../options.ts';
import { isSameOrigin, type Origin, originName, originsOf } from '../../origin.ts';
import { failureLine } from '../../output/failure-line.ts';
import { ndjson } from '../../output/ndjson.ts';
import { rowLine } from '../../output/text.ts';
import { groupsOf } from '../../pipeline/log-groups.ts';
import type { Health, Pipeline } from '../../pipeline/stage.ts';
import { codeOf, exitCode, type Runtime } from '../../runtime.ts';
import { canDrawScreen, colourDepth, needsAscii } from '../../terminal/capabilities.ts';
import { glyphsFor } from '../../terminal/glyphs.ts';
import { openOutput } from '../shared/output.ts';
import { firstOf } from '../shared/pipeline.ts';
import { refuse } from '../shared/refuse.ts';
import { openSession, type Session } from '../shared/session.ts';
import { givenUp } from '../shared/troubles.ts';

type Finding = {
  readonly check: string;
  readonly health: Health;
  readonly says: string;
  readonly failure?: Failure;
};

/** A signature is refused by AWS when the clock is off by more than 15 minutes; long before that, windows are wrong. */
const warnSkewMs = 60_000;

/** What there is in an origin that a call may ask for. */
const sampleOf = (now: number, pipeline: Pipeline | undefined, origin: Origin): Sample => {
  const here = pipeline?.stages.filter((stage) => isSameOrigin(stage, origin)) ?? [];
  return {
    now,
    logGroup: groupsOf(here)[0]?.group,
    table: here.find(({ table }) => table !== undefined)?.table,
  };
};

const skewFinding = (where: string, skewMs: number): Finding => {
  const size = Math.abs(skewMs);
  const says =
    size < 2_000 ? 'agrees with AWS' : `${formatDuration(size)} ${skewMs > 0 ? 'behind' : 'ahead of'} AWS`;
  const hint = size < warnSkewMs ? '' : ': set the time of this machine';
  return { check: `clock, ${where}`, health: size < warnSkewMs ? 'ok' : 'warn', says: `${says}${hint}` };
};

const examineOrigin = async (
  origin: Origin,
  { clientsFor, backend: { clock } }: Session,
  pipeline: Pipeline | undefined,
): Promise<readonly Finding[]> => {
  const clients = clientsFor(origin);
  const where = originName(origin);
  const signal = new AbortController().signal;
  const findings: Finding[] = [];
  let skewMs: number | undefined;
  for (const { permission, on, ask } of clients.probes(sampleOf(clock.now(), pipeline, origin))) {
    const check = `${permission}${on === undefined ? '' : ` on ${on}`}, ${where}`;
    const askedAt = clock.now();
    const answer = await ask(signal);
    const tookMs = clock.now() - askedAt;
    if (answer.ok) {
      // The Date header has whole seconds: half of one on average, and half of the way there and back.
      if (answer.servedAt !== undefined) skewMs ??= answer.servedAt + 500 - (askedAt + tookMs / 2);
      findings.push({ check, health: 'ok', says: formatDuration(tookMs) });
    } else {
      const { failure } = answer;
      // Nothing can be asked with it: one line says so.
      if (failure.code === 'ProfileNotFound') {
        return [{ check: `profile, ${where}`, health: 'bad', says: failureLine(givenUp(failure)), failure }];
      }
      findings.push({
        check,
        health: 'bad',
        says: failureLine(givenUp(failure)),
        failure,
      });
    }
  }
  return skewMs === undefined ? findings : [...findings, skewFinding(where, skewMs)];
};

const terminalFinding = ({ env, stdin, stdout }: Runtime, options: CommonOptions): Finding => {
  const depth = colourDepth(env, options.color);
  const colours = depth === 0 ? 'no colours' : depth === 'true' ? '16 million colours' : `${depth} colours`;
  const size = stdout.isTTY ? `${stdout.columns}x${stdout.rows}` : 'none';
  const isSmall = stdout.isTTY && (stdout.columns < 80 || stdout.rows < 24);
  const characters = needsAscii(env) ? 'ASCII: LANG is not UTF-8' : 'Unicode';
  const screen = canDrawScreen(env, stdin, stdout) ? 'screen' : 'lines only';
  return {
    check: 'terminal',
    health: isSmall || needsAscii(env) ? 'warn' : 'ok',
    says: [size, screen, colours, characters, ...(isSmall ? ['80x24 or more shows all'] : [])].join(', '),
  };
};

const pipelineFinding = (pipeline: Pipeline | undefined): Finding =>
  pipeline === undefined
    ? { check: 'pipeline file', health: 'warn', says: 'none: orders-watch init writes one' }
    : { check: 'pipeline file', health: 'ok', says: `${pipeline.name}, ${pipeline.stages.length} stages` };

/** 0 where all is well or only worth a warning, 4 where access is missing. */
export const doctor = async (options: CommonOptions & SandboxOptions, runtime: Runtime): Promise<number> => {
  const session = await openSession(options, runtime, () => {});
  if (!session.ok) return refuse(session.failure, options, runtime);
  const { backend, close } = session.value;
  const { account, regions } = backend;
  const pipeline = firstOf(await backend.pipelines());
  if (!pipeline.ok) return refuse(pipeline.failure, options, runtime);
  const out = openOutput(runtime);
  const glyphs = glyphsFor(options.ascii);
  const tell = (finding: Finding): void => {
    const { check, health, says } = finding;
    out.write(
      options.json
        ? ndjson({ type: 'check', check, health, says })
        : rowLine([{ text: `${glyphs[health]} ${check.padEnd(44)} ${says}` }]),
    );
  };
  tell({ check: 'account', health: 'ok', says: `${account}, ${regions.join(', ')}` });
  tell(pipelineFinding(pipeline.value));
  tell(terminalFinding(runtime, options));
  let worst: Failure | undefined;
  const origins = originsOf([...backend.origins, ...(pipeline.value?.stages ?? [])]);
  for (const origin of origins) {
    for (const finding of await examineOrigin(origin, session.value, pipeline.value)) {
      tell(finding);
      worst ??= finding.failure;
    }
  }
  await out.flush();
  await close();
  return worst === undefined ? exitCode.done : codeOf(worst);
};
