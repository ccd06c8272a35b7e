import { describe, expect, test } from 'vitest';
import { bandColumns } from '../../src/chart/band.ts';
import { type Plot, plot, plotBounds } from '../../src/chart/plot.ts';
import type { Point } from '../../src/observation/metrics.ts';

const noon = Date.UTC(2026, 0, 15, 12);
const minute = 60_000;
const series = (valueAt: (nth: number) => number | undefined): Point[] =>
  Array.from({ length: 60 }, (_, nth) => nth).flatMap((nth) => {
    const value = valueAt(nth);
    return value === undefined ? [] : [{ at: noon + nth * minute, value, settled: true }];
  });

const drawing = (over: Partial<Plot> = {}): Plot => ({
  series: [{ points: series((nth) => (nth < 50 ? 10 : 40)), role: 'series1', label: 'm' }],
  unit: 'none',
  from: noon,
  to: noon + 60 * minute,
  periodMs: minute,
  width: 68,
  height: 12,
  utc: true,
  style: 'line',
  ...over,
});
const textOf = (input: Plot): readonly string[] =>
  plot(input).map((row) => row.map(({ text }) => text).join(''));

const band = { upper: series(() => 20), lower: series(() => -5) };

describe('a band', () => {
  test('fills what is expected behind the line, and nothing else', () => {
    const rows = textOf(drawing({ band }));
    const filled = rows.map((row) => [...row].filter((cell) => cell === '░').length);
    // From 20 down to 0, on a scale to 40: the lower half; the line keeps its cells.
    expect(filled.slice(0, 4)).toEqual([0, 0, 0, 0]);
    expect(Math.max(...filled)).toBeGreaterThan(50);
    expect(rows.every((row) => [...row].length === 68)).toBe(true);
    const without = textOf(drawing());
    const line = (text: readonly string[]) => text.map((row) => row.replaceAll('░', ' '));
    expect(line(rows).slice(0, 10)).toEqual(line(without).slice(0, 10));
  });

  test('takes no room below zero where nothing is negative, and makes room above', () => {
    expect(plotBounds(drawing({ band })).low).toBe(0);
    expect(plotBounds(drawing({ band: { ...band, upper: series(() => 90) } })).high).toBeGreaterThanOrEqual(
      90,
    );
    const negative = drawing({ band, series: [{ points: series(() => -1), role: 'series1', label: 'm' }] });
    expect(plotBounds(negative).low).toBeLessThanOrEqual(-5);
  });

  test('has the gaps of its edges, and the widest of what a column holds', () => {
    const window = { from: noon, to: noon + 60 * minute, periodMs: minute };
    const holed = { upper: series((nth) => (nth < 30 ? nth : undefined)), lower: series((nth) => -nth) };
    const columns = bandColumns(holed, window, 6);
    expect(columns.slice(0, 3)).toEqual([
      { low: -9, high: 9 },
      { low: -19, high: 19 },
      { low: -29, high: 29 },
    ]);
    expect(columns.slice(3)).toEqual([undefined, undefined, undefined]);
  });

  test('is plain dots in ASCII', () => {
    const rows = textOf(drawing({ band, ascii: true })).join('\n');
    expect(rows).toMatch(/\.{20}/);
    expect(rows).toMatch(/^[\x20-\x7e\n]*$/);
  });
});

describe('points that stand out', () => {
  const dots = [
    { at: noon + 57 * minute, value: 40, role: 'bad' },
    { at: noon + 58 * minute, value: 40, role: 'bad' },
    { at: noon - 60 * minute, value: 40, role: 'bad' },
  ] as const;

  test('are drawn over the line at their bucket, those outside are not', () => {
    const rows = textOf(drawing({ dots }));
    const at = rows.findIndex((row) => row.includes('●'));
    expect([...(rows[at] ?? '')].filter((cell) => cell === '●')).toHaveLength(2);
    expect(rows[at]).toContain('40');
    expect(textOf(drawing({ dots, ascii: true })).join('')).toContain('@');
  });
});
