/** `--log-file`: whatever its disk does, nothing waits for it, and no line of it is lost in silence. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLog } from '../src/log-file.ts';
import type { Failure } from '../src/observation/health-of-sources.ts';
import { createStalls } from '../src/stalls.ts';
import { manualClock } from './helpers/clock.ts';
import { runTool } from './helpers/in-process.ts';

const logTo = (append: (text: string) => Promise<void>) => {
  const told: Failure[] = [];
  const log = createLog({
    file: '/logs/orders.log',
    stalls: createStalls(manualClock(0)),
    onLoss: (failure) => told.push(failure),
    append: (_, text) => append(text),
  });
  return { log, told };
};

const withoutTimes = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^\S+ /, ''));

describe('a log file', () => {
  test('that cannot be written is told of once a cause; once it can be, it says how many lines are missing', async () => {
    let code = 'ENOSPC';
    let written = '';
    const { log, told } = logTo(async (text) => {
      if (code !== '') throw Object.assign(new Error(code), { code });
      written += text;
    });
    for (const next of ['ENOSPC', 'ENOSPC', 'EIO', '']) {
      code = next;
      log.write(`line ${next}`);
      await log.flush();
    }
    expect(told.map((failure) => failure.code)).toEqual(['ENOSPC', 'EIO']);
    expect(told[0]?.message).toBe('the log file /logs/orders.log cannot be written: no space is left');
    expect(withoutTimes(written)).toEqual(['3 lines are missing here', 'line']);
  });

  test('that hangs holds nothing up: a thousand lines wait, what is more is told and counted', async () => {
    let written = '';
    let answer = () => {};
    const hung = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { log, told } = logTo(async (text) => {
      await hung;
      written += text;
    });
    for (let nth = 0; nth < 1_501; nth += 1) log.write(`${nth}`);
    expect(told.map((failure) => failure.code)).toEqual(['LogOverrun']);
    answer();
    await log.flush();
    const lines = withoutTimes(written);
    expect([lines[0], lines[1], lines.length]).toEqual(['0', '500 lines are missing here', 1_002]);
  });
});

describe('a command with --log-file', () => {
  const run = (file: string, ...args: readonly string[]) =>
    runTool(['logs', 'query', '--history', '--log-file', file, ...args], {
      clock: manualClock(0),
      env: { XDG_STATE_HOME: mkdtempSync(join(tmpdir(), 'orders-watch-log-')) },
    });

  test.each([
    ['/dev/full', 'no space is left'],
    ['/', 'it is a folder'],
    ['/nowhere/at/all.log', 'there is no such place'],
  ])('%s never ends with 0, though it had nothing to complain of', async (file, why) => {
    const { code, stderr } = await run(file);
    expect(code).toBe(1);
    expect(stderr.match(/the log file .*/g)).toEqual([
      expect.stringContaining(`the log file ${file} cannot be written: ${why}`),
    ]);
    const { stdout } = await run(file, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ type: 'error' });
  });

  test('has in it what was said on stderr', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'orders-watch-log-'));
    const file = join(folder, 'orders.log');
    const args = ['alarms', '--once', '--config', '/nowhere.yaml', '--region', 'eu-west-1'];
    const { code, stderr } = await runTool([...args, '--log-file', file], { clock: manualClock(0) });
    expect(code).not.toBe(0);
    const [first, ...others] = withoutTimes(readFileSync(file, 'utf8'));
    expect(first).toMatch(/^orders-watch 0\.0\.0, process \d+$/);
    expect(others.join('\n')).toContain(stderr.trim());
  });
});
