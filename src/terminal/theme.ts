/** What a theme is: a look for each role. State never hangs on colour alone: see glyphs. */
import type { Role } from './row.ts';

export type Attribute = 'bold' | 'dim' | 'inverse' | 'underline';

/** `hex` for 256 and true colour, `ansi` (0-15) for 16; without both it is the terminal's own foreground. */
export type Look = {
  readonly hex?: string;
  readonly ansi?: number;
  readonly attributes?: readonly Attribute[];
};

export type Theme = {
  /** What the colours were chosen against; pictures paint it, terminals keep their own. */
  readonly background: string;
  readonly foreground: string;
  readonly looks: Readonly<Record<Role, Look>>;
};

export const themeNames = ['dark', 'light', 'high-contrast', 'colour-blind', 'mono'] as const;
export type ThemeName = (typeof themeNames)[number];
