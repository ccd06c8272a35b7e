/**
 * Rows by id: a hash table over typed arrays, the ids' characters in one buffer. A Map of a million strings takes 130 MB, this
 * takes 40. A hash only says where to look: what counts is the id, character by character, so that no two orders are ever one.
 */

export type IdTable = {
  readonly rowOf: (id: string) => number | undefined;
  /** Gives an id that has no row the lowest one that was never used, or one that was forgotten. */
  readonly add: (id: string) => number;
  readonly has: (row: number) => boolean;
  /** Empty for a row that has none. */
  readonly idOf: (row: number) => string;
  /** Its row is used again. */
  readonly forget: (row: number) => void;
  readonly count: () => number;
  readonly rows: () => Generator<number, void, undefined>;
};

/** Of the bytes from `from` up to `to`: any 32 bits. */
export type HashBytes = (bytes: Uint8Array, from: number, to: number) => number;

/** FNV-1a from a seed of its own for each table, mixed at the end as neighbours in the table differ in their low bits. */
const seededHash = (): HashBytes => {
  const seed = Math.floor(Math.random() * 2 ** 32) | 0;
  return (bytes, from, to) => {
    let hash = seed;
    for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return hash ^ (hash >>> 16);
  };
};

/** A row's length where it has no id. */
const none = -1;
/** Below so many bytes of forgotten ids nothing is moved together. */
const leastDeadBytes = 1_000_000;

/** Rows of columns that are grown: few are kept small, many are made room for at once. */
export const nextLength = (length: number, most: number): number =>
  length < 8_192 ? length * 8 : length < most ? most : length * 2;

/** As long as is needed at the least. Pages that nothing was written to cost address space only. */
const longer = (bytes: Uint8Array, needed: number): Uint8Array<ArrayBuffer> => {
  const next = new Uint8Array(Math.max(needed, bytes.length * (bytes.length < 8_000_000 ? 32 : 2)));
  next.set(bytes);
  return next;
};

/** `mostRows`: no more are expected. */
export const createIdTable = ({
  mostRows,
  hashOf = seededHash(),
}: {
  readonly mostRows: number;
  readonly hashOf?: HashBytes;
}): IdTable => {
  let bytes = new Uint8Array(16_384);
  let used = 0;
  let dead = 0;
  /** By row: where its id begins, and twice its length in bytes, odd where a character is two bytes. */
  let starts = new Float64Array(1024);
  let sizes = new Int32Array(1024);
  let nextRow = 0;
  let count = 0;
  const free: number[] = [];
  /** Row and one; 0 where there is none. At the most three of five places are taken. */
  let slots = new Int32Array(4096);

  /** Writes an id behind all others, where it stays if it is added. Gives its size as in `sizes`. */
  const write = (id: string): number => {
    const { length } = id;
    if (used + length * 2 > bytes.length) bytes = longer(bytes, used + length * 2);
    for (let index = 0; index < length; index += 1) {
      const unit = id.charCodeAt(index);
      if (unit > 0xff) return writeWide(id);
      bytes[used + index] = unit;
    }
    return length * 2;
  };
  const writeWide = (id: string): number => {
    for (let index = 0; index < id.length; index += 1) {
      const unit = id.charCodeAt(index);
      bytes[used + index * 2] = unit & 0xff;
      bytes[used + index * 2 + 1] = unit >>> 8;
    }
    return id.length * 4 + 1;
  };

  const hashAt = (start: number, size: number): number => hashOf(bytes, start, start + (size >> 1));
  const homeOf = (row: number): number => hashAt(starts[row] ?? 0, sizes[row] ?? 0) & (slots.length - 1);

  /** Where the id that was just written is, or the free place where it would be. */
  const slotOf = (size: number): number => {
    const mask = slots.length - 1;
    for (let slot = hashAt(used, size) & mask; ; slot = (slot + 1) & mask) {
      const row = (slots[slot] ?? 0) - 1;
      if (row < 0) return slot;
      if (sizes[row] !== size) continue;
      const start = starts[row] ?? 0;
      const length = size >> 1;
      let same = 0;
      while (same < length && bytes[start + same] === bytes[used + same]) same += 1;
      if (same === length) return slot;
    }
  };

  const place = (row: number): void => {
    const mask = slots.length - 1;
    let slot = homeOf(row);
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = row + 1;
  };

  function* rows(): Generator<number, void, undefined> {
    for (let row = 0; row < nextRow; row += 1) if (sizes[row] !== none) yield row;
  }

  const growRows = (): void => {
    const length = nextLength(sizes.length, mostRows);
    const nextStarts = new Float64Array(length);
    nextStarts.set(starts);
    starts = nextStarts;
    const nextSizes = new Int32Array(length);
    nextSizes.set(sizes);
    sizes = nextSizes;
  };

  const growSlots = (): void => {
    slots = new Int32Array(slots.length * 2);
    for (const row of rows()) place(row);
  };

  /** Where more is forgotten than known, what is known is moved together. */
  const compact = (): void => {
    const next = new Uint8Array(bytes.length);
    let to = 0;
    for (const row of rows()) {
      const start = starts[row] ?? 0;
      const length = (sizes[row] ?? 0) >> 1;
      next.set(bytes.subarray(start, start + length), to);
      starts[row] = to;
      to += length;
    }
    bytes = next;
    used = to;
    dead = 0;
  };

  /** Those behind a place that becomes free move up, so that they are found from their homes without a gap. */
  const empty = (freed: number): void => {
    const mask = slots.length - 1;
    let hole = freed;
    for (let slot = (hole + 1) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const home = homeOf((slots[slot] ?? 0) - 1);
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
      slots[hole] = slots[slot] ?? 0;
      hole = slot;
    }
    slots[hole] = 0;
  };

  return {
    rowOf: (id) => {
      const row = (slots[slotOf(write(id))] ?? 0) - 1;
      return row < 0 ? undefined : row;
    },
    add: (id) => {
      const size = write(id);
      const slot = slotOf(size);
      const row = free.pop() ?? nextRow;
      if (row === nextRow) nextRow += 1;
      if (row >= sizes.length) growRows();
      slots[slot] = row + 1;
      starts[row] = used;
      sizes[row] = size;
      used += size >> 1;
      count += 1;
      if (count * 5 > slots.length * 3) growSlots();
      return row;
    },
    has: (row) => row < nextRow && sizes[row] !== none,
    idOf: (row) => {
      const size = sizes[row] ?? none;
      if (row >= nextRow || size === none) return '';
      const text = Buffer.from(bytes.buffer, starts[row], size >> 1);
      return text.toString((size & 1) === 0 ? 'latin1' : 'utf16le');
    },
    forget: (row) => {
      const size = sizes[row] ?? none;
      if (row >= nextRow || size === none) return;
      const mask = slots.length - 1;
      let slot = homeOf(row);
      while (slots[slot] !== row + 1) slot = (slot + 1) & mask;
      empty(slot);
      sizes[row] = none;
      free.push(row);
      count -= 1;
      dead += size >> 1;
      if (dead > leastDeadBytes && dead * 2 > used) compact();
    },
    count: () => count,
    rows,
  };
};
