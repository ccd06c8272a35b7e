/** The tail against the embedded account, through the real SDK and over loopback, with everything going wrong at once. */

import { afterEach, expect, test } from 'vitest';
import { createClients } from '../../../src/aws/clients.ts';
import type { Clock } from '../../../src/clock.ts';
import type { ItemChange } from '../../../src/observation/streams.ts';
import { createAccount, type SimulatedAccount } from '../../../src/sandbox/create-account.ts';
import { type FaultOptions, noFaults } from '../../../src/sandbox/faults.ts';
import { type SandboxServer, startSandboxServer } from '../../../src/sandbox/server.ts';
import { acknowledged } from '../../../src/sources/source.ts';
import { awsStreamsApi } from '../../../src/sources/streams/aws-streams-api.ts';
import type { StartAt } from '../../../src/sources/streams/start.ts';
import { tailStream } from '../../../src/sources/streams/tail-stream.ts';
import { quickClock } from '../../helpers/clock.ts';

const startAt = Date.UTC(2026, 0, 15, 12);

/** Many times faster than the machine's, from a start of its own: what is waited for is an event, never a time. */
const fastClock = (): Clock => quickClock(startAt, 6);

let server: SandboxServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const table = 'Orders';

/** All records that the account holds of the table, each shard's in order. */
const truthOf = (account: SimulatedAccount): readonly { readonly id: string; readonly at: number }[] => {
  const arn =
    account.tables
      .list()
      .find(({ name }) => name === table)
      ?.streams.at(-1)?.arn ?? '';
  return account.tables.shards(arn).flatMap(({ shardId }) => {
    const { first, end } = account.tables.bounds(arn, shardId);
    return account.tables
      .records(arn, shardId, first, end - first)
      .map(({ eventId, at }) => ({ id: eventId, at }));
  });
};

const owedFrom = (from: StartAt, readyAt: number): number =>
  typeof from === 'object' && 'time' in from ? from.time : from === 'latest' ? readyAt + 1 : 0;

const tailUntil = async (
  faults: FaultOptions,
  from: StartAt,
  /** How much of the account's time it is tailed for, once it is ready. */
  forMs: number,
): Promise<{
  readonly changes: readonly ItemChange[];
  readonly account: SimulatedAccount;
  readonly readyAt: number;
  readonly until: number;
}> => {
  const clock = fastClock();
  const account = createAccount({
    seed: 7,
    scenario: 'calm',
    startAt,
    clock,
    historyMs: 30_000,
    rolloverEveryMs: 5000,
    splitProbability: 0.3,
  });
  server = await startSandboxServer({ account, faults, seed: 3, clock });
  const aws = createClients({
    region: account.region,
    endpointUrl: server.url,
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    clock,
  });
  const abort = new AbortController();
  const tail = tailStream({
    api: awsStreamsApi(aws),
    table,
    region: account.region,
    from,
    clock,
  });
  const changes: ItemChange[] = [];
  const seen = new Set<string>();
  let readyAt = Number.POSITIVE_INFINITY;
  let until = Number.POSITIVE_INFINITY;
  let owed: ReturnType<typeof truthOf> | undefined;
  for await (const batch of acknowledged(tail.source(abort.signal))) {
    for (const observation of batch) {
      if (observation.type === 'ready') readyAt = account.advance();
      if (observation.type === 'change') {
        changes.push(observation);
        seen.add(observation.eventId);
      }
    }
    if (owed === undefined && account.advance() > readyAt + forMs) {
      until = account.advance();
      owed = truthOf(account).filter(({ at }) => at <= until && at >= owedFrom(from, readyAt));
    }
    if (owed?.every(({ id }) => seen.has(id))) break;
  }
  abort.abort();
  return { changes, account, readyAt, until };
};

const bad: FaultOptions = {
  ...noFaults,
  throttle: 0.1,
  reset: 0.05,
  error: 0.1,
  latencyMs: { min: 0, max: 60 },
  iteratorLifeMs: 2000,
  listLagMs: { min: 0, max: 4000 },
  shuffle: true,
  pageSize: 7,
  ignoreShardFilter: true,
};

test.each<[string, FaultOptions, StartAt]>([
  ['a healthy AWS, from the horizon', noFaults, 'trim-horizon'],
  ['a bad one, from the horizon', bad, 'trim-horizon'],
  ['a bad one, from now on', { ...bad, ignoreShardFilter: false }, 'latest'],
  ['a bad one, from ten seconds ago', bad, { time: startAt - 10_000 }],
])('%s: nothing lost, repeated or out of order', { timeout: 120_000 }, async (_what, faults, from) => {
  const { changes, account, readyAt, until } = await tailUntil(faults, from, 15_000);
  const truth = truthOf(account);
  const ids = changes.map(({ eventId }) => eventId);
  const owed = truth.filter(({ at }) => at <= until && at >= owedFrom(from, readyAt));
  expect(owed.length).toBeGreaterThan(20);
  expect(owed.filter(({ id }) => !ids.includes(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  if (typeof from === 'object' && 'time' in from) {
    expect(changes.filter(({ at }) => at < from.time)).toEqual([]);
  }
  const written = new Map(truth.map(({ id, at }) => [id, at]));
  const lastAt = new Map<string, number>();
  for (const change of changes) {
    const key = JSON.stringify(change.keys);
    const at = written.get(change.eventId) ?? -1;
    expect(at).toBeGreaterThanOrEqual(lastAt.get(key) ?? -1);
    lastAt.set(key, at);
  }
});
