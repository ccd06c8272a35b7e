/** The tails of a run: one for each table at its origin, started where the flags or a checkpoint say. */

import type { Backend, TableAt } from '../../backend/backend.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { fail, type Result, succeed } from '../../result.ts';
import type { Checkpoint } from '../../sources/streams/checkpoint.ts';
import { keepCheckpoint, loadCheckpoint } from '../../sources/streams/checkpoint-file.ts';
import { type CheckpointLock, lockCheckpoint } from '../../sources/streams/checkpoint-lock.ts';
import type { StartAt } from '../../sources/streams/start.ts';
import type { StreamTail } from '../../sources/streams/tail-stream.ts';
import type { Stalls } from '../../stalls.ts';
import { writeWhole } from '../../whole-file.ts';
import type { From, TailSettings } from './tail-settings.ts';

export type NamedTail = StreamTail & TableAt;

/** These tables in each Region asked for. */
export const tablesIn = (
  { origins }: Pick<Backend, 'origins'>,
  tables: readonly string[],
): readonly TableAt[] => origins.flatMap((origin) => tables.map((table) => ({ ...origin, table })));

export type Tails = {
  readonly tails: readonly NamedTail[];
  /**
   * Keeps the checkpoint file until the signal aborts, and lets go of its lock; resolves at once where none is kept. Resolves with
   * why the file is behind, where it is.
   */
  readonly keep: (
    signal: AbortSignal,
    onProblem: (failure: Failure | undefined) => void,
  ) => Promise<Failure | undefined>;
  /** Lets go of the checkpoint, where it was not kept. */
  readonly release: () => Promise<void>;
  /** Whose the checkpoint is now, where it is no longer ours. */
  readonly lostTo: () => Promise<Failure | undefined>;
};

const startFor = (from: From, checkpoint: Checkpoint | undefined, { table, region }: TableAt): StartAt => {
  if (from !== 'checkpoint') return from;
  const known = checkpoint?.find((stream) => stream.table === table && stream.region === region);
  // The first run of a tail that is to be resumed later.
  return known === undefined ? 'latest' : { checkpoint: known };
};

export type TailsOptions = Pick<TailSettings, 'from'> & {
  readonly tables: readonly TableAt[];
  readonly checkpoint: KeptCheckpoint | undefined;
};

export type KeptCheckpoint = {
  readonly path: string;
  readonly stalls: Stalls;
  /** Diagnostics, a line each. */
  readonly say: (line: string) => void;
};

/** The checkpoint of the flags, and how it is waited for. */
export const keptBy = (
  { checkpoint: path }: Pick<TailSettings, 'checkpoint'>,
  stalls: Stalls,
  say: (line: string) => void,
): KeptCheckpoint | undefined => (path === undefined ? undefined : { path, stalls, say });

/** What is known of a checkpoint file and its lock: looked at also when it is only going to be written, since it may be another's. */
const openCheckpoint = async (
  { path, say }: KeptCheckpoint,
  tables: readonly TableAt[],
): Promise<Result<{ readonly known: Checkpoint | undefined; readonly lock: CheckpointLock }>> => {
  const before = await loadCheckpoint(path, tables);
  if (!before.ok) return fail(before.failure);
  const lock = await lockCheckpoint(path, { say });
  if (!lock.ok) return fail(lock.failure);
  // Whoever had it may have written it until then.
  const now = await loadCheckpoint(path, tables);
  if (now.ok) return succeed({ known: now.value, lock: lock.value });
  await lock.value.release();
  return fail(now.failure);
};

/** Fails for a checkpoint file that is damaged, of other tables or in use. Nothing is asked of AWS before a batch is. */
export const openTails = async (
  { tables, from, checkpoint }: TailsOptions,
  { tail, clock }: Pick<Backend, 'tail' | 'clock'>,
): Promise<Result<Tails>> => {
  const opened =
    checkpoint &&
    (await checkpoint.stalls.watch(
      { name: `checkpoint ${checkpoint.path}` },
      openCheckpoint(checkpoint, tables),
    ));
  if (opened !== undefined && !opened.ok) return fail(opened.failure);
  const lock = opened?.value.lock;
  const tails = tables.map((at) => ({ ...at, ...tail(at, startFor(from, opened?.value.known, at)) }));
  const write = async (file: string, text: string): Promise<Failure | undefined> => {
    const lost = await lock?.lostTo();
    if (lost === undefined) await writeWhole(file, text);
    return lost;
  };
  return succeed({
    tails,
    keep: async (until, onProblem) => {
      if (checkpoint === undefined) return undefined;
      const { path, stalls } = checkpoint;
      const behind = await keepCheckpoint({
        path,
        positions: () => tails.map((one) => one.checkpoint()),
        clock,
        signal: until,
        onProblem,
        write: (file, text) =>
          stalls.watch({ name: `checkpoint ${file}`, loses: 'its last second' }, write(file, text)),
      });
      await lock?.release();
      return behind;
    },
    release: async () => lock?.release(),
    lostTo: async () => lock?.lostTo(),
  });
};
