/** The orders that are known, a row each in columns: a million of them in a hundred megabytes. */
import type { Decimal } from './decimal-sum.ts';
import { createIdTable, type IdTable, nextLength } from './id-table.ts';
import type { RowColumns } from './row-heap.ts';

/** A place in a stream as three numbers, as DynamoDB's sequence numbers have up to 40 digits (streams, rule 12). */
export type Sequence = readonly [number, number, number];

const partDigits = 14;

export const sequenceOf = (digits: string): Sequence => {
  const low = digits.length - partDigits;
  const middle = low - partDigits;
  return [
    middle > 0 ? Number(digits.slice(0, middle)) : 0,
    low > 0 ? Number(digits.slice(Math.max(0, middle), low)) : 0,
    Number(digits.slice(Math.max(0, low))),
  ];
};

const padded = (part: number): string => String(part).padStart(partDigits, '0');
export const sequenceText = ([high, middle, low]: Sequence): string =>
  `${high}${padded(middle)}${padded(low)}`.replace(/^0+(?=\d)/, '');

/** What a row's flow is when its order was removed: only its place in the stream is remembered. */
export const gone = 0xffff;

export type OrderTable = RowColumns &
  IdTable & {
    readonly flowOf: (row: number) => number;
    readonly setFlow: (row: number, flow: number) => void;
    /** True where the row's last change comes before this one. */
    readonly isBefore: (row: number, sequence: Sequence) => boolean;
    readonly sequenceAt: (row: number) => Sequence;
    readonly setSequence: (row: number, sequence: Sequence) => void;
    readonly valueOf: (row: number) => Decimal | undefined;
    readonly setValue: (row: number, value: Decimal | undefined) => void;
    /** Flags of the row; 0 for a new one. */
    readonly marksOf: (row: number) => number;
    readonly setMarks: (row: number, marks: number) => void;
    /** A hash of its item's keys; 0 for a new one. */
    readonly keysOf: (row: number) => number;
    readonly setKeys: (row: number, hash: number) => void;
  };

const noScale = 255;
const bigScale = 254;

const grown = <Column extends Float64Array | Int32Array | Uint16Array | Uint8Array>(
  column: Column,
  larger: Column,
): Column => {
  larger.set(column);
  return larger;
};

/** `mostRows`: no more are expected. */
export const createOrderTable = (mostRows: number): OrderTable => {
  let length = Math.min(1024, mostRows);
  const ids = createIdTable({ mostRows });
  const bigValues = new Map<number, Decimal>();
  const columns: RowColumns = { since: new Float64Array(length), place: new Int32Array(length) };
  /** Of numbers of up to 28 digits, as AWS has them up to now, there is none. */
  let high: Float64Array<ArrayBuffer> | undefined;
  let middle = new Float64Array(length);
  let low = new Float64Array(length);
  let units = new Float64Array(length);
  let scale = new Uint8Array(length);
  let flow = new Uint16Array(length);
  let marks = new Uint8Array(length);
  let keys = new Int32Array(length);
  // Pages that nothing was written to cost no memory, so that it is grown at once: what smaller columns leave behind does.
  const grow = (): void => {
    length = nextLength(length, mostRows);
    columns.since = grown(columns.since, new Float64Array(length));
    columns.place = grown(columns.place, new Int32Array(length));
    if (high !== undefined) high = grown(high, new Float64Array(length));
    middle = grown(middle, new Float64Array(length));
    low = grown(low, new Float64Array(length));
    units = grown(units, new Float64Array(length));
    scale = grown(scale, new Uint8Array(length));
    flow = grown(flow, new Uint16Array(length));
    marks = grown(marks, new Uint8Array(length));
    keys = grown(keys, new Int32Array(length));
  };
  return Object.assign(columns, {
    ...ids,
    add: (id: string) => {
      const row = ids.add(id);
      if (row >= length) grow();
      flow[row] = gone;
      marks[row] = 0;
      keys[row] = 0;
      scale[row] = noScale;
      middle[row] = low[row] = 0;
      if (high !== undefined) high[row] = 0;
      return row;
    },
    forget: (row: number) => {
      ids.forget(row);
      bigValues.delete(row);
    },
    flowOf: (row: number) => flow[row] ?? gone,
    setFlow: (row: number, of: number) => {
      flow[row] = of;
    },
    isBefore: (row: number, [h, m, l]: Sequence) => {
      const [a, b, c] = [high?.[row] ?? 0, middle[row] ?? 0, low[row] ?? 0];
      return a !== h ? a < h : b !== m ? b < m : c < l;
    },
    sequenceAt: (row: number): Sequence => [high?.[row] ?? 0, middle[row] ?? 0, low[row] ?? 0],
    setSequence: (row: number, [h, m, l]: Sequence) => {
      if (h !== 0) high ??= new Float64Array(length);
      if (high !== undefined) high[row] = h;
      middle[row] = m;
      low[row] = l;
    },
    valueOf: (row: number): Decimal | undefined => {
      const of = scale[row] ?? noScale;
      if (of === noScale) return undefined;
      return of === bigScale ? bigValues.get(row) : { units: units[row] ?? 0, scale: of };
    },
    setValue: (row: number, value: Decimal | undefined) => {
      if (scale[row] === bigScale) bigValues.delete(row);
      if (value === undefined) scale[row] = noScale;
      else if (typeof value.units === 'bigint') {
        scale[row] = bigScale;
        bigValues.set(row, value);
      } else {
        scale[row] = value.scale;
        units[row] = value.units;
      }
    },
    marksOf: (row: number) => marks[row] ?? 0,
    setMarks: (row: number, of: number) => {
      marks[row] = of;
    },
    keysOf: (row: number) => keys[row] ?? 0,
    setKeys: (row: number, hash: number) => {
      keys[row] = hash;
    },
  });
};
