/**
 * `--log-file`: written in the background, a write at a time, so that a disk that hangs or is full holds nothing up. Its first line is
 * written at once: a file that cannot be written is told of before anything is lost (issue 15).
 */
import { appendFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { writeFailure } from './file-trouble.ts';
import { harmlessText } from './harmless-text.ts';
import type { Failure } from './observation/health-of-sources.ts';
import type { Stalls } from './stalls.ts';

export type Log = {
  /** Takes a line; never waits, never throws. */
  readonly write: (text: string) => void;
  /** Resolves once all that was taken is written or lost. */
  readonly flush: () => Promise<void>;
};

export type LogOptions = {
  readonly file: string;
  readonly stalls: Pick<Stalls, 'watch'>;
  /** Lines are lost: they could not be written, or were too many for a file that hangs. Each cause is told once. */
  readonly onLoss: (failure: Failure) => void;
  /** Writes to the end of the file. */
  readonly append?: (file: string, text: string) => Promise<void>;
};

/** Where no log is kept. */
export const noLog: Log = { write: () => {}, flush: async () => {} };

/** So many wait for a file that hangs; of more only their number is written. */
const mostWaiting = 1_000;

const appendText = (file: string, text: string): Promise<void> =>
  appendFile(file, harmlessText(text), { mode: 0o600 });

export const createLog = ({ file, stalls, onLoss, append = appendText }: LogOptions): Log => {
  let waiting: string[] = [];
  let lost = 0;
  let running: Promise<void> | undefined;
  const told = new Set<string>();
  const tell = (failure: Failure): void => {
    if (told.has(failure.code)) return;
    told.add(failure.code);
    onLoss(failure);
  };
  const named = { name: `log file ${basename(file)}`, loses: 'its last lines' };
  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const lines = waiting;
      const missing = lost;
      const gap = missing === 0 ? '' : `${new Date().toISOString()} ${missing} lines are missing here\n`;
      waiting = [];
      lost = 0;
      try {
        await stalls.watch(named, append(file, `${gap}${lines.join('')}`));
      } catch (error) {
        lost += missing + lines.length;
        tell(writeFailure(`the log file ${file}`, error));
      }
    }
    running = undefined;
  };
  return {
    write: (text) => {
      if (waiting.length < mostWaiting) {
        waiting.push(`${new Date().toISOString()} ${text.trimEnd()}\n`);
      } else {
        lost += 1;
        tell({
          kind: 'service',
          code: 'LogOverrun',
          message: `the log file ${file} hangs, and lines for it are lost`,
          hint: 'Look at its disk or mount, or choose another place',
        });
      }
      running ??= drain();
    },
    flush: async () => {
      while (running !== undefined) await running;
    },
  };
};
