/** A frame as text: for pipes, files and `snapshot`. */
import { fitRows, type Paint, paintRow } from '../terminal/paint.ts';
import type { Row } from '../terminal/row.ts';
import { toAscii } from '../terminal/width.ts';
import { type Painted, painted } from '../text-out.ts';

/**
 * The frame as plain text: `height` lines, each with its line feed and without blanks at its end, and no control
 * character but the line feed.
 */
export const frameText = (rows: readonly Row[], width: number, height: number, ascii = false): string =>
  fitRows(rows, width, height)
    .map((row) => row.map(({ text }) => text).join(''))
    .map((line) => `${(ascii ? toAscii(line) : line).trimEnd()}\n`)
    .join('');

/** The frame in the terminal's colours: SGR sequences and line feeds, no other control character. */
export const frameAnsi = (rows: readonly Row[], width: number, height: number, paint: Paint): Painted =>
  painted(
    fitRows(rows, width, height)
      .map((row) => `${paintRow(row, width, paint)}\n`)
      .join(''),
  );
