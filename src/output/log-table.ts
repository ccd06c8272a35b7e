/** Rows of an Insights query as a table of text, and as NDJSON. */

import type { QueryTable } from '../pipeline/queries/query-graph.ts';
import { foldLines } from '../reading/fold.ts';
import { readLogLine, readWholeLine } from '../reading/log-lines.ts';
import type { Row } from '../terminal/row.ts';
import { fill, pad, textWidth } from '../terminal/width.ts';
import { withRequestId } from './log-row.ts';
import type { JsonLine } from './ndjson.ts';

/** Columns in the service's order. */
export type TableRow = ReadonlyMap<string, string>;

/** Only a pointer to the record: of no use to a reader. */
export const pointerColumn = '@ptr';
/** Where a row is from, where rows are from several places: Insights has no such column. */
export const originColumn = '@region';
const widestColumn = 60;

const number = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
export const isFigure = (text: string): boolean => number.test(text);

/** The columns that a reader sees, in the service's order. */
export const shownColumns = (rows: readonly TableRow[]): readonly string[] => [
  ...new Set(rows.flatMap((row) => [...row.keys()]).filter((column) => column !== pointerColumn)),
];

/** A value in one line, as it is read best. */
export const cellText = (column: string, value: string, whole = false): string => {
  // The account before a group's name says nothing where there is one.
  if (column === '@log') return value.replace(/^\d{12}:/, '');
  if (column !== '@message' && column !== 'last') return foldLines(value).replaceAll('\t', ' ');
  const read = whole ? readWholeLine(value) : readLogLine(value);
  const text = whole ? withRequestId(read.text, read.requestId) : read.text;
  const { level } = read;
  return level === undefined || text.includes(level) ? text : `${level} ${text}`;
};

/** The values as they are, for graphs. */
export const tableOf = (rows: readonly TableRow[]): QueryTable => {
  const columns = shownColumns(rows);
  return { columns, rows: rows.map((row) => columns.map((column) => row.get(column) ?? '')) };
};

/**
 * A head and a row each; numbers to the right, the last column as long as it is. `width` is where rows are cut; nothing is where
 * it is infinite, as a pipe is.
 */
export const queryTable = (rows: readonly TableRow[], width = Number.POSITIVE_INFINITY): Row[] => {
  const columns = shownColumns(rows);
  const whole = !Number.isFinite(width);
  const table = rows.map((row) => columns.map((column) => cellText(column, row.get(column) ?? '', whole)));
  const isNumeric = columns.map((_, index) =>
    table.every((cells) => cells[index] === '' || isFigure(cells[index] ?? '')),
  );
  const cap = whole ? widestColumn : Math.max(12, Math.floor(width / 2));
  const widths = columns.map((column, index) =>
    Math.min(
      Math.max(cap, textWidth(column)),
      table.reduce((most, cells) => Math.max(most, textWidth(cells[index] ?? '')), textWidth(column)),
    ),
  );
  const rowOf = (cells: readonly string[], role: 'title' | 'text'): Row => [
    {
      text: cells
        .map((cell, index) => {
          const isLast = index === columns.length - 1;
          if (isNumeric[index]) return pad(cell, widths[index] ?? 0, 'right');
          return isLast ? cell : (whole ? fill : pad)(cell, widths[index] ?? 0);
        })
        .join('  '),
      role,
    },
  ];
  return columns.length === 0 ? [] : [rowOf(columns, 'title'), ...table.map((cells) => rowOf(cells, 'text'))];
};

/** The `row` object: the columns as the service names them. A column called `type` is `type_`. */
export const jsonOfQueryRow = (row: TableRow): JsonLine => ({
  type: 'row',
  ...Object.fromEntries([...row].map(([name, value]) => [name === 'type' ? 'type_' : name, value])),
});
