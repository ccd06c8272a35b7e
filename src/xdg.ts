/** Folders of one's own by the XDG base directories (0.8): a variable counts only when it is absolute. */
import { homedir } from 'node:os';
import { join } from 'node:path';

const kinds = {
  /** What can be made again. */
  cache: { variable: 'XDG_CACHE_HOME', usual: '.cache' },
  /** What is kept from one run to the next. */
  state: { variable: 'XDG_STATE_HOME', usual: '.local/state' },
} as const;

/** `$XDG_CACHE_HOME/orders-watch/NAME`, or the same of the state. */
export const xdgPath = (
  kind: keyof typeof kinds,
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  home = homedir(),
): string => {
  const { variable, usual } = kinds[kind];
  const requested = env[variable] ?? '';
  return join(requested.startsWith('/') ? requested : join(home, usual), 'orders-watch', name);
};
