import { describe, expect, it } from 'vitest';
import { hash } from '../../../src/sandbox/simulation/random.ts';
import { createStreamStore, streamRetentionMs } from '../../../src/sandbox/stores/stream-store.ts';
import { accountAt, minuteMs, recordsOf, startAt, streamOf } from './helpers.ts';

describe('the stream of Orders while shards roll over and split', () => {
  const { account, to } = accountAt({
    scenario: 'calm',
    historyMs: 2 * minuteMs,
    rolloverEveryMs: 10_000,
    splitProbability: 0.5,
  });
  to(4 * minuteMs);
  const { arn } = streamOf(account, 'Orders');
  const shards = account.tables.shards(arn);
  const byId = new Map(shards.map((shard) => [shard.shardId, shard]));
  const children = (id: string) => shards.filter(({ parentShardId }) => parentShardId === id);

  it('gives closed shards one child or two, and open ones none', () => {
    const closed = shards.filter(({ closedAt }) => closedAt !== undefined);
    expect(closed.length).toBeGreaterThan(20);
    expect(new Set(closed.map(({ shardId }) => children(shardId).length))).toEqual(new Set([1, 2]));
    for (const { shardId, closedAt, endingSequenceNumber } of shards) {
      expect(shardId).toMatch(/^shardId-\d{20}-[0-9a-f]{8}$/);
      expect(endingSequenceNumber === undefined).toBe(closedAt === undefined);
      if (closedAt === undefined) expect(children(shardId)).toEqual([]);
    }
  });

  it('keeps all changes of an order in one line of descent, in order', () => {
    const places = new Map<string, { readonly shardId: string; readonly sequence: bigint }[]>();
    for (const { shardId, startingSequenceNumber, endingSequenceNumber } of shards) {
      const { first, end } = account.tables.bounds(arn, shardId);
      for (const { keys, sequenceNumber } of account.tables.records(arn, shardId, first, end - first)) {
        const sequence = BigInt(sequenceNumber);
        expect(sequence > BigInt(startingSequenceNumber)).toBe(true);
        expect(endingSequenceNumber === undefined || sequence < BigInt(endingSequenceNumber)).toBe(true);
        const order = JSON.stringify(keys);
        places.set(order, [...(places.get(order) ?? []), { shardId, sequence }]);
      }
    }
    const ancestors = (id: string): readonly string[] => {
      const parent = byId.get(id)?.parentShardId;
      return parent === undefined ? [id] : [...ancestors(parent), id];
    };
    expect(places.size).toBeGreaterThan(1000);
    for (const steps of places.values()) {
      const sorted = [...steps].sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
      const line = ancestors(sorted.at(-1)?.shardId ?? '');
      const along = sorted.map(({ shardId }) => line.indexOf(shardId));
      expect(along).not.toContain(-1);
      expect(along).toEqual([...along].sort((a, b) => a - b));
    }
  });

  it('finds a record by its number, or the first after it', () => {
    const shard = shards.find(({ shardId }) => account.tables.bounds(arn, shardId).end > 10)?.shardId ?? '';
    const number = account.tables.records(arn, shard, 7, 1)[0]?.sequenceNumber ?? '0';
    expect(account.tables.positionOf(arn, shard, number)).toBe(7);
    expect(account.tables.positionOf(arn, shard, String(BigInt(number) + 1n))).toBe(8);
    expect(account.tables.positionOf(arn, shard, '0')).toBe(0);
    expect(account.tables.records(arn, shard, 7, 3)).toHaveLength(3);
  });
});

describe('the small tables', () => {
  const { account } = accountAt({ scenario: 'calm', historyMs: 40 * minuteMs });

  it('show each what its view type allows', () => {
    const shown = (table: string) => {
      const records = recordsOf(account, table);
      return {
        old: records.some(({ oldImage }) => oldImage !== undefined),
        new: records.some(({ newImage }) => newImage !== undefined),
      };
    };
    expect(shown('Inventory')).toEqual({ old: false, new: true });
    expect(shown('Sessions')).toEqual({ old: true, new: false });
    expect(shown('Audit')).toEqual({ old: false, new: false });
    expect(account.tables.list().find(({ name }) => name === 'Customers')?.streams).toEqual([]);
  });

  it('delete sessions by their time to live, not before it', () => {
    const removed = recordsOf(account, 'Sessions').filter(({ eventName }) => eventName === 'REMOVE');
    expect(removed.length).toBeGreaterThan(50);
    for (const { at, ttl, oldImage } of removed) {
      expect(ttl).toBe(true);
      const expiresAt = Number(/"expiresAt":\{"N":"(\d+)"/.exec(JSON.stringify(oldImage))?.[1]);
      expect(at).toBeGreaterThanOrEqual(expiresAt * 1000);
    }
  });
});

describe('a stream store', () => {
  it('lets go of records after a day, and of shards that have none left', () => {
    const store = createStreamStore({
      stream: { ...streamOf(accountAt({ historyMs: minuteMs }).account, 'Audit'), createdAt: startAt },
      hash,
      initialShards: 1,
      render: (journal, row) => ({
        eventName: 'INSERT',
        ttl: false,
        keys: { id: { N: String(journal.item.chunks[0]?.[row] ?? 0) } },
        oldImage: undefined,
        newImage: undefined,
      }),
    });
    const parent = store.openShards()[0];
    if (parent === undefined) throw new Error('no open shard');
    for (let item = 0; item < 100; item++) store.append(startAt + item * minuteMs, item, 1, 0, 0);
    const [child] = store.close(parent, startAt + 100 * minuteMs, false);
    const dayAfter = startAt + streamRetentionMs;
    expect(store.bounds(parent.id, dayAfter + 30 * minuteMs)).toEqual({ first: 30, end: 100 });
    expect(store.records(parent.id, 0, 1, dayAfter + 30 * minuteMs)[0]?.keys).toEqual({ id: { N: '30' } });
    store.trim(dayAfter + 101 * minuteMs);
    expect(
      store.describeShards(dayAfter).map(({ shardId, parentShardId }) => [shardId, parentShardId]),
    ).toEqual([[child?.id, parent.id]]);
  });
});
