/** `why` of the built tool: words, NDJSON, exit codes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOfStories } from '../../src/app/why/why.ts';
import { startSandboxServer } from '../../src/sandbox/server.ts';
import { linesOf, readLines } from '../helpers/contract.ts';
import { type FaultyAccount, startFaultyAccount } from '../helpers/faulty.ts';
import { handmadeAccount, region } from '../sandbox/wire/handmade-account.ts';
import { runCli } from './run-cli.ts';

const inSandbox = (...args: readonly string[]) => runCli(['why', '--sandbox', '--utc', ...args]);

describe('why', { timeout: 60_000 }, () => {
  test('says in words what is wrong, of every pipeline of the file', async () => {
    const { code, stdout, stderr } = await inSandbox();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^orders · eu-west-1\n✖ payment-worker/);
    expect(stdout).toMatch(/\n\nplatform · eu-west-1\n✖ returns/);
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
  });

  test('of one pipeline, as NDJSON; 3 where it is as bad as is asked for', async () => {
    const { code, stdout } = await inSandbox('--json', '--pipeline', 'orders', '--fail-on', 'bad');
    expect(code).toBe(3);
    const [worst, ...others] = linesOf(stdout, 'story');
    expect(worst).toMatchObject({
      pipeline: 'orders',
      region: 'eu-west-1',
      health: 'bad',
      stage: 'payment-worker',
      cause: { rule: 'errors', limit: 0.02 },
      changes: [{ stage: 'payment-worker', what: 'version 42' }],
    });
    expect(others.every(({ health }) => health !== 'bad')).toBe(true);
    expect(readLines(stdout).at(-1)).toMatchObject({ type: 'cost', dollars: expect.any(Number) });
  });

  test('that all is well, with 0', async () => {
    const { code, stdout } = await inSandbox('--scenario', 'calm', '--fail-on', 'warn');
    expect(code).toBe(0);
    expect(stdout).toMatch(/● all 15 stages within their objectives/);
  });

  test('as of a moment of the past: what came later is nothing', async () => {
    const { code, stdout } = await inSandbox('--json', '--pipeline', 'orders', '--at', '3m');
    expect(code).toBe(0);
    const at = Date.now() - 3 * 60_000;
    const stories = linesOf(stdout, 'story');
    expect(stories[0]).toMatchObject({
      stage: 'payment-worker',
      changes: [{ stage: 'payment-worker', what: 'version 42' }],
    });
    const times = [...stdout.matchAll(/"(?:since|at)":"([^"]+)"/g)].map(([, time = '']) => Date.parse(time));
    expect(times.length).toBeGreaterThan(0);
    for (const time of times) expect(time).toBeLessThanOrEqual(at + 60_000);
    const before = await inSandbox('--pipeline', 'orders', '--at', '20m');
    expect(before.stdout).toMatch(/^as of \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\n\n[●▲✖] /);
    expect(before.stdout).not.toContain('payment-worker fails');
  });

  test('as of a moment of which nothing is known: says so, and never 0', async () => {
    expect(await inSandbox('--at', '10d')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^orders-watch: nothing was measured from .*--at\.\n$/),
    });
    for (const at of ['soon', '2999-01-01'])
      expect(await inSandbox('--at', at)).toMatchObject({ code: 2, stdout: '' });
  });

  test('refuses what it cannot do', async () => {
    expect(await inSandbox('--pipeline', 'order')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/"order" is no pipeline of .*Pipelines: orders, platform/),
    });
    expect(await inSandbox('--fail-on', 'soon')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('why, where something cannot be read', { timeout: 60_000 }, () => {
  let account: FaultyAccount;
  let close = async (): Promise<void> => {};
  beforeAll(async () => {
    const server = await startSandboxServer({ account: handmadeAccount({ now: Date.now }) });
    account = await startFaultyAccount(server.url);
    close = async () => {
      account.close();
      await server.close();
    };
  });
  afterAll(() => close());
  const env = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: region };

  test.each([
    ['denied', 4],
    ['500', 1],
  ] as const)('%s: never 0, and says the call', async (fault, code) => {
    account.breaks('GetMetricData', fault);
    const config = new URL('../scenarios/one-queue.yaml', import.meta.url).pathname;
    const args = ['why', '--endpoint-url', account.url, '--config', config, '--fail-on', 'bad', '--json'];
    const run = await runCli(args, { env });
    expect(run.code).toBe(code);
    expect(run.stderr).toMatch(/^orders-watch: GetMetricData in /m);
    expect(linesOf(run.stdout, 'story')).toMatchObject([{ incident: null, health: 'unknown' }]);
  });
});

test('the exit code: what was asked for first, then what could not be read, never 0 where it cannot tell', () => {
  const denied = { kind: 'access', code: 'AccessDenied', message: '', hint: '' } as const;
  const broken = { kind: 'service', code: 'InternalFailure', message: '', hint: '' } as const;
  const [ok, warn, bad, unknown] = (['ok', 'warn', 'bad', 'unknown'] as const).map((health) => ({ health }));
  if (ok === undefined || warn === undefined || bad === undefined || unknown === undefined) throw new Error();
  expect(codeOfStories([ok], [], 'warn')).toBe(0);
  expect(codeOfStories([bad, ok], [], undefined)).toBe(0);
  expect(codeOfStories([ok, warn], [], 'bad')).toBe(0);
  expect(codeOfStories([ok, warn], [], 'warn')).toBe(3);
  expect(codeOfStories([bad], [denied], 'warn')).toBe(3);
  expect(codeOfStories([ok], [broken], 'bad')).toBe(1);
  expect(codeOfStories([unknown], [broken, denied], 'bad')).toBe(4);
  expect(codeOfStories([unknown, ok], [], undefined)).toBe(1);
  expect(codeOfStories([], [], undefined)).toBe(1);
});
