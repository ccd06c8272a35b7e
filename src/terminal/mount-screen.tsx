/**
 * Components on a surface: Ink reads keys and keeps what is mounted, the surface shows the rows. Ink itself draws nothing: in debug
 * mode it commits at once, and its output goes nowhere.
 */
import { Writable } from 'node:stream';
import { render } from 'ink';
import type { ReactNode } from 'react';
import { useKeys } from './keys.ts';
import { ScreenContext, type ScreenControls } from './screen-context.ts';
import type { Surface, TerminalSize } from './surface.ts';

export type MountedScreen = {
  /** Draws another node. */
  readonly update: (node: ReactNode) => void;
};

/** What Ink takes for a terminal: it has a size. What Ink writes to it is shown nowhere. */
const sinkOf = (size: () => TerminalSize) => {
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
  return Object.defineProperties(sink, {
    columns: { get: () => size().columns },
    rows: { get: () => size().rows },
  });
};

/** The keys that every screen has, whatever it shows. */
const Keyboard = ({ controls }: { readonly controls: ScreenControls }): ReactNode => {
  useKeys(({ key }) => {
    if (key === 'ctrl-c') controls.quit(130);
    if (key === 'ctrl-z') controls.suspend();
  });
  return null;
};

/** Draws `node` on the surface until something ends it. */
export const mountScreen = (surface: Surface, firstNode: ReactNode): MountedScreen => {
  let node = firstNode;
  const { paint, glyphs, draw, quit, suspend, copy, notify } = surface;
  const tree = (): ReactNode => {
    const controls = { size: surface.size(), paint, glyphs, draw, quit, suspend, copy, notify };
    return (
      <ScreenContext value={controls}>
        <Keyboard controls={controls} />
        {node}
      </ScreenContext>
    );
  };
  const ink = render(tree(), {
    stdout: sinkOf(surface.size),
    stdin: surface.stdin,
    debug: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: false,
  });
  ink.waitUntilExit().then(() => quit(), surface.crash);
  surface.use({ onRedraw: () => ink.rerender(tree()), onEnd: () => ink.unmount() });
  return {
    update: (next) => {
      node = next;
      if (!surface.isOver()) ink.rerender(tree());
    },
  };
};
