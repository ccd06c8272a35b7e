import type { Account, SandboxLogEvent, SandboxRecord } from '../../../src/sandbox/account.ts';
import { type AccountOptions, createAccount } from '../../../src/sandbox/create-account.ts';

/** Not on a full minute, as no real start is. */
export const startAt = Date.UTC(2026, 0, 15, 12, 0, 17, 345);
export const minuteMs = 60_000;

/** An account with 20 minutes of history, and the clock that it looks at. */
export const accountAt = (options: Partial<AccountOptions> = {}) => {
  let now = startAt;
  const account = createAccount({
    seed: 7,
    scenario: 'incident',
    startAt,
    historyMs: 20 * minuteMs,
    clock: { now: () => now, sleep: async () => {} },
    ...options,
  });
  return {
    account,
    /** Moves the clock to so long after the start and advances the account. */
    to: (ms: number): number => {
      now = startAt + ms;
      return account.advance();
    },
  };
};

export const streamOf = (account: Account, table: string) => {
  const stream = account.tables.list().find(({ name }) => name === table)?.streams[0];
  if (stream === undefined) throw new Error(`${table} has no stream`);
  return stream;
};

/** Every record that can be read, shard by shard. */
export const recordsOf = (account: Account, table: string): readonly SandboxRecord[] => {
  const { arn } = streamOf(account, table);
  return account.tables.shards(arn).flatMap(({ shardId }) => {
    const { first, end } = account.tables.bounds(arn, shardId);
    return account.tables.records(arn, shardId, first, end - first);
  });
};

export const logsOf = (
  account: Account,
  group: string,
  from = 0,
  to = Number.POSITIVE_INFINITY,
): readonly SandboxLogEvent[] => [...account.logs.events(group, from, to)];
