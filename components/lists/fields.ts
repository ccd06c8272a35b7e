/** What is open is read field by field: a name in front, and a text as long as it is. */
import { formatClock, formatDay } from '../../src/format.ts';
import type { Role, Row } from '../../src/terminal/row.ts';
import { pad } from '../../src/terminal/width.ts';
import { type Look, wrap } from '../frame/layout.ts';

/** A value is opened by its beginning: nobody reads more on a screen. */
export const mostFieldRows = 2_000;

/** Cells of the name in front. */
export const labelCells = 16;

/** `11-25 09:22:33 UTC`. */
export const moment = (at: number, { utc }: Look): string =>
  `${formatDay(at, utc)} ${formatClock(at, { utc, seconds: true, zone: true })}`;

/** A name and its text, on as many rows as it takes; a name that is longer than its cells is cut. */
export const field = (
  label: string,
  text: string,
  width: number,
  role: Role = 'text',
  nameCells = labelCells,
): Row[] =>
  wrap(text, Math.max(10, width - nameCells - 2), mostFieldRows).map(
    (part, index): Row => [
      { text: ` ${pad(index === 0 ? label : '', nameCells)}`, role: 'dim' },
      { text: part, role },
    ],
  );

/** A page of AWS's console, as a link of the terminal where that takes links; none where there is no such page. */
export const pageField = (label: string, text: string, link: string | undefined): Row[] =>
  link === undefined
    ? []
    : [
        [
          { text: ` ${pad(label, labelCells)}`, role: 'dim' },
          { text, role: 'accent', link },
        ],
      ];
