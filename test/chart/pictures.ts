import stringWidth from 'string-width';
import type { Point } from '../../src/observation/metrics.ts';
import type { Role, Row } from '../../src/terminal/row.ts';

export const minute = 60_000;
export const from = Date.UTC(2026, 0, 15, 13, 3);

/** An hour of minutes; undefined is a gap, the last two buckets are open. */
export const hour = (valueAt: (index: number) => number | undefined, minutes = 60): Point[] =>
  Array.from({ length: minutes }, (_, i) => ({
    at: from + i * minute,
    value: valueAt(i),
    settled: i < 58,
  })).flatMap(({ at, value, settled }) => (value === undefined ? [] : [{ at, value, settled }]));

export const line = (points: readonly Point[], label = 'p50', role: Role = 'series1') => ({
  points,
  label,
  role,
});

export const wave = (size: number, middle: number) => (i: number) => middle + size * Math.sin(i / 7);

const letters: Partial<Record<Role, string>> = {
  text: ' ',
  axis: 'a',
  series1: '1',
  series2: '2',
  series3: '3',
  unsettled: 'u',
  threshold: 't',
  dim: 'd',
  bad: 'b',
  ok: 'o',
  accent: 'c',
  title: 'T',
};

export const textOf = (row: Row): string => row.map((span) => span.text).join('');

export const rolesOf = (row: Row): string =>
  row.map(({ text, role = 'text' }) => (letters[role] ?? '?').repeat(stringWidth(text))).join('');

/** The picture as it is seen, and below it the role of every cell. */
export const pictureOf = (rows: readonly Row[]): string =>
  `${[...rows.map(textOf), '', ...rows.map(rolesOf)].map((row) => `|${row}|`).join('\n')}\n`;

export const cellsOf = (row: Row): number => row.reduce((sum, { text }) => sum + stringWidth(text), 0);
