/**
 * Columns: numbers that are only ever appended, in chunks, so that millions of rows cost a few bytes each and the
 * oldest can be let go without moving the rest. A row keeps its index for ever.
 */

// Two kinds only: with more, every access has to ask which one it has.
type Numbers = Float64Array | Uint32Array;

export type Column = {
  readonly chunks: Numbers[];
  readonly make: (size: number) => Numbers;
  /** Index of the oldest row kept; a multiple of the chunk size. */
  first: number;
  /** One past the newest row. */
  end: number;
  /** The newest chunk and the index of its first row. */
  tail: Numbers;
  tailFirst: number;
};

const chunkBits = 14;
export const chunkRows = 1 << chunkBits;
const mask = chunkRows - 1;

const column = (make: (size: number) => Numbers, first = 0): Column => ({
  chunks: [],
  make,
  first,
  end: first,
  tail: make(0),
  tailFirst: first - chunkRows,
});

/** For times in epoch milliseconds. */
export const timeColumn = (): Column => column((size) => new Float64Array(size));
/** For whole numbers from 0 to 2^32 - 1; `first`, a multiple of the chunk size, is the index of its first row. */
export const wordColumn = (first = 0): Column => column((size) => new Uint32Array(size), first);

/** Appends a value and returns its index. */
export const push = (into: Column, value: number): number => {
  const index = into.end++;
  if (index - into.tailFirst === chunkRows) {
    into.tail = into.make(chunkRows);
    into.tailFirst = index;
    into.chunks.push(into.tail);
  }
  into.tail[index - into.tailFirst] = value;
  return index;
};

/** The value of a row; 0 for a row that was never there or has been dropped. */
export const at = (of: Column, index: number): number => {
  const local = index - of.first;
  if (local < 0) return 0;
  return of.chunks[local >> chunkBits]?.[local & mask] ?? 0;
};

/** Overwrites the value of a row that is still kept. */
export const put = (into: Column, index: number, value: number): void => {
  const local = index - into.first;
  const chunk = local < 0 ? undefined : into.chunks[local >> chunkBits];
  if (chunk !== undefined) chunk[local & mask] = value;
};

/** Lets go of whole chunks of rows before `index`. */
export const dropBefore = (of: Column, index: number): void => {
  while (of.first + chunkRows <= Math.min(index, of.end)) {
    of.chunks.shift();
    of.first += chunkRows;
  }
};

/** The first row in `[low, high)` whose value is at least `value`, in a column that never decreases; else `high`. */
export const firstAtLeast = (of: Column, value: number, low = of.first, high = of.end): number => {
  let from = low;
  let to = high;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (at(of, middle) < value) from = middle + 1;
    else to = middle;
  }
  return from;
};
