/** What the terminal can do, by its environment: the conventions are NO_COLOR, COLORTERM, TERM and COLORFGBG. */
import type { ThemeName } from './theme.ts';

/** Colours that a terminal shows: none, the 16 of ECMA-48, the 256 of xterm, or 24 bits. */
export type ColourDepth = 0 | 16 | 256 | 'true';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `colour` is false with `--no-color`. NO_COLOR counts when it is set to anything but the empty text (no-color.org). */
export const colourDepth = (env: Environment, colour = true): ColourDepth => {
  const term = env['TERM'] ?? '';
  if (!colour || (env['NO_COLOR'] ?? '') !== '' || term === 'dumb') return 0;
  if (/^(truecolor|24bit)$/i.test(env['COLORTERM'] ?? '') || /-direct$/.test(term)) return 'true';
  if (/256(color)?$/.test(term) || term === 'xterm-kitty' || term === 'alacritty') return 256;
  return 16;
};

/**
 * Whether a full screen makes sense here. Without it the tool prints plain lines: no terminal, a dumb one, or a screen
 * reader that wants text in order (Ink's own switch for it).
 */
export const canDrawScreen = (
  env: Environment,
  stdin: { readonly isTTY?: boolean },
  stdout: { readonly isTTY?: boolean },
): boolean =>
  stdin.isTTY === true &&
  stdout.isTTY === true &&
  env['TERM'] !== 'dumb' &&
  env['INK_SCREEN_READER'] !== 'true';

/** ASCII where the locale is set and is not UTF-8, as POSIX ranks its variables. An unset locale says nothing. */
export const needsAscii = (env: Environment): boolean => {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => (value ?? '') !== '');
  return locale !== undefined && !/utf-?8/i.test(locale);
};

/** Light where the terminal tells that its background is light (`COLORFGBG=0;15`, as rxvt and Konsole set it). */
export const defaultTheme = (env: Environment): ThemeName => {
  const background = env['COLORFGBG']?.split(';').at(-1);
  return background === '7' || background === '15' ? 'light' : 'dark';
};

/**
 * Whether a link may be written (OSC 8): terminals that do not know it pass over it, but for the same few as a title. FORCE_HYPERLINK=0
 * turns it off, as in other tools.
 */
export const hasLinks = (env: Environment): boolean => hasTitle(env) && env['FORCE_HYPERLINK'] !== '0';

/** Whether there is a window with a title. The Linux console and Emacs' terminal may show the sequence instead of obeying it. */
export const hasTitle = (env: Environment): boolean => !/^(?:linux|eterm|dumb)/.test(env['TERM'] ?? '');
