/** `report` of the built tool: what it writes, where, and what it says where it cannot (issue 14). */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { observationsAsOf } from '../../src/app/shared/as-of.ts';
import type { Alarm, AlarmTransition } from '../../src/observation/alarms.ts';
import { startSandboxServer } from '../../src/sandbox/server.ts';
import { startFaultyAccount } from '../helpers/faulty.ts';
import { handmadeAccount, region } from '../sandbox/wire/handmade-account.ts';
import { runCli } from './run-cli.ts';

let cwd = '';
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'orders-watch-report-'));
});
afterAll(() => rm(cwd, { recursive: true }));

const report = (...args: readonly string[]) => runCli(['report', '--sandbox', '--utc', ...args], { cwd });

describe('report', { timeout: 120_000 }, () => {
  test('writes Markdown with its pictures, and prints where', async () => {
    const { code, stdout, stderr } = await report('--since', '20m', '--out', 'a/b');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`${join(cwd, 'a/b/report.md')}\n`);
    const text = await readFile(join(cwd, 'a/b/report.md'), 'utf8');
    expect(text).toMatch(/^# Incident report of orders: payment-worker fails since/);
    for (const title of [
      'What is wrong',
      'What to do next',
      'Timeline',
      'Graphs',
      'Orders that failed',
      'See it again',
    ]) {
      expect(text).toContain(`\n## ${title}\n`);
    }
    expect(text).toMatch(/◆ deployed \| payment-worker: version 42 deployed/);
    expect(text).toMatch(/✖ alarm \| payment-worker-errors OK → \*\*ALARM\*\*/);
    expect(text).toMatch(/### ORD-\d+\n/);
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
    const pictures = [...text.matchAll(/!\[[^\]]*\]\(<([^>]+)>\)/g)].map(([, name]) => name ?? '');
    expect(pictures.length).toBeGreaterThan(0);
    expect((await readdir(join(cwd, 'a/b'))).sort()).toEqual([...pictures, 'report.md'].sort());
    for (const name of pictures)
      expect(await readFile(join(cwd, 'a/b', name), 'utf8')).toMatch(/^<svg xmlns=/);

    // Never over a report that is there, and that is said before anything is read.
    const again = await report('--out', 'a/b');
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(again.stderr).toBe(
      'orders-watch: there is a report in a/b already (FileExists). Choose another folder with --out DIR.\n',
    );
  });

  test('of a window that has ended tells what was known then', async () => {
    const { code, stdout } = await report('--since', '15m', '--until', '20m', '--json');
    expect(code).toBe(0);
    const [line = ''] = stdout.split('\n');
    const told: { readonly path: string; readonly files: readonly string[] } = JSON.parse(line);
    expect(told).toMatchObject({ type: 'report' });
    expect(told.files[0]).toBe('report.md');
    expect(told.path).toMatch(/orders-watch-report-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\/report\.md$/);
    const text = await readFile(told.path, 'utf8');
    // The outage and the deployment before it came later.
    expect(text).toMatch(/^# (Report|Incident report) of orders: /);
    expect(text).not.toMatch(/payment-worker (fails|is slow|is throttled)/);
    expect(text).not.toContain('version 42');
  });

  test.each([
    [
      'a window without data',
      ['--since', '1h', '--until', '20d'],
      1,
      /^orders-watch: nothing was measured from .*\n$/,
    ],
    ['a window of no length', ['--since', '10m', '--until', 'never'], 2, /--until "never" is no time/],
    [
      'a folder that is a file',
      ['--out', 'file'],
      1,
      /^orders-watch: the report cannot be written to file: .*\n$/,
    ],
    [
      'a folder within a file',
      ['--out', 'file/x'],
      1,
      /^orders-watch: the report cannot be written to file\/x: .*\n$/,
    ],
    [
      'a folder that nobody can make',
      ['--out', '/proc/x', '--since', '5m'],
      1,
      /^orders-watch: the report cannot be written to \/proc\/x: .*\n$/,
    ],
  ])('%s: one line', async (_, args, code, line) => {
    await writeFile(join(cwd, 'file'), 'mine');
    await mkdir(join(cwd, 'empty'), { recursive: true });
    const run = await report(...args);
    expect(run).toMatchObject({ code, stdout: '' });
    expect(run.stderr).toMatch(line);
    expect(await readFile(join(cwd, 'file'), 'utf8')).toBe('mine');
  });
});

describe('report, where something cannot be read', { timeout: 60_000 }, () => {
  test.each([
    ['denied', 4],
    ['500', 1],
  ] as const)(
    '%s: says the call, in the report too where there is one, and never ends with 0',
    async (fault, code) => {
      const server = await startSandboxServer({ account: handmadeAccount({ now: Date.now }) });
      const account = await startFaultyAccount(server.url);
      account.breaks('GetMetricData', fault);
      const config = new URL('../scenarios/one-queue.yaml', import.meta.url).pathname;
      const env = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: region };
      const args = ['report', '--endpoint-url', account.url, '--config', config, '--out', `faulty-${fault}`];
      const run = await runCli(args, { env, cwd });
      account.close();
      await server.close();
      expect(run.code).toBe(code);
      expect(run.stderr).toMatch(/^orders-watch: GetMetricData in [^\n]*\n$/);
      if (run.stdout === '') return;
      const text = await readFile(join(cwd, `faulty-${fault}`, 'report.md'), 'utf8');
      expect(text).toMatch(/\n## What could not be read\n\n- GetMetricData in /);
      expect(text).not.toMatch(/all \d+ stages within/);
    },
  );
});

describe('what was there at a moment of the past', () => {
  const alarm: Alarm = {
    type: 'alarm',
    region,
    name: 'a',
    arn: 'arn:a',
    kind: 'metric',
    state: 'OK',
    since: 300,
    reason: 'now',
    dimensions: {},
    recentValues: [1],
    evaluated: [{ at: 1, value: 1 }],
    actionsEnabled: true,
    actions: [],
    judged: { flapping: false },
  };
  const went = (at: number, from: 'OK' | 'ALARM', to: 'OK' | 'ALARM'): AlarmTransition => ({
    type: 'alarmHistory',
    region,
    name: 'a',
    at,
    from,
    to,
    reason: `at ${at}`,
  });
  const alarmAt = (at: number, ...transitions: readonly AlarmTransition[]) =>
    observationsAsOf([alarm, ...transitions], at).find((one) => one.type === 'alarm');

  test('an alarm stands as its transitions say', () => {
    const both = [went(300, 'ALARM', 'OK'), went(200, 'OK', 'ALARM')];
    expect(alarmAt(400, ...both)).toEqual(alarm);
    expect(alarmAt(250, ...both)).toMatchObject({
      state: 'ALARM',
      since: 200,
      reason: 'at 200',
      evaluated: [],
    });
    expect(alarmAt(100, ...both)).toMatchObject({ state: 'OK', since: 100, reason: '' });
  });

  test('nothing of later is there, nor a point whose bucket had not ended', () => {
    const points = {
      type: 'points',
      series: {
        id: 'x',
        label: 'x',
        region,
        query: { kind: 'expression', expression: 'x' },
        periodSeconds: 60,
        unit: 'count',
        missing: 'gap',
      },
      from: 0,
      to: 600_000,
      points: [0, 60_000, 120_000].map((at) => ({ at, value: 1, settled: true })),
      status: 'complete',
      messages: [],
    } as const;
    const [told, ...others] = observationsAsOf([points, went(200_000, 'OK', 'ALARM')], 130_000);
    expect(others).toEqual([]);
    expect(told).toMatchObject({ to: 130_000, points: [{ at: 0 }, { at: 60_000 }] });
  });
});
