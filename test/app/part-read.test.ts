/**
 * What lists or judges, and could not read all (issue 15, item 5): what is there is printed as a part, never zeros as if whole, never 0, and
 * with `--json` a line says so.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount } from '../../src/sandbox/create-account.ts';
import { noFaults } from '../../src/sandbox/faults.ts';
import { type SandboxServer, startSandboxServer } from '../../src/sandbox/server.ts';
import { quickClock } from '../helpers/clock.ts';
import { type FaultyAccount, startFaultyAccount } from '../helpers/faulty.ts';
import { runTool, type ToolRun } from '../helpers/in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'orders-watch-part-'));
const config = join(folder, 'orders-watch.yaml');
const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_EC2_METADATA_DISABLED: 'true' };
let server: SandboxServer;
let account: FaultyAccount;
let clock: ReturnType<typeof quickClock>;

beforeAll(async () => {
  writeFileSync(
    config,
    [
      'name: orders',
      'orders: { table: Orders, id: orderId, status: status, done: [SHIPPED], failed: [FAILED] }',
      'stages:',
      '  - { name: Orders, kind: dynamodb, table: Orders }',
      '',
    ].join('\n'),
  );
  const startAt = Date.now();
  clock = quickClock(startAt, 60);
  const simulated = createAccount({ seed: 5, scenario: 'incident', startAt, historyMs: 20 * 60_000, clock });
  // Pages of seven: the twenty alarms are three.
  server = await startSandboxServer({ account: simulated, clock, faults: { ...noFaults, pageSize: 7 } });
  account = await startFaultyAccount(server.url);
});
afterAll(async () => {
  account.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

const run = (command: string, interruptAfterMs?: number): Promise<ToolRun> =>
  runTool([...command.split(' '), '--endpoint-url', account.url, '--config', config], {
    clock,
    env: { ...keys, AWS_REGION: 'eu-west-1', HOME: folder, TZ: 'UTC' },
    ...(interruptAfterMs === undefined ? {} : { interruptAfterMs }),
  });

const errorsOf = (stdout: string): readonly string[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{"type":"error"'))
    .map((line) => String(JSON.parse(line).code));

/** The first signal; what is asked for meanwhile is no second one. */
const interruptsOnce = (): (() => void) => {
  let isDone = false;
  return () => {
    if (!isDone) process.emit('SIGINT');
    isDone = true;
  };
};

/** Alone what cannot be read in part ends with nothing on stdout. */
const commands = [
  {
    command: 'alarms',
    call: 'DescribeAlarms',
    second: /^✖ \d+ ALARM .* 7 of \? alarms, not all were read$/m,
  },
  { command: 'alarms --fail-on INSUFFICIENT_DATA', call: 'DescribeAlarms', second: /7 of \? alarms/ },
  { command: 'alarms --history 15m', call: 'DescribeAlarmHistory', second: /^✖ \d+ ALARM [^?]*$/m },
  { command: 'metrics AWS/SQS/Nothing', call: 'ListMetrics', second: undefined },
  { command: 'orders --from trim-horizon', call: 'DescribeStream', second: undefined },
  { command: 'init --out -', call: 'ListMetrics', second: /^# Written by orders-watch init/m },
] as const;

describe.each(commands)('$command, $call', ({ command, call, second }) => {
  test.each(['denied', '500'] as const)('%s at first: nothing as if it were all', async (fault) => {
    account.breaks(call, fault);
    const { code, stdout, stderr } = await run(command);
    expect([1, 4]).toContain(code);
    expect(stderr).toContain(call);
    if (call !== 'DescribeAlarmHistory') expect(stdout).not.toMatch(/\b0 (ALARM|on their way)/);
  });

  if (second !== undefined)
    test.each(['denied', '500'] as const)('%s at the second page: a part, said', async (fault) => {
      account.breaks(call, fault, { nth: 2 });
      const { code, stdout, stderr } = await run(command);
      expect([1, 4]).toContain(code);
      expect(stdout).toMatch(second);
      expect(stderr).toContain(call);
    });

  test.each([1, 2])('interrupted while it waits for page %i: 130, said', async (nth) => {
    account.breaks(call, 'silent', { nth, onStrike: interruptsOnce() });
    const { code, stdout, stderr } = await run(`${command} --json`);
    // What has no second page is done before.
    if (nth === 2 && second === undefined) return;
    expect(code).toBe(130);
    expect(stderr).toMatch(/interrupted before all was read/);
    expect(errorsOf(stdout).at(-1)).toBe('Interrupted');
    expect(stdout.trimEnd().split('\n').at(-1)).toContain('"Interrupted"');
  });
});

test.each(['alarms', 'alarms --fail-on INSUFFICIENT_DATA'])('%s with a spoilt item', async (command) => {
  account.breaks('DescribeAlarms', 'spoilt', { nth: 2 });
  const text = await run(command);
  expect(text.stdout).toMatch(/1[89] of \? alarms, not all were read/);
  expect(text.code).toBe(command === 'alarms' ? 1 : 3);
  account.breaks('DescribeAlarms', 'spoilt', { nth: 2 });
  const json = await run(`${command} --json`);
  expect(errorsOf(json.stdout)).toContain('MalformedAnswer');
});

test('one Region of two: its alarms are a part', async () => {
  account.breaks('DescribeAlarms', 'denied', { nth: 4 });
  const { code, stdout } = await run('alarms --region eu-west-1,us-east-1');
  expect(code).toBe(4);
  expect(stdout).toMatch(/\d+ of \? alarms, not all were read/);
});

test('nothing fails: no word of a part', async () => {
  account.breaks(undefined, '500');
  const { code, stdout } = await run('alarms');
  expect({ code, isPart: stdout.includes('of ?') }).toEqual({ code: 0, isPart: false });
});

// Ctrl-C at once: the account is still being found, and nothing follows yet.
test.each([
  'alarms --watch --json',
  'alarms',
  'logs tail /aws/lambda/payment-worker --poll',
  'tail-stream --table Orders --json',
  'orders --from trim-horizon',
  'dashboard --once',
])('%s, interrupted before it begins, ends', async (command) => {
  account.breaks(undefined, '500');
  expect((await run(command, 0)).code).toBe(130);
});
