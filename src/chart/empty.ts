/** What stands in a graph without points: why there are none, in the middle, on as many rows as it needs. */
import type { Area } from './axes.ts';
import { type Grid, textCells } from './grid.ts';

/** Words on rows of so many cells; a word that is longer is cut by the grid. */
const inRows = (text: string, width: number): readonly string[] => {
  const rows: string[] = [];
  for (const word of text.split(' ')) {
    const last = rows.at(-1);
    if (last !== undefined && textCells(`${last} ${word}`) <= width)
      rows[rows.length - 1] = `${last} ${word}`;
    else rows.push(word);
  }
  return rows;
};

export const drawEmpty = (grid: Grid, { left, top, width, height }: Area, text: string): void => {
  const rows = inRows(text, width).slice(0, Math.max(1, height));
  const first = top + Math.floor((height - rows.length) / 2);
  for (const [index, row] of rows.entries()) {
    const indent = Math.max(0, Math.floor((width - textCells(row)) / 2));
    grid.put(Math.max(top, first) + index, left + indent, row, 'dim');
  }
};
