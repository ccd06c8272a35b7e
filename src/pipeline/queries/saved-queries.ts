import type { Pipeline } from '../stage.ts';
import { builtInQueries } from './built-in.ts';
import type { NamedQuery } from './named-query.ts';

export type SavedQuery = NamedQuery & {
  /** Whose it is: the pipeline file's, or the tool's own. */
  readonly from: 'pipeline' | 'built-in';
};

/** Where a query comes from. */
export const fromWords: Readonly<Record<SavedQuery['from'], string>> = {
  pipeline: 'pipeline file',
  'built-in': 'built in',
};

/** Every query that has a name, the pipeline's own first; one of the file stands in the place of ours of that name. */
export const savedQueries = (pipeline: Pick<Pipeline, 'queries'> | undefined): readonly SavedQuery[] => {
  const own = pipeline?.queries ?? [];
  const names = new Set(own.map(({ name }) => name));
  return [
    ...own.map((query) => ({ ...query, from: 'pipeline' as const })),
    ...builtInQueries
      .filter(({ name }) => !names.has(name))
      .map((query) => ({ ...query, from: 'built-in' as const })),
  ];
};
