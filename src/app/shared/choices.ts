/** What was chosen on the screen last: the colours, the zone, the range. */
import * as z from 'zod';
import type { Runtime } from '../../runtime.ts';
import { themeNames } from '../../terminal/theme.ts';
import { openState, type StateFile, type StateSpec } from './state-folder.ts';

// Anything that does not fit is as if it had never been chosen: an old file must not stop the tool.
const choicesSchema = z.object({
  theme: z.enum(themeNames).optional().catch(undefined),
  utc: z.boolean().optional().catch(undefined),
  /** Seconds that graphs show. */
  rangeSeconds: z.number().int().positive().optional().catch(undefined),
});

export type Choices = z.infer<typeof choicesSchema>;

const choicesFile: StateSpec<Choices> = {
  name: 'choices.json',
  loses: 'what was chosen on the screen',
  empty: {},
  parse: (json) => choicesSchema.safeParse(json).data,
  format: (choices) => choices,
};

/** Nothing chosen where there is no file, or none that can be read. */
export const openChoices = (runtime: Pick<Runtime, 'env' | 'stalls'>): StateFile<Choices> =>
  openState(choicesFile, runtime);

/** Keeps what is chosen now; writes nothing where that is what the file holds. */
export const keepChoices = (file: StateFile<Choices>, chosen: Choices): void => {
  const { theme, utc, rangeSeconds } = file.now();
  const isNew = theme !== chosen.theme || utc !== chosen.utc || rangeSeconds !== chosen.rangeSeconds;
  if (isNew) file.change((before) => ({ ...before, ...chosen }));
};
