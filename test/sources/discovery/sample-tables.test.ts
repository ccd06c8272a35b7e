import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/clock.ts';
import type { Failure } from '../../../src/observation/health-of-sources.ts';
import { sampleTables } from '../../../src/sources/discovery/sample-tables.ts';
import type { StreamRecord, StreamsApi } from '../../../src/sources/streams/streams-api.ts';

const failure = (code: string): Failure => ({ kind: 'access', code, message: code, hint: 'none' });

const record = (index: number): StreamRecord => ({
  eventId: String(index),
  eventName: 'INSERT',
  sequenceNumber: String(index),
  at: index,
  keys: { id: { S: String(index) } },
  ttl: false,
  sizeBytes: 1,
});

/** Streams with very many shards, of which each page is full, though not each that was asked for. */
const endless = (calls: string[], over: Partial<StreamsApi> = {}): StreamsApi => ({
  listStreams: async () => ({
    ok: true,
    value: {
      streams: ['A', 'B', 'C', 'D', 'E', 'F'].map((table) => ({ arn: `arn-${table}`, table, label: '1' })),
    },
  }),
  describeStream: async () => ({
    ok: true,
    value: {
      status: 'ENABLED',
      viewType: 'NEW_IMAGE',
      shards: Array.from({ length: 90 }, (_, index) => ({ shardId: `shard-${index}`, closed: false })),
      next: 'more',
    },
  }),
  getShardIterator: async ({ shardId }) => ({ ok: true, value: { iterator: shardId } }),
  getRecords: async ({ iterator, limit = 1000 }) => {
    calls.push(iterator);
    // A server may ignore the limit.
    const records = calls.length % 2 === 0 ? Array.from({ length: limit + 500 }, (_, i) => record(i)) : [];
    return { ok: true, value: { records, next: iterator } };
  },
  ...over,
});

const still: Clock = {
  now: () => 0,
  sleep: (_, signal) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve())),
};
const tables = ['X', 'A', 'B', 'C', 'D', 'E', 'F'].map((table) => ({ table, region: 'eu-west-1' }));
const never = new AbortController().signal;

describe('tables are sampled', () => {
  it('within bounds of tables, shards, pages and records', async () => {
    const calls: string[] = [];
    const sampled = await sampleTables({ apiFor: () => endless(calls), tables, clock: still }, never);
    expect(sampled.problems).toEqual([]);
    expect(sampled.tables.map(({ table }) => table)).toEqual(['A', 'B', 'C', 'D']);
    for (const { shards } of sampled.tables) {
      expect(shards).toHaveLength(3);
      for (const records of shards) expect(records.length).toBeLessThanOrEqual(250);
    }
    expect(calls.length).toBeLessThanOrEqual(4 * 3 * 4);
  });

  it('with what is refused or gone left out, and said', async () => {
    const refused = endless([], {
      listStreams: async () => ({ ok: false, fault: { reason: 'other', failure: failure('AccessDenied') } }),
    });
    expect(await sampleTables({ apiFor: () => refused, tables, clock: still }, never)).toEqual({
      tables: [],
      problems: [failure('AccessDenied')],
    });
    const trimmed = endless([], {
      getRecords: async () => ({ ok: false, fault: { reason: 'trimmed', failure: failure('Trimmed') } }),
    });
    const sampled = await sampleTables(
      { apiFor: () => trimmed, tables: tables.slice(0, 2), clock: still },
      never,
    );
    expect(sampled.tables).toEqual([{ table: 'A', region: 'eu-west-1', shards: [[], [], []] }]);
    expect(sampled.problems).toHaveLength(3);
  });

  it('for a few seconds at most', async () => {
    const hanging = endless([], {
      getRecords: (_, signal) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () =>
            resolve({ ok: false, fault: { reason: 'other', failure: failure('Aborted') } }),
          ),
        ),
    });
    const due: (() => void)[] = [];
    const clock: Clock = { now: () => 0, sleep: () => new Promise((resolve) => due.push(resolve)) };
    const sampling = sampleTables({ apiFor: () => hanging, tables, clock }, never);
    // The one timer there is: the bound of it all.
    for (const end of due) end();
    expect((await sampling).problems.map(({ code }) => code)).toEqual(['SamplingTooLong']);
  });
});
