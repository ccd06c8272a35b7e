/**
 * The screen of a command: Ink reads keys and keeps what is mounted, our writer brings the rows to the terminal, the guard
 * gives it back at the end. Ink itself draws nothing: in debug mode it commits at once, and its output goes nowhere.
 */
import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { render } from 'ink';
import type { ReactNode } from 'react';
import { type Clock, systemClock } from '../clock.ts';
import type { Painted, ScreenStream } from '../text-out.ts';
import { colourDepth, defaultTheme, type Environment, hasTitle, needsAscii } from './capabilities.ts';
import { guardTerminal } from './exit-guard.ts';
import { frameOf } from './frame.ts';
import { glyphsFor } from './glyphs.ts';
import { useKeys } from './keys.ts';
import { copySequence, noticeSequence } from './osc.ts';
import { createPainter } from './painter.ts';
import type { Row } from './row.ts';
import { sanitize } from './sanitize.ts';
import { ScreenContext, type ScreenControls, type TerminalSize } from './screen-context.ts';
import { createScreenWriter, type WriterStats } from './screen-writer.ts';
import type { ThemeName } from './theme.ts';
import { ttyTransport } from './tty-transport.ts';

export type MountOptions = {
  readonly node: ReactNode;
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: ScreenStream;
  readonly env?: Environment;
  readonly clock?: Clock;
  /** False with `--no-color`. */
  readonly colour?: boolean;
  readonly ascii?: boolean;
  readonly theme?: ThemeName;
  /** Frames a second at the most that reach the terminal. What data causes comes slower: one commit a tick. */
  readonly maxFps?: number;
  /** A row to be put above the last one, whatever the screen shows; asked for with every frame. */
  readonly notice?: () => Row | undefined;
  /** Ends the process half a second after the terminal was given back. */
  readonly leave?: (exitCode: number) => void;
  /** One line about an error that nobody caught; the place to log its stack. */
  readonly describeCrash?: (error: unknown) => string;
};

export type MountedScreen = {
  /** Draws another node. */
  readonly update: (node: ReactNode) => void;
  /** Gives the terminal back; the code is what `exited` resolves to, 0 where none is given. */
  readonly quit: (exitCode?: number) => void;
  /** Resolves with the exit code as the terminal is given back. The program then has half a second to end. */
  readonly exited: Promise<number>;
  readonly notify: (title: string, body: string) => void;
  /** What the window's title says, where the terminal has one; as it was found when the terminal is given back. */
  readonly retitle: (text: string) => void;
  readonly stats: () => WriterStats;
};

const defaultMaxFps = 20;

const describeError = (error: unknown): string =>
  `orders-watch: internal error: ${sanitize(error instanceof Error ? error.message : String(error))}`;

/** What Ink takes for a terminal: it has a size. What Ink writes to it is shown nowhere. */
const sinkOf = (size: () => TerminalSize) => {
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
  return Object.defineProperties(sink, {
    columns: { get: () => size().columns },
    rows: { get: () => size().rows },
  });
};

/** The keys stay where they are: the notice takes the row above them. */
const withNotice = (content: readonly Row[], notice: Row, height: number): readonly Row[] => {
  const at = Math.max(0, height - 2);
  const above = Array.from({ length: at }, (_, nth): Row => content[nth] ?? []);
  return [...above, notice, ...content.slice(at + 1)];
};

/** The keys that every screen has, whatever it shows. */
const Keyboard = ({ controls }: { readonly controls: ScreenControls }): ReactNode => {
  useKeys(({ key }) => {
    if (key === 'ctrl-c') controls.quit(130);
    if (key === 'ctrl-z') controls.suspend();
  });
  return null;
};

/** Takes the terminal over and draws `node` on it until something ends the screen. Both streams must be terminals. */
export const mountScreen = ({
  node: firstNode,
  stdin = process.stdin,
  stdout = process.stdout,
  env = process.env,
  clock = systemClock,
  colour = true,
  ascii = needsAscii(env),
  theme = defaultTheme(env),
  maxFps = defaultMaxFps,
  describeCrash = describeError,
  leave,
  notice = () => undefined,
}: MountOptions): MountedScreen => {
  let node = firstNode;
  let ended = false;
  const endings = new EventEmitter<{ exited: [number] }>();
  const exited = new Promise<number>((resolve) => endings.once('exited', resolve));
  const size = (): TerminalSize => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const paint = { painter: createPainter(theme, colourDepth(env, colour)), ascii };
  const glyphs = glyphsFor(ascii);

  const transport = ttyTransport(stdout.fd);
  const writer = createScreenWriter({ transport, clock, maxFps, onLost: () => guard.lost() });
  const guard = guardTerminal({
    stdin,
    transport,
    send: (sequence) => writer.send(sequence),
    onEnd: (exitCode) => finish(exitCode),
    onReturn: () => redraw(),
    describe: describeCrash,
    ...(leave === undefined ? {} : { leave }),
  });

  const finish = (exitCode: number): void => {
    ended = true;
    process.off('SIGWINCH', redraw);
    stdout.off('resize', redraw);
    writer.stop();
    ink.unmount();
    endings.emit('exited', exitCode);
  };
  const quit = (exitCode = 0): void => {
    if (!ended) guard.end(exitCode);
  };

  const send = (sequence: Painted): void => writer.send(sequence);
  const controls = (): ScreenControls => ({
    size: size(),
    paint,
    glyphs,
    draw: (content) => {
      const { columns, rows } = size();
      const told = notice();
      writer.show(
        frameOf(told === undefined ? content : withNotice(content, told, rows), columns, rows, paint),
      );
    },
    quit,
    suspend: guard.suspend,
    copy: (text) => {
      const sequence = copySequence(text);
      if (sequence !== undefined) send(sequence);
      return sequence !== undefined;
    },
    notify: (title, body) => send(noticeSequence(title, body)),
  });
  const tree = (): ReactNode => {
    const current = controls();
    return (
      <ScreenContext value={current}>
        <Keyboard controls={current} />
        {node}
      </ScreenContext>
    );
  };

  const ink = render(tree(), {
    stdout: sinkOf(size),
    stdin,
    debug: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: false,
  });
  ink.waitUntilExit().then(() => quit(), guard.crash);

  // What a terminal shows after a resize is its own affair: it is drawn whole, even when the size is what it was.
  const redraw = (): void => {
    if (ended) return;
    writer.forget();
    ink.rerender(tree());
  };
  process.on('SIGWINCH', redraw);
  stdout.on('resize', redraw);

  return {
    update: (next) => {
      node = next;
      if (!ended) ink.rerender(tree());
    },
    quit,
    exited,
    notify: (title, body) => send(noticeSequence(title, body)),
    retitle: (text) => {
      if (hasTitle(env)) guard.retitle(text);
    },
    stats: writer.stats,
  };
};
