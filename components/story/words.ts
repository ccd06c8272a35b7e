/** A text of several roles broken into rows between its words. */
import type { Row, Span } from '../../src/terminal/row.ts';
import { sanitize } from '../../src/terminal/sanitize.ts';
import { textWidth } from '../../src/terminal/width.ts';

/** A word with the blanks behind it. */
const wordShape = /\S+\s*|\s+/gu;

const wordsOf = (span: Span): readonly Span[] =>
  (sanitize(span.text).match(wordShape) ?? []).map((text) => ({ ...span, text }));

/**
 * Rows of at most `width` cells that say together what `row` says. Of `most` rows the last one holds all that is left, however
 * long: who fits it to a screen leaves a mark there. A word that is wider than a row stays whole.
 */
export const wordRows = (row: Row, width: number, most = Number.POSITIVE_INFINITY): Row[] => {
  const rows: Span[][] = [[]];
  let left = width;
  for (const word of row.flatMap(wordsOf)) {
    if (textWidth(word.text.trimEnd()) > left && left < width && rows.length < most) {
      rows.push([]);
      left = width;
    }
    rows.at(-1)?.push(word);
    left -= textWidth(word.text);
  }
  return rows;
};
