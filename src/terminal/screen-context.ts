/** What a component may know of and ask from the screen that it is drawn on. */
import { createContext, useContext } from 'react';
import { unicodeGlyphs } from './glyphs.ts';
import { createPainter } from './painter.ts';
import type { Surface, TerminalSize } from './surface.ts';

export type ScreenControls = Pick<
  Surface,
  'paint' | 'glyphs' | 'draw' | 'quit' | 'suspend' | 'copy' | 'notify'
> & {
  readonly size: TerminalSize;
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
