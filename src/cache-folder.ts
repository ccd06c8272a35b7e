/** Where what can be made again is kept: the XDG cache folder. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** `$XDG_CACHE_HOME/orders-watch/NAME`; the variable counts only when it is absolute (XDG base directories 0.8). */
export const cacheFolder = (
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  home = homedir(),
): string => {
  const requested = env['XDG_CACHE_HOME'] ?? '';
  return join(requested.startsWith('/') ? requested : join(home, '.cache'), 'orders-watch', name);
};
