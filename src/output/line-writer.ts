import { write as fsWrite } from 'node:fs';
import { bytesOf, type Printable } from '../text-out.ts';

/**
 * Writes text to a file descriptor without ever blocking the event loop (Node's own stdout is synchronous for files
 * and pipes on Linux). One write is in flight; what comes meanwhile goes out with the next one.
 */
export type LineWriter = {
  /** Takes text. Resolves at once while little waits; else once the reader has caught up: that is the back-pressure. */
  readonly write: (what: Printable) => Promise<void> | undefined;
  /** Resolves when all that was taken has been written, or the reader is gone. */
  readonly flush: () => Promise<void>;
  /** Writes this behind all that was taken and takes nothing after it; resolves as `flush` does. */
  readonly end: (what: Printable) => Promise<void>;
  /** Aborts when nobody reads any more (EPIPE) or the descriptor fails; the reason is the error's code. */
  readonly gone: AbortSignal;
};

/** `fs.write` of one buffer, as far as this module needs it. */
export type WriteBytes = (
  fd: number,
  bytes: Uint8Array,
  done: (error: NodeJS.ErrnoException | null, written: number) => void,
) => void;

const highWaterChars = 256 * 1024;
const tryAgainMs = 10;

const writeBytes: WriteBytes = (fd, bytes, done) =>
  fsWrite(fd, bytes, (error, written) => done(error, written));

/** Starts a writer on `fd`; `write` is passed in for tests. */
export const createLineWriter = (fd: number, write: WriteBytes = writeBytes): LineWriter => {
  const gone = new AbortController();
  let waiting: string[] = [];
  let waitingChars = 0;
  let isOver = false;
  let running: Promise<void> | undefined;

  const writeAll = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      const next = (rest: Uint8Array) => {
        write(fd, rest, (error, written) => {
          // A pipe that somebody made non-blocking says EAGAIN while it is full.
          if (error?.code === 'EAGAIN') {
            setTimeout(next, tryAgainMs, rest);
            return;
          }
          if (error) gone.abort(error.code ?? 'EIO');
          if (error || written >= rest.length) resolve();
          else next(rest.subarray(written));
        });
      };
      next(bytes);
    });

  const drain = async (): Promise<void> => {
    while (waiting.length > 0 && !gone.signal.aborted) {
      const text = waiting.join('');
      waiting = [];
      waitingChars = 0;
      await writeAll(Buffer.from(text, 'utf8'));
    }
    running = undefined;
  };

  const take = (what: Printable): Promise<void> | undefined => {
    if (isOver || gone.signal.aborted || what === '') return undefined;
    const text = bytesOf(what);
    waiting.push(text);
    waitingChars += text.length;
    running ??= drain();
    return waitingChars > highWaterChars ? running : undefined;
  };
  const flush = async (): Promise<void> => {
    while (running !== undefined) await running;
  };

  return {
    write: take,
    flush,
    end: (what) => {
      void take(what);
      isOver = true;
      return flush();
    },
    gone: gone.signal,
  };
};

/** Writes one text after the other, none before the reader has caught up; ends early where nobody reads any more. */
export const writeParts = async (out: LineWriter, parts: Iterable<string>): Promise<void> => {
  for (const part of parts) {
    if (out.gone.aborted) return;
    await out.write(part);
  }
};
