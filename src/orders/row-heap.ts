/** A heap of rows by a key that stands in a column: each row is in one heap at the most, and is found in it by its place. */

export type RowColumns = {
  /** By row. They are replaced when they grow. */
  since: Float64Array;
  place: Int32Array;
};

export type RowHeap = {
  readonly size: () => number;
  /** The row with the smallest key. */
  readonly top: () => number | undefined;
  readonly push: (row: number) => void;
  readonly remove: (row: number) => void;
  /** Rows in order of their key, the smallest first, without changing anything: as far as the consumer goes. */
  readonly ascending: () => Generator<number, void, undefined>;
};

export const createRowHeap = (columns: RowColumns): RowHeap => {
  let rows = new Int32Array(16);
  let size = 0;
  const at = (place: number): number => rows[place] ?? -1;
  const keyAt = (place: number): number => columns.since[rows[place] ?? 0] ?? 0;
  const put = (place: number, row: number): void => {
    rows[place] = row;
    columns.place[row] = place;
  };
  const resize = (length: number): void => {
    const next = new Int32Array(length);
    next.set(rows.subarray(0, size));
    rows = next;
  };
  const up = (from: number): void => {
    const row = at(from);
    const key = keyAt(from);
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (keyAt(parent) <= key) break;
      put(place, at(parent));
      place = parent;
    }
    put(place, row);
  };
  const down = (from: number): void => {
    const row = at(from);
    const key = keyAt(from);
    let place = from;
    for (;;) {
      let child = place * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && keyAt(child + 1) < keyAt(child)) child += 1;
      if (keyAt(child) >= key) break;
      put(place, at(child));
      place = child;
    }
    put(place, row);
  };
  return {
    size: () => size,
    top: () => (size === 0 ? undefined : at(0)),
    push: (row) => {
      if (size === rows.length) resize(size * 2);
      put(size, row);
      size += 1;
      up(size - 1);
    },
    remove: (row) => {
      const place = columns.place[row] ?? -1;
      size -= 1;
      if (place !== size) {
        put(place, at(size));
        up(place);
        down(columns.place[at(place)] ?? place);
      }
      if (size > 16 && size * 4 < rows.length) resize(rows.length >> 1);
    },
    *ascending() {
      // The frontier: places whose parents have been told, the smallest key first.
      const frontier: number[] = size === 0 ? [] : [0];
      while (frontier.length > 0) {
        let least = 0;
        for (let index = 1; index < frontier.length; index += 1) {
          if (keyAt(frontier[index] ?? 0) < keyAt(frontier[least] ?? 0)) least = index;
        }
        const place = frontier[least] ?? 0;
        const last = frontier.pop() ?? 0;
        if (least < frontier.length) frontier[least] = last;
        for (const child of [place * 2 + 1, place * 2 + 2]) if (child < size) frontier.push(child);
        yield at(place);
      }
    },
  };
};
