import type { Role, Row, Span } from '../terminal/row.ts';
import { sanitize } from '../terminal/sanitize.ts';
import { type Cluster, clusters, isOneCell, textWidth } from '../terminal/width.ts';

/** One cell of a drawing. The right half of a wide character is a cell with an empty text. */
export type Cell = { readonly text: string; readonly role: Role };

const blank: Cell = { text: ' ', role: 'text' };

/** A drawing surface of exactly `width` x `height` cells; what falls outside is dropped. */
export type Grid = {
  readonly width: number;
  readonly height: number;
  /** Writes a text from a cell on. Control characters are left out, wide characters take two cells. */
  readonly put: (row: number, column: number, text: string, role: Role) => void;
  readonly isBlank: (row: number, column: number) => boolean;
  readonly rows: () => Row[];
};

export type GridOptions = {
  readonly width: number;
  readonly height: number;
  /** Puts `?` in the place of every character outside ASCII. */
  readonly ascii?: boolean;
};

const plain = /^[\x20-\x7e]*$/;

/** The characters of a text, each with the cells that it takes; those that take none are left out. */
const characters = (text: string, ascii: boolean): readonly Pick<Cluster, 'text' | 'cells'>[] => {
  // Lines are drawn a character at a time: these need no measuring.
  if (text.length === 1 && (ascii ? plain.test(text) : isOneCell(text))) return [{ text, cells: 1 }];
  const found = clusters(sanitize(text)).filter(({ cells }) => cells > 0);
  if (!ascii || plain.test(text)) return found;
  return found.map(({ text: cluster, cells }) => ({
    text: plain.test(cluster) ? cluster : '?'.repeat(cells),
    cells,
  }));
};

/** Cells that a text takes once it is put on a grid. */
export const textCells = (text: string): number => textWidth(text);

/** A whole number of cells, whatever was asked for. */
const cells = (size: number): number => (Number.isFinite(size) ? Math.max(0, Math.floor(size)) : 0);

const toSpans = (line: readonly Cell[]): Row => {
  const spans: Span[] = [];
  let text = '';
  let role: Role = 'text';
  for (const cell of line) {
    if (cell.role !== role && cell.text !== '') {
      if (text !== '') spans.push({ text, role, picture: true });
      text = '';
      role = cell.role;
    }
    text += cell.text;
  }
  if (text !== '') spans.push({ text, role, picture: true });
  return spans;
};

/** Before cells are overwritten: a wide character that stands half in them must not stay half. */
const free = (line: Cell[], start: number, end: number): void => {
  if (line[start]?.text === '') line[start - 1] = blank;
  if (line[end]?.text === '') line[end] = blank;
};

export const createGrid = ({ width: askedWidth, height: askedHeight, ascii = false }: GridOptions): Grid => {
  const width = cells(askedWidth);
  const height = cells(askedHeight);
  const lines = Array.from({ length: height }, () => new Array<Cell>(width).fill(blank));
  return {
    width,
    height,
    put: (row, column, text, role) => {
      const line = lines[row];
      if (line === undefined) return;
      let at = column;
      for (const character of characters(text, ascii)) {
        if (at >= 0 && at + character.cells <= width) {
          free(line, at, at + character.cells);
          line[at] = { text: character.text, role };
          for (let i = 1; i < character.cells; i += 1) line[at + i] = { text: '', role };
        }
        at += character.cells;
      }
    },
    isBlank: (row, column) => lines[row]?.[column]?.text === ' ',
    rows: () => lines.map(toSpans),
  };
};
