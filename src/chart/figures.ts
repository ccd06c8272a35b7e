/** Figures instead of lines: bars, gauges, shares, a single value with its trend. All are exactly as large as asked. */
import { formatPercent, formatUnit } from '../format.ts';
import type { Point, SeriesUnit } from '../observation/metrics.ts';
import type { Role, Row } from '../terminal/row.ts';
import { cut as cutTo } from '../terminal/width.ts';
import { createGrid, type Grid, textCells } from './grid.ts';
import { bar, sparkline } from './sparkline.ts';

type Size = { readonly width: number; readonly height: number; readonly ascii?: boolean };

export type Amount = {
  readonly label: string;
  readonly value: number | undefined;
  readonly role: Role;
  /** Its own, where the amounts count different things. */
  readonly unit?: SeriesUnit;
};

const rowText = (row: Row): string => row.map(({ text }) => text).join('');

const cut = (text: string, cells: number): string => cutTo(text, cells, '..');

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(textCells));

/** The last row says how many had no room. */
const withRest = <T>(items: readonly T[], grid: Grid, draw: (item: T, row: number) => void): void => {
  const shown = items.length <= grid.height ? items : items.slice(0, Math.max(0, grid.height - 1));
  shown.forEach(draw);
  if (shown.length < items.length)
    grid.put(grid.height - 1, 0, `and ${items.length - shown.length} more`, 'dim');
};

/** A lying bar for each amount, with its label and figure, on one scale from zero. */
export const barChart = (
  amounts: readonly Amount[],
  unit: SeriesUnit,
  { width, height, ascii = false }: Size,
): Row[] => {
  const grid = createGrid({ width, height, ascii });
  const figures = amounts.map(({ value, unit: own = unit }) => formatUnit(value ?? Number.NaN, own));
  const figureCells = widest(figures);
  const labelCells = Math.min(widest(amounts.map(({ label }) => label)), Math.floor(grid.width / 3));
  const cells = Math.max(0, grid.width - labelCells - figureCells - 2);
  const max = Math.max(0, ...amounts.map(({ value }) => (Number.isFinite(value) ? (value ?? 0) : 0)));
  withRest(amounts, grid, ({ label, value, role }, row) => {
    const figure = figures[row] ?? '';
    grid.put(row, 0, cut(label, labelCells), 'text');
    grid.put(row, labelCells + 1, rowText(bar(value ?? Number.NaN, max, cells, { ascii })), role);
    grid.put(row, grid.width - textCells(figure), figure, 'text');
  });
  return grid.rows();
};

/** Shares of a whole: one bar of all of them, then each with its percentage. What a pie shows, legible in cells. */
export const shareChart = (
  amounts: readonly Amount[],
  unit: SeriesUnit,
  { width, height, ascii = false }: Size,
): Row[] => {
  const grid = createGrid({ width, height, ascii });
  const known = amounts.map((amount) => ({ ...amount, size: Math.max(0, amount.value ?? 0) || 0 }));
  const total = known.reduce((sum, { size }) => sum + size, 0);
  if (!(total > 0) || !Number.isFinite(total)) {
    grid.put(0, 0, 'no data', 'dim');
    return grid.rows();
  }
  let before = 0;
  known.forEach(({ size, role }, index) => {
    const start = Math.round((before / total) * grid.width);
    before += size;
    const end = Math.round((before / total) * grid.width);
    grid.put(0, start, (ascii ? ('#+.o=*'[index % 6] ?? '#') : '█').repeat(Math.max(0, end - start)), role);
  });
  const rest = createGrid({ width: grid.width, height: grid.height - 1, ascii });
  withRest(known, rest, ({ label, value, size, role, unit: own = unit }, row) => {
    const figure = `${formatPercent((100 * size) / total)}  ${formatUnit(value ?? Number.NaN, own)}`;
    rest.put(row, 0, ascii ? ('#+.o=*'[row % 6] ?? '#') : '█', role);
    rest.put(row, 2, cut(label, Math.max(0, grid.width - textCells(figure) - 4)), 'text');
    rest.put(row, grid.width - textCells(figure), figure, 'text');
  });
  return [...grid.rows().slice(0, 1), ...rest.rows()].slice(0, grid.height);
};

export type Gauge = {
  readonly label: string;
  readonly value: number | undefined;
  readonly min: number;
  readonly max: number;
  readonly unit: SeriesUnit;
  /** From which value on the bar has another role; the highest that is reached counts. */
  readonly limits?: readonly { readonly value: number; readonly role: Role }[];
};

/** A bar between two ends, its value above it, the ends below. */
export const gaugeChart = (
  { label, value, min, max, unit, limits = [] }: Gauge,
  { width, height, ascii = false }: Size,
): Row[] => {
  const grid = createGrid({ width, height, ascii });
  const figure = formatUnit(value ?? Number.NaN, unit);
  const reached = [...limits]
    .sort((a, b) => a.value - b.value)
    .findLast((limit) => (value ?? Number.NaN) >= limit.value);
  const role = reached?.role ?? 'series1';
  const barRow = grid.height >= 2 ? 1 : 0;
  if (grid.height >= 2) {
    grid.put(0, 0, cut(label, Math.max(0, grid.width - textCells(figure) - 1)), 'text');
    grid.put(0, grid.width - textCells(figure), figure, role);
  }
  const filled = rowText(bar((value ?? Number.NaN) - min, max - min, grid.width, { ascii })).trimEnd();
  grid.put(barRow, 0, (ascii ? '.' : '░').repeat(grid.width), 'axis');
  grid.put(barRow, 0, filled, role);
  if (grid.height >= 3) {
    const end = formatUnit(max, unit);
    grid.put(2, 0, formatUnit(min, unit), 'axis');
    grid.put(2, grid.width - textCells(end), end, 'axis');
  }
  return grid.rows();
};

export type SingleValue = {
  readonly label: string;
  readonly unit: SeriesUnit;
  /** Oldest first: the newest settled one is the value, else the open one; those that are settled are the trend. */
  readonly points: readonly Point[];
  /** In place of the newest value: a figure of the whole range, which has no change. */
  readonly value?: number | undefined;
  readonly role?: Role;
};

/** Label, figure and its change since the bucket before; below, as far as there is room, the trend. */
export const singleValue = (
  { label, unit, points, value, role = 'series1' }: SingleValue,
  { width, height, ascii = false }: Size,
): Row[] => {
  const grid = createGrid({ width, height, ascii });
  const settled = points.filter((point) => point.settled && Number.isFinite(point.value));
  const last = value ?? (settled.at(-1) ?? points.at(-1))?.value;
  const before = value === undefined ? settled.at(-2)?.value : undefined;
  const figure = formatUnit(last ?? Number.NaN, unit);
  const change =
    last === undefined || before === undefined || before === 0
      ? undefined
      : (last - before) / Math.abs(before);
  const changeText =
    change === undefined || Math.abs(change) < 0.005
      ? ''
      : `${change > 0 ? '+' : '-'}${formatPercent(Math.abs(change) * 100)}`;
  if (grid.height < 2) {
    grid.put(0, 0, cut(label, Math.max(0, grid.width - textCells(figure) - 1)), 'dim');
    grid.put(0, grid.width - textCells(figure), figure, role);
    return grid.rows();
  }
  grid.put(0, 0, cut(label, grid.width), 'dim');
  grid.put(1, 0, figure, role);
  grid.put(1, textCells(figure) + 2, changeText, 'dim');
  if (grid.height >= 3) {
    const trend = sparkline(
      settled.map((point) => point.value),
      grid.width,
      { ascii },
    );
    grid.put(2, 0, rowText(trend), role);
  }
  return grid.rows();
};

/** Labels of series with their figures, over as many rows as it takes, `height` at the most. */
export const legend = (
  amounts: readonly Amount[],
  unit: SeriesUnit,
  { width, height, ascii = false }: Size,
): Row[] => {
  const grid = createGrid({ width, height, ascii });
  let row = 0;
  let column = 0;
  let used = 0;
  for (const { label, value, role, unit: own = unit } of amounts) {
    const figure = value === undefined ? '' : ` ${formatUnit(value, own)}`;
    const text = cut(`${ascii ? '-' : '─'} ${label}`, Math.max(0, grid.width - textCells(figure))) + figure;
    if (column > 0 && column + textCells(text) > grid.width) {
      row += 1;
      column = 0;
    }
    if (row < grid.height) used = row + 1;
    grid.put(row, column, text, role);
    column += textCells(text) + 2;
  }
  return grid.rows().slice(0, used);
};
