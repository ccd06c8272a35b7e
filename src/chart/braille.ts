import { type Glyph, rowOf } from './line.ts';
import type { Column } from './resample.ts';
import type { Bounds } from './scale.ts';

/** Dots of a braille cell: two columns of four, top to bottom, as bits over U+2800. */
const dots = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/** The bit of a dot, both counted from the drawing's top left. */
export const dotBit = (dotColumn: number, dotRow: number): number =>
  dots[dotColumn % 2 === 0 ? 0 : 1][dotRow % 4] ?? 0;

/**
 * A line of braille dots: two columns and four rows to a cell. `columns` holds two for each cell. Neighbouring values are
 * joined by a rise in the later column; over a gap nothing is drawn.
 */
export const brailleGlyphs = (columns: readonly Column[], bounds: Bounds, height: number): Glyph[] => {
  const dotRows = height * 4;
  const cells = new Map<string, { row: number; column: number; bits: number }>();
  const dot = (dotColumn: number, level: number) => {
    const dotRow = dotRows - 1 - level;
    const row = Math.floor(dotRow / 4);
    const column = Math.floor(dotColumn / 2);
    const cell = cells.get(`${row} ${column}`) ?? { row, column, bits: 0 };
    cell.bits |= dotBit(dotColumn, dotRow);
    cells.set(`${row} ${column}`, cell);
  };
  let before: number | undefined;
  columns.forEach(({ value }, index) => {
    const level = value === undefined ? undefined : rowOf(value, bounds, dotRows);
    if (level !== undefined) {
      dot(index, level);
      // From next to the level before, up or down to this one.
      const step = Math.sign(level - (before ?? level));
      for (let at = (before ?? level) + step; at !== level; at += step) dot(index, at);
    }
    before = level;
  });
  return [...cells.values()].map(({ row, column, bits }) => ({
    row,
    column,
    text: String.fromCharCode(0x2800 + bits),
  }));
};
