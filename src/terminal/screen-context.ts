/** What a component may know of and ask from the screen that it is drawn on. */
import { createContext, useContext } from 'react';
import { type Glyphs, unicodeGlyphs } from './glyphs.ts';
import type { Paint } from './paint.ts';
import { createPainter } from './painter.ts';
import type { Row } from './row.ts';

export type TerminalSize = { readonly columns: number; readonly rows: number };

export type ScreenControls = {
  readonly size: TerminalSize;
  readonly paint: Paint;
  readonly glyphs: Glyphs;
  /** Shows these rows, as many as the screen has and no wider; in the place of those before. */
  readonly draw: (rows: readonly Row[]) => void;
  /** Ends the screen; the code is what `exited` resolves to. */
  readonly quit: (exitCode?: number) => void;
  /** Back to the shell until it says go on, as Ctrl-Z does. */
  readonly suspend: () => void;
  /** Puts a text on the clipboard through the terminal; false where it is too long for that. */
  readonly copy: (text: string) => boolean;
  /** A desktop notice, where the terminal has them. */
  readonly notify: (title: string, body: string) => void;
};

/** A screen that nobody sees. */
export const nowhere: ScreenControls = {
  size: { columns: 80, rows: 24 },
  paint: { painter: createPainter('mono', 0), ascii: false },
  glyphs: unicodeGlyphs,
  draw: () => undefined,
  quit: () => undefined,
  suspend: () => undefined,
  copy: () => false,
  notify: () => undefined,
};

export const ScreenContext = createContext<ScreenControls>(nowhere);

export const useScreen = (): ScreenControls => useContext(ScreenContext);

/** The size of the screen; the component is drawn again when it changes. */
export const useTerminalSize = (): TerminalSize => useScreen().size;
