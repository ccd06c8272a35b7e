/** The lock beside a checkpoint: one process at a time, taken over from those that have ended. */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockCheckpoint } from '../../../src/sources/streams/checkpoint-lock.ts';
import { startOf } from '../../../src/sources/streams/process-start.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orders-watch-lock-'));
  file = join(folder, 'ckpt');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Processes by number, with their start. */
const machine = (running: Readonly<Record<number, string>>, host = 'here') => ({
  host,
  startOf: async (pid: number) => running[pid],
});

const lock = async (pid: number, of: ReturnType<typeof machine>, said: string[] = []) =>
  lockCheckpoint(file, { ...of, pid, say: (line) => said.push(line) });

describe('a checkpoint', () => {
  test('is refused to a second process, free once the first has let go', async () => {
    const of = machine({ 1: 'a', 2: 'b' });
    const first = await lock(1, of);
    expect(first.ok).toBe(true);
    expect(await lock(2, of)).toMatchObject({
      ok: false,
      failure: { kind: 'usage', message: `the checkpoint ${file} is in use by process 1` },
    });
    // The same process is two of its users, too.
    expect(await lock(1, of)).toMatchObject({ ok: false });
    if (first.ok) await first.value.release();
    expect((await lock(2, of)).ok).toBe(true);
    expect(readdirSync(folder)).toEqual(['ckpt.lock']);
  });

  test.each([
    ['has ended', { 2: 'b' }],
    ['has another now that bears its number', { 1: 'later', 2: 'b' }],
  ])('is taken over, with a word, from a process that %s', async (_name, running) => {
    await lock(1, machine({ 1: 'a' }));
    writeFileSync(`${file}.1.tmp`, 'half a che');
    const said: string[] = [];
    expect((await lock(2, machine(running), said)).ok).toBe(true);
    expect(said).toEqual([
      `the checkpoint ${file} was left locked by process 1, which has ended: taken over`,
    ]);
    expect(readdirSync(folder)).toEqual(['ckpt.lock']);
  });

  test('of another machine is left alone: it cannot be asked', async () => {
    await lock(1, machine({ 1: 'a' }, 'there'));
    expect(await lock(2, machine({ 2: 'b' }))).toMatchObject({
      ok: false,
      failure: {
        message: `the checkpoint ${file} is in use by process 1 of there, as far as can be told from here`,
        hint: `End it there; where it no longer runs, remove ${file}.lock`,
      },
    });
  });

  test('is had by one of many that find it left behind at once', async () => {
    await lock(1, machine({ 1: 'a' }));
    const pids = Array.from({ length: 12 }, (_, nth) => nth + 10);
    const of = machine(Object.fromEntries(pids.map((pid) => [pid, `s${pid}`])));
    const taken = await Promise.all(pids.map((pid) => lock(pid, of)));
    const held = await Promise.all(
      taken.map(async (one) => one.ok && (await one.value.lostTo()) === undefined),
    );
    expect(held.filter(Boolean)).toHaveLength(1);
  });

  test('that somebody took is no longer ours: it is told, and their lock stays', async () => {
    const of = machine({ 1: 'a', 2: 'b' });
    const first = await lock(1, of);
    rmSync(`${file}.lock`);
    await lock(2, of);
    if (!first.ok) throw new Error('no lock');
    expect((await first.value.lostTo())?.message).toContain('process 2 of here has it');
    await first.value.release();
    expect(existsSync(`${file}.lock`)).toBe(true);
  });

  test("of which a link is another name has one lock; a damaged one is nobody's", async () => {
    const of = machine({ 1: 'a', 2: 'b' });
    writeFileSync(file, '{}');
    symlinkSync(file, join(folder, 'link'));
    writeFileSync(`${file}.lock`, '{"pid":');
    expect((await lock(1, of)).ok).toBe(true);
    expect(JSON.parse(readFileSync(`${file}.lock`, 'utf8'))).toMatchObject({
      pid: 1,
      host: 'here',
      startedAt: 'a',
    });
    const byLink = await lockCheckpoint(join(folder, 'link'), { ...of, pid: 2, say: () => {} });
    expect(byLink.ok).toBe(false);
  });

  test('beside which nothing can be written is refused in words', async () => {
    file = join(folder, 'none', 'ckpt');
    expect(await lock(1, machine({ 1: 'a' }))).toMatchObject({
      failure: { kind: 'usage', message: `the lock ${file}.lock cannot be written: there is no such place` },
    });
  });
});

test('a process is known by its start, one that is not there has none', async () => {
  expect(await startOf(process.pid)).toBe(await startOf(process.pid));
  expect(await startOf(process.pid)).toMatch(/\d/);
  expect(await startOf(2 ** 22 + 1)).toBeUndefined();
});
