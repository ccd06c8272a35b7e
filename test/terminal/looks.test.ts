import { describe, expect, test } from 'vitest';
import { canDrawScreen, colourDepth, defaultTheme, needsAscii } from '../../src/terminal/capabilities.ts';
import { asciiGlyphs, unicodeGlyphs } from '../../src/terminal/glyphs.ts';
import { createPainter, nearest256 } from '../../src/terminal/painter.ts';
import { themes } from '../../src/terminal/palettes.ts';
import { themeNames } from '../../src/terminal/theme.ts';
import { textWidth } from '../../src/terminal/width.ts';

describe('what the terminal can do', () => {
  test.each([
    [{ TERM: 'xterm-256color' }, 256],
    [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 'true'],
    [{ TERM: 'xterm-256color', COLORTERM: 'truecolor', NO_COLOR: '1' }, 0],
    [{ TERM: 'xterm-256color', NO_COLOR: '' }, 256],
    [{ TERM: 'dumb', COLORTERM: 'truecolor' }, 0],
    [{ TERM: 'linux' }, 16],
    [{}, 16],
  ] as const)('%j has colours: %s', (env, depth) => {
    expect(colourDepth(env)).toBe(depth);
    expect(colourDepth(env, false)).toBe(0);
  });

  test('a screen needs two terminals, no dumb one, no screen reader', () => {
    const tty = { isTTY: true };
    expect(canDrawScreen({ TERM: 'xterm' }, tty, tty)).toBe(true);
    expect(canDrawScreen({ TERM: 'xterm' }, {}, tty)).toBe(false);
    expect(canDrawScreen({ TERM: 'xterm' }, tty, {})).toBe(false);
    expect(canDrawScreen({ TERM: 'dumb' }, tty, tty)).toBe(false);
    expect(canDrawScreen({ TERM: 'xterm', INK_SCREEN_READER: 'true' }, tty, tty)).toBe(false);
  });

  test.each([
    [{}, false],
    [{ LANG: 'en_US.UTF-8' }, false],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, true],
    [{ LANG: 'de_DE.ISO-8859-1' }, true],
    [{ LC_ALL: '', LANG: 'C.utf8' }, false],
  ])('%j needs ASCII: %s', (env, ascii) => {
    expect(needsAscii(env)).toBe(ascii);
  });

  test('a light background is believed', () => {
    expect(defaultTheme({ COLORFGBG: '0;15' })).toBe('light');
    expect(defaultTheme({ COLORFGBG: '15;0' })).toBe('dark');
    expect(defaultTheme({})).toBe('dark');
  });
});

/** Contrast ratio of WCAG 2. */
const contrast = (one: string, other: string): number => {
  const luminance = (hex: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

describe('themes', () => {
  test.each(themeNames)('%s can be read', (name) => {
    const { background, foreground, looks } = themes[name];
    const wanted = name === 'high-contrast' ? 7 : 4.5;
    for (const [role, { hex = foreground }] of Object.entries(looks)) {
      // Lines need less than letters (WCAG 2, 1.4.11).
      expect(contrast(hex, background), `${name} ${role}`).toBeGreaterThan(role === 'border' ? 3 : wanted);
    }
  });

  test('no colour leaves attributes only, in every theme', () => {
    for (const name of themeNames) {
      const painter = createPainter(name, 0);
      for (const role of ['text', 'bad', 'dim', 'series1'] as const)
        expect(painter({ text: '', role })).toMatch(/^([1247](;[1247])*)?$/);
    }
  });

  test('each depth says a colour its own way', () => {
    const bad = { text: '', role: 'bad' } as const;
    expect(createPainter('dark', 16)(bad)).toBe('1;91');
    expect(createPainter('dark', 256)(bad)).toBe(`1;38;5;${nearest256('#ff6b6b')}`);
    expect(createPainter('dark', 'true')(bad)).toBe('1;38;2;255;107;107');
  });

  test.each([
    ['#000000', 16],
    ['#ffffff', 231],
    ['#5fafff', 75],
    ['#808080', 244],
    ['#ff0000', 196],
  ])('%s is nearest to %d of the 256', (hex, index) => {
    expect(nearest256(hex)).toBe(index);
  });
});

test('both sets of glyphs take the same cells, one of them is ASCII', () => {
  for (const [name, glyph] of Object.entries(unicodeGlyphs)) {
    const ascii = asciiGlyphs[name as keyof typeof asciiGlyphs];
    expect([ascii].flat().join('')).toMatch(/^[\x20-\x7e]+$/);
    expect([ascii].flat().map(textWidth), name).toEqual([glyph].flat().map(textWidth));
  }
});
