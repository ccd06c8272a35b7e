/** The ways in which other tails have lost, stalled, repeated or throttled: each is a test here. */
import { expect, test } from 'vitest';
import { type Moment, startMs, tailScript } from './script.ts';

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, place) => from + place);

test('a child that is found late is read from its first record, not from LATEST (teleport 65534, FLINK-36523)', async () => {
  const { records } = await tailScript(
    {
      at: (ms): Moment =>
        ms < 5000
          ? { A: { records: [1] } }
          : {
              A: { records: [1, 2], closed: true },
              // There, written to, closed again and split on before any listing shows it.
              B: { parent: 'A', records: [3, 4], closed: true, unlisted: ms < 15_000 },
              C: { parent: 'B', records: [5, 6], unlisted: ms < 15_000 },
            },
    },
    'latest',
    120_000,
  );
  expect(records).toEqual(['A2', 'B3', 'B4', 'C5', 'C6']);
});

test('what follows a shard that was closed before the start is read from its first record, too (rule 9)', async () => {
  const { records } = await tailScript(
    {
      at: (ms): Moment => ({
        A: { records: [-9], closed: true },
        // The listing is late: it was there at the start, and -5 was in it.
        B: { parent: 'A', records: ms < 1500 ? [-5] : [-5, 1], unlisted: ms < 3000 },
      }),
    },
    'latest',
    // Rule 5: a hole in the listing is looked at again within seconds.
    8000,
  );
  expect(records).toEqual(['B1']);
});

test("the records of a closed shard's last page are handed on (teleport 53795)", async () => {
  const { records } = await tailScript(
    {
      at: () => ({ A: { records: range(1, 7), closed: true }, B: { parent: 'A', records: [8] } }),
      pageSize: 3,
    },
    'trim-horizon',
    10_000,
  );
  expect(records).toEqual(['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'B8']);
});

test('shards are found again and again, past a hundred of them (camel 24861, node-dynamodb-stream 14)', async () => {
  const parents = (closed: boolean): Moment =>
    Object.fromEntries(range(1, 150).map((n) => [`S${n}`, { records: [n], closed }]));
  const children: Moment = Object.fromEntries(
    range(1, 150).map((n) => [`T${n}`, { parent: `S${n}`, records: [1000 + n] }]),
  );
  const before = parents(false);
  const after = { ...parents(true), ...children };
  const { records } = await tailScript({ at: (ms) => (ms < 3000 ? before : after) }, 'trim-horizon', 15_000);
  expect(new Set(records).size).toBe(300);
  expect(records.length).toBe(300);
});

test('a child that the full listing knows, and the filter does not, is not missed (data-prepper 3614)', async () => {
  const { records } = await tailScript(
    {
      at: (ms): Moment =>
        ms < 5000
          ? { A: { records: [1] } }
          : { A: { records: [1, 2], closed: true }, B: { parent: 'A', records: [3] } },
      fault: (call) => (call === 'DescribeStream A' ? 'other' : undefined),
    },
    'latest',
    120_000,
  );
  expect(records).toEqual(['A2', 'B3']);
});

test('a server that ignores the filter lists all, and no shard is taken for a child that is none (rule 4)', async () => {
  const { records } = await tailScript(
    {
      at: (ms): Moment =>
        ms < 5000
          ? { A: { records: [] }, X: { records: [9] } }
          : { A: { records: [2], closed: true }, X: { records: [9, 10] }, B: { parent: 'A', records: [3] } },
      ignoresFilter: true,
    },
    'latest',
    30_000,
  );
  expect([...records].sort()).toEqual(['A2', 'B3', 'X10']);
});

test('the tail goes on after the end of a shard whose child comes a minute later (kinesis-adapter 20)', async () => {
  const { records } = await tailScript(
    {
      at: (ms): Moment => ({
        A: { records: [1], closed: true },
        ...(ms > 60_000 ? { B: { parent: 'A', records: [2] } } : {}),
      }),
    },
    'trim-horizon',
    200_000,
  );
  expect(records).toEqual(['A1', 'B2']);
});

test('an iterator that expires is replaced after the last record handed on (redpanda 4545)', async () => {
  let expired = 0;
  const { records, calls } = await tailScript(
    {
      at: (ms) => ({ A: { records: range(1, ms < 20_000 ? 3 : 5) } }),
      fault: (call, ms) =>
        call === 'GetRecords A 3' && ms > 10_000 && expired++ === 0 ? 'expired' : undefined,
    },
    'trim-horizon',
    40_000,
  );
  expect(records).toEqual(['A1', 'A2', 'A3', 'A4', 'A5']);
  expect(calls).toContain('GetShardIterator A AFTER_SEQUENCE_NUMBER');
});

test('a LATEST iterator that expires unread loses nothing and shows nothing older (spiceai 7880)', async () => {
  let expired = 0;
  const { records, calls } = await tailScript(
    {
      // Records -9 and -5 are from before the tail; 12 is written before the expired iterator is replaced.
      at: (ms) => ({ A: { records: ms < 12_000 ? [-9, -5] : [-9, -5, 12] } }),
      fault: (call, ms) => {
        if (call !== 'GetRecords A 2' || ms <= 10_000 || expired > 0) return undefined;
        if (ms < 12_000) return 'other';
        expired += 1;
        return 'expired';
      },
    },
    'latest',
    40_000,
  );
  expect(expired).toBe(1);
  // What it is replaced by stands at the start's time: what is older is not even read.
  expect(calls).toContain('GetShardIterator A AT_TIMESTAMP');
  expect(records).toEqual(['A12']);
  expect(calls.filter((call) => call.includes('LATEST'))).toHaveLength(1);
});

test('a shard that is not found is done with, and its child is read (redpanda 4719 and 4722)', async () => {
  const { records, calls } = await tailScript(
    {
      at: () => ({ A: { records: [1], closed: true }, B: { parent: 'A', records: [2] } }),
      fault: (call) => (call.startsWith('GetShardIterator A') ? 'not-found' : undefined),
    },
    'trim-horizon',
    120_000,
  );
  expect(records).toEqual(['B2']);
  expect(calls.filter((call) => call.startsWith('GetShardIterator A')).length).toBeLessThan(3);
});

test('a child does not wait for a parent that is trimmed and no longer listed (spanner-migration-tool 347)', async () => {
  const { records } = await tailScript(
    { at: () => ({ B: { parent: 'gone', records: [2] } }) },
    'trim-horizon',
    10_000,
  );
  expect(records).toEqual(['B2']);
});

test('a parent that the listing is late with is read before its child (rule 6)', async () => {
  const { records } = await tailScript(
    {
      at: (ms) => ({
        B: { parent: 'A', records: [2] },
        A: { records: [1], closed: true, unlisted: ms < 2500 },
      }),
    },
    'trim-horizon',
    60_000,
  );
  expect(records).toEqual(['A1', 'B2']);
});

test('a page that the server gives twice is shown once (redpanda 4319, kinesis-adapter 1.5.0)', async () => {
  const resets = new Set<string>();
  const { records } = await tailScript(
    {
      at: () => ({ A: { records: range(1, 6) } }),
      pageSize: 2,
      // The answer is lost on its way, and the page asked for again.
      fault: (call) =>
        call.startsWith('GetRecords') && !resets.has(call) && resets.add(call) ? 'other' : undefined,
    },
    'trim-horizon',
    30_000,
  );
  expect(records).toEqual(['A1', 'A2', 'A3', 'A4', 'A5', 'A6']);
});

test('an idle shard is read once a second at the most (teleport 53790)', async () => {
  const { calls } = await tailScript({ at: () => ({ A: { records: [-5] } }) }, 'latest', 60_000);
  expect(calls.filter((call) => call.startsWith('GetRecords')).length).toBeLessThanOrEqual(61);
});

test('a shard that is throttled is left alone longer and longer, the others are not (spiceai 8493)', async () => {
  const { calls, observations } = await tailScript(
    {
      at: () => ({ A: { records: [] }, B: { records: [] } }),
      fault: (call) => (call.startsWith('GetRecords A') ? 'throttled' : undefined),
    },
    'latest',
    60_000,
  );
  expect(calls.filter((call) => call.startsWith('GetRecords A')).length).toBeLessThan(20);
  expect(calls.filter((call) => call.startsWith('GetRecords B')).length).toBeGreaterThan(50);
  expect(observations).toContainEqual(
    expect.objectContaining({ type: 'problem', failure: expect.objectContaining({ kind: 'throttled' }) }),
  );
});

test('what is trimmed before it is read is a gap, in its place, and the tail goes on behind it (rule 16)', async () => {
  const { records, observations } = await tailScript(
    {
      at: (ms) => ({ A: { records: ms < 20_000 ? range(1, 3) : [8, 9] } }),
      fault: (call, ms) => (ms > 20_000 && call === 'GetRecords A 3' ? 'trimmed' : undefined),
    },
    'trim-horizon',
    60_000,
  );
  expect(records).toEqual(['A1', 'A2', 'A3', 'A8', 'A9']);
  const told = observations.filter((seen) => seen.type === 'gap' || seen.type === 'change');
  expect(told[3]).toMatchObject({
    type: 'gap',
    scope: 'A',
    table: 'Orders',
    reason: 'trimmed',
    from: startMs + 3000,
    to: startMs + 8000,
  });
});

test('a parent that is listed while it is being looked for is read all the same, once', async () => {
  const { records, calls } = await tailScript(
    {
      at: (ms) => ({
        B: { parent: 'A', records: [2] },
        A: { records: [1], closed: true, unlisted: ms < 10 },
      }),
      // The first looks for it are answered late, when the listing has shown it.
      fault: (call, ms) => (call.startsWith('GetShardIterator A') && ms < 1500 ? 'throttled' : undefined),
    },
    'trim-horizon',
    60_000,
  );
  expect(records).toEqual(['A1', 'B2']);
  // Its record, and its end once more.
  expect(calls.filter((call) => call.startsWith('GetRecords A'))).toEqual([
    'GetRecords A 0',
    'GetRecords A 1',
  ]);
});

test('a stream that is gone is a gap for each of its shards, and the table is looked at again (rule 17)', async () => {
  const { observations } = await tailScript(
    {
      at: (ms): Moment => (ms < 20_000 ? { A: { records: [1] } } : {}),
      fault: (call, ms) => (ms > 20_000 && call.startsWith('DescribeStream') ? 'not-found' : undefined),
    },
    'trim-horizon',
    200_000,
  );
  expect(observations).toContainEqual(
    expect.objectContaining({ type: 'gap', scope: 'A', reason: 'trimmed' }),
  );
  expect(observations).toContainEqual(
    expect.objectContaining({ type: 'problem', failure: expect.objectContaining({ code: 'NoStream' }) }),
  );
});
