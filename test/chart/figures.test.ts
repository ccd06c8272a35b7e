import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Amount,
  barChart,
  gaugeChart,
  legend,
  shareChart,
  singleValue,
} from '../../src/chart/figures.ts';
import { heatMap } from '../../src/chart/heat-map.ts';
import type { Row } from '../../src/terminal/row.ts';
import { cellsOf, from, hour, minute, pictureOf, rolesOf, textOf, wave } from './pictures.ts';

const amounts: readonly Amount[] = [
  { label: 'payment-worker', value: 4210, role: 'series1' },
  { label: 'order-intake', value: 1500, role: 'series2' },
  { label: '注文 dispatch', value: 0, role: 'series3' },
  { label: 'nothing known', value: undefined, role: 'series4' },
];

const window = { from, to: from + 60 * minute, periodMs: minute };
const percentiles = [
  { percent: 50, points: hour((i) => (i > 40 && i < 44 ? undefined : wave(10, 40)(i))) },
  { percent: 90, points: hour(wave(40, 120)) },
  { percent: 99, points: hour((i) => (i > 30 ? 2400 : 300)) },
];
const heat = (width: number, height: number, ascii = false) =>
  heatMap({ ...window, percentiles, unit: 'ms', width, height, utc: true, ascii });

const gauge = { label: 'CPU', value: 83, min: 0, max: 100, unit: 'percent' } as const;
const limits = [
  { value: 90, role: 'bad' },
  { value: 80, role: 'ok' },
] as const;
const single = { label: 'orders/s', unit: 'count/s', points: hour(wave(9, 20)) } as const;

const scenarios: Record<string, readonly Row[]> = {
  'bar-chart-60': barChart(amounts, 'count', { width: 60, height: 5 }),
  'bar-chart-30': barChart(amounts, 'count', { width: 30, height: 3 }),
  'bar-chart-ascii': barChart(amounts, 'count', { width: 60, height: 4, ascii: true }),
  'share-chart': shareChart(amounts, 'count', { width: 60, height: 5 }),
  'share-chart-ascii': shareChart(amounts, 'count', { width: 40, height: 4, ascii: true }),
  gauge: gaugeChart({ ...gauge, limits }, { width: 40, height: 3 }),
  'gauge-ascii': gaugeChart(gauge, { width: 40, height: 3, ascii: true }),
  'gauge-nothing': gaugeChart({ ...gauge, value: undefined }, { width: 20, height: 3 }),
  'single-value': singleValue(single, { width: 30, height: 3 }),
  'single-value-ascii': singleValue(single, { width: 30, height: 3, ascii: true }),
  legend: legend(amounts, 'count', { width: 50, height: 3 }),
  'heat-map-80': heat(80, 14),
  'heat-map-40': heat(40, 9),
  'heat-map-ascii': heat(80, 14, true),
  'heat-map-crosshair': heatMap({
    ...window,
    percentiles,
    unit: 'ms',
    width: 60,
    height: 14,
    utc: true,
    legend: true,
    cursor: window.from + 20 * 60_000,
    marks: [{ at: window.from + 40 * 60_000, label: 'deployed', role: 'accent' }],
  }),
  'heat-map-empty': heatMap({ ...window, percentiles: [], unit: 'ms', width: 40, height: 6, utc: true }),
};

describe('pictures', () => {
  it.each(Object.entries(scenarios))('%s', async (name, rows) => {
    await expect(pictureOf(rows)).toMatchFileSnapshot(`./pictures/${name}.txt`);
  });
});

const anyValue = fc.oneof(fc.double(), fc.constantFrom(undefined, 0, -1, 1e308, Number.NaN, 5e-324));
const anyAmounts = fc.array(
  fc.record({
    label: fc.string({ unit: 'grapheme', maxLength: 12 }),
    value: anyValue,
    role: fc.constant('series1' as const),
  }),
  { maxLength: 9 },
);
const anySize = fc.record({
  width: fc.integer({ min: 0, max: 90 }),
  height: fc.integer({ min: 0, max: 12 }),
  ascii: fc.boolean(),
});

const expectExact = (
  rows: readonly Row[],
  { width, height, ascii }: { width: number; height: number; ascii: boolean },
) => {
  expect(rows).toHaveLength(height);
  for (const row of rows) {
    expect(cellsOf(row)).toBe(width);
    if (ascii) expect(textOf(row)).toMatch(/^[\x20-\x7e]*$/);
  }
};

it('figures fill exactly their cells, whatever they get', () => {
  fc.assert(
    fc.property(anyAmounts, anySize, (some, size) => {
      expectExact(barChart(some, 'ms', size), size);
      expectExact(shareChart(some, 'bytes', size), size);
      expect(legend(some, 's', size).length).toBeLessThanOrEqual(size.height);
      const [first] = some;
      expectExact(
        gaugeChart({ label: '', value: first?.value, min: 0, max: 10, unit: 'percent' }, size),
        size,
      );
      const points = some.flatMap(({ value }, i) =>
        value === undefined ? [] : [{ at: from + i * minute, value, settled: true }],
      );
      expectExact(singleValue({ label: 'x', unit: 'none', points }, size), size);
      const map = {
        ...window,
        percentiles: [
          { percent: 50, points },
          { percent: 99, points },
        ],
      };
      expectExact(heatMap({ ...map, unit: 'ms', utc: true, ...size }), size);
    }),
    { numRuns: 300 },
  );
});

it('a figure of the whole range is no change of the newest bucket', () => {
  const size = { width: 30, height: 3 };
  const points = [100, 110].map((value, nth) => ({ at: from + nth * minute, value, settled: true }));
  const draw = (value?: number) =>
    singleValue({ label: 'x', unit: 'count', points, value }, size).map(textOf).join('\n');
  expect(draw()).toContain('+10 %');
  expect(draw(5000)).not.toContain('%');
});

it('a bucket that is still open is the figure where there is no other: a day before it is over', () => {
  const points = [{ at: from, value: 4, settled: false }];
  const [, figure] = singleValue({ label: 'today', unit: 'count', points }, { width: 20, height: 2 });
  expect(textOf(figure ?? []).trim()).toBe('4');
});

it('a gauge takes the role of the highest limit that is reached', () => {
  const rolesAt = (value: number) =>
    rolesOf(gaugeChart({ ...gauge, value, limits }, { width: 10, height: 2 })[1] ?? []).charAt(0);
  expect([rolesAt(70), rolesAt(85), rolesAt(95)]).toEqual(['1', 'o', 'b']);
});

it('a heat map has all of the requests below its highest percentile', () => {
  const dark = heat(80, 14)
    .slice(0, 12)
    .map((row) => textOf(row).charAt(20))
    .filter((shade) => '░▒▓█'.includes(shade));
  expect(dark.length).toBeGreaterThan(4);
});
