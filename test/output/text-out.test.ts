import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forbidden } from '../../scripts/bench/hostile.ts';
import { harmless } from '../../src/harmless-json.ts';
import { harmlessText } from '../../src/harmless-text.ts';
import { frameAnsi } from '../../src/output/frame-text.ts';
import { rowLine } from '../../src/output/text.ts';
import { createPainter } from '../../src/terminal/painter.ts';
import { bytesOf, textOut, together } from '../../src/text-out.ts';

const anyText = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
});

describe('the door', () => {
  test('marks what a terminal obeys and what nobody sees, and leaves lines', () => {
    expect(
      harmlessText('one\ntwo\r\n\x1b]52;c;eA==\x07 \x9b1m \u202e \u2066 \u2028 \ud800 \0 \x7f \t|'),
    ).toBe('one\ntwo␍\n␛]52;c;eA==␇ \ufffd1m \ufffd \ufffd \ufffd \ufffd ␀ ␡  |');
  });

  test('lets nothing by, whatever it is given, and changes nothing twice', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const out = harmlessText(text);
        expect(out.replaceAll('\n', '')).not.toMatch(forbidden);
        expect(harmlessText(out)).toBe(out);
      }),
    );
  });

  test('changes nothing of what was made harmless before: rows, and JSON to the last character', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const json = harmless(JSON.stringify({ [text]: text }, undefined, 2));
        expect(harmlessText(json)).toBe(json);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ [text]: text })));
        const line = rowLine([{ text }]);
        expect(harmlessText(line)).toBe(line);
      }),
    );
  });

  test('knows what was painted, and only that, as it is', () => {
    const said: string[] = [];
    const out = textOut({ write: (text) => said.push(text) });
    const paint = { painter: createPainter('dark', 16), ascii: false };
    const drawn = frameAnsi([[{ text: 'a\x1b[2J', role: 'bad' }]], 6, 1, paint);
    out.write(together('\x1b[31mplain\n', drawn));
    out.write(bytesOf(drawn));
    expect(said).toEqual(['␛[31mplain\n\x1b[1;91ma␛[2J\x1b[0m \n', '␛[1;91ma␛[2J␛[0m \n']);
  });
});
