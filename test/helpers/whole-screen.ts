import type { Pty } from './pty.ts';

/**
 * What is torn on the screen: halves of wide characters that stand alone. Empty on a screen that is whole.
 * (A row that is too long shows itself elsewhere: it pushes the footer off the last row.)
 */
export const tornCells = ({ screen, terminal }: Pty, columns: number): readonly string[] => {
  const cells = terminal.cells();
  return cells.flatMap(({ text, cells: width }, index) => {
    const x = index % columns;
    const y = Math.floor(index / columns);
    const isLonelyHalf = width === 2 && (x === columns - 1 || cells[index + 1]?.cells !== 0);
    const isLonelyRest = width === 0 && (x === 0 || cells[index - 1]?.cells !== 2);
    return isLonelyHalf || isLonelyRest ? [`"${text}" at ${x},${y} in: ${screen()[y]}`] : [];
  });
};
