import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparedWith } from '../../src/chart/compare.ts';
import { type Plot, plot, plotBounds } from '../../src/chart/plot.ts';
import { tickLabels } from '../../src/chart/scale.ts';
import { seriesUnits } from '../../src/observation/metrics.ts';
import type { Role } from '../../src/terminal/row.ts';
import { cellsOf, from, hour, line, minute, pictureOf, rolesOf, textOf, wave } from './pictures.ts';

const base: Plot = {
  series: [],
  from,
  to: from + 60 * minute,
  periodMs: minute,
  width: 60,
  height: 12,
  unit: 'none',
  utc: true,
};

const incident = (i: number) => (i < 38 ? 0.2 : 5.1);

const layered = {
  unit: 'count/s' as const,
  series: [
    line(
      hour(() => 10),
      'created',
    ),
    line(
      hour((i) => (i > 25 && i < 40 ? undefined : 8)),
      'paid',
      'series2',
    ),
    line(hour(wave(4, 5)), 'failed', 'series3'),
  ],
};
const today = line(hour(wave(9, 20)), 'orders/s');
const before = {
  ...today,
  points: hour(wave(8, 26)).map((point) => ({ ...point, at: point.at - 86_400_000 })),
};

const scenarios: Record<string, Plot> = {
  'two-series': {
    ...base,
    unit: 'ms',
    series: [line(hour(wave(50, 100))), line(hour(wave(400, 600)), 'p99', 'series2')],
    threshold: { value: 500 },
  },
  'threshold-small': {
    ...base,
    unit: 'percent',
    width: 30,
    height: 5,
    series: [line(hour(incident))],
    threshold: { value: 1 },
  },
  'threshold-wide': {
    ...base,
    unit: 'percent',
    width: 190,
    height: 16,
    series: [line(hour(incident))],
    threshold: { value: 1, label: 'objective 1 %' },
  },
  gaps: { ...base, unit: 'count/s', series: [line(hour((i) => (i % 20 < 14 ? 40 + (i % 5) : undefined)))] },
  'gaps-are-not-numbers': {
    ...base,
    series: [line(hour((i) => [Number.NaN, 3, Number.POSITIVE_INFINITY, 4][Math.floor(i / 15)]))],
  },
  flat: { ...base, height: 7, unit: 'bytes', series: [line(hour(() => 1_500_000))] },
  'flat-zero': { ...base, height: 7, unit: 'count', series: [line(hour(() => 0))] },
  'small-fraction': { ...base, height: 7, series: [line(hour(() => 0.3))] },
  negative: { ...base, series: [line(hour(wave(40, -20)))] },
  huge: { ...base, series: [line(hour((i) => 1e308 * Math.sin(i / 9)))] },
  'large-and-close': { ...base, height: 7, series: [line(hour((i) => 1e6 + (i % 7)))] },
  empty: { ...base, height: 7, series: [] },
  'all-gaps': { ...base, height: 7, series: [line(hour(() => undefined))], empty: 'waiting for CloudWatch' },
  'single-point': { ...base, height: 7, series: [line(hour(() => 7, 1))] },
  'more-points-than-columns': { ...base, width: 28, series: [line(hour((i) => (i === 31 ? 90 : 10)))] },
  'clock-labels': { ...base, unit: 's', series: [line(hour((i) => i * 9))], threshold: { value: 300 } },
  ascii: {
    ...base,
    unit: 'ms',
    ascii: true,
    series: [line(hour(wave(30, 60)), 'p50 délai 注文'), line(hour(wave(9, 20)), 'p99', 'series2')],
    threshold: { value: 50 },
  },
  braille: {
    ...base,
    unit: 'count/s',
    style: 'braille',
    series: [line(hour((i) => (i > 20 && i < 27 ? undefined : wave(9, 20)(i))))],
  },
  'wide-labels': {
    ...base,
    height: 6,
    series: [line(hour(wave(2, 4)), '注文'), line(hour(wave(1, 9)), 'b\u001b[31mé\u0301', 'series2')],
  },
  bars: {
    ...base,
    unit: 'count',
    style: 'bars',
    series: [line(hour((i) => (i % 20 < 14 ? i % 9 : undefined)))],
  },
  'bars-ascii': { ...base, unit: 'count', style: 'bars', ascii: true, series: [line(hour((i) => i % 9))] },
  'bars-negative': { ...base, style: 'bars', series: [line(hour(wave(40, -10)))] },
  stacked: { ...base, ...layered, style: 'stacked' },
  'stacked-narrow': { ...base, ...layered, style: 'stacked', width: 36, height: 8 },
  'stacked-wide': { ...base, ...layered, style: 'stacked', width: 120, height: 14 },
  'stacked-ascii': { ...base, ...layered, style: 'stacked', ascii: true },
  marks: {
    ...base,
    width: 100,
    unit: 'percent',
    series: [line(hour(incident), 'errors %')],
    marks: [
      { at: from + 35 * minute, label: 'deploy 1.4.2', role: 'accent' },
      { at: from + 40 * minute, to: from + 52 * minute, label: 'payments-errors', role: 'bad' },
    ],
    thresholds: [
      { value: 1, label: 'warn' },
      { value: 30, label: 'page', stretch: true },
    ],
  },
  crosshair: {
    ...base,
    width: 80,
    unit: 'ms',
    cursor: from + 20 * minute,
    series: [line(hour(wave(50, 100))), line(hour(wave(400, 600)), 'p99', 'series2')],
  },
  'crosshair-ascii': {
    ...base,
    ascii: true,
    cursor: from + 20 * minute,
    series: [line(hour(wave(50, 100)))],
  },
  comparison: {
    ...base,
    style: 'braille',
    width: 80,
    unit: 'count/s',
    series: [today, comparedWith(before, 86_400_000, '1 d ago')],
  },
  'comparison-ascii': {
    ...base,
    ascii: true,
    unit: 'count/s',
    series: [today, comparedWith(before, 86_400_000, '1 d ago')],
  },
  'comparison-bars': {
    ...base,
    style: 'bars',
    unit: 'count/s',
    series: [today, comparedWith(before, 86_400_000, '1 d ago')],
  },
  'bars-of-two': {
    ...base,
    style: 'bars',
    unit: 'ms',
    series: [line(hour(wave(400, 600)), 'p99', 'series1'), line(hour(wave(50, 100)), 'p50', 'series2')],
  },
  'legend-narrow': {
    ...base,
    width: 44,
    unit: 'ms',
    cursor: from + 20 * minute,
    series: [
      line(hour(wave(400, 600)), 'duration p99'),
      line(hour(wave(50, 100)), 'duration p50', 'series2'),
      comparedWith(line(hour(wave(400, 700))), 0, 'duration p99 1 d ago'),
    ],
  },
  '80x24-half': { ...base, width: 80, height: 9, unit: 'count/s', series: [line(hour(wave(8, 40)))] },
};

describe('pictures', () => {
  it.each(Object.entries(scenarios))('%s', async (name, input) => {
    await expect(pictureOf(plot(input))).toMatchFileSnapshot(`./pictures/${name}.txt`);
  });
});

const anyValue = fc.oneof(
  fc.double(),
  fc.integer({ min: -1000, max: 1000 }).map(Number),
  fc.constantFrom(0, Number.NaN, Number.POSITIVE_INFINITY, 1e308, -1e308, 5e-324),
);
const anyPoints = fc.array(
  fc.record({
    at: fc.integer({ min: from - 5 * minute, max: from + 70 * minute }),
    value: anyValue,
    settled: fc.boolean(),
  }),
  { maxLength: 80 },
);
const anyPlot: fc.Arbitrary<Plot> = fc.record({
  series: fc.array(
    fc.record({
      points: anyPoints,
      label: fc.string({ unit: 'grapheme', maxLength: 12 }),
      role: fc.constant<Role>('series1'),
    }),
    { maxLength: 3 },
  ),
  from: fc.constantFrom(from, Number.NaN, from + 61 * minute),
  to: fc.constantFrom(from + 60 * minute, from, from + 90 * 86_400_000),
  periodMs: fc.constantFrom(0, 1000, minute, 5 * minute, Number.NaN),
  width: fc.integer({ min: 0, max: 130 }),
  height: fc.integer({ min: 0, max: 30 }),
  unit: fc.constantFrom(...seriesUnits),
  threshold: fc.option(fc.record({ value: anyValue }), { nil: undefined }),
  utc: fc.boolean(),
  ascii: fc.boolean(),
  style: fc.constantFrom('line', 'braille', 'bars', 'stacked'),
  cursor: fc.constantFrom(undefined, from + 30 * minute, Number.NaN, from - minute),
  thresholds: fc.array(fc.record({ value: anyValue, stretch: fc.boolean() }), { maxLength: 2 }),
  marks: fc.array(
    fc.record({
      at: fc.constantFrom(from, from + 20 * minute, Number.NaN, from + 1e9),
      to: fc.constantFrom(from + 30 * minute, from - minute, Number.NaN),
      label: fc.string({ unit: 'grapheme', maxLength: 9 }),
      role: fc.constant<Role>('bad'),
    }),
    { maxLength: 3 },
  ),
});

describe('plot', () => {
  it('fills exactly width x height cells, whatever it gets', () => {
    fc.assert(
      fc.property(anyPlot, (input) => {
        const rows = plot(input);
        expect(rows).toHaveLength(input.height);
        for (const row of rows) {
          expect(cellsOf(row)).toBe(input.width);
          if (input.ascii) expect(textOf(row)).toMatch(/^[\x20-\x7e]*$/);
          expect(textOf(row)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('draws nothing where nothing is known', () => {
    const present = (i: number) => i < 10 || i > 40;
    const rows = plot({ ...base, width: 68, series: [line(hour((i) => (present(i) ? 5 : undefined)))] });
    const columns = Array.from({ length: 60 }, (_, i) =>
      rows.slice(0, 9).some((row) => textOf(row)[8 + i] !== ' '),
    );
    expect(columns).toEqual(Array.from({ length: 60 }, (_, i) => present(i)));
  });

  it('marks the open buckets, and only those', () => {
    const rows = plot({ ...base, width: 68, series: [line(hour(() => 5))] });
    const roles = rolesOf(rows.find((row) => textOf(row).includes('──────')) ?? []);
    expect(roles.slice(8)).toBe(`${'1'.repeat(58)}uu`);
  });

  it('keeps a spike that shares its column with calm buckets', () => {
    const spiky = {
      ...base,
      width: 28,
      unit: 'none' as const,
      series: [line(hour((i) => (i === 31 ? 90 : 10)))],
    };
    const top = plot(spiky).findIndex((row) => /[╭╮]/.test(textOf(row)));
    expect(top).toBeLessThan(3);
  });

  it('leaves out a threshold that would crush the line', () => {
    const far = {
      ...base,
      unit: 'ms' as const,
      series: [line(hour(wave(2, 6)))],
      threshold: { value: 5000 },
    };
    expect(rolesOf(plot(far).flat())).not.toContain('t');
  });
});

describe('the y scale', () => {
  const at = (max: number): Plot => ({ ...base, series: [line(hour((i) => (i === 3 ? max : 10)))] });

  it('starts at zero, so that a height is an amount', () => expect(plotBounds(at(40)).low).toBe(0));

  it('holds still while values fit and fill it, and moves when they do not', () => {
    const first = plotBounds(at(95));
    expect(first).toEqual({ low: 0, high: 100, step: 50 });
    expect(plotBounds({ ...at(60), previous: first })).toBe(first);
    expect(plotBounds({ ...at(130), previous: first }).high).toBeGreaterThanOrEqual(130);
    expect(plotBounds({ ...at(20), previous: first }).high).toBeLessThan(50);
  });

  it('holds every value, on round figures', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e12, max: 1e12, noNaN: true }),
        fc.double({ min: -1e12, max: 1e12, noNaN: true }),
        (a, b) => {
          const bounds = plotBounds({ ...base, series: [line(hour((i) => (i % 2 === 0 ? a : b)))] });
          const dust = 1e-9 * Math.max(Math.abs(a), Math.abs(b)) + 1e-280;
          expect(bounds.low).toBeLessThanOrEqual(Math.min(a, b) + dust);
          expect(bounds.high).toBeGreaterThanOrEqual(Math.max(a, b) - dust);
          const [mantissa] = bounds.step.toExponential().split('e');
          expect(['1', '2', '5', '10']).toContain(
            Number(mantissa)
              .toFixed(9)
              .replace(/\.?0+$/, ''),
          );
        },
      ),
    );
  });
});

it('a scale of sizes has their prefix, whatever they were published in', () => {
  expect(tickLabels({ low: 0, high: 2000, step: 1000 }, 'MB')).toEqual(['0 GB', '1 GB', '2 GB']);
  expect(tickLabels({ low: 0, high: 40, step: 20 }, 'kbit/s')).toEqual([
    '0 kbit/s',
    '20 kbit/s',
    '40 kbit/s',
  ]);
  expect(tickLabels({ low: 0, high: 500, step: 250 }, 'us')).toEqual(['0.00 ms', '0.25 ms', '0.50 ms']);
});

describe('lines of buckets of different widths', () => {
  it('are drawn each by its own: an hour is held, minutes go up and down beside it', () => {
    const hourly = { points: [{ at: from - 30 * minute, value: 50, settled: true }], periodMs: 60 * minute };
    const drawn = plot({
      ...base,
      style: 'line',
      ascii: true,
      legend: false,
      series: [
        {
          ...line(
            hour((i) => (i % 20 < 10 ? 0 : 100)),
            'minutes',
          ),
          periodMs: minute,
        },
        { ...line([], 'hour', 'series2'), ...hourly },
      ],
    });
    /** Rows, from the top, in which something of a line is drawn. */
    const rowsWith = (role: Role) =>
      drawn.flatMap((row, nth) =>
        row.some((span) => span.role === role && span.text.trim() !== '') ? [nth] : [],
      );
    expect(rowsWith('series2')).toHaveLength(1);
    expect(rowsWith('series1').length).toBeGreaterThan(2);
  });
});
