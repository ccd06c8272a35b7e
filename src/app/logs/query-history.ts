/** The queries that were run before: kept on this machine only, in the XDG state folder, for their user's eyes. */
import * as z from 'zod';
import { mostQueryChars, type PastQuery } from '../../pipeline/queries/named-query.ts';
import type { Runtime } from '../../runtime.ts';
import { readState, statePath, writeState } from '../shared/state-folder.ts';

/** The oldest are forgotten first. */
export const mostPastQueries = 50;

const fileSchema = z.array(
  z.object({
    query: z.string().min(1).max(mostQueryChars),
    name: z.string().max(100).optional(),
    of: z.array(z.string().max(600)).max(200),
    at: z.number(),
  }),
);

export type QueryHistory = {
  /** Newest first. */
  readonly known: () => readonly PastQuery[];
  /** Remembers a query as the newest; one that is the same but for its time goes. */
  readonly add: (query: PastQuery) => void;
};

const read = (path: string): readonly PastQuery[] => {
  try {
    return fileSchema.parse(readState(path));
  } catch {
    return [];
  }
};

const isSame = (a: PastQuery, b: PastQuery): boolean => a.query === b.query && a.of.join() === b.of.join();

/** Empty where there is no file or none that can be read; a folder that cannot be written is no error. */
export const openQueryHistory = (env: Runtime['env']): QueryHistory => {
  const path = statePath(env, 'queries.json');
  let known = read(path);
  return {
    known: () => known,
    add: (query) => {
      // Another run of the tool may have written meanwhile.
      const others = [...read(path), ...known].filter((one) => !isSame(one, query));
      const each = others.filter((one, index) => others.findIndex((other) => isSame(one, other)) === index);
      known = [query, ...each.toSorted((a, b) => b.at - a.at)].slice(0, mostPastQueries);
      writeState(path, known);
    },
  };
};
