import { describe, expect, test } from 'vitest';
import { frameAnsi, frameText } from '../../src/output/frame-text.ts';
import { frameSvg } from '../../src/output/svg.ts';
import { createPainter } from '../../src/terminal/painter.ts';
import type { Row } from '../../src/terminal/row.ts';
import { bytesOf } from '../../src/text-out.ts';

const rows: readonly Row[] = [
  [
    { text: ' \u25cf ok', role: 'ok' },
    { text: '  <b>&amp;', role: 'dim' },
  ],
  [{ text: '\u6f22\u5b57x\x1b[31m', selected: true }],
];

describe('a frame as text', () => {
  test('has its lines, and no blank at their ends', () => {
    expect(frameText(rows, 30, 3)).toBe(' \u25cf ok  <b>&amp;\n\u6f22\u5b57x\u241b[31m\n\n');
  });

  test('can be ASCII', () => {
    expect(frameText(rows, 30, 2, true)).toBe(' ? ok  <b>&amp;\n????x?[31m\n');
  });

  test('is cut at its size, and says so', () => {
    expect(frameText(rows, 3, 1)).toBe(' \u25cf\u2026\n');
    expect(frameText(rows, 5, 1, true)).toBe(' ? o~\n');
    // Rules and bars that go on say nothing more.
    expect(frameText([[{ text: 'total \u2500\u2500\u2500\u2500' }]], 8, 1)).toBe('total \u2500\u2500\n');
  });

  test('can keep its colours', () => {
    const paint = { painter: createPainter('dark', 16), ascii: false };
    expect(bytesOf(frameAnsi(rows.slice(0, 1), 30, 1, paint))).toMatch(
      /^\x1b\[92m \u25cf ok\x1b\[0m\x1b\[90m {2}<b>/,
    );
  });
});

describe('a frame as a picture', () => {
  const svg = frameSvg(rows, 30, 3);

  test('stands alone: its own size and colours, nothing loaded, no script', () => {
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="[\d.]+" height="[\d.]+" viewBox=/,
    );
    expect(svg).toContain('fill="#14181d"');
    expect(svg).not.toMatch(/href|url\(|<script|@import/);
  });

  test('escapes text and is well-formed: every tag that opens is closed', () => {
    expect(svg).toContain('&lt;b&gt;&amp;amp;');
    const open: string[] = [];
    for (const [, slash, name = '', selfClosing] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
      if (slash === '/') expect(open.pop()).toBe(name);
      else if (selfClosing !== '/') open.push(name);
    }
    expect(open).toEqual([]);
  });

  test('puts every run at its column, stretched to its cells', () => {
    const runs = [...svg.matchAll(/<text x="([\d.]+)" y="[\d.]+" textLength="([\d.]+)"[^>]*>([^<]*)</g)];
    const cells = runs.map(([, x, length, text]) => [
      Math.round((Number(x) - 12) / 8.4),
      Math.round(Number(length) / 8.4),
      text,
    ]);
    expect(cells).toEqual([
      [1, 4, '\u25cf ok'],
      [7, 8, '&lt;b&gt;&amp;amp;'],
      [0, 2, '\u6f22'],
      [2, 2, '\u5b57'],
      [4, 6, 'x\u241b[31m'],
    ]);
  });

  test('is the same every time', () => {
    expect(frameSvg(rows, 30, 3)).toBe(svg);
    expect(frameSvg(rows, 30, 3, 'light')).toContain('fill="#ffffff"');
  });
});
