/** The built tool without a terminal: what scripts and pipes see. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stageKinds } from '../../src/pipeline/catalogue/kinds.ts';
import { linesOf, readLines } from '../helpers/contract.ts';
import { cliFile } from '../helpers/tool.ts';
import { runCli } from './run-cli.ts';

const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', TZ: 'UTC', LANG: 'C.UTF-8' };

/** One account for all that only reads: it stays while its children look at it. */
let account: ReturnType<typeof spawn> | undefined;
let onAccount: readonly string[] = [];
const accountEnv = {
  AWS_ACCESS_KEY_ID: 'sandbox',
  AWS_SECRET_ACCESS_KEY: 'sandbox',
  AWS_REGION: 'eu-west-1',
};

beforeAll(async () => {
  const child = spawn(process.execPath, [cliFile, 'sandbox', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env,
  });
  account = child;
  for await (const line of createInterface(child.stdout)) {
    const [url] = /http:\/\/\S+/.exec(line) ?? [];
    if (url === undefined) continue;
    onAccount = ['--endpoint-url', url];
    break;
  }
});
afterAll(() => {
  account?.kill();
});

const run = (...args: readonly string[]) => runCli([...args, ...onAccount], { env: accountEnv });

const esc = '\u001b';

describe('dashboard', () => {
  test('prints one whole frame and ends with 0', async () => {
    const { code, stdout, stderr } = await runCli(['dashboard', '--sandbox', '--utc']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain(esc);
    const rows = stdout.split('\n');
    expect(rows.length).toBeLessThanOrEqual(41);
    expect(rows.every((row) => row.length <= 120)).toBe(true);
    expect(rows[0]).toMatch(/^ orders · sandbox · eu-west-1 .*✖ \d+ ALARM .*UTC$/);
    for (const part of [
      '─ pipeline ─',
      '● orders-api',
      '─ payment-worker · Lambda',
      '─ alarms ─',
      '─ stream · Orders ─',
    ])
      expect(stdout).toContain(part);
    expect(stdout).toMatch(/┤.*[⠁-⣿]/);
    expect(stdout).toMatch(/(INSERT|MODIFY|REMOVE) ORD-\d+/);
    expect(stdout).not.toContain('loading');
  });

  test('takes the size that the shell says, and ASCII where asked', async () => {
    const { code, stdout } = await runCli(['dashboard', '--sandbox', '--ascii'], {
      env: { COLUMNS: '80', LINES: '24' },
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[\x20-\x7e\n]*$/);
    expect(stdout.split('\n').every((row) => row.length <= 80)).toBe(true);
    expect(stdout).toContain('orders-apio');
  });

  test('tells stages, alarms and cost as NDJSON', async () => {
    const { code, stdout, stderr } = await runCli(['dashboard', '--sandbox', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = readLines(stdout);
    expect([...new Set(lines.map(({ type }) => type))]).toEqual(['story', 'stage', 'alarm', 'cost']);
    expect(linesOf(stdout, 'stage').map(({ name }) => name)).toContain('payment-worker');
    expect(linesOf(stdout, 'stage').find(({ name }) => name === 'payment-worker')?.health).toBe('bad');
    expect(linesOf(stdout, 'cost')).toMatchObject([{ type: 'cost', calls: expect.any(Number) }]);
  });
});

test('the embedded account has every kind of the catalogue alive, in the two pipelines of its file', async () => {
  const runs = await Promise.all(
    ['orders', 'platform'].map((name) => runCli(['dashboard', '--sandbox', '--json', '--pipeline', name])),
  );
  const stages = runs.flatMap(({ stdout }) => linesOf(stdout, 'stage'));
  expect(new Set(stages.map(({ kind }) => kind))).toEqual(new Set(stageKinds));
  expect(stages.filter(({ health }) => health === 'unknown')).toEqual([]);
  const bad = stages.filter(({ health }) => health === 'bad');
  expect(bad.map(({ name }) => name)).toEqual(['payment-worker', 'returns']);
  for (const { why } of bad) expect(why).toMatch(/^[a-z ]+ [\d.]+ % > 2 % for \d of 5 minutes$/);
  // Each shows its own alarms; both have the table Orders.
  const [orders = [], platform = []] = runs.map(({ stdout }) =>
    linesOf(stdout, 'alarm').map(({ name }) => name),
  );
  // What watches no stage is shown in both.
  expect(platform.toSorted()).toEqual(['orders-write-throttles', 'queues-oldest-message']);
  expect(orders).toContain('payment-worker-errors');
  expect(orders.length).toBeGreaterThan(15);
});

describe('tail-stream', () => {
  test('gives distinct changes, in order for each item, with the fields of the contract', async () => {
    const limit = 1000;
    const { code, stdout } = await run(
      'tail-stream',
      '--table',
      'Orders',
      '--from',
      'trim-horizon',
      '--json',
      '--limit',
      `${limit}`,
    );
    expect(code).toBe(0);
    const changes = linesOf(stdout, 'change');
    expect(readLines(stdout)).toHaveLength(limit);
    expect(new Set(changes.map(({ eventId }) => eventId)).size).toBe(limit);
    const latest = new Map<string, number>();
    for (const { keys, new: now } of changes) {
      const version = Number(now?.['version'] ?? Number.POSITIVE_INFINITY);
      expect(version).toBeGreaterThan(latest.get(JSON.stringify(keys)) ?? 0);
      latest.set(JSON.stringify(keys), version);
    }
    const modified = changes.find(({ eventName }) => eventName === 'MODIFY');
    expect(modified?.changed.map(({ path }) => path)).toContain('version');
  });

  test('lets through only what is asked for', async () => {
    const tail = ['tail-stream', '--table', 'Orders', '--from', 'trim-horizon', '--json', '--limit', '5'];
    const [byFilter, byEvent] = await Promise.all([
      run(...tail, '--filter', "new.status=='SHIPPED'"),
      run(...tail, '--event', 'INSERT'),
    ]);
    expect(linesOf(byFilter.stdout, 'change').map((change) => change.new?.['status'])).toEqual(
      Array.from({ length: 5 }, () => 'SHIPPED'),
    );
    const inserted = linesOf(byEvent.stdout, 'change');
    expect(inserted.map(({ eventName }) => eventName)).toEqual(Array.from({ length: 5 }, () => 'INSERT'));
    const id = String(inserted[0]?.keys['orderId']);
    const byKey = await run(
      'tail-stream',
      '--table',
      'Orders',
      '--from',
      'trim-horizon',
      '--json',
      '--limit',
      '1',
      '--key',
      id,
    );
    expect(linesOf(byKey.stdout, 'change').map(({ keys }) => keys)).toEqual([{ orderId: id }]);
  });

  test('is plain text in a pipe, and ends after a silence or its time', async () => {
    const [lines, silent, timed] = await Promise.all([
      run('tail-stream', '--table', 'Orders', '--from', 'trim-horizon', '--limit', '20', '--utc'),
      run('tail-stream', '--table', 'Orders', '--key', 'nobody', '--duration', '2s'),
      run('tail-stream', '--table', 'Orders', '--json', '--duration', '1s'),
    ]);
    expect(lines.code).toBe(0);
    expect(lines.stdout).not.toContain(esc);
    const rows = lines.stdout.trimEnd().split('\n');
    expect(rows).toHaveLength(20);
    for (const row of rows)
      expect(row).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (INSERT|MODIFY|REMOVE) ORD-\d+ +\S/);
    expect(silent).toMatchObject({ code: 0, stdout: '' });
    expect(timed.code).toBe(0);
    expect(() => readLines(timed.stdout)).not.toThrow();
  });

  test('ends cleanly and at once when its reader goes', async () => {
    const child = spawn(
      process.execPath,
      [cliFile, 'tail-stream', '--table', 'Orders', '--from', 'trim-horizon', '--json', ...onAccount],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...env, ...accountEnv } },
    );
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    await once(child.stdout, 'data');
    const goneAt = performance.now();
    child.stdout.destroy();
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(performance.now() - goneAt).toBeLessThan(10_000);
    expect(stderr).toMatch(/^(ready: .*\n)*$/);
  });
});

describe('what was spent', () => {
  const group = '/aws/lambda/payment-worker';

  /** Follows until a line has come, then Ctrl-C. */
  const followed = async (...more: readonly string[]) => {
    const child = spawn(process.execPath, [cliFile, 'logs', 'tail', group, '--json', ...more, ...onAccount], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...env, ...accountEnv },
    });
    let stdout = '';
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      // Once: a second one ends it where it stands.
      if (!child.killed && (stdout.includes('"live-') || more.includes('--poll'))) child.kill('SIGINT');
    });
    const [code] = await once(child, 'close');
    return { code, types: new Set(readLines(stdout).map(({ type }) => type)), stderr };
  };

  test('of a query is the last line of NDJSON: what it scanned', async () => {
    const { code, stdout } = await run(
      'logs',
      'query',
      'fields @message | limit 1',
      '--group',
      group,
      '--json',
    );
    expect(code).toBe(0);
    expect(readLines(stdout).map(({ type }) => type)).toEqual(['row', 'queryStatistics', 'cost']);
    const [statistics] = linesOf(stdout, 'queryStatistics');
    expect(linesOf(stdout, 'cost')).toMatchObject([
      { bytesScanned: statistics?.bytesScanned, dollars: expect.closeTo(statistics?.dollars ?? 0, 11) },
    ]);
  });

  test('of a Live Tail is told on stderr: its lines are for other programs; polling is free', async () => {
    const [live, polled] = await Promise.all([followed(), followed('--poll')]);
    for (const { code, types } of [live, polled]) {
      expect(code).toBe(130);
      expect(types).toEqual(new Set(['log']));
    }
    expect(live.stderr).toContain('spent $0.010 on Live Tail; --poll is free');
    expect(polled.stderr).not.toContain('spent');
  });
});

describe('alarms', () => {
  test('lists every alarm with its state, as NDJSON and as a table', async () => {
    const [json, table] = await Promise.all([run('alarms', '--json'), run('alarms')]);
    expect({ code: json.code, stderr: json.stderr }).toEqual({ code: 0, stderr: '' });
    const alarms = linesOf(json.stdout, 'alarm');
    expect(readLines(json.stdout)).toHaveLength(alarms.length);
    expect(alarms.length).toBeGreaterThan(15);
    const order = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];
    const ranks = alarms.map(({ state }) => order.indexOf(state));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(table.code).toBe(0);
    expect(table.stdout).not.toContain(esc);
    for (const { name } of alarms) expect(table.stdout).toContain(name);
    // No metric is polled for a table: the value is that of the transition, and says so.
    expect(table.stdout).toMatch(/ payments-queue-age .* \d+ s then, limit 60 s /);
    expect(table.stdout).toMatch(/^✖ \d+ ALARM {3}○ \d+ INSUFFICIENT_DATA {3}● \d+ OK {3}2 muted\n/);
  });

  test('chooses by state and name, and says by its code whether a condition is met', async () => {
    const [inAlarm, named, met, notMet, unseen] = await Promise.all([
      run('alarms', '--json', '--state', 'ALARM'),
      run('alarms', '--json', '--name-prefix', 'orders-'),
      run('alarms', '--json', '--fail-on', 'ALARM'),
      run('alarms', '--json', '--fail-on', 'ALARM', '--name-prefix', 'analytics-'),
      run('alarms', '--json', '--fail-on', 'ALARM', '--state', 'OK'),
    ]);
    expect(new Set(linesOf(inAlarm.stdout, 'alarm').map(({ state }) => state))).toEqual(new Set(['ALARM']));
    const names = linesOf(named.stdout, 'alarm').map(({ name }) => name);
    expect(names.length).toBeGreaterThan(2);
    expect(names.filter((name) => !name.startsWith('orders-'))).toEqual([]);
    expect(met.code).toBe(3);
    expect(linesOf(met.stdout, 'alarm').length).toBeGreaterThan(15);
    expect(notMet.code).toBe(0);
    expect(unseen.code).toBe(3);
  });

  test('tells the history where it is asked for', async () => {
    const { code, stdout } = await run('alarms', '--json', '--history', '3h', '--name-prefix', 'payment');
    expect(code).toBe(0);
    const history = linesOf(stdout, 'alarmHistory');
    expect(history.length).toBeGreaterThan(0);
    const times = history.map(({ at }) => Date.parse(at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const states = new Map(linesOf(stdout, 'alarm').map(({ name, state }) => [name, state]));
    // The last transition of an alarm leads to the state that it is in.
    for (const [name, to] of new Map(history.map((one) => [one.name, one.to])))
      expect(states.get(name)).toBe(to);
  });

  test('follows with --watch: each transition once, none missing', { timeout: 120_000 }, async () => {
    // Sped up, the incident heals while we look on.
    const child = spawn(
      process.execPath,
      [cliFile, 'alarms', '--watch', '--json', '--sandbox', '--speed', '120'],
      { stdio: ['ignore', 'pipe', 'ignore'], env },
    );
    const states = new Map<string, string>();
    const seen: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      const [told] = readLines(`${line}\n`);
      if (told?.type === 'alarm') states.set(told.name, told.state);
      if (told?.type !== 'alarmHistory') continue;
      // It leaves the state that the alarm was in: none lies between.
      expect([told.name, told.from]).toEqual([told.name, states.get(told.name)]);
      expect(told.reason).not.toBe('');
      states.set(told.name, told.to);
      seen.push(`${told.name} ${told.at} ${told.to}`);
      if (seen.length >= 12) break;
    }
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    expect(code).toBe(143);
    expect(new Set(seen).size).toBe(seen.length);
  });
});
