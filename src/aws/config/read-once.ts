/**
 * Files of the AWS CLI's settings. One that hangs (a FIFO, a mount whose server is gone) is read by one thread: each call asks for it, and
 * Node has four threads for all files and all names of hosts.
 */
import { readText, type Unread } from '../../bounded-file.ts';
import type { Result } from '../../result.ts';

/** Generated ones, with a profile for each of thousands of accounts, have some megabytes. */
const mostBytes = 16 * 1024 * 1024;

const running = new Map<string, Promise<Result<string, Unread>>>();

/** Reads a file of UTF-8; whoever asks while it is read waits for the same answer. */
export const readOnce = (path: string): Promise<Result<string, Unread>> => {
  const before = running.get(path);
  if (before !== undefined) return before;
  const started = readText(path, mostBytes).finally(() => running.delete(path));
  running.set(path, started);
  return started;
};
