/** Rows of `stats … by bin()` as lines of a graph: each row is a bucket of time. */
import { type Plot, type PlotSeries, plot } from '../../chart/plot.ts';
import type { Point } from '../../observation/metrics.ts';
import type { Role, Row } from '../../terminal/row.ts';
import { binMs, isOverTime } from './query-text.ts';

/** What a query brought, as texts; a text that is not there is empty. */
export type QueryTable = {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

const roles: readonly Role[] = ['series1', 'series2', 'series3', 'series4', 'series5', 'series6'];

/** The colour of the nth line, bar or share. */
export const nthRole = (index: number): Role => roles[index % roles.length] ?? 'series1';

/** `2026-01-15 14:00:00.000`, as Insights writes times: in UTC. NaN for anything else. */
export const insightsTime = (text: string): number =>
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(text) ? Date.parse(`${text.replace(' ', 'T')}Z`) : Number.NaN;

const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));

export type ColumnKinds = {
  readonly time: number | undefined;
  readonly numbers: readonly number[];
  readonly texts: readonly number[];
};

/** Which columns are times, figures and names, by what stands in them; a row may lack a figure, not all of them. */
export const columnKinds = ({ columns, rows }: QueryTable): ColumnKinds => {
  const all = columns.map((_, index) => index);
  const holds = (index: number, test: (text: string) => boolean): boolean => {
    const texts = rows.map((row) => row[index] ?? '').filter((text) => text !== '');
    return texts.length > 0 && texts.every(test);
  };
  const time = all.find((index) => holds(index, (text) => !Number.isNaN(insightsTime(text))));
  const numbers = all.filter((index) => index !== time && holds(index, isNumber));
  return { time, numbers, texts: all.filter((index) => index !== time && !numbers.includes(index)) };
};

export const nameIn = (row: readonly string[], texts: readonly number[]): string =>
  texts.map((index) => row[index] ?? '').join(' ');

/** What a bucket is wide where nothing tells. */
const usualPeriodMs = 300_000;

const narrowestStep = (times: Iterable<number>): number => {
  const sorted = [...new Set(times)].sort((a, b) => a - b);
  const steps = sorted.slice(1).map((at, index) => at - (sorted[index] ?? at));
  return Math.max(1000, steps.length === 0 ? usualPeriodMs : Math.min(...steps));
};

export type OverTime = { readonly series: readonly PlotSeries[]; readonly periodMs: number };

/** Bucket by bucket, a line for each name and figure; undefined where no column holds times, or none figures. */
export const seriesOverTime = (
  table: QueryTable,
  { to, periodMs }: { readonly to: number; readonly periodMs?: number | undefined },
): OverTime | undefined => {
  const { time, numbers, texts } = columnKinds(table);
  if (time === undefined || numbers.length === 0) return undefined;
  const lines = new Map<string, (readonly [at: number, value: number])[]>();
  for (const row of table.rows) {
    const at = insightsTime(row[time] ?? '');
    for (const index of numbers) {
      const figure = numbers.length > 1 || texts.length === 0 ? table.columns[index] : '';
      const label = [nameIn(row, texts), figure].filter(Boolean).join(' ');
      const line = lines.get(label) ?? [];
      lines.set(label, line);
      if (!Number.isNaN(at) && isNumber(row[index] ?? '')) line.push([at, Number(row[index])]);
    }
  }
  const stepMs = periodMs ?? narrowestStep([...lines.values()].flatMap((line) => line.map(([at]) => at)));
  return {
    periodMs: stepMs,
    series: [...lines].map(([label, line], index) => ({
      label,
      role: nthRole(index),
      points: line
        .sort(([a], [b]) => a - b)
        // A bucket that was not over when it was asked for is not the whole of it.
        .map(([at, value]): Point => ({ at, value, settled: at + stepMs <= to })),
    })),
  };
};

/** As many lines as there are colours. */
const mostLines = roles.length;

const sizeOf = ({ points }: PlotSeries): number =>
  points.reduce((sum, { value }) => sum + Math.abs(value), 0);

export type QueryGraphInput = Pick<Plot, 'from' | 'to' | 'width' | 'height' | 'utc' | 'cursor'> & {
  readonly ascii: boolean;
  readonly query: string;
};

/**
 * The graph of a query's rows, and how many lines are left out: those with the largest figures stay. Undefined where the
 * query does not count by time, or its rows hold no figures.
 */
export const queryGraph = (
  table: QueryTable,
  { query, ...input }: QueryGraphInput,
): { readonly rows: Row[]; readonly left: number } | undefined => {
  if (!isOverTime(query)) return undefined;
  const over = seriesOverTime(table, { to: input.to, periodMs: binMs(query) });
  if (over === undefined) return undefined;
  const kept = over.series.toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, mostLines);
  const series = kept.map((line, index) => ({ ...line, role: nthRole(index) }));
  const lines = input.ascii ? 'line' : 'braille';
  const style = series.length === 1 ? 'bars' : lines;
  return {
    rows: plot({ ...input, series, periodMs: over.periodMs, unit: 'none', style }),
    left: over.series.length - kept.length,
  };
};
