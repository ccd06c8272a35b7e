import asciichart from 'asciichart';
import { type Column, runs } from './resample.ts';
import type { Bounds } from './scale.ts';

/** A drawn character: `row` counts from the top, both from zero. */
export type Glyph = { readonly row: number; readonly column: number; readonly text: string };

type Symbols = [string, string, string, string, string, string, string, string, string, string];

/** asciichart's places: axis (unused), -, -, -, flat, then the four corners, then the upright. */
const rounded: Symbols = [' ', ' ', '─', '─', '─', '╰', '╭', '╮', '╯', '│'];
const poor: Symbols = [' ', ' ', '-', '-', '-', '`', '.', '.', "'", '|'];

/** Row of a value between the bounds, 0 at the bottom; values outside sit at the edge. */
export const rowOf = (value: number, { low, high }: Bounds, height: number): number => {
  const share = (value - low) / (high - low);
  return Math.round(Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * (height - 1));
};

/**
 * A line by asciichart, kept away from its defects: it sees only runs without a gap, on a scale where a row is 1 (so
 * that its own rounding is exact whatever the values are), with the first point repeated because it draws one column less
 * than it has points. The column of a bucket thus ends at the bucket's own height.
 */
export const lineGlyphs = (
  columns: readonly Column[],
  bounds: Bounds,
  height: number,
  ascii: boolean,
): Glyph[] => {
  if (height < 1) return [];
  return runs(columns).flatMap(({ start, end }) => {
    const levels = columns
      .slice(start, end + 1)
      .map(({ value }) => rowOf(value ?? bounds.low, bounds, height));
    const drawn = asciichart.plot([[levels[0] ?? 0, ...levels]], {
      min: 0,
      max: Math.max(1, height - 1),
      height: Math.max(1, height - 1),
      offset: 0,
      // Its labels land in the first column, under the line: one blank keeps the row's width.
      format: () => ' ',
      symbols: ascii ? poor : rounded,
    });
    const lines = drawn.split('\n').slice(-height);
    return lines.flatMap((line, row) =>
      [...line].flatMap((text, index) => (text === ' ' ? [] : [{ row, column: start + index, text }])),
    );
  });
};
