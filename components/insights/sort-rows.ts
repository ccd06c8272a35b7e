import { isFigure } from '../../src/output/log-table.ts';
import type { AnswerRow } from './answer.ts';
import type { Sort } from './state.ts';

type Key = { readonly text: string; readonly figure: number | undefined };

const keyOf = (text: string): Key => ({ text, figure: isFigure(text) ? Number(text) : undefined });

/** Numbers by size, before other texts; those by their letters, which puts Insights' times in order. */
const compare = (a: Key, b: Key): number => {
  if (a.figure !== undefined && b.figure !== undefined) return a.figure - b.figure;
  if (a.figure !== undefined || b.figure !== undefined) return a.figure === undefined ? 1 : -1;
  return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
};

/** Rows by one column; those that lack it come last, whichever way. Rows that are equal keep their order. */
export const sortRows = (rows: readonly AnswerRow[], { column, descending }: Sort): readonly AnswerRow[] =>
  rows
    .map((row) => ({ row, key: keyOf(row.cells.get(column) ?? '') }))
    .sort((a, b) => {
      const lacks = Number(a.key.text === '') - Number(b.key.text === '');
      if (lacks !== 0 || a.key.text === '') return lacks;
      return descending ? compare(b.key, a.key) : compare(a.key, b.key);
    })
    .map(({ row }) => row);
