/** The checkpoint's file where it is no plain file. */
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadCheckpoint } from '../../../src/sources/streams/checkpoint-file.ts';
import { writeWhole } from '../../../src/whole-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orders-watch-checkpoint-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a link is followed: what it points to is written, and it stays a link', async () => {
  const [target, link] = [join(folder, 'target'), join(folder, 'link')];
  writeFileSync(target, 'old');
  symlinkSync(target, link);
  await writeWhole(link, 'new');
  expect(readFileSync(target, 'utf8')).toBe('new');
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
});

test('what is no file is refused at once: a FIFO would wait for ever', async () => {
  const [fifo, inner] = [join(folder, 'fifo'), join(folder, 'folder')];
  execFileSync('mkfifo', [fifo]);
  mkdirSync(inner);
  for (const path of [fifo, inner]) {
    expect(await loadCheckpoint(path, [])).toMatchObject({
      ok: false,
      failure: { kind: 'usage', message: `the checkpoint ${path} is no file` },
    });
  }
  expect(await loadCheckpoint(join(folder, 'none'), [])).toEqual({ ok: true, value: undefined });
});
