import type { Role } from '../terminal/row.ts';
import { dotBit } from './braille.ts';
import { type Glyph, rowOf } from './line.ts';
import type { Column } from './resample.ts';
import type { Bounds } from './scale.ts';

export type Stack = {
  /** Upper edge of each series, lowest first; undefined where nothing is known of any of them. */
  readonly layers: readonly (readonly (number | undefined)[])[];
  /** The columns of the sum. */
  readonly total: readonly Column[];
};

/** Adds series up column by column. One that has a gap adds nothing there; below zero it adds nothing either. */
export const stack = (series: readonly (readonly Column[])[]): Stack => {
  const width = Math.max(0, ...series.map((columns) => columns.length));
  const known = Array.from({ length: width }, (_, i) =>
    series.some((columns) => columns[i]?.value !== undefined),
  );
  const sums = new Array<number>(width).fill(0);
  const layers = series.map((columns) =>
    sums.map((below, i) => {
      const top = below + Math.max(0, columns[i]?.value ?? 0);
      sums[i] = top;
      return known[i] === true ? top : undefined;
    }),
  );
  const total = sums.map((value, i) => ({
    value: known[i] === true ? value : undefined,
    settled: series.every((columns) => columns[i]?.settled ?? true),
  }));
  return { layers, total };
};

/** How areas are told apart without colours. */
const fills = ['#', '+', '.', 'o', '=', '*'] as const;

/**
 * Filled areas, each layer from the one below up to its own edge: dots of braille (two columns of a layer to a cell), or a
 * letter a cell. A cell that several layers share has the colour of the one with the most of it.
 */
export const areaGlyphs = (
  layers: Stack['layers'],
  roles: readonly Role[],
  bounds: Bounds,
  height: number,
  ascii: boolean,
): (Glyph & { readonly role: Role })[] => {
  const perCell = ascii ? 1 : 2;
  const dotRows = ascii ? height : height * 4;
  const cells = new Map<string, { row: number; column: number; bits: number; counts: number[] }>();
  const fill = (dotColumn: number, level: number, layer: number) => {
    const dotRow = dotRows - 1 - level;
    const row = Math.floor(dotRow / (ascii ? 1 : 4));
    const column = Math.floor(dotColumn / perCell);
    const key = `${row} ${column}`;
    const cell = cells.get(key) ?? { row, column, bits: 0, counts: layers.map(() => 0) };
    cell.bits |= dotBit(dotColumn, dotRow);
    cell.counts[layer] = (cell.counts[layer] ?? 0) + 1;
    cells.set(key, cell);
  };
  layers.forEach((edges, layer) => {
    edges.forEach((edge, dotColumn) => {
      const below = layers[layer - 1]?.[dotColumn];
      const from = layer === 0 ? 0 : rowOf(below ?? bounds.low, bounds, dotRows) + 1;
      const to = edge === undefined ? -1 : rowOf(edge, bounds, dotRows);
      for (let level = from; level <= to; level += 1) fill(dotColumn, level, layer);
    });
  });
  return [...cells.values()].map(({ row, column, bits, counts }) => {
    const layer = counts.indexOf(Math.max(...counts));
    return {
      row,
      column,
      text: ascii ? (fills[layer % fills.length] ?? '#') : String.fromCharCode(0x2800 + bits),
      role: roles[layer] ?? 'series1',
    };
  });
};
