/** Writing to a terminal without ever waiting for it. */
import { closeSync, constants, openSync, write, writeSync } from 'node:fs';
import type { Clock } from '../clock.ts';

export type Transport = {
  /** Writes what the terminal takes now and says how many bytes that were; 0 when it takes nothing. Rejects when it is gone. */
  readonly write: (bytes: Uint8Array) => Promise<number>;
  /** For the last words of a process: writes all of it before it returns, or gives up after `lastWordsMs`. Never throws. */
  readonly writeLast: (text: string) => void;
  readonly close: () => void;
};

const lastWordsMs = 200;
const retryMs = 5;
const maxRetryMs = 40;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const isFull = (error: unknown): boolean => ['EAGAIN', 'EWOULDBLOCK'].includes(codeOf(error));

/**
 * Opens the terminal behind a file descriptor a second time, non-blocking. Node's own TTY writes block the event loop on
 * Linux (2.3 s were seen on a slow link), and a flag on the shared descriptor would stay with the shell.
 */
const openAgain = (fd: number): number | undefined => {
  const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
  for (const path of [`/proc/self/fd/${fd}`, '/dev/tty']) {
    try {
      return openSync(path, flags);
    } catch {
      // Not Linux, or a terminal that belongs to somebody else: the next way.
    }
  }
  return undefined;
};

const sleepSync = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};

export const ttyTransport = (stdoutFd: number): Transport => {
  const own = openAgain(stdoutFd);
  const fd = own ?? stdoutFd;
  let closed = false;

  const writeNow = (bytes: Uint8Array): number => {
    try {
      return writeSync(fd, bytes);
    } catch (error) {
      if (isFull(error)) return 0;
      throw error;
    }
  };
  // Without a descriptor of our own a write may block: then it blocks a thread, not the event loop.
  const writeInThread = (bytes: Uint8Array): Promise<number> =>
    new Promise((resolve, reject) => {
      write(fd, bytes, (error, written) => {
        if (error === null) resolve(written);
        else if (isFull(error)) resolve(0);
        else reject(error);
      });
    });

  return {
    write: async (bytes) => (own === undefined ? writeInThread(bytes) : writeNow(bytes)),
    writeLast: (text) => {
      let rest: Uint8Array = Buffer.from(text);
      const giveUpAt = Date.now() + lastWordsMs;
      try {
        while (!closed && rest.length > 0 && Date.now() < giveUpAt) {
          const written = writeNow(rest);
          rest = rest.subarray(written);
          if (written === 0) sleepSync(retryMs);
        }
      } catch {
        // The terminal is gone: there is nothing left to restore.
      }
    },
    close: () => {
      if (own !== undefined && !closed) closeSync(own);
      closed = true;
    },
  };
};

/** Writes all of `bytes`, as much at a time as the terminal takes, until the signal aborts. */
export const writeAll = async (
  transport: Transport,
  bytes: Uint8Array,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> => {
  let rest = bytes;
  let waitMs = retryMs;
  while (rest.length > 0 && !signal.aborted) {
    const written = await transport.write(rest);
    rest = rest.subarray(written);
    if (written > 0) {
      waitMs = retryMs;
      continue;
    }
    // A full terminal does not say when it has room again.
    await clock.sleep(waitMs, signal);
    waitMs = Math.min(maxRetryMs, waitMs * 2);
  }
};
