/**
 * Files of the AWS CLI's settings. One that hangs (a FIFO, a mount whose server is gone) is read by one thread: each call asks for it, and
 * Node has four threads for all files and all names of hosts.
 */
import { readFile } from 'node:fs/promises';

const running = new Map<string, Promise<string>>();

/** Reads a file; whoever asks while it is read waits for the same answer. Rejects with Node's error. */
export const readOnce = (path: string, encoding: 'utf8' | 'latin1'): Promise<string> => {
  const key = `${encoding} ${path}`;
  const before = running.get(key);
  if (before !== undefined) return before;
  const started = readFile(path, encoding).finally(() => running.delete(key));
  running.set(key, started);
  return started;
};
