import type { TailFlags } from '../../src/app/tail/tail-settings.ts';

/** tail-stream's flags as they are when nobody gives any but a table. */
export const tailFlags = (different: Partial<TailFlags> = {}): TailFlags => ({
  table: ['Orders'],
  from: 'latest',
  filter: undefined,
  key: undefined,
  event: undefined,
  checkpoint: undefined,
  limit: undefined,
  duration: undefined,
  'idle-exit': undefined,
  utc: true,
  ...different,
});
