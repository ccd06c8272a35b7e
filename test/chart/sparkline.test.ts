import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { bar, sparkline } from '../../src/chart/sparkline.ts';
import type { Row } from '../../src/terminal/row.ts';

const textOf = (row: Row): string => row.map((span) => span.text).join('');

describe('sparkline', () => {
  it('counts heights from zero', () => {
    expect(textOf(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8))).toBe('▁▂▃▄▅▆▇█');
    expect(textOf(sparkline([6, 7], 2))).toBe('▇█');
    expect(textOf(sparkline([-7, 0], 2))).toBe('▁█');
  });
  it('shows the newest values at the right', () => {
    expect(textOf(sparkline([9, 0, 7], 2))).toBe('▁█');
    expect(textOf(sparkline([7], 4))).toBe('   █');
  });
  it('leaves gaps blank, and zero is no gap', () =>
    expect(textOf(sparkline([0, undefined, Number.NaN, 7], 4))).toBe('▁  █'));
  it('keeps a given scale', () => expect(textOf(sparkline([7], 1, { max: 14 }))).toBe('▅'));
  it('draws silence as silence', () => expect(textOf(sparkline([0, 0, 0], 3))).toBe('▁▁▁'));
});

describe('bar', () => {
  it('fills in eighths', () => {
    expect(textOf(bar(50, 100, 4))).toBe('██  ');
    expect(textOf(bar(1, 16, 2))).toBe('▏ ');
    expect(textOf(bar(50, 100, 4, { ascii: true }))).toBe('##  ');
  });
  it('stays within its cells', () => {
    expect(textOf(bar(900, 100, 3))).toBe('███');
    expect(textOf(bar(-5, 100, 3))).toBe('   ');
    expect(textOf(bar(Number.NaN, 100, 3))).toBe('   ');
  });
});

it('is exactly as wide as asked for, whatever the values are', () => {
  const values = fc.array(fc.option(fc.double(), { nil: undefined }), { maxLength: 60 });
  fc.assert(
    fc.property(values, fc.double(), fc.nat(50), fc.boolean(), (list, max, width, ascii) => {
      for (const row of [sparkline(list, width, { ascii, max }), bar(list[0] ?? 0, max, width, { ascii })]) {
        expect(stringWidth(textOf(row))).toBe(width);
        if (ascii) expect(textOf(row)).toMatch(/^[\x20-\x7e]*$/);
      }
    }),
  );
});
