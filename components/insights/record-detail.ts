/** A row of an answer whole; where it is a log event, all that the record holds. */
import { formatClock, formatDay } from '../../src/format.ts';
import type { Failure } from '../../src/observation/health-of-sources.ts';
import { originName } from '../../src/origin.ts';
import { pointerColumn } from '../../src/output/log-table.ts';
import { readLogLine } from '../../src/reading/log-lines.ts';
import type { Row } from '../../src/terminal/row.ts';
import { textWidth } from '../../src/terminal/width.ts';
import type { Look } from '../frame/layout.ts';
import { messageRows } from '../lists/details.ts';
import { field, labelCells } from '../lists/fields.ts';
import type { AnswerRow, OpenedRecord } from './answer.ts';

/** GetLogRecord gives times as epoch milliseconds. */
const valueText = (name: string, value: string, { utc }: Look): string => {
  if (!/^@(?:timestamp|ingestionTime)$/.test(name) || !/^\d{12,14}$/.test(value)) return value;
  const at = Number(value);
  return `${formatDay(at, utc)} ${formatClock(at, { utc, seconds: true, zone: true })}`;
};

const message = '@message';
/** Names of fields beside their values; longer ones are cut. */
const mostLabelCells = 32;

/** True for a row that is one log event. */
export const isEvent = ({ cells }: AnswerRow): boolean => cells.has(pointerColumn);

const waitingRow = (failure: Failure | undefined, lack: string | undefined): Row => {
  if (failure !== undefined) return [{ text: ` ${failure.message}. ${failure.hint}`, role: 'bad' }];
  const text = lack === undefined ? 'reading the whole record ...' : `the whole record is not read: ${lack}`;
  return [{ text: ` ${text}`, role: 'dim' }];
};

/**
 * The fields of its record once they are there; till then, and for rows that are no event, its own columns. `lack` says why
 * no record can be read.
 */
export const recordDetail = (
  row: AnswerRow,
  record: OpenedRecord | undefined,
  width: number,
  look: Look,
  lack?: string,
): Row[] => {
  const own = record?.row === row ? record : undefined;
  const fields = own?.fields ?? row.cells;
  const text = fields.get(message);
  const names = [...fields.keys()].filter((name) => name !== pointerColumn && name !== message);
  const longest = names.reduce((most, name) => Math.max(most, textWidth(name) + 2), labelCells);
  const nameCells = Math.min(mostLabelCells, longest);
  return [
    ...names.flatMap((name) =>
      field(name, valueText(name, fields.get(name) ?? '', look), width, 'text', nameCells),
    ),
    ...(isEvent(row) ? field('region', originName(row), width, 'dim', nameCells) : []),
    ...(text === undefined ? [] : [[], ...messageRows(text, readLogLine(text).json, width)]),
    ...(isEvent(row) && own?.fields === undefined ? [[], waitingRow(own?.failure, lack)] : []),
  ];
};
