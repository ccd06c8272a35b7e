/** The rows of an answer as a table that scrolls both ways: exactly as large as its room, whatever is in it. */

import { memoLast } from '../../src/memo-last.ts';
import { isSameOrigin, originName } from '../../src/origin.ts';
import { cellText, isFigure, originColumn, shownColumns } from '../../src/output/log-table.ts';
import { insightsTime } from '../../src/pipeline/queries/query-graph.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Row, Span } from '../../src/terminal/row.ts';
import { pad, textWidth } from '../../src/terminal/width.ts';
import type { Look, Size } from '../frame/layout.ts';
import { listRows } from '../lists/list-rows.ts';
import type { ListState } from '../lists/list-state.ts';
import type { AnswerRow } from './answer.ts';
import type { Sort } from './state.ts';

export type TableColumn = {
  readonly name: string;
  /** What its head says. */
  readonly label: string;
  /** Cells that its widest value takes, of the rows that were measured. */
  readonly cells: number;
  readonly isNumeric: boolean;
};

/** Rows that are measured: a hundred thousand are not, with every frame or once. */
const measuredRows = 1_000;
const between = 2;

const known = new WeakMap<AnswerRow, Map<string, string>>();

/** The text of a cell, read once however often it is drawn: a message may be a megabyte of JSON. */
const textIn = (row: AnswerRow, column: string): string => {
  if (column === originColumn) return originName(row);
  const texts = known.get(row) ?? new Map<string, string>();
  known.set(row, texts);
  const before = texts.get(column);
  if (before !== undefined) return before;
  const text = cellText(column, row.cells.get(column) ?? '');
  texts.set(column, text);
  return text;
};

/** Columns of the rows in the service's order; where rows are from, first, where they are from several places. */
export const tableColumns = memoLast((rows: readonly AnswerRow[]): readonly TableColumn[] => {
  const measured = rows.slice(0, measuredRows);
  const names = shownColumns(measured.map(({ cells }) => cells));
  const [first] = rows;
  const isOfSeveral = first !== undefined && rows.some((row) => !isSameOrigin(row, first));
  return (isOfSeveral ? [originColumn, ...names] : names).map((name) => {
    const texts = measured.map((row) => textIn(row, name)).filter((text) => text !== '');
    const isTime = texts.length > 0 && texts.every((text) => !Number.isNaN(insightsTime(text)));
    // Insights writes times in UTC, whatever the clock of the screen shows.
    const label = isTime ? `${name} UTC` : name;
    return {
      name,
      label,
      cells: texts.reduce((most, text) => Math.max(most, textWidth(text)), textWidth(label)),
      isNumeric: texts.length > 0 && texts.every(isFigure),
    };
  });
});

export type ShownColumn = TableColumn & { readonly width: number };

/** The columns that fit from this one on; the last of them takes what room is left, and may be cut. */
export const fittingColumns = (
  columns: readonly TableColumn[],
  from: number,
  width: number,
): readonly ShownColumn[] => {
  const most = Math.max(12, Math.floor(width / 2));
  const shown: ShownColumn[] = [];
  let left = width;
  for (const column of columns.slice(from)) {
    // A column of which nothing could be read is not begun.
    if (shown.length > 0 && left < Math.min(column.cells, 6)) break;
    // The mark of the sorted column stands behind its name.
    const wanted = Math.max(column.cells, textWidth(column.label) + 2);
    const isLastText = column === columns.at(-1) && !column.isNumeric;
    const cells = isLastText ? left : Math.min(wanted, most, left);
    shown.push({ ...column, width: cells });
    left -= cells + between;
    if (left <= 0) break;
  }
  return shown;
};

export type TableInput = {
  readonly rows: readonly AnswerRow[];
  /** Of all rows of the answer, so that columns do not jump when some are filtered away. */
  readonly columns: readonly TableColumn[];
  readonly state: ListState<AnswerRow>;
  readonly from: number;
  readonly sort: Sort | undefined;
  readonly size: Size;
  readonly look: Look;
  readonly focused: boolean;
  /** Said where there is no row. */
  readonly empty: string;
};

const gap: Span = { text: ' '.repeat(between) };

const joined = (spans: readonly Span[]): Row =>
  spans.flatMap((span, index) => (index === 0 ? [span] : [gap, span]));

/** The head, then a row each around the cursor. */
export const answerTable = (input: TableInput): Row[] => {
  const { rows, columns, state, from, sort, size, look, focused, empty } = input;
  if (size.height <= 0) return [];
  const { ellipsis, up, down } = glyphsFor(look.ascii);
  const shown = fittingColumns(columns, Math.min(from, columns.length - 1), size.width - 1);
  const aligned = (text: string, { width, isNumeric }: ShownColumn): string =>
    pad(text, width, isNumeric ? 'right' : 'left', ellipsis);
  const head = joined(
    shown.map((column): Span => {
      const isSorted = column.name === sort?.column;
      const text = isSorted ? `${column.label} ${sort?.descending ? down : up}` : column.label;
      return { text: aligned(text, column), role: isSorted ? 'accent' : 'title', bold: true };
    }),
  );
  return [
    fitRow([{ text: ' ' }, ...head], size.width),
    ...listRows({
      items: rows,
      state,
      restsAt: 'start',
      rowOf: (row) =>
        joined(shown.map((column): Span => ({ text: aligned(textIn(row, column.name), column) }))),
      empty: [{ text: ` ${empty}`, role: 'dim' }],
      size: { ...size, height: size.height - 1 },
      focused,
    }),
  ];
};
