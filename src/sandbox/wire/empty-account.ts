import type { Account } from '../account.ts';

/** A Region in which the account has nothing: valid, and empty. */
export const emptyAccount = (accountId: string, region: string, advance: () => number): Account => ({
  accountId,
  region,
  advance,
  metrics: { list: () => [], find: () => undefined, read: () => [] },
  alarms: { list: () => [], history: () => [] },
  logs: { groups: () => [], streams: () => [], events: () => [] },
  tables: {
    list: () => [],
    shards: () => [],
    records: () => [],
    bounds: () => ({ first: 0, end: 0 }),
    positionOf: () => 0,
    positionAt: () => 0,
  },
});
