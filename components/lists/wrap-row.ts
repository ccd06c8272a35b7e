/** A row that is longer than its panel, as several: the rest stands below, where the words began. */
import type { Row, Span } from '../../src/terminal/row.ts';
import { sanitize } from '../../src/terminal/sanitize.ts';
import { take } from '../../src/terminal/width.ts';

/** Rows of a list begin with a time: what goes on stands beside it. */
const indentCells = 9;
/** A line of 90,000 characters is read where it is opened. */
const mostRows = 20;

/** Rows of at most `width` cells that say together what `row` says, twenty at most and a word of what is left. */
export const wrapRow = (row: Row, width: number): Row[] => {
  const indent = width > 3 * indentCells ? indentCells : 0;
  const rows: Span[][] = [[]];
  let left = width;
  for (const span of row) {
    let rest = sanitize(span.text);
    while (rest !== '') {
      const { text, cells } = take(rest, left);
      if (text !== '') rows.at(-1)?.push({ ...span, text });
      left -= cells;
      rest = rest.slice(text.length);
      if (rest === '') break;
      // A character that is wider than a whole row: there is no place for it.
      if (text === '' && left >= width - indent) break;
      if (rows.length === mostRows) {
        return [...rows, [{ text: `${' '.repeat(indent)}Enter opens the rest`, role: 'dim' }]];
      }
      rows.push(indent === 0 ? [] : [{ text: ' '.repeat(indent) }]);
      left = width - indent;
    }
  }
  return rows;
};
