import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Failure } from '../../../src/observation/health-of-sources.ts';
import {
  type Checkpoint,
  formatCheckpoint,
  parseCheckpoint,
  type ShardPosition,
  type StreamCheckpoint,
} from '../../../src/sources/streams/checkpoint.ts';
import { keepCheckpoint, loadCheckpoint } from '../../../src/sources/streams/checkpoint-file.ts';
import { manualClock } from '../../helpers/clock.ts';
import { type Moment, startMs, tailScript } from './script.ts';

const checkpointOf = (
  shards: Readonly<Record<string, ShardPosition>>,
  rest: Partial<StreamCheckpoint> = {},
): StreamCheckpoint => ({
  table: 'Orders',
  region: 'us-east-1',
  streamArn: 'arn',
  shards: new Map(Object.entries(shards)),
  ...rest,
});

test('a checkpoint holds each shard that was begun, the unread ones too, and where they are owed from', async () => {
  const at = (): Moment => ({
    A: { records: [-9], closed: true },
    B: { parent: 'A', records: [] },
    C: { records: [1, 2] },
  });
  const latest = await tailScript({ at }, 'latest', 5000);
  expect(latest.checkpoint).toMatchObject({ table: 'Orders', streamArn: 'arn', since: startMs });
  expect(latest.checkpoint?.shards).toEqual(
    new Map([
      ['A', expect.objectContaining({ state: 'done', skipped: true })],
      ['B', { state: 'reading', since: startMs }],
      ['C', { state: 'reading', since: startMs }],
    ]),
  );
  const horizon = await tailScript({ at }, 'trim-horizon', 5000);
  expect(horizon.checkpoint?.since).toBeUndefined();
  expect(horizon.checkpoint?.shards).toEqual(
    new Map([
      ['A', { state: 'done', at: expect.any(Number) }],
      ['C', { state: 'reading', after: '2', at: startMs + 2000 }],
      ['B', { state: 'reading' }],
    ]),
  );
});

test('a tail goes on after the last record printed, and reads whole what follows', async () => {
  const { records } = await tailScript(
    {
      at: () => ({
        A: { records: [1, 2, 3], closed: true },
        B: { parent: 'A', records: [4] },
        C: { records: [5], closed: true },
        D: { parent: 'C', records: [6] },
      }),
    },
    { checkpoint: checkpointOf({ A: { state: 'reading', after: '2' }, C: { state: 'done', at: startMs } }) },
    10_000,
  );
  expect([...records].sort()).toEqual(['A3', 'B4', 'D6']);
});

test('a server that gives the last record again does not make the tail repeat it', async () => {
  const { records } = await tailScript(
    { at: () => ({ A: { records: [1, 2, 3] } }), repeats: true },
    { checkpoint: checkpointOf({ A: { state: 'reading', after: '2' } }) },
    10_000,
  );
  expect(records).toEqual(['A3']);
});

test('what is older than the time asked for stays passed over, also in a child that is first seen after a stop', async () => {
  const at = () => ({ A: { records: [-9], closed: true }, B: { parent: 'A', records: [-5, 1] } });
  const position = { state: 'done', at: startMs, since: startMs } as const;
  const { records } = await tailScript(
    { at },
    { checkpoint: checkpointOf({ A: position }, { since: startMs }) },
    10_000,
  );
  expect(records).toEqual(['B1']);
});

test('what was never owed stays unshown after a stop', async () => {
  const at = () => ({ A: { records: [-9], closed: true }, B: { parent: 'A', records: [-5, 1] } });
  const position = { state: 'done', at: startMs, skipped: true } as const;
  const { records } = await tailScript(
    { at },
    { checkpoint: checkpointOf({ A: position }, { since: startMs }) },
    10_000,
  );
  expect(records).toEqual(['B1']);
});

test.each<[string, ShardPosition]>([
  ['after a record', { state: 'reading', after: '2', at: startMs - 5000 }],
  ['unread', { state: 'reading', since: startMs - 5000 }],
])('a shard that is gone when the tail goes on is a gap: %s', async (_what, position) => {
  const { records, observations } = await tailScript(
    { at: () => ({ B: { records: [7] } }) },
    { checkpoint: checkpointOf({ A: position }) },
    10_000,
  );
  expect(records).toEqual(['B7']);
  expect(observations).toContainEqual(
    expect.objectContaining({ type: 'gap', scope: 'A', reason: 'trimmed', from: startMs - 5000 }),
  );
});

test('a disabled stream is not left before a late listing has had its chance (rule 1)', async () => {
  const { records } = await tailScript(
    {
      at: (ms) => ({
        A: { records: [1], closed: true },
        B: { parent: 'A', records: [2], closed: true, unlisted: ms < 4000 },
      }),
      status: () => 'DISABLED',
    },
    'trim-horizon',
    60_000,
  );
  expect(records).toEqual(['A1', 'B2']);
});

test('a checkpoint of a stream that the table no longer has is refused', async () => {
  const { records, observations } = await tailScript(
    { at: () => ({ A: { records: [1] } }) },
    { checkpoint: checkpointOf({}, { streamArn: 'another' }) },
    3000,
  );
  expect(records).toEqual([]);
  expect(observations).toContainEqual(
    expect.objectContaining({
      type: 'problem',
      failure: expect.objectContaining({ kind: 'usage', code: 'CheckpointOfAnotherStream' }),
    }),
  );
});

// ---- the file ----------------------------------------------------------------------------------------------------

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orders-watch-checkpoint-'));
});
afterEach(() => rm(folder, { recursive: true }));

const wanted = [{ table: 'Orders', region: 'us-east-1' }];
const some: Checkpoint = [
  checkpointOf(
    {
      A: { state: 'reading', after: '12345678901234567890123', at: startMs },
      B: { state: 'done', at: startMs },
    },
    { since: startMs },
  ),
];

test('what is written is read again', () => {
  expect(parseCheckpoint(formatCheckpoint(some, startMs).text)).toEqual({ ok: true, value: some });
});

test('shards that were done more than a day ago are forgotten', () => {
  const parsed = parseCheckpoint(formatCheckpoint(some, startMs + 26 * 3_600_000).text);
  expect(parsed.ok && [...(parsed.value[0]?.shards.keys() ?? [])]).toEqual(['A']);
});

test('one digit that changed on the disk is found', () => {
  const { text } = formatCheckpoint(some, startMs);
  const damaged = text.replace('12345678901234567890123', '12345678901234567890124');
  expect(parseCheckpoint(damaged)).toEqual({ ok: false, why: 'is damaged: its checksum is wrong' });
});

test.each([
  ['', 'is empty'],
  ['{"format":', 'is damaged: it is not whole JSON'],
  ['{"orders": 7}', 'is no checkpoint of this tool, or is damaged at format'],
  [
    formatCheckpoint(some, startMs).text.replace('"table":"Orders"', '"table":7'),
    'is no checkpoint of this tool, or is damaged at streams.0.table',
  ],
  [
    formatCheckpoint([checkpointOf({}, { table: 'Other' })], startMs).text,
    'is of Other (us-east-1), not of Orders (us-east-1)',
  ],
])('a file that is none of ours is refused, and left as it is: %#', async (text, why) => {
  const path = join(folder, 'checkpoint');
  await writeFile(path, text);
  expect(await loadCheckpoint(path, wanted)).toMatchObject({
    ok: false,
    failure: { kind: 'usage', message: `the checkpoint ${path} ${why}` },
  });
  expect(await readFile(path, 'utf8')).toBe(text);
});

test('no file yet is no failure; a folder is one', async () => {
  expect(await loadCheckpoint(join(folder, 'none'), wanted)).toEqual({ ok: true });
  expect(await loadCheckpoint(folder, wanted)).toMatchObject({ ok: false, failure: { message: /EISDIR/ } });
});

test('the file follows what is printed, and is whole at every moment', async () => {
  const path = join(folder, 'checkpoint');
  const clock = manualClock();
  const stop = new AbortController();
  const problems: (Failure | undefined)[] = [];
  let after = 1;
  const current = () => [checkpointOf({ A: { state: 'reading', after: String(after) } })];
  let positions: readonly (StreamCheckpoint | undefined)[] = [undefined];
  const keeping = keepCheckpoint({
    path,
    positions: () => positions,
    clock,
    signal: stop.signal,
    onProblem: (failure) => problems.push(failure),
  });
  await clock.advance(500);
  // Nothing is written before the shards are known.
  expect(await readdir(folder)).toEqual([]);
  positions = current();
  after = 2;
  stop.abort();
  await keeping;
  const loaded = await loadCheckpoint(path, wanted);
  expect(loaded.ok && loaded.value?.[0]?.shards.get('A')).toEqual({ state: 'reading', after: '1' });
  expect(await readdir(folder)).toEqual(['checkpoint']);
  expect(problems).toEqual([]);
});

test('a file that cannot be written is told once', async () => {
  const clock = manualClock();
  const stop = new AbortController();
  const problems: (Failure | undefined)[] = [];
  const keeping = keepCheckpoint({
    path: join(folder, 'no', 'such', 'folder'),
    positions: () => some,
    clock,
    signal: stop.signal,
    onProblem: (failure) => problems.push(failure),
  });
  stop.abort();
  await keeping;
  expect(problems).toMatchObject([{ code: 'ENOENT' }]);
});
