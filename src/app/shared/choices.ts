/** What was chosen on the screen last: the colours, the zone, the range. */
import { homedir } from 'node:os';
import * as z from 'zod';
import type { Environment } from '../../terminal/capabilities.ts';
import { themeNames } from '../../terminal/theme.ts';
import { readState, statePath, writeState } from './state-folder.ts';

// Anything that does not fit is as if it had never been chosen: an old or a broken file must not stop the tool.
const choicesSchema = z.object({
  theme: z.enum(themeNames).optional().catch(undefined),
  utc: z.boolean().optional().catch(undefined),
  /** Seconds that graphs show. */
  rangeSeconds: z.number().int().positive().optional().catch(undefined),
});

export type Choices = z.infer<typeof choicesSchema>;

export const choicesPath = (env: Environment, home = homedir()): string =>
  statePath(env, 'choices.json', home);

/** Nothing chosen where there is no file, or none that can be read. */
export const readChoices = (path: string): Choices => {
  try {
    return choicesSchema.catch({}).parse(readState(path));
  } catch {
    return {};
  }
};

/** Says whether they could be kept. */
export const writeChoices = (path: string, choices: Choices): boolean => writeState(path, choices);
