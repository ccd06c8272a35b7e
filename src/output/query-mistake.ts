/** Where a query is wrong, shown: the line of it and a mark below. */
import type { Failure } from '../observation/health-of-sources.ts';
import type { Row } from '../terminal/row.ts';
import { cut, textWidth } from '../terminal/width.ts';

type Place = { readonly line: string; readonly column: number; readonly length: number };

/** The place that AWS gives beside its message, else the one that it names in it. */
const placeIn = (query: string, { mistake, message }: Failure): Place | undefined => {
  const lines = query.split('\n');
  const [, lineNumber, position] = /\bat line (\d{1,5}) and position (\d{1,6})/.exec(message) ?? [];
  if (mistake === undefined) {
    const line = lines[Number(lineNumber) - 1];
    return line === undefined ? undefined : { line, column: Math.max(0, Number(position) - 1), length: 1 };
  }
  let start = 0;
  for (const line of lines) {
    if (mistake.from <= start + line.length) {
      return { line, column: mistake.from - start, length: mistake.to - mistake.from };
    }
    start += line.length + 1;
  }
  return undefined;
};

/** Characters of a line that are shown before the mistake. */
const before = 40;

/**
 * `filter x lik "a"` and `^^^` below what is wrong, within `width` cells; no rows where nobody says the place. Only the
 * part of a long line around the mistake is shown.
 */
export const mistakeRows = (query: string, failure: Failure, width: number): Row[] => {
  const place = placeIn(query, failure);
  if (place === undefined) return [];
  const { line, column, length } = place;
  const first = column + Math.max(1, length) > width - 2 ? Math.max(0, column - before) : 0;
  const lead = first > 0 ? '... ' : '';
  const blanks = textWidth(`${lead}${line.slice(first, column)}`);
  const marked = Math.max(1, textWidth(line.slice(column, column + length)));
  return [
    [{ text: cut(`${lead}${line.slice(first)}`, width), role: 'key' }],
    [{ text: cut(`${' '.repeat(blanks)}${'^'.repeat(marked)}`, width, ''), role: 'bad', bold: true }],
  ];
};
