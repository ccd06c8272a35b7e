/** What is drawn keeps its shape and colour: no theme and no selection turns it around. */
import { describe, expect, test } from 'vitest';
import { select } from '../../components/frame/layout.ts';
import { createGrid } from '../../src/chart/grid.ts';
import { drawMarks } from '../../src/chart/marks.ts';
import { bar, sparkline } from '../../src/chart/sparkline.ts';
import { alarmStrip } from '../../src/output/alarm-strip.ts';
import { frameSvg } from '../../src/output/svg.ts';
import { frameOf } from '../../src/terminal/frame.ts';
import { createPainter } from '../../src/terminal/painter.ts';
import type { Row } from '../../src/terminal/row.ts';
import { themeNames } from '../../src/terminal/theme.ts';
import { alarm, noon, transition } from '../output/observations.ts';

const hourMs = 3_600_000;
const depths = [0, 16, 256] as const;
const everyLook = themeNames.flatMap((name) => depths.map((depth) => [name, depth] as const));

/** Whether each cell of the first row is inverse. */
const inverseCells = (row: Row, painter: ReturnType<typeof createPainter>, columns: number) =>
  frameOf([row], columns, 1, { painter, ascii: false }).styles.map(({ attributes }) =>
    attributes.includes('7'),
  );

const strip = alarmStrip(alarm(), [transition({ at: noon - hourMs, from: 'OK', to: 'ALARM' })], {
  from: noon - 2 * hourMs,
  to: noon,
  knownFrom: Number.NEGATIVE_INFINITY,
  width: 8,
  ascii: false,
});

describe.each(everyLook)('%s in %i colours', (name, depth) => {
  const painter = createPainter(name, depth);

  test('the strip of a selected alarm is as it is where none is selected; its words are turned around', () => {
    expect(strip.map(({ text }) => text).join('')).toBe('────████');
    const row: Row = [{ text: 'age ' }, ...strip];
    expect(inverseCells(select(row), painter, 12)).toEqual([
      ...Array.from({ length: 4 }, () => true),
      ...Array.from({ length: 8 }, () => false),
    ]);
    expect(select(strip).map(painter)).toEqual(strip.map(painter));
  });

  test('marks of alarms stand in a graph as thin lines, and leave labels and data as they are', () => {
    const grid = createGrid({ width: 24, height: 4 });
    grid.put(2, 8, '⣿⣿⣿', 'series1');
    const window = { from: 0, to: 24, periodMs: 1 };
    const marks = [
      { at: 5, label: 'v42', role: 'accent' as const },
      { at: 8, label: 'payments-age', role: 'bad' as const },
      { at: 9, label: 'payments-age', role: 'bad' as const },
    ];
    drawMarks(grid, { left: 0, top: 0, width: 24, height: 4 }, marks, window, false);
    const rows = grid.rows();
    const texts = rows.map((row) => row.map(({ text }) => text).join(''));
    expect(texts[0]).toContain('┊v42');
    expect(texts[2]).toContain('⣿⣿⣿');
    for (const row of rows) expect(inverseCells(row, painter, 24)).not.toContain(true);
  });

  test('sparklines and bars of a selected row are not turned around', () => {
    const row = select([...sparkline([1, 5, 2], 3), ...bar(1, 2, 4)]);
    expect(inverseCells(row, painter, 7)).not.toContain(true);
  });
});

test('a picture in SVG has its own ink, selected or not', () => {
  for (const name of themeNames) {
    expect(frameSvg([select(strip)], 8, 1, name)).toBe(frameSvg([strip], 8, 1, name));
    expect(frameSvg([strip], 8, 1, name).match(/<rect/g)).toHaveLength(1);
  }
});
