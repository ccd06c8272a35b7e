/** What is open is read field by field: a name in front, and a text as long as it is. */
import { formatClock, formatDay } from '../src/format.ts';
import type { Role, Row } from '../src/terminal/row.ts';
import { type Look, wrap } from './layout.ts';

/** A value is opened by its beginning: nobody reads more on a screen. */
export const mostFieldRows = 2_000;

export const labelCells = 16;

/** `11-25 09:22:33 UTC`. */
export const moment = (at: number, { utc }: Look): string =>
  `${formatDay(at, utc)} ${formatClock(at, { utc, seconds: true, zone: true })}`;

export const field = (label: string, text: string, width: number, role: Role = 'text'): Row[] =>
  wrap(text, Math.max(10, width - labelCells - 2), mostFieldRows).map(
    (part, index): Row => [
      { text: ` ${(index === 0 ? label : '').padEnd(labelCells)}`, role: 'dim' },
      { text: part, role },
    ],
  );
