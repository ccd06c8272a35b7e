/** Where a row is from, for lists that hold rows of several origins. */
import { formatClock, formatStamp } from '../format.ts';
import { type Origin, originCode, originsOf } from '../origin.ts';
import type { Span } from './row.ts';
import { pad, textWidth } from './width.ts';

/** How rows are told. */
export type RowLook = {
  readonly utc: boolean;
  readonly ascii: boolean;
  /** Cells of the column that says where a row is from; absent or 0 where all are from one origin. */
  readonly originCells?: number | undefined;
  /** For pipes and files, which have no width: whole dates, names, keys and texts. */
  readonly whole?: boolean;
};

/** When a row is of: a clock on a screen, the whole moment for a pipe. `seconds` for what is known to the second. */
export const timeOfRow = (
  at: number,
  { utc, whole = false }: Pick<RowLook, 'utc' | 'whole'>,
  seconds = false,
): string => (whole ? formatStamp(at, { utc, seconds }) : formatClock(at, { utc, seconds: true }));

/** Cells for the codes of these origins; 0 where there is one at the most. */
export const originCellsOf = (things: Iterable<Origin>): number => {
  const origins = originsOf(things);
  return origins.length < 2 ? 0 : Math.max(...origins.map((origin) => textWidth(originCode(origin))));
};

/** `euw1  `, or nothing. */
export const originSpans = (origin: Origin, { originCells = 0 }: Pick<RowLook, 'originCells'>): Span[] =>
  originCells === 0 ? [] : [{ text: `${pad(originCode(origin), originCells)} `, role: 'dim' }];
