/** What the tool remembers from one run to the next: the layout and the user's choices, in the XDG state folder. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Environment } from './capabilities.ts';
import { themeNames } from './theme.ts';

// Anything that does not fit is as if it had never been chosen: an old or a broken file must not stop the tool.
const choicesSchema = z.object({
  theme: z.enum(themeNames).optional().catch(undefined),
  utc: z.boolean().optional().catch(undefined),
  /** Seconds that graphs show. */
  rangeSeconds: z.number().int().positive().optional().catch(undefined),
  /** Name of the panel that fills the screen. */
  zoomed: z.string().max(100).optional().catch(undefined),
  /** Name of the view that is open. */
  view: z.string().max(100).optional().catch(undefined),
  /** Names of the panels that are folded away. */
  hidden: z.array(z.string().max(100)).max(50).optional().catch(undefined),
});

export type Choices = z.infer<typeof choicesSchema>;

/** `$XDG_STATE_HOME/orders-watch/NAME`; the variable counts only when it is absolute (XDG base directories 0.8). */
export const statePath = (env: Environment, name: string, home = homedir()): string => {
  const asked = env['XDG_STATE_HOME'] ?? '';
  return join(asked.startsWith('/') ? asked : join(home, '.local', 'state'), 'orders-watch', name);
};

export const choicesPath = (env: Environment, home = homedir()): string =>
  statePath(env, 'choices.json', home);

/** Nothing chosen where there is no file, or none that can be read. */
export const readChoices = (path: string): Choices => {
  try {
    return choicesSchema.catch({}).parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
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
    writeFileSync(unfinished, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
    renameSync(unfinished, path);
    return true;
  } catch {
    return false;
  }
};

export const writeChoices = (path: string, choices: Choices): boolean => writeState(path, choices);
