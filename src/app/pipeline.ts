/** Where the pipeline comes from: `--config`, a file here, the XDG config folder, or the embedded account. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parsePipelineFile } from '../pipeline/pipeline-file.ts';
import type { Pipeline } from '../pipeline/stage.ts';
import { fail, type Result, type Runtime, succeed, usageFailure } from './runtime.ts';
import type { Session } from './session.ts';

const fileName = 'orders-watch.yaml';

/** Where a pipeline file is looked for, first one first. */
export const pipelineFiles = ({ cwd, env }: Pick<Runtime, 'cwd' | 'env'>): readonly string[] => [
  join(cwd, fileName),
  join(env['XDG_CONFIG_HOME'] || join(env['HOME'] ?? homedir(), '.config'), 'orders-watch', fileName),
];

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'Unreadable';

const readText = async (file: string): Promise<string | { readonly code: string }> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    return { code: codeOf(error) };
  }
};

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
};

const parse = (text: string, file: string, regions: readonly string[]): Result<Pipeline> => {
  const parsed = parsePipelineFile(text, { file, regions });
  if (parsed.ok) return succeed(parsed.pipelines[0]);
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
 * Reads and checks the pipeline file. Undefined where there is none; a file that was named, cannot be read or is wrong
 * is a failure with exit code 2 that says the line.
 */
export const loadPipeline = async (
  config: string | undefined,
  session: Pick<Session, 'regions' | 'demoPipeline'>,
  runtime: Pick<Runtime, 'cwd' | 'env'>,
): Promise<Result<Pipeline | undefined>> => {
  if (config === undefined && session.demoPipeline !== undefined) {
    return parse(session.demoPipeline, 'the embedded account', session.regions);
  }
  for (const file of config === undefined ? pipelineFiles(runtime) : [config]) {
    const text = await readText(file);
    if (typeof text === 'string') return parse(text, file, session.regions);
    if (config === undefined && text.code === 'ENOENT') continue;
    const why = reasons[text.code] ?? text.code;
    return fail(
      usageFailure('UnreadablePipelineFile', `${file}: ${why}`, 'Give a readable file with --config'),
    );
  }
  return succeed(undefined);
};

/** For commands that are nothing without a pipeline. */
export const noPipeline = ({ cwd, env }: Pick<Runtime, 'cwd' | 'env'>) =>
  usageFailure(
    'NoPipelineFile',
    `there is no pipeline file (looked for ${pipelineFiles({ cwd, env }).join(' and ')})`,
    'Write one with orders-watch init, name it with --config FILE, or look around with --sandbox',
  );
