/** What was chosen on the screen last: the colours, the zone, the range. */
import type { Runtime } from '../../runtime.ts';
import { type ThemeName, themeNames } from '../../terminal/theme.ts';
import { openState, type StateFile, type StateSpec } from './state-folder.ts';

export type Choices = {
  readonly theme?: ThemeName | undefined;
  readonly utc?: boolean | undefined;
  /** Seconds that graphs show. */
  readonly rangeSeconds?: number | undefined;
};

/**
 * Anything that does not fit is as if it had never been chosen: an old file must not stop the tool. Read by hand: the first frame waits
 * for it, and would wait for zod (issue 17).
 */
const choicesIn = (json: unknown): Choices | undefined => {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const fields = new Map<string, unknown>(Object.entries(json));
  const theme = themeNames.find((name) => name === fields.get('theme'));
  const utc = fields.get('utc');
  const seconds = fields.get('rangeSeconds');
  return {
    ...(theme === undefined ? {} : { theme }),
    ...(typeof utc === 'boolean' ? { utc } : {}),
    ...(typeof seconds === 'number' && Number.isSafeInteger(seconds) && seconds > 0
      ? { rangeSeconds: seconds }
      : {}),
  };
};

const choicesFile: StateSpec<Choices> = {
  name: 'choices.json',
  loses: 'what was chosen on the screen',
  empty: {},
  parse: choicesIn,
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
