/** The two lists of the insights view as they stand now: the queries to choose from, and the rows of the answer. */

import { memoLast } from '../../src/memo-last.ts';
import { textFilter } from '../../src/output/text-filter.ts';
import type { PastQuery } from '../../src/pipeline/queries/named-query.ts';
import { onOneLine } from '../../src/pipeline/queries/query-text.ts';
import type { SavedQuery } from '../../src/pipeline/queries/saved-queries.ts';
import { type AnswerRow, emptyInsights, type InsightsData } from './answer.ts';
import { sortRows } from './sort-rows.ts';
import type { InsightsState, Sort } from './state.ts';

/** A query that can be chosen. */
export type Choice = {
  readonly key: string;
  readonly query: string;
  readonly name: string | undefined;
  readonly title: string;
  readonly of: readonly string[];
  readonly from: SavedQuery['from'] | 'past';
  /** When it was run last, where it is one of those that were run before. */
  readonly at: number | undefined;
};

export type InsightsLists = {
  readonly seen: InsightsData;
  readonly choiceOf: ReadonlyMap<string, Choice>;
  /** Keys of the choices that are shown. */
  readonly choices: readonly string[];
  /** In the order that was chosen. */
  readonly rows: readonly AnswerRow[];
};

const ofKnown = (query: SavedQuery): Choice => ({
  key: `${query.from} ${query.name}`,
  query: query.query,
  name: query.name,
  title: query.title,
  of: query.of,
  from: query.from,
  at: undefined,
});

const ofPast = ({ query, name, of, at }: PastQuery): Choice => ({
  key: ['past', ...of, query].join(' '),
  query,
  name,
  title: onOneLine(query),
  of,
  from: 'past',
  at,
});

const choicesOf = memoLast((known: InsightsData['known'], past: InsightsData['past']): readonly Choice[] => [
  ...known.map(ofKnown),
  ...past.map(ofPast),
]);

/** A hundred thousand rows are not sorted with every frame. */
const shownRows = memoLast(
  (rows: readonly AnswerRow[], filter: string, sort: Sort | undefined): readonly AnswerRow[] => {
    const wanted = textFilter(filter);
    const kept = wanted === undefined ? rows : rows.filter(({ cells }) => wanted.test(...cells.values()));
    return sort === undefined ? kept : sortRows(kept, sort);
  },
);

const noRows: readonly AnswerRow[] = [];

/** The filter is of the panel that has the keys. */
export const insightsLists = (
  { panel, sort }: Pick<InsightsState, 'panel' | 'sort'>,
  filter: string,
  seen: InsightsData = emptyInsights,
): InsightsLists => {
  const all = choicesOf(seen.known, seen.past);
  const wanted = textFilter(panel === 'queries' ? filter : '');
  const choices = all.filter(({ name = '', title }) => wanted?.test(name, title) ?? true);
  return {
    seen,
    choiceOf: new Map(all.map((choice) => [choice.key, choice])),
    choices: choices.map(({ key }) => key),
    rows: shownRows(seen.answer?.rows ?? noRows, panel === 'answer' ? filter : '', sort),
  };
};
