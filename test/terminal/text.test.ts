import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { feedHostile } from '../../scripts/bench/hostile.ts';
import { copySequence, maxCopyBytes, noticeSequence } from '../../src/terminal/osc.ts';
import { beside, fitRow, fitRows, paintRow } from '../../src/terminal/paint.ts';
import { createPainter } from '../../src/terminal/painter.ts';
import { sanitize } from '../../src/terminal/sanitize.ts';
import { cut, pad, textWidth, toAscii } from '../../src/terminal/width.ts';
import { bytesOf, painted } from '../../src/text-out.ts';
import { createScreen } from '../helpers/screen.ts';
import { anyRow } from './frames.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 40 });

describe('sanitize', () => {
  const cases: readonly (readonly [what: string, text: string, shown: string])[] = [
    ['plain text stays', 'charged ORD-1 59.90 EUR', 'charged ORD-1 59.90 EUR'],
    [
      'letters of other scripts stay',
      'caf\u00e9 \u6f22\u5b57 \u05e9\u05dc\u05d5\u05dd',
      'caf\u00e9 \u6f22\u5b57 \u05e9\u05dc\u05d5\u05dd',
    ],
    ['an escape sequence shows what was tried', '\x1b]52;c;eA==\x07', '\u241b]52;c;eA==\u2407'],
    ['C1', '\x9b31m', '\ufffd31m'],
    ['text that runs backwards', 'a\u202egpj.exe', 'a\ufffdgpj.exe'],
    ['what cannot be seen', 'pay\u200bment', 'pay\ufffdment'],
    ['tags', 'a\u{e0041}b', 'a\ufffdb'],
    ['a lone surrogate', 'x\ud800y', 'x\ufffdy'],
    ['a flood of marks', `o${'\u0336'.repeat(50)}k`, 'o\u0336\u0336\u0336\ufffdk'],
    ['a mark with no base of its own', '\u0301x', '\ufffdx'],
    ['a joined emoji falls apart', '\u{1f469}\u200d\u{1f4bb}', '\u{1f469}\u{1f4bb}'],
    ['a variation selector goes', '\u26a0\ufe0f', '\u26a0'],
    ['a tab is a blank', 'REPORT\tDuration', 'REPORT Duration'],
    ['the last line break goes, others show', 'a\nb\r\n', 'a\u240ab'],
  ];
  test.each(cases)('%s', (_, text, shown) => {
    expect(sanitize(text)).toBe(shown);
  });

  test('twice is once', () => {
    fc.assert(
      fc.property(anyText, (text) => sanitize(sanitize(text)) === sanitize(text)),
      { numRuns: 2000 },
    );
  });
});

describe('widths', () => {
  test.each([
    ['abc', 3],
    ['\u6f22\u5b57', 4],
    ['e\u0301', 1],
    ['\u{1f44d}', 2],
    ['\u25cf \u2500\u25b6', 4],
    ['\x1b[31mred', 8],
    ['', 0],
  ])('%j takes %d cells', (text, cells) => {
    expect(textWidth(text)).toBe(cells);
  });

  test.each([
    ['payment-worker', 8, 'payment\u2026'],
    ['short', 8, 'short'],
    ['\u6f22\u5b57\u6f22\u5b57', 5, '\u6f22\u5b57\u2026'],
    ['\u6f22\u5b57\u6f22\u5b57', 4, '\u6f22\u2026'],
    ['abc', 0, ''],
    ['abc', 1, '\u2026'],
  ])('%j cut to %d cells is %j', (text, width, shown) => {
    expect(cut(text, width)).toBe(shown);
  });

  test('whatever the text, cut never is wider and pad never is anything else', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 30 }), (text, width) => {
        expect(textWidth(cut(text, width))).toBeLessThanOrEqual(width);
        expect(textWidth(pad(text, width))).toBe(width);
        expect(textWidth(pad(text, width, 'right'))).toBe(width);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    '\u0d4e',
    'a\u{111c2}',
    '\u{113d1}\u{1193f}',
    '\u{11a3a}x',
    '\u{11d46}',
    '\u{1f3fb}',
    '\uff9ek',
    '\u0e33',
  ])('%j joins with no blank', (text) => {
    expect(textWidth(`${text}  `)).toBe(textWidth(text) + 2);
    expect(textWidth(`  ${text}`)).toBe(textWidth(text) + 2);
  });

  test('90,000 characters cost what a screen row costs', () => {
    const long = '\u6f22x'.repeat(45_000);
    cut(long, 100);
    const startedAt = performance.now();
    for (let i = 0; i < 200; i += 1) cut(long, 100);
    expect((performance.now() - startedAt) / 200).toBeLessThan(50);
  });

  test('ASCII keeps the cells', () => {
    expect(toAscii('a\u6f22\u25cf')).toBe('a???');
  });
});

describe('rows', () => {
  test('are as wide as asked for, whatever they hold', () => {
    fc.assert(
      fc.property(anyRow, fc.integer({ min: 0, max: 40 }), (row, width) => {
        expect(fitRow(row, width).reduce((sum, { text }) => sum + textWidth(text), 0)).toBe(width);
      }),
      { numRuns: 500 },
    );
  });

  test('side by side keep their columns', () => {
    const left = [[{ text: 'longer than that' }], [{ text: '\u6f22\u5b57\u6f22' }]];
    const right = [[{ text: 'R1' }], [{ text: 'R2' }], [{ text: 'R3' }]];
    const texts = beside(
      [
        { rows: left, width: 5 },
        { rows: right, width: 4 },
      ],
      3,
    ).map((row) => row.map(({ text }) => text).join(''));
    expect(texts).toEqual(['long\u2026R1  ', '\u6f22\u5b57\u2026R2  ', '     R3  ']);
    expect(fitRows(right, 2, 1)).toHaveLength(1);
  });

  test('are painted by their role, the selection in inverse video', () => {
    const paint = { painter: createPainter('dark', 16), ascii: false };
    expect(
      paintRow(
        [
          { text: 'ok', role: 'ok' },
          { text: '!', selected: true },
        ],
        4,
        paint,
      ),
    ).toBe('\x1b[92mok\x1b[0m\x1b[7m!\x1b[0m ');
  });
});

describe('sequences beside the screen', () => {
  test('copy puts the text on the clipboard by OSC 52, up to what terminals take', () => {
    expect(copySequence('ORD-1')).toEqual(painted('\x1b]52;c;T1JELTE=\x1b\\'));
    expect(copySequence('x'.repeat(maxCopyBytes))).toBeDefined();
    expect(copySequence('x'.repeat(maxCopyBytes + 1))).toBeUndefined();
  });

  test('a notice cannot be broken out of', async () => {
    const screen = createScreen(40, 2);
    const sequence = noticeSequence('ALARM;x', 'a\x1b\\\x1b]0;evil\x07b;c');
    await screen.write(`${bytesOf(sequence)}after`);
    expect(screen.title()).toBeUndefined();
    expect(screen.lines()[0]).toBe('after');
  });
});

// A million of them: `npm run bench -- fuzz`.
test.each([1, 2, 3, 4])(
  'hostile texts come out of every output harmless, seed %d',
  (seed) => {
    const count = Number(process.env['HOSTILE_COUNT'] ?? 5000);
    const { texts, finds } = feedHostile(count, seed);
    expect(finds).toEqual([]);
    expect(texts).toBe(count);
  },
  60_000,
);
