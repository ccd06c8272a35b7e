/** Files that are kept from one run to the next, in the XDG state folder. */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { readTextSync } from '../../bounded-file.ts';
import { harmless } from '../../harmless-json.ts';
import type { Environment } from '../../terminal/capabilities.ts';

/** `$XDG_STATE_HOME/orders-watch/NAME`; the variable counts only when it is absolute (XDG base directories 0.8). */
export const statePath = (env: Environment, name: string, home = homedir()): string => {
  const asked = env['XDG_STATE_HOME'] ?? '';
  return join(asked.startsWith('/') ? asked : join(home, '.local', 'state'), 'orders-watch', name);
};

const mostBytes = 16 * 1024 * 1024;

/** What a file of the state folder holds; throws where there is none, or none that can be read. */
export const readState = (path: string): unknown => {
  const read = readTextSync(path, mostBytes);
  if (!read.ok) throw new Error(`${path} ${read.why}`);
  return JSON.parse(read.value);
};

/** Node's own recursive mkdir goes on for ever where a folder cannot be made and does not exist, as below /proc. */
const makeFolder = (path: string): void => {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
};

/** Writes a file of the state folder whole or not at all; says whether it could. A read-only home is no reason to fail. */
export const writeState = (path: string, state: unknown): boolean => {
  try {
    makeFolder(dirname(path));
    const unfinished = `${path}.${process.pid}`;
    writeFileSync(unfinished, `${harmless(JSON.stringify(state, undefined, 2))}\n`, { mode: 0o600 });
    renameSync(unfinished, path);
    return true;
  } catch {
    return false;
  }
};
