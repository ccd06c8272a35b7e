/**
 * Orders in flight beside a checkpoint F: the state is written to F.orders-a or F.orders-b, whichever F does not name, and then F
 * with the positions that it matches, which names it by its generation. Whatever ends between, F and what it names belong together.
 */
import { randomBytes } from 'node:crypto';
import { readText } from '../../bounded-file.ts';
import type { Clock } from '../../clock.ts';
import { writeFailure } from '../../file-trouble.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { formatSavedOrders, parseSavedOrders, type SavedTable } from '../../orders/saved-orders-text.ts';
import type { OrdersChoice } from '../../pipeline/stage.ts';
import { type Checkpoint, formatCheckpoint, ordersMarkIn } from '../../sources/streams/checkpoint.ts';
import { writeWhole } from '../../whole-file.ts';

const stateFile = (path: string, slot: 'a' | 'b'): string => `${path}.orders-${slot}`;

/** A line an order, of some hundred bytes. */
const mostBytes = 256 * 1024 * 1024;

const readIfThere = async (path: string): Promise<string | undefined> => {
  const read = await readText(path, mostBytes, { isFile: true });
  return read.ok ? read.value : undefined;
};

export type LoadedState = {
  readonly tables: readonly SavedTable[];
  /** Why an earlier state is not gone on from, where there should have been one. */
  readonly lost: string | undefined;
};

/** The state that matches a checkpoint that is gone on from. */
export const loadOrdersState = async (path: string, choice: OrdersChoice): Promise<LoadedState> => {
  const checkpoint = await readIfThere(path);
  // The first run of one that is to be resumed.
  if (checkpoint === undefined) return { tables: [], lost: undefined };
  const mark = ordersMarkIn(checkpoint);
  if (mark === undefined) return { tables: [], lost: `the checkpoint ${path} names no state of orders` };
  const file = stateFile(path, mark.slot);
  const text = await readIfThere(file);
  if (text === undefined) return { tables: [], lost: `${file} cannot be read` };
  const parsed = parseSavedOrders(text, choice, mark.generation);
  return parsed.ok
    ? { tables: parsed.value, lost: undefined }
    : { tables: [], lost: `${file} ${parsed.why}` };
};

export type StateKeeper = {
  /** Writes what is there now, unless nothing came since it was written. */
  readonly save: () => Promise<Failure | undefined>;
};

export const createStateKeeper = async (options: {
  readonly path: string;
  readonly choice: OrdersChoice;
  readonly clock: Clock;
  readonly positions: () => readonly (Checkpoint[number] | undefined)[];
  readonly tables: () => readonly SavedTable[];
}): Promise<StateKeeper> => {
  const { path, choice, clock } = options;
  const before = await readIfThere(path);
  let slot = before === undefined ? undefined : ordersMarkIn(before)?.slot;
  let saved = '';
  return {
    save: async () => {
      const known = options.positions();
      const checkpoint = known.filter((stream) => stream !== undefined);
      // A file that lacked a table would start it anew.
      if (checkpoint.length === 0 || checkpoint.length < known.length) return undefined;
      const next = slot === 'a' ? 'b' : 'a';
      const generation = randomBytes(8).toString('hex');
      const { text, checksum } = formatCheckpoint(checkpoint, clock.now(), { slot: next, generation });
      if (checksum === saved) return undefined;
      // Taken in the same moment as the positions: nothing comes between.
      const state = formatSavedOrders(options.tables(), choice, generation);
      try {
        await writeWhole(stateFile(path, next), state);
        await writeWhole(path, text);
        slot = next;
        saved = checksum;
        return undefined;
      } catch (error) {
        return writeFailure(`the checkpoint ${path}`, error);
      }
    },
  };
};
