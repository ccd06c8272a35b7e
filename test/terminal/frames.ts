/** Random rows and frames for the tests of this folder. */
import fc from 'fast-check';
import { type Frame, frameOf as frameWith } from '../../src/terminal/frame.ts';
import { type Paint, paintRow } from '../../src/terminal/paint.ts';
import { createPainter } from '../../src/terminal/painter.ts';
import type { Role, Row, Span } from '../../src/terminal/row.ts';
import { readFrame } from './read-frame.ts';

export const paint: Paint = { painter: createPainter('dark', 256), ascii: false };

export const frameOf = (rows: readonly Row[], columns: number, height: number, how: Paint = paint): Frame =>
  frameWith(rows, columns, height, how);

/** As a terminal would be given it that knows nothing but SGR. */
export const paintedFrame = (
  rows: readonly Row[],
  columns: number,
  height: number,
  how: Paint = paint,
): Frame => readFrame(rows.map((row) => paintRow(row, columns, how)).join('\n'), columns, height);

const roles: readonly Role[] = ['text', 'dim', 'bad', 'ok', 'border', 'unsettled', 'series1'];

/** What terminals disagree on, what they obey, and what tears rows. */
const awkward = [
  '\u6f22\u5b57',
  '\ud55c\uae00',
  '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}',
  '\u{1f1e9}\u{1f1ea}',
  '\u{1f44d}\u{1f3fd}',
  '\u26a0\ufe0f',
  'e\u0301',
  'a\u0300\u0301\u0302\u0303\u0304',
  '\u0e01\u0e33',
  '\u0928\u0940',
  '\u1100\u1161\u11a8',
  '\uff76\uff9e',
  '\x1b[31m',
  '\x1b]0;title\x07',
  '\u202eabc',
  '\u200b',
  '\ud800',
  '\x9b5A',
  '\t',
  '\r\n',
  '\u25cf \u2500\u25b6 \u2716',
  '\u28ff\u2803',
];

const text = fc.oneof(
  { weight: 5, arbitrary: fc.stringMatching(/^[ a-z0-9.]{0,12}$/) },
  { weight: 2, arbitrary: fc.constantFrom('', '   ', '          ', '\u2500\u2500\u2500\u252c', 'ok') },
  { weight: 2, arbitrary: fc.constantFrom(...awkward) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
);

export const spans: fc.Arbitrary<Span> = fc.record(
  { text, role: fc.constantFrom(...roles), bold: fc.boolean(), selected: fc.boolean() },
  { requiredKeys: ['text'] },
);

export const anyRow: fc.Arbitrary<Row> = fc.array(spans, { maxLength: 6 });
export const anyRows: fc.Arbitrary<Row[]> = fc.array(anyRow, { maxLength: 8 });
export const anySize = fc.record({
  columns: fc.integer({ min: 2, max: 40 }),
  rows: fc.integer({ min: 1, max: 8 }),
});
