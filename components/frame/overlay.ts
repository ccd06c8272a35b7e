import { fitRows } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';
import { type Look, type Size, titleRow } from './layout.ts';

/** What is open over a view, with its title; scrolled, its end never beyond the screen. */
export const overlay = (title: string, rows: readonly Row[], from: number, look: Look, size: Size): Row[] => {
  const height = size.height - 1;
  const start = Math.max(0, Math.min(from, rows.length - height));
  const end = Math.min(rows.length, start + height);
  const more = rows.length > height ? `${start + 1}-${end} of ${rows.length}, ` : '';
  return [
    titleRow(title, size.width, look, { right: `${more}Esc closes`, focused: true }),
    ...fitRows(rows.slice(start, start + height), size.width, height),
  ];
};
