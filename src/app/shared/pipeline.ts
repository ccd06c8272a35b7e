/** Where pipelines come from: `--config`, a file here, the XDG config folder, or the embedded account. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readText } from '../../bounded-file.ts';
import type { CommonOptions } from '../../options.ts';
import { parsePipelineFile } from '../../pipeline/pipeline-file.ts';
import type { Pipeline, Pipelines } from '../../pipeline/stage.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';

const fileName = 'orders-watch.yaml';
const mostBytes = 1024 * 1024;

/** Where a pipeline file is looked for, first one first. */
export const pipelineFiles = ({ cwd, env }: Pick<Runtime, 'cwd' | 'env'>): readonly string[] => [
  join(cwd, fileName),
  join(env['XDG_CONFIG_HOME'] || join(env['HOME'] ?? homedir(), '.config'), 'orders-watch', fileName),
];

const startingWith = (name: string | undefined, pipelines: Pipelines, file: string): Result<Pipelines> => {
  const at = name === undefined ? 0 : pipelines.findIndex((one) => one.name === name);
  const [first, ...others] = [...pipelines.slice(at), ...pipelines.slice(0, at)];
  if (at >= 0 && first !== undefined) return succeed([first, ...others]);
  return fail(
    usageFailure(
      'NoSuchPipeline',
      `--pipeline "${name}" is no pipeline of ${file}`,
      `Pipelines: ${pipelines.map((one) => one.name).join(', ')}`,
    ),
  );
};

type Chosen = Pick<CommonOptions, 'config' | 'pipeline'> & Partial<Pick<CommonOptions, 'profile'>>;
/** Where stages are that name no Region or profile of their own. */
export type PipelinePlace = {
  readonly account: string;
  readonly regions: readonly string[];
  readonly isRegionAsked: boolean;
  /** The text of the pipeline file that comes with the embedded account. */
  readonly demoPipeline: string | undefined;
};

/** Told with the profile that they are read with. */
const readWith = (profile: string | undefined, [first, ...others]: Pipelines): Pipelines =>
  profile === undefined
    ? [first, ...others]
    : [{ ...first, profile }, ...others.map((one) => ({ ...one, profile }))];

const parse = (
  text: string,
  file: string,
  { pipeline, profile }: Chosen,
  { regions, isRegionAsked, account }: PipelinePlace,
): Result<Pipelines> => {
  const parsed = parsePipelineFile(text, { file, regions, isAsked: isRegionAsked, profile: account });
  if (parsed.ok) return startingWith(pipeline, readWith(profile, parsed.value), file);
  const [first = `${file}: not a pipeline file`, ...others] = parsed.errors;
  return fail(
    usageFailure(
      'BadPipelineFile',
      first,
      others.length === 0 ? 'Mend the file' : `Mend the file (${others.length} more like it)`,
    ),
  );
};

/**
 * Reads and checks the pipeline file. Undefined where there is none and none is asked for; a file that was named, cannot be
 * read or is wrong is a failure with exit code 2 that says the line, and so is a pipeline that it does not have.
 */
export const loadPipelines = async (
  chosen: Chosen,
  session: PipelinePlace,
  runtime: Pick<Runtime, 'cwd' | 'env' | 'stalls'>,
): Promise<Result<Pipelines | undefined>> => {
  const { config } = chosen;
  if (config === undefined && session.demoPipeline !== undefined) {
    return parse(session.demoPipeline, 'the embedded account', chosen, session);
  }
  for (const file of config === undefined ? pipelineFiles(runtime) : [config]) {
    const read = await runtime.stalls.watch({ name: `pipeline file ${file}` }, readText(file, mostBytes));
    if (read.ok) return parse(read.value, file, chosen, session);
    if (config === undefined && read.code === 'ENOENT') continue;
    const why = read.code === 'ENOENT' ? 'there is no such file' : `it ${read.why}`;
    return fail(
      usageFailure('UnreadablePipelineFile', `${file}: ${why}`, 'Give a readable file with --config'),
    );
  }
  return chosen.pipeline === undefined ? succeed(undefined) : fail(noPipeline(runtime));
};

/** The pipeline in use alone. */
export const firstOf = (loaded: Result<Pipelines | undefined>): Result<Pipeline | undefined> =>
  loaded.ok ? succeed(loaded.value?.[0]) : loaded;

/** The Regions of a pipeline file that leaves none open; undefined for any other, and where there is none. */
export const regionsInFile = async (
  chosen: Chosen,
  runtime: Pick<Runtime, 'cwd' | 'env' | 'stalls'>,
): Promise<readonly [string, ...string[]] | undefined> => {
  const place = { regions: [], isRegionAsked: false, account: '', demoPipeline: undefined };
  const loaded = await loadPipelines(chosen, place, runtime);
  const stages = loaded.ok ? (loaded.value?.[0].stages ?? []) : [];
  const [first, ...others] = new Set(stages.map(({ region }) => region));
  return first === undefined ? undefined : [first, ...others];
};

/** For commands that are nothing without a pipeline. */
export const noPipeline = ({ cwd, env }: Pick<Runtime, 'cwd' | 'env'>) =>
  usageFailure(
    'NoPipelineFile',
    `there is no pipeline file (looked for ${pipelineFiles({ cwd, env }).join(' and ')})`,
    'Write one with orders-watch init, name it with --config FILE, or look around with --sandbox',
  );
