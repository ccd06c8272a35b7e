/**
 * The terminal as a place to draw on: rows go to it through our writer, the guard gives it back at the end. It needs nothing that takes
 * long to load, so that a first frame is there before what reads the keys is (issue 17).
 */
import { EventEmitter } from 'node:events';
import { type Clock, systemClock } from '../clock.ts';
import type { Painted, ScreenStream } from '../text-out.ts';
import {
  colourDepth,
  defaultTheme,
  type Environment,
  hasLinks,
  hasTitle,
  needsAscii,
} from './capabilities.ts';
import { guardTerminal } from './exit-guard.ts';
import { frameOf } from './frame.ts';
import { type Glyphs, glyphsFor } from './glyphs.ts';
import { copySequence, noticeSequence } from './osc.ts';
import type { Paint } from './paint.ts';
import { createPainter } from './painter.ts';
import type { Row } from './row.ts';
import { sanitize } from './sanitize.ts';
import { createScreenWriter, type WriterStats } from './screen-writer.ts';
import type { ThemeName } from './theme.ts';
import { ttyTransport } from './tty-transport.ts';

export type TerminalSize = { readonly columns: number; readonly rows: number };

export type SurfaceOptions = {
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
  /** Ends the process half a second after the terminal was given back. */
  readonly leave?: (exitCode: number) => void;
};

/** What whoever draws on a surface adds to it. */
export type SurfaceUse = {
  /** A row to be put above the last one, whatever the screen shows; asked for with every frame. */
  readonly notice?: () => Row | undefined;
  /** One line about an error that nobody caught; the place to log its stack. */
  readonly describeCrash?: (error: unknown) => string;
  /** The terminal shows nothing of what was drawn, or has another size: draw again. */
  readonly onRedraw?: () => void;
  /** The terminal is about to be given back. */
  readonly onEnd?: () => void;
};

export type Surface = {
  readonly stdin: NodeJS.ReadStream;
  readonly size: () => TerminalSize;
  readonly paint: Paint;
  readonly glyphs: Glyphs;
  /** Adds to what is in use; the last one counts. */
  readonly use: (use: SurfaceUse) => void;
  /** Shows these rows, as many as the screen has and no wider; in the place of those before. */
  readonly draw: (rows: readonly Row[]) => void;
  /** Gives the terminal back; the code is what `exited` resolves to, 0 where none is given. */
  readonly quit: (exitCode?: number) => void;
  readonly isOver: () => boolean;
  /** Resolves with the exit code as the terminal is given back. The program then has half a second to end. */
  readonly exited: Promise<number>;
  /** Back to the shell until it says go on, as Ctrl-Z does. */
  readonly suspend: () => void;
  /** An error that nobody caught: said on the restored terminal; the process ends with 1. */
  readonly crash: (error: unknown) => void;
  /** Puts a text on the clipboard through the terminal; false where it is too long for that. */
  readonly copy: (text: string) => boolean;
  /** A desktop notice, where the terminal has them. */
  readonly notify: (title: string, body: string) => void;
  /** What the window's title says, where the terminal has one; as it was found when the terminal is given back. */
  readonly retitle: (text: string) => void;
  readonly stats: () => WriterStats;
};

const defaultMaxFps = 20;

const describeError = (error: unknown): string =>
  `orders-watch: internal error: ${sanitize(error instanceof Error ? error.message : String(error))}`;

/** The keys stay where they are: the notice takes the row above them. */
const withNotice = (content: readonly Row[], notice: Row, height: number): readonly Row[] => {
  const at = Math.max(0, height - 2);
  const above = Array.from({ length: at }, (_, nth): Row => content[nth] ?? []);
  return [...above, notice, ...content.slice(at + 1)];
};

/** Takes the terminal over. Both streams must be terminals. */
export const openSurface = ({
  stdin = process.stdin,
  stdout = process.stdout,
  env = process.env,
  clock = systemClock,
  colour = true,
  ascii = needsAscii(env),
  theme = defaultTheme(env),
  maxFps = defaultMaxFps,
  leave,
}: SurfaceOptions): Surface => {
  let inUse: SurfaceUse = {};
  let over = false;
  const endings = new EventEmitter<{ exited: [number] }>();
  const exited = new Promise<number>((resolve) => endings.once('exited', resolve));
  const size = (): TerminalSize => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const paint = { painter: createPainter(theme, colourDepth(env, colour)), ascii, links: hasLinks(env) };

  const transport = ttyTransport(stdout.fd);
  const writer = createScreenWriter({ transport, clock, maxFps, onLost: () => guard.lost() });
  const send = (sequence: Painted): void => writer.send(sequence);
  const guard = guardTerminal({
    stdin,
    transport,
    send,
    onEnd: (exitCode) => finish(exitCode),
    onReturn: () => redraw(),
    describe: (error) => (inUse.describeCrash ?? describeError)(error),
    ...(leave === undefined ? {} : { leave }),
  });

  const finish = (exitCode: number): void => {
    over = true;
    process.off('SIGWINCH', redraw);
    stdout.off('resize', redraw);
    writer.stop();
    inUse.onEnd?.();
    endings.emit('exited', exitCode);
  };

  // What a terminal shows after a resize is its own affair: it is drawn whole, even when the size is what it was.
  const redraw = (): void => {
    if (over) return;
    writer.forget();
    inUse.onRedraw?.();
  };
  process.on('SIGWINCH', redraw);
  stdout.on('resize', redraw);

  return {
    stdin,
    size,
    paint,
    glyphs: glyphsFor(ascii),
    use: (use) => {
      inUse = { ...inUse, ...use };
    },
    draw: (content) => {
      const { columns, rows } = size();
      const notice = inUse.notice?.();
      const drawn = notice === undefined ? content : withNotice(content, notice, rows);
      writer.show(frameOf(drawn, columns, rows, paint));
    },
    quit: (exitCode = 0) => {
      if (!over) guard.end(exitCode);
    },
    isOver: () => over,
    exited,
    suspend: guard.suspend,
    crash: guard.crash,
    copy: (text) => {
      const sequence = copySequence(text);
      if (sequence !== undefined) send(sequence);
      return sequence !== undefined;
    },
    notify: (title, body) => send(noticeSequence(title, body)),
    retitle: (text) => {
      if (hasTitle(env)) guard.retitle(text);
    },
    stats: writer.stats,
  };
};
