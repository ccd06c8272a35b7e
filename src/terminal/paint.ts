/** Rows in exact sizes, and the one place where a row becomes bytes: what is painted is harmless, whatever it was. */

import type { Painter } from './painter.ts';
import type { Row, Span } from './row.ts';
import { take, toAscii } from './width.ts';

const blank = (cells: number): Span => ({ text: ' '.repeat(cells) });

/** Rules, bars and blanks that go on beyond an edge say nothing more there; words do. */
const says = /[\p{L}\p{N}]/u;
/** How much of what was cut off is looked at. */
const nearChars = 200;

/** Whether words are left out where a row ends within this span, or before it. */
const leavesOut = (row: Row, index: number, from: number): boolean =>
  says.test((row[index]?.text ?? '').slice(from, from + nearChars)) ||
  row.slice(index + 1, index + 9).some(({ text }) => says.test(text.slice(0, nearChars)));

/** The row with a mark in its last cell. */
const withMark = (fitted: readonly Span[], width: number): Row => {
  const kept: Span[] = [];
  let left = width - 1;
  for (const span of fitted) {
    const { text, cells } = take(span.text, left);
    if (text !== '') kept.push({ ...span, text });
    left -= cells;
    if (left <= 0) break;
  }
  const last = kept.at(-1);
  const mark = `${' '.repeat(Math.max(0, left))}…`;
  return last === undefined
    ? [{ text: mark }]
    : [...kept.slice(0, -1), { ...last, text: `${last.text}${mark}` }];
};

/**
 * The row in exactly `width` cells: cut at the edge, filled with blanks. Words that are cut off leave a `…` in the last cell.
 * Its texts are sanitised.
 */
export const fitRow = (row: Row, width: number): Row => {
  const fitted: Span[] = [];
  let left = width;
  for (const [index, span] of row.entries()) {
    const { text, cells, whole } = take(span.text, left);
    if (text !== '') fitted.push(text === span.text ? span : { ...span, text });
    left -= cells;
    // What did not fit ends the row: nothing that follows may move up into its place.
    if (whole) continue;
    if (width > 1 && leavesOut(row, index, text.length)) return withMark(fitted, width);
    break;
  }
  if (left > 0) fitted.push(blank(left));
  return fitted;
};

/** Exactly `height` rows of exactly `width` cells. */
export const fitRows = (rows: readonly Row[], width: number, height: number): Row[] =>
  Array.from({ length: Math.max(0, height) }, (_, i) => fitRow(rows[i] ?? [], width));

export type Column = { readonly rows: readonly Row[]; readonly width: number };

/** Puts columns side by side; each keeps its width, whatever its rows hold. */
export const beside = (columns: readonly Column[], height: number): Row[] =>
  Array.from({ length: Math.max(0, height) }, (_, i) =>
    columns.flatMap(({ rows, width }) => fitRow(rows[i] ?? [], width)),
  );

export type Paint = {
  readonly painter: Painter;
  /** Puts a `?` for every cell of what is not ASCII. */
  readonly ascii: boolean;
  /** The terminal takes links (OSC 8); none are written where absent. */
  readonly links?: boolean;
};

/** A row as bytes for the terminal, exactly `width` cells wide: its spans in their colours, nothing else. */
export const paintRow = (row: Row, width: number, { painter, ascii }: Paint): string =>
  fitRow(row, width)
    .map((span) => {
      const text = ascii ? toAscii(span.text) : span.text;
      const sgr = painter(span);
      // Ink reads this once more, and knows the reset by its long form only.
      return sgr === '' ? text : `\x1b[${sgr}m${text}\x1b[0m`;
    })
    .join('');
