import type { CommonOptions } from '../../options.ts';

type Given = Pick<CommonOptions, 'profile' | 'region' | 'endpoint-url' | 'config' | 'sandbox' | 'utc'>;

/** What of a command line reads the same account again. */
export const flagsAgain = (options: Given): readonly string[] => {
  const named = (['profile', 'region', 'endpoint-url', 'config'] as const).flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [`--${name}`, value];
  });
  return [...named, ...(options.sandbox ? ['--sandbox'] : []), ...(options.utc ? ['--utc'] : [])];
};
