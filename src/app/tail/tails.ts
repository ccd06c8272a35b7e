/** The tails of a run: one for each table at its origin, started where the flags or a checkpoint say. */

import type { Backend, TableAt } from '../../backend/backend.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { fail, type Result, succeed } from '../../result.ts';
import type { Checkpoint } from '../../sources/streams/checkpoint.ts';
import { keepCheckpoint, loadCheckpoint } from '../../sources/streams/checkpoint-file.ts';
import type { StartAt } from '../../sources/streams/start.ts';
import type { StreamTail } from '../../sources/streams/tail-stream.ts';
import type { From, TailSettings } from './tail-settings.ts';

export type NamedTail = StreamTail & TableAt;

/** These tables in each Region asked for. */
export const tablesIn = (
  { origins }: Pick<Backend, 'origins'>,
  tables: readonly string[],
): readonly TableAt[] => origins.flatMap((origin) => tables.map((table) => ({ ...origin, table })));

export type Tails = {
  readonly tails: readonly NamedTail[];
  /** Keeps the checkpoint file until the signal aborts; resolves at once where none is kept. */
  readonly keep: (signal: AbortSignal, onProblem: (failure: Failure | undefined) => void) => Promise<void>;
};

const startFor = (from: From, checkpoint: Checkpoint | undefined, { table, region }: TableAt): StartAt => {
  if (from !== 'checkpoint') return from;
  const known = checkpoint?.find((stream) => stream.table === table && stream.region === region);
  // The first run of a tail that is to be resumed later.
  return known === undefined ? 'latest' : { checkpoint: known };
};

export type TailsOptions = Pick<TailSettings, 'from' | 'checkpoint'> & {
  readonly tables: readonly TableAt[];
};

/** Fails for a checkpoint file that is damaged or of other tables. Nothing is asked of AWS before a batch is. */
export const openTails = async (
  { tables, from, checkpoint: path }: TailsOptions,
  { tail, clock }: Pick<Backend, 'tail' | 'clock'>,
): Promise<Result<Tails>> => {
  // Also looked at when it is only going to be written: a file of something else is not ours to overwrite.
  const loaded = path === undefined ? undefined : await loadCheckpoint(path, tables);
  if (loaded !== undefined && !loaded.ok) return fail(loaded.failure);
  const tails = tables.map((at) => ({
    ...at,
    ...tail(at, startFor(from, loaded?.value, at)),
  }));
  return succeed({
    tails,
    keep: async (until, onProblem) => {
      if (path === undefined) return;
      const positions = () => tails.map(({ checkpoint }) => checkpoint());
      await keepCheckpoint({ path, positions, clock, signal: until, onProblem });
    },
  });
};
