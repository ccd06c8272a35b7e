/** A tail from a time in the past starts near it: rules 25 to 27. */
import { expect, test } from 'vitest';
import { type Moment, type Script, startMs, tailScript } from './script.ts';

/** A day of a shard that was split and rolled over; `n` of a record is its second, the tail begins at 0. */
const day: Moment = {
  A: { records: [-80_000, -70_000, -60_001], closed: true },
  B: { parent: 'A', records: [-60_000, -30_001], closed: true },
  C: { parent: 'B', records: [-30_000, -20_000, -700], closed: true },
  D: { parent: 'C', records: [-600, -500, -100] },
};
const since = (seconds: number) => ({ time: startMs + seconds * 1000 });
const reads = (calls: readonly string[], shardId: string) =>
  calls.filter((call) => call.startsWith(`GetRecords ${shardId} `));

test('where the service knows AT_TIMESTAMP nothing older is read', async () => {
  const { records, calls } = await tailScript({ at: () => day }, since(-550), 20_000);
  expect(records).toEqual(['D-500', 'D-100']);
  // Twice: that a shard is at its end is believed when it is said again.
  expect(reads(calls, 'A')).toEqual(['GetRecords A 3', 'GetRecords A 3']);
  expect(reads(calls, 'C')).toEqual(['GetRecords C 3', 'GetRecords C 3']);
  expect(reads(calls, 'D')[0]).toBe('GetRecords D 1');
});

const unknown: Readonly<Record<string, NonNullable<Script['fault']>>> = {
  'refuses it': (call) => (call.endsWith(' AT_TIMESTAMP') ? 'other' : undefined),
  // As moto 5 does: the iterator is given, and fails.
  'fails at the first page': (call) => (call === 'GetRecords A 3' ? 'other' : undefined),
};

test.each(Object.entries(unknown))(
  'a service that %s: shards that were over by then are not read',
  async (_, fault) => {
    const { records, calls } = await tailScript({ at: () => day, fault }, since(-550), 60_000);
    expect(records).toEqual(['D-500', 'D-100']);
    // One record of its child is enough to tell, and of the one that may reach into the time all are read.
    expect(reads(calls, 'A').filter((call) => call !== 'GetRecords A 3')).toEqual([]);
    expect(calls.filter((call) => call.endsWith(' AT_TIMESTAMP')).length).toBeLessThanOrEqual(4);
  },
);

test('a shard that reaches into the time is read where it cannot be skipped', async () => {
  const { records } = await tailScript(
    { at: () => day, fault: (call) => (call.endsWith(' AT_TIMESTAMP') ? 'other' : undefined) },
    since(-700),
    60_000,
  );
  expect(records).toEqual(['C-700', 'D-600', 'D-500', 'D-100']);
});
