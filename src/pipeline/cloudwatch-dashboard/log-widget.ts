/** The body of a log widget: the rows of its query as a table, or drawn as its view says. */
import { type Amount, barChart, shareChart } from '../../chart/figures.ts';
import { plot } from '../../chart/plot.ts';
import type { Role, Row } from '../../terminal/row.ts';
import { pad, textWidth } from '../../terminal/width.ts';
import { columnKinds, nameIn, nthRole, type QueryTable, seriesOverTime } from '../queries/query-graph.ts';
import type { LogContent } from './model.ts';

/** What a log widget's query brought; absent while it has not been run. */
export type QueryResult = QueryTable & {
  /** Why there are no rows, or not all of them. */
  readonly note?: string;
};

export type LogWidgetInput = {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly height: number;
  readonly utc: boolean;
  readonly ascii: boolean;
};

const timeSeries = (result: QueryResult, input: LogWidgetInput): Row[] | undefined => {
  const over = seriesOverTime(result, input);
  return over && plot({ ...input, ...over, unit: 'none', style: 'bars' });
};

const amountsOf = (result: QueryResult): Amount[] | undefined => {
  const { numbers, texts } = columnKinds(result);
  const [figure] = numbers;
  if (figure === undefined || texts.length === 0) return undefined;
  return result.rows
    .filter((row) => (row[figure] ?? '') !== '')
    .map((row, index) => ({
      label: nameIn(row, texts),
      value: Number(row[figure]),
      role: nthRole(index),
    }));
};

const table = ({ columns, rows }: QueryResult, width: number): Row[] => {
  const widths = columns.map((name, i) =>
    Math.min(
      Math.max(textWidth(name), ...rows.map((row) => textWidth(row[i] ?? ''))),
      Math.max(8, width - 2),
    ),
  );
  const rowOf = (texts: readonly string[], role: Role): Row =>
    texts.map((text, i) => ({ text: `${pad(text, widths[i] ?? 0, 'left', '..')}  `, role }));
  return columns.length === 0 ? [] : [rowOf(columns, 'dim'), ...rows.map((row) => rowOf(row, 'text'))];
};

/** Drawn as the view says where the columns allow it; a table else. */
const drawn = ({ view }: LogContent, result: QueryResult, input: LogWidgetInput): Row[] | undefined => {
  switch (view) {
    case 'table':
      return undefined;
    case 'timeSeries':
      return timeSeries(result, input);
    case 'bar':
    case 'pie': {
      const amounts = amountsOf(result);
      if (amounts === undefined) return undefined;
      return view === 'bar' ? barChart(amounts, 'none', input) : shareChart(amounts, 'none', input);
    }
  }
};

/** Rows of the widget's body: of a table all of them; before the query was run, the query itself. */
export const logRows = (
  content: LogContent,
  result: QueryResult | undefined,
  input: LogWidgetInput,
): Row[] => {
  if (result === undefined) {
    return [
      [{ text: content.groups.join(', '), role: 'dim' as const }],
      ...content.query
        .split(/\s*\|\s*/)
        .map((part, i): Row => [{ text: i === 0 ? part : `| ${part}`, role: 'key' }]),
    ];
  }
  const note: Row[] = result.note === undefined ? [] : [[{ text: result.note, role: 'warn' }]];
  const room = { ...input, height: Math.max(0, input.height - note.length) };
  const body = drawn(content, result, room) ?? table(result, input.width);
  return [...note, ...body];
};
