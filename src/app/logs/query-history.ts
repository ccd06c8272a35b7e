/** The queries that were run before: kept on this machine only, in the XDG state folder, for their user's eyes. */
import * as z from 'zod';
import { mostQueryChars, type PastQuery } from '../../pipeline/queries/named-query.ts';
import type { Runtime } from '../../runtime.ts';
import { openState, type StateSpec } from '../shared/state-folder.ts';

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

const historyFile: StateSpec<readonly PastQuery[]> = {
  name: 'queries.json',
  loses: 'the history of queries',
  empty: [],
  parse: (json) => fileSchema.safeParse(json).data,
  format: (queries) => queries,
};

export type QueryHistory = {
  /** Newest first; none before the file has been read. */
  readonly known: () => readonly PastQuery[];
  /** Remembers a query as the newest; one that is the same but for its time goes. */
  readonly add: (query: PastQuery) => void;
};

const isSame = (a: PastQuery, b: PastQuery): boolean => a.query === b.query && a.of.join() === b.of.join();

/** Empty where there is no file or none that can be read; where it cannot be written it holds for as long as the tool runs. */
export const openQueryHistory = (
  runtime: Pick<Runtime, 'env' | 'stalls'>,
): QueryHistory & {
  /** Resolves with them once they have been read. */
  readonly read: Promise<readonly PastQuery[]>;
} => {
  const file = openState(historyFile, runtime);
  return {
    known: file.now,
    read: file.read,
    add: (query) =>
      file.change((before) => {
        const others = before.filter((one) => !isSame(one, query));
        return [query, ...others].toSorted((a, b) => b.at - a.at).slice(0, mostPastQueries);
      }),
  };
};
