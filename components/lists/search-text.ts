/** What a filter lets through of a list of entries. */
import type { TextFilter } from '../../src/output/text-filter.ts';
import { searchedOf, type TimelineEntry } from './entries.ts';

const isShown = (entry: TimelineEntry, { test }: TextFilter): boolean => {
  const texts = searchedOf(entry);
  return texts === undefined || test(...texts);
};

/** The rows that a filter lets through; all of them where there is none. Gaps are always shown. */
export const keep = <T extends TimelineEntry>(
  entries: readonly T[],
  filter: TextFilter | undefined,
): readonly T[] => (filter === undefined ? entries : entries.filter((entry) => isShown(entry, filter)));
