/** What is wrong with a series, in words: one voice for every view that draws it. */
import type { SeriesState } from '../../src/store/series-store.ts';

const words: Readonly<Record<SeriesState['status'], string>> = {
  complete: '',
  partial: 'partial data',
  forbidden: 'no permission to read it',
  error: 'AWS failed to read it',
  refused: 'AWS does not take it',
};

/** `no permission to read it`, `partial data; what AWS said`; undefined where all is well. */
export const seriesNote = (
  known: Pick<SeriesState, 'status' | 'messages'> | undefined,
): string | undefined => {
  if (known === undefined) return undefined;
  const said = [words[known.status], ...known.messages].filter((part) => part !== '').join('; ');
  return said === '' ? undefined : said;
};
