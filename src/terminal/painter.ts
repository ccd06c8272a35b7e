/** How each role looks, by theme and by what the terminal can show. */
import type { ColourDepth } from './capabilities.ts';
import { themes } from './palettes.ts';
import { isInverse, type Span } from './row.ts';
import type { Attribute, Look, ThemeName } from './theme.ts';

const attributeCodes: Readonly<Record<Attribute, string>> = {
  bold: '1',
  dim: '2',
  underline: '4',
  inverse: '7',
};

const channels = (hex: string): readonly [number, number, number] => {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
};

// xterm's 256 colours: 16-231 are a cube with these levels, 232-255 a ramp of greys from 8 in steps of 10.
const cubeLevels: readonly number[] = [0, 95, 135, 175, 215, 255];

/** The nearest of xterm's 256 colours; the first 16 are left out, since users change them. */
export const nearest256 = (hex: string): number => {
  const wanted = channels(hex);
  const distance = (candidate: readonly number[]): number =>
    candidate.reduce((sum, value, i) => sum + (value - (wanted[i] ?? 0)) ** 2, 0);
  const steps = wanted.map((value) =>
    cubeLevels.reduce(
      (best, level, i) => (Math.abs(level - value) < Math.abs((cubeLevels[best] ?? 0) - value) ? i : best),
      0,
    ),
  );
  const cube = steps.map((step) => cubeLevels[step] ?? 0);
  const mean = wanted.reduce((sum, value) => sum + value, 0) / 3;
  const greyStep = Math.max(0, Math.min(23, Math.round((mean - 8) / 10)));
  const grey = 8 + 10 * greyStep;
  if (distance([grey, grey, grey]) < distance(cube)) return 232 + greyStep;
  const [red = 0, green = 0, blue = 0] = steps;
  return 16 + 36 * red + 6 * green + blue;
};

const foregroundCode = ({ hex, ansi }: Look, depth: ColourDepth): string | undefined => {
  if (depth === 0) return undefined;
  if (depth === 16) {
    if (ansi === undefined) return undefined;
    return String(ansi < 8 ? 30 + ansi : 82 + ansi);
  }
  if (hex === undefined) return undefined;
  return depth === 256 ? `38;5;${nearest256(hex)}` : `38;2;${channels(hex).join(';')}`;
};

/** SGR parameters for a span: `1;38;5;203`, or the empty text for the terminal's own look. */
export type Painter = (span: Span) => string;

export const createPainter = (name: ThemeName, depth: ColourDepth): Painter => {
  const { looks } = themes[name];
  const made = new Map<string, string>();
  return ({ role = 'text', bold = false, selected = false, picture = false }) => {
    const key = `${role}${bold ? '+' : ''}${selected ? '*' : ''}${picture ? '#' : ''}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const look = looks[role];
    const attributes = new Set(look.attributes);
    if (bold) attributes.add('bold');
    if (isInverse({ selected, picture }, attributes.has('inverse'))) attributes.add('inverse');
    else attributes.delete('inverse');
    // In one order, so that what looks the same is the same text.
    const codes = [...attributes].map((attribute) => attributeCodes[attribute]).sort();
    const colour = foregroundCode(look, depth);
    const sgr = [...codes, ...(colour === undefined ? [] : [colour])].join(';');
    made.set(key, sgr);
    return sgr;
  };
};
