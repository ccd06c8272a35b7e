/** Putting rows together: panels of an exact size, side by side and under one another. */

import type { RowLook } from '../../src/terminal/origin-spans.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Row, Span } from '../../src/terminal/row.ts';
import { cut, textWidth } from '../../src/terminal/width.ts';

/** How everything on the screen is told: which zone, which characters, where from. */
export type Look = RowLook;

export type Size = { readonly width: number; readonly height: number };

export const rowWidth = (row: Row): number => row.reduce((sum, span) => sum + textWidth(span.text), 0);

export const blank = (width: number): Span => ({ text: ' '.repeat(Math.max(0, width)) });

/** Two panels side by side, with a line between them. */
export const beside = (left: readonly Row[], right: readonly Row[], look: Look): Row[] => {
  const border: Span = { text: look.ascii ? ' | ' : ' │ ', role: 'border' };
  return left.map((row, index) => [...row, border, ...(right[index] ?? [])]);
};

/** Cells between two panels that stand `beside` each other. */
export const gutter = 3;

/** `─ title ──────── right ─`, the head of a panel; the title of the panel in focus stands out. */
export const titleRow = (
  title: string,
  width: number,
  look: Look,
  { right = '', focused = false }: { readonly right?: string; readonly focused?: boolean } = {},
): Row => {
  const dash = look.ascii ? '-' : '─';
  // The title keeps half of the row.
  const rightText = right === '' ? '' : ` ${cut(right, Math.floor(width / 2), look.ascii ? '~' : '…')} `;
  const room = Math.max(0, width - 4 - textWidth(rightText));
  const shown = cut(title, room, look.ascii ? '~' : '…');
  const fill = Math.max(0, width - 3 - textWidth(shown) - textWidth(rightText) - 1);
  return fitRow(
    [
      { text: `${dash} `, role: 'border' },
      { text: shown, role: focused ? 'accent' : 'title', bold: focused },
      { text: ` ${dash.repeat(fill)}`, role: 'border' },
      { text: rightText, role: 'dim' },
      { text: dash, role: 'border' },
    ],
    width,
  );
};

/** Marks the row under the cursor. */
export const select = (row: Row): Row => row.map((span) => ({ ...span, selected: true }));

/** A text broken into rows of at most `width` cells; for what has been opened to be read whole. */
export const wrap = (text: string, width: number, maxRows: number): string[] => {
  const rows: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    let rest = line;
    do {
      if (rows.length >= maxRows) return rows;
      const head = cut(rest, Math.max(1, width), '');
      // A control character is drawn as one mark of one code unit, so lengths agree; nothing cut means the end.
      const taken = head.length === 0 ? rest.length : Math.min(rest.length, head.length);
      rows.push(head);
      rest = rest.slice(taken);
    } while (rest !== '');
  }
  return rows;
};
