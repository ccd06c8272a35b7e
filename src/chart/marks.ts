/** Moments on a graph: alarms, deployments, and the crosshair. Drawn last, where lines leave room. */
import type { Role } from '../terminal/row.ts';
import type { Area } from './axes.ts';
import { type Grid, textCells } from './grid.ts';
import type { Window } from './resample.ts';

export type Mark = {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly label: string;
  /** `bad` for an alarm, `ok` for its end, `accent` for a deployment. */
  readonly role: Role;
  /** End of a range: what lies between is marked along the foot of the graph. */
  readonly to?: number;
};

/** Column of a moment in the area; undefined outside. */
export const columnOf = (at: number, { from, to }: Window, width: number): number | undefined => {
  const column = Math.floor(((at - from) / (to - from)) * width);
  return column >= 0 && column < width ? column : undefined;
};

const upright = (grid: Grid, area: Area, column: number, text: string, role: Role): void => {
  for (let row = area.top; row < area.top + area.height; row += 1) {
    if (grid.isBlank(row, area.left + column)) grid.put(row, area.left + column, text, role);
  }
};

/** Writes a label into the first of the upper rows that has room for all of it. */
const putLabel = (grid: Grid, area: Area, start: number, label: string, role: Role): void => {
  const cells = textCells(label);
  if (start + cells > area.left + area.width) return;
  for (let row = area.top; row < area.top + Math.min(area.height, 3); row += 1) {
    if (Array.from({ length: cells }, (_, i) => start + i).every((column) => grid.isBlank(row, column))) {
      grid.put(row, start, label, role);
      return;
    }
  }
};

/** Upright dashed lines, each with its label at the top where that has room. */
export const drawMarks = (
  grid: Grid,
  area: Area,
  marks: readonly Mark[],
  window: Window,
  ascii: boolean,
): void => {
  for (const { at, to, label, role } of marks) {
    const column = columnOf(at, window, area.width);
    if (to !== undefined && to > window.from && at < window.to) {
      const first = column ?? 0;
      const last = columnOf(to, window, area.width) ?? area.width - 1;
      for (let i = first; i <= last; i += 1) {
        const bottom = area.top + area.height - 1;
        if (grid.isBlank(bottom, area.left + i)) grid.put(bottom, area.left + i, ascii ? '=' : '▁', role);
      }
    }
    if (column === undefined) continue;
    upright(grid, area, column, ascii ? ':' : '┊', role);
    putLabel(grid, area, area.left + column + 1, label, role);
  }
};

export const drawCursor = (
  grid: Grid,
  area: Area,
  cursor: number | undefined,
  window: Window,
  ascii: boolean,
): void => {
  const column = cursor === undefined ? undefined : columnOf(cursor, window, area.width);
  if (column !== undefined) upright(grid, area, column, ascii ? '|' : '│', 'title');
};
