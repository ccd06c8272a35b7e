/** `--log-file`: written in the background, a write at a time, so that a disk that hangs or is full holds nothing up. */
import { appendFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { writeFailure } from '../../file-trouble.ts';
import { harmlessText } from '../../harmless-text.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { Stalls } from '../../stalls.ts';

export type Log = {
  /** Takes a line; never waits, never throws. */
  readonly write: (text: string) => void;
  /** Resolves once all that was taken is written or lost. */
  readonly flush: () => Promise<void>;
};

export type LogOptions = {
  readonly file: string | undefined;
  readonly stalls: Stalls;
  /** Lines could not be written; told once. */
  readonly onLoss: (failure: Failure) => void;
};

/** So many wait for a file that hangs; of more only their number is written. */
const mostWaiting = 1_000;

export const createLog = ({ file, stalls, onLoss }: LogOptions): Log => {
  if (file === undefined) return { write: () => {}, flush: async () => {} };
  let waiting: string[] = [];
  let dropped = 0;
  let running: Promise<void> | undefined;
  let isTold = false;
  const named = { name: `log file ${basename(file)}`, loses: 'its last lines' };
  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const gap = dropped === 0 ? '' : `${new Date().toISOString()} ${dropped} lines were left out here\n`;
      const text = `${waiting.join('')}${gap}`;
      waiting = [];
      dropped = 0;
      try {
        await stalls.watch(named, appendFile(file, harmlessText(text), { mode: 0o600 }));
      } catch (error) {
        if (!isTold) onLoss(writeFailure(`the log file ${file}`, error));
        isTold = true;
      }
    }
    running = undefined;
  };
  return {
    write: (text) => {
      if (waiting.length >= mostWaiting) dropped += 1;
      else waiting.push(`${new Date().toISOString()} ${text}\n`);
      running ??= drain();
    },
    flush: async () => {
      while (running !== undefined) await running;
    },
  };
};
