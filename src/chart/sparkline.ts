import type { Row, Span } from '../terminal/row.ts';
import { clamp, extentOf } from './scale.ts';

/** Parts of a cell, from below. */
export const eighths = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const poor = ['_', '.', '-', '=', '+', '*', '#', '@'] as const;

export type SparklineOptions = {
  readonly ascii?: boolean;
  /** The value of a full cell; the highest one where absent. */
  readonly max?: number;
};

/**
 * The newest `width` values as one row of that many cells, oldest first; undefined and NaN are gaps, drawn as blanks. Heights
 * count from zero (or from the lowest value when it is negative).
 */
export const sparkline = (
  values: readonly (number | undefined)[],
  width: number,
  { ascii = false, max }: SparklineOptions = {},
): Row => {
  const cells = Math.max(0, Math.floor(width));
  const shown = cells === 0 ? [] : values.slice(-cells);
  const extent = extentOf(shown.map((value) => value ?? Number.NaN));
  const low = Math.min(0, extent?.min ?? 0);
  const range = clamp((max ?? extent?.max ?? 0) - low);
  const levels = ascii ? poor : eighths;
  const drawn = shown.map((value) => {
    if (value === undefined || !Number.isFinite(value)) return ' ';
    const share = range > 0 ? (clamp(value) - low) / range : 0;
    return levels[Math.min(7, Math.max(0, Math.round(share * 7)))] ?? ' ';
  });
  return [{ text: drawn.join('').padStart(cells), role: 'series1', picture: true }];
};

const partBlocks = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** A horizontal bar of `width` cells, filled up to `value / max`; empty for what is not a number. */
export const bar = (
  value: number,
  max: number,
  width: number,
  { ascii = false, role = 'series1' }: { readonly ascii?: boolean; readonly role?: Span['role'] } = {},
): Row => {
  const cells = Math.max(0, Math.floor(width));
  const share = max > 0 && Number.isFinite(value) ? Math.min(1, Math.max(0, value / max)) : 0;
  const parts = Math.round(share * cells * 8);
  const filled = ascii
    ? '#'.repeat(Math.round(parts / 8))
    : '█'.repeat(Math.floor(parts / 8)) + (partBlocks[parts % 8] ?? '');
  return [{ text: filled.padEnd(cells), role: role ?? 'series1', picture: true }];
};
