import { type Glyph, rowOf } from './line.ts';
import type { Column } from './resample.ts';
import { type Bounds, clamp } from './scale.ts';
import { eighths } from './sparkline.ts';

/** Upright bars from zero (or the lower bound above it), an eighth of a cell fine; below zero they hang, by whole cells. */
export const columnGlyphs = (
  columns: readonly Column[],
  bounds: Bounds,
  height: number,
  ascii: boolean,
): Glyph[] => {
  const zero = Math.min(bounds.high, Math.max(bounds.low, 0));
  const zeroRow = rowOf(zero, bounds, height);
  return columns.flatMap(({ value }, column): Glyph[] => {
    if (value === undefined) return [];
    const whole = ascii ? '#' : '█';
    if (value < zero) {
      const bottom = rowOf(value, bounds, height);
      return Array.from({ length: zeroRow - bottom }, (_, i) => ({
        row: height - 1 - (bottom + i),
        column,
        text: whole,
      }));
    }
    const share = clamp(value - zero) / (bounds.high - zero);
    const parts = Math.round(Math.min(1, Number.isFinite(share) ? share : 0) * (height - zeroRow) * 8);
    const cells = Math.max(1, Math.ceil(parts / 8));
    return Array.from({ length: cells }, (_, i) => {
      // A zero that was measured is a low line, not a gap.
      const rest = Math.min(8, Math.max(1, parts - i * 8));
      const poor = rest >= 4 ? '#' : parts === 0 ? '_' : '.';
      return { row: height - 1 - (zeroRow + i), column, text: ascii ? poor : (eighths[rest - 1] ?? whole) };
    });
  });
};
