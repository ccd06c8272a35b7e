/** The body of a log widget: the rows of its query as a table, or drawn as its view says. */
import { type Amount, barChart, shareChart } from '../../chart/figures.ts';
import { plot } from '../../chart/plot.ts';
import type { Point } from '../../observation.ts';
import type { Role, Row } from '../../terminal/row.ts';
import { pad, textWidth } from '../../terminal/width.ts';
import type { LogContent } from './model.ts';

/** What a log widget's query brought; absent while it has not been run. */
export type QueryResult = {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
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

const roles: readonly Role[] = ['series1', 'series2', 'series3', 'series4', 'series5', 'series6'];
const roleOf = (index: number): Role => roles[index % roles.length] ?? 'series1';

/** `2026-01-15 14:00:00.000`, as Insights writes times: in UTC. */
const timeOf = (text: string): number =>
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(text) ? Date.parse(`${text.replace(' ', 'T')}Z`) : Number.NaN;

const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text));

type Columns = {
  readonly time: number | undefined;
  readonly numbers: readonly number[];
  readonly texts: readonly number[];
};

/** Which columns are times, figures and names, by what stands in them. */
const sortColumns = ({ columns, rows }: QueryResult): Columns => {
  const all = columns.map((_, index) => index);
  const holds = (index: number, test: (text: string) => boolean) =>
    rows.length > 0 && rows.every((row) => test(row[index] ?? ''));
  const time = all.find((index) => holds(index, (text) => !Number.isNaN(timeOf(text))));
  const numbers = all.filter((index) => index !== time && holds(index, isNumber));
  return { time, numbers, texts: all.filter((index) => index !== time && !numbers.includes(index)) };
};

const nameOf = (row: readonly string[], texts: readonly number[]): string =>
  texts.map((index) => row[index] ?? '').join(' ');

const timeSeries = (result: QueryResult, input: LogWidgetInput): Row[] | undefined => {
  const { time, numbers, texts } = sortColumns(result);
  if (time === undefined || numbers.length === 0) return undefined;
  const series = new Map<string, Point[]>();
  const times = new Set<number>();
  for (const row of result.rows) {
    const at = timeOf(row[time] ?? '');
    times.add(at);
    for (const index of numbers) {
      const label = [
        nameOf(row, texts),
        numbers.length > 1 || texts.length === 0 ? result.columns[index] : '',
      ]
        .filter(Boolean)
        .join(' ');
      const points = series.get(label) ?? [];
      series.set(label, points);
      points.push({ at, value: Number(row[index]), settled: true });
    }
  }
  const sorted = [...times].sort((a, b) => a - b);
  const steps = sorted.slice(1).map((at, index) => at - (sorted[index] ?? at));
  return plot({
    ...input,
    series: [...series].map(([label, points], index) => ({
      label,
      role: roleOf(index),
      points: points.sort((a, b) => a.at - b.at),
    })),
    unit: 'none',
    periodMs: Math.max(1000, steps.length === 0 ? 300_000 : Math.min(...steps)),
    style: 'bars',
  });
};

const amountsOf = (result: QueryResult): Amount[] | undefined => {
  const { numbers, texts } = sortColumns(result);
  const [figure] = numbers;
  if (figure === undefined || texts.length === 0) return undefined;
  return result.rows.map((row, index) => ({
    label: nameOf(row, texts),
    value: Number(row[figure]),
    role: roleOf(index),
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

/** Rows of the widget's body, `height` at the most; before the query was run, the query itself. */
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
    ].slice(0, input.height);
  }
  const note: Row[] = result.note === undefined ? [] : [[{ text: result.note, role: 'warn' }]];
  const room = { ...input, height: Math.max(0, input.height - note.length) };
  const body = drawn(content, result, room) ?? table(result, input.width);
  return [...note, ...body].slice(0, input.height);
};
