/** Brings frames to the terminal: only what changed, never faster than the link, the newest first. */
import type { Clock } from '../clock.ts';
import { bytesOf, type Painted } from '../text-out.ts';
import { difference } from './diff.ts';
import { type Frame, plainStyle, type Style } from './frame.ts';
import { type Transport, writeAll } from './tty-transport.ts';

// DEC private mode 2026: the terminal shows nothing of the frame until all of it is there.
const beginFrame = '\x1b[?2026h';
const endFrame = '\x1b[?2026l';

export type WriterStats = {
  readonly frames: number;
  /** Frames that a newer one overtook. */
  readonly dropped: number;
  readonly bytes: number;
  readonly cells: number;
  readonly moveBytes: number;
  /** How long the terminal took for the last frame. */
  readonly lastWriteMs: number;
};

export type ScreenWriter = {
  /** Shows a frame as soon as the terminal takes it; an older one that still waits is dropped. */
  readonly show: (frame: Frame) => void;
  /** The terminal may show anything (a resize, a return from the background): the next frame is written whole. */
  readonly forget: () => void;
  /** Sends something that draws nothing (a clipboard sequence) between two frames. */
  readonly send: (sequence: Painted) => void;
  /** Resolves once nothing waits and nothing is on its way. */
  readonly settled: () => Promise<void>;
  /** Drops what waits, breaks off what is on its way. */
  readonly stop: () => Promise<void>;
  readonly stats: () => WriterStats;
};

export type ScreenWriterOptions = {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Frames a second at the most. */
  readonly maxFps: number;
  /** The terminal is gone. */
  readonly onLost: (error: unknown) => void;
};

/** A link gets at least as much rest as a frame took: the frame rate adapts, and keys find the line free. */
const restFactor = 1;

export const createScreenWriter = ({
  transport,
  clock,
  maxFps,
  onLost,
}: ScreenWriterOptions): ScreenWriter => {
  const stopped = new AbortController();
  let shown: Frame | undefined;
  let style: Style = plainStyle;
  let waiting: Frame | undefined;
  let sequences = '';
  let stats: WriterStats = { frames: 0, dropped: 0, bytes: 0, cells: 0, moveBytes: 0, lastWriteMs: 0 };
  let running: Promise<void> | undefined;
  let knownShown = true;

  const nextOutput = (): string => {
    const others = sequences;
    sequences = '';
    if (waiting === undefined) return others;
    const { output, cells, moves, moveBytes, ...after } = difference(
      knownShown ? shown : undefined,
      waiting,
      style,
    );
    shown = waiting;
    style = after.style;
    knownShown = true;
    waiting = undefined;
    if (output === '') return others;
    stats = {
      ...stats,
      frames: stats.frames + 1,
      cells: stats.cells + cells,
      moveBytes: stats.moveBytes + moveBytes,
    };
    // One run of cells in one place cannot be seen half done: a ticking clock is spared the envelope.
    return moves < 2 ? `${others}${output}` : `${others}${beginFrame}${output}${endFrame}`;
  };

  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted && (waiting !== undefined || sequences !== '')) {
      const output = nextOutput();
      if (output === '') continue;
      const bytes = Buffer.from(output);
      const startedAt = clock.now();
      await writeAll(transport, bytes, clock, stopped.signal);
      const lastWriteMs = clock.now() - startedAt;
      stats = { ...stats, bytes: stats.bytes + bytes.length, lastWriteMs };
      await clock.sleep(Math.max(1000 / maxFps - lastWriteMs, lastWriteMs * restFactor), stopped.signal);
    }
  };

  const start = (): void => {
    if (running !== undefined || stopped.signal.aborted) return;
    running = run()
      .catch((error: unknown) => {
        stopped.abort();
        onLost(error);
      })
      .finally(() => {
        running = undefined;
        // Something may have come in between the last look and here.
        if (waiting !== undefined || sequences !== '') start();
      });
  };

  return {
    show: (frame) => {
      if (waiting !== undefined) stats = { ...stats, dropped: stats.dropped + 1 };
      waiting = frame;
      start();
    },
    forget: () => {
      knownShown = false;
      waiting ??= shown;
      start();
    },
    send: (sequence) => {
      sequences += bytesOf(sequence);
      start();
    },
    settled: async () => {
      while (running !== undefined) await running;
    },
    stop: async () => {
      stopped.abort();
      await running;
    },
    stats: () => stats,
  };
};
