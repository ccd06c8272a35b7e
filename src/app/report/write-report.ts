/** A report's files, written into a folder of their own: nothing that is there is written over. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type ReportFile, reportName } from '../../../components/report/report-file.ts';
import { formatStamp } from '../../format.ts';
import { harmlessText } from '../../harmless-text.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';

export type ReportPlace = {
  readonly cwd: string;
  /** The folder that was asked for; one by the time where absent. */
  readonly out: string | undefined;
  /** Of the report's end. */
  readonly at: number;
};

const mostTries = 50;

/** `orders-watch-report-2026-11-27T19-31-05Z`: in order of time, and a name on every file system. */
const folderName = (at: number): string =>
  `orders-watch-report-${formatStamp(at, { utc: true, seconds: true }).replaceAll(':', '-')}`;

const codeOfError = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'WriteFailed';

const whys: Readonly<Record<string, string>> = {
  EACCES: 'it may not be written to',
  EPERM: 'it may not be written to',
  EROFS: 'the disk is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'the quota of the disk is used up',
  ENOTDIR: 'a part of the path is no folder',
  EEXIST: 'there is a file of that name',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'there is no such place',
};

const cannotWrite = (folder: string, error: unknown): Failure => {
  const code = codeOfError(error);
  return {
    kind: 'service',
    code,
    message: `the report cannot be written to ${folder}: ${whys[code] ?? code}`,
    hint: 'Choose another folder with --out DIR',
  };
};

const isTaken = (folder: string): Failure =>
  usageFailure(
    'FileExists',
    `there is a report in ${folder} already`,
    'Choose another folder with --out DIR',
  );

/** What is there; nothing where there is no such folder. */
const entriesOf = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOfError(error) === 'ENOENT') return [];
    throw error;
  }
};

/**
 * The folder, and those that it is in where they are missing. (Node's own `recursive` does not end where a folder that is there takes
 * none, as /proc.)
 */
const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder);
  } catch (error) {
    const code = codeOfError(error);
    if (code === 'EEXIST') {
      await readdir(folder);
      return;
    }
    const parent = dirname(folder);
    if (code !== 'ENOENT' || parent === folder) throw error;
    await makeFolder(parent);
    await mkdir(folder);
  }
};

/** The folder by the time, with a number where another report has it. */
const freshFolder = async ({ cwd, at }: ReportPlace): Promise<string> => {
  const name = folderName(at);
  for (let nth = 1; nth < mostTries; nth += 1) {
    const folder = join(cwd, nth === 1 ? name : `${name}-${nth}`);
    try {
      await mkdir(folder);
      return folder;
    } catch (error) {
      if (codeOfError(error) !== 'EEXIST') throw error;
    }
  }
  return join(cwd, name);
};

/** Looked at before anything is read: why the report could not be written there, as far as that can be told. */
export const placeMistake = async ({
  cwd,
  out,
}: Pick<ReportPlace, 'cwd' | 'out'>): Promise<Failure | undefined> => {
  if (out === undefined) return undefined;
  try {
    const entries = await entriesOf(resolve(cwd, out));
    return entries.includes(reportName) ? isTaken(out) : undefined;
  } catch (error) {
    return cannotWrite(out, error);
  }
};

/** Pictures first: where the Markdown is there, all of it is. The path of that file; one line of why not. */
export const writeReport = async (
  files: readonly ReportFile[],
  place: ReportPlace,
): Promise<Result<string>> => {
  const shown = place.out ?? folderName(place.at);
  const written: string[] = [];
  try {
    const folder = place.out === undefined ? await freshFolder(place) : resolve(place.cwd, place.out);
    if (place.out !== undefined) await makeFolder(folder);
    const ordered = [...files].sort((a, b) => Number(a.name === reportName) - Number(b.name === reportName));
    for (const { name, content } of ordered) {
      const file = join(folder, name);
      await writeFile(file, harmlessText(content), { flag: 'wx' });
      written.push(file);
    }
    return succeed(join(folder, reportName));
  } catch (error) {
    // Half a report is none.
    await Promise.allSettled(written.map((file) => rm(file)));
    return fail(
      written.length === 0 || codeOfError(error) !== 'EEXIST' ? cannotWrite(shown, error) : isTaken(shown),
    );
  }
};
