/** The checkpoint's file: refused where it is damaged or of something else, written so that it is always whole. */

import { readText } from '../../bounded-file.ts';
import type { Clock } from '../../clock.ts';
import { writeFailure } from '../../file-trouble.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { Result } from '../../result.ts';
import { writeWhole } from '../../whole-file.ts';
import { type Checkpoint, checkpointMismatch, formatCheckpoint, parseCheckpoint } from './checkpoint.ts';

/** Of a table with tens of thousands of shards it has some megabytes. */
const mostBytes = 64 * 1024 * 1024;

/** Undefined where there is no file yet. */
export type LoadedCheckpoint = Result<Checkpoint | undefined>;

/**
 * Reads the file, to go on from it or before it is written for the first time: one that is damaged, or of other tables
 * than those `wanted`, gives a failure of kind `usage`, and must not be written.
 */
export const loadCheckpoint = async (
  path: string,
  wanted: readonly { readonly table: string; readonly region: string }[],
): Promise<LoadedCheckpoint> => {
  const read = await readText(path, mostBytes, { isFile: true });
  if (!read.ok) {
    if (read.code === 'ENOENT') return { ok: true, value: undefined };
    return refused(read.why, path, 'Give a file that can be read and written.');
  }
  const parsed = parseCheckpoint(read.value);
  if (!parsed.ok) return refused(parsed.why, path, 'Give another --checkpoint file, or remove this one.');
  const mismatch = checkpointMismatch(parsed.value, wanted);
  if (mismatch !== undefined)
    return refused(mismatch, path, 'Give another --checkpoint file for these tables.');
  return { ok: true, value: parsed.value };
};

const refused = (why: string, path: string, hint: string): LoadedCheckpoint => ({
  ok: false,
  failure: { kind: 'usage', code: 'CheckpointRefused', message: `the checkpoint ${path} ${why}`, hint },
});

export type KeepOptions = {
  readonly path: string;
  /** The checkpoint of each tail; undefined before one has listed its shards. */
  readonly positions: () => readonly (Checkpoint[number] | undefined)[];
  readonly clock: Clock;
  /** Ends the keeping, after one last write. */
  readonly signal: AbortSignal;
  /** A write failed, or works again. */
  readonly onProblem: (failure: Failure | undefined) => void;
  /** How it is written; gives why it must not be written any more. Absent: `writeWhole`. */
  readonly write?: (path: string, text: string) => Promise<Failure | undefined>;
};

const saveUnwatched = async (path: string, text: string): Promise<undefined> => {
  await writeWhole(path, text);
};

/** So often the file is written: with the write itself it is less than a second behind what is printed. */
const saveIntervalMs = 500;

/**
 * Keeps the file up to date until the signal aborts. Nothing is written before every tail has a checkpoint: a file
 * that lacked one would start it anew. Resolves with why its last state is not in the file, where it is not.
 */
export const keepCheckpoint = async (options: KeepOptions): Promise<Failure | undefined> => {
  const { path, clock, signal, onProblem, write = saveUnwatched } = options;
  let saved = '';
  let failing: Failure | undefined;
  const fails = (failure: Failure): void => {
    if (failing?.code !== failure.code) onProblem(failure);
    failing = failure;
  };
  const save = async (): Promise<void> => {
    const checkpoint = options.positions().filter((stream) => stream !== undefined);
    if (checkpoint.length === 0 || checkpoint.length < options.positions().length) return;
    const { text, checksum } = formatCheckpoint(checkpoint, clock.now());
    if (checksum === saved) return;
    try {
      const refused = await write(path, text);
      if (refused !== undefined) {
        fails(refused);
        return;
      }
      saved = checksum;
      if (failing !== undefined) onProblem(undefined);
      failing = undefined;
    } catch (error) {
      const failure = writeFailure(`the checkpoint ${path}`, error);
      fails({ ...failure, hint: `${failure.hint}; the tail goes on meanwhile` });
    }
  };
  while (!signal.aborted) {
    await clock.sleep(saveIntervalMs, signal);
    await save();
  }
  return failing;
};
