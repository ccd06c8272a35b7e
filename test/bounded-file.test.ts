/** Files of others: each ends, and what is none is said in words (issue 15). */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readText } from '../src/bounded-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'orders-watch-files-'));
const at = (name: string): string => join(folder, name);
const megabyte = 1024 * 1024;

beforeAll(() => {
  writeFileSync(at('text'), 'a: "ü"\n');
  writeFileSync(at('empty'), '');
  writeFileSync(at('utf16'), '\ufeffa: 1\n', 'utf16le');
  writeFileSync(at('big-endian'), Buffer.from('fefff8', 'hex'));
  writeFileSync(at('sparse'), '');
  truncateSync(at('sparse'), 10 * 1024 * megabyte);
  mkdirSync(at('folder'));
  symlinkSync(at('circle'), at('circle'));
  execFileSync('mkfifo', [at('fifo')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a file of somebody', () => {
  test.each([
    ['text', 'a: "ü"\n'],
    ['empty', ''],
  ])('%s is read', async (name, value) => {
    expect(await readText(at(name), megabyte)).toEqual({ ok: true, value });
    expect(await readText(at(name), megabyte, { isFile: true })).toEqual({ ok: true, value });
  });

  test.each([
    ['gone', 'is not there'],
    ['text/inside', 'is not there: a part of its path is no folder'],
    ['folder', /^is (a folder|no file)$/],
    ['circle', 'is a link that leads in a circle'],
    ['x'.repeat(300), 'has a name that is too long'],
    ['\0', 'is no name of a file'],
    ['utf16', 'is written in UTF-16, and must be in UTF-8'],
    ['big-endian', 'is written in UTF-16, and must be in UTF-8'],
    // Ten gigabytes, of which nobody takes more than the bound into memory.
    ['sparse', 'is larger than 1 MB'],
  ])('%j is said', async (name, why) => {
    const refused = { ok: false, why: typeof why === 'string' ? why : expect.stringMatching(why) };
    expect(await readText(at(name), megabyte)).toMatchObject(refused);
    expect(await readText(at(name), megabyte, { isFile: true })).toMatchObject(refused);
  });

  test('what has no end is read to the bound, and what would wait is no file', async () => {
    expect(await readText('/dev/zero', megabyte)).toMatchObject({ ok: false, why: 'is larger than 1 MB' });
    expect(await readText('/dev/null', megabyte)).toEqual({ ok: true, value: '' });
    for (const path of [at('fifo'), '/dev/zero', '/dev/tty']) {
      expect(await readText(path, megabyte, { isFile: true })).toMatchObject({ ok: false });
    }
  });
});
