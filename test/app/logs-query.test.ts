/** `logs query` as a user runs it: the built tool against an embedded account that tells what it was asked. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type SandboxServer, startSandboxServer } from '../../src/sandbox/server.ts';
import { runUnderShell } from '../helpers/exits.ts';
import { endlessGroup, insightsAccount, largeGroup, workerGroup } from '../helpers/insights-account.ts';
import { type Pty, startPty } from '../helpers/pty.ts';
import { cliFile } from '../helpers/tool.ts';
import { region } from '../sandbox/wire/handmade-account.ts';
import { runCli } from './run-cli.ts';

const testTimeoutMs = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'orders-watch-query-'));
const pipelineFile = join(folder, 'orders-watch.yaml');
writeFileSync(
  pipelineFile,
  `name: orders
stages:
  - { name: payment-worker, kind: lambda }
queries:
  - name: worst
    title: The worst of them
    stages: [payment-worker]
    query: filter level = {level} | fields n, orderId | sort n | limit 3
`,
);

let server: SandboxServer;
let calls: string[] = [];
const count = (operation: string): number => calls.filter((one) => one === operation).length;

beforeAll(async () => {
  server = await startSandboxServer({
    account: insightsAccount(Date.now, 25_000),
    onCall: ({ operation }) => calls.push(operation),
  });
});
afterAll(() => server.close());

let open: Pty | undefined;
afterEach(() => {
  open?.kill('SIGKILL');
  open = undefined;
  calls = [];
});

const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: region };
const flags = () => ['--endpoint-url', server.url, '--config', pipelineFile];

const query = (...args: readonly string[]) =>
  runCli(['logs', 'query', ...args, ...flags()], { env: { ...keys, XDG_STATE_HOME: folder } });

const onTerminal = (args: readonly string[], size = { columns: 100, rows: 40 }): Pty => {
  open = startPty({
    command: process.execPath,
    args: [cliFile, 'logs', 'query', ...args, ...flags()],
    ...size,
    env: { ...keys, XDG_STATE_HOME: folder },
  });
  return open;
};

const rowsOf = (stdout: string): readonly Record<string, unknown>[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Record<string, unknown> => JSON.parse(line));

describe('for scripts', () => {
  test(
    'rows and one line of statistics, @ptr among the columns; more than 10,000 by pages',
    async () => {
      const { code, stdout } = await query(
        'fields n | sort n',
        '--since',
        '8h',
        '--limit',
        '25000',
        '--json',
      );
      expect(code).toBe(0);
      const lines = rowsOf(stdout);
      const rows = lines.filter(({ type }) => type === 'row');
      expect(rows.map(({ n }) => Number(n))).toEqual(Array.from({ length: 25_000 }, (_, n) => n));
      expect(rows[0]?.['@ptr']).toEqual(expect.any(String));
      expect(lines.filter(({ type }) => type === 'queryStatistics')).toEqual([
        {
          type: 'queryStatistics',
          bytesScanned: expect.any(Number),
          recordsScanned: 25_000,
          recordsMatched: 25_000,
          dollars: expect.any(Number),
        },
      ]);
      // What it cost is the last thing said.
      expect(lines.slice(-2).map(({ type }) => type)).toEqual(['queryStatistics', 'cost']);
    },
    testTimeoutMs,
  );

  test(
    'a query by its name, with its values, of its stages; a table without pointers and without a graph',
    async () => {
      const { code, stdout, stderr } = await query('worst', '--param', 'level=ERROR', '--since', '8h');
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringMatching(/^ +n {2}orderId\n +0 {2}ORD-0\n *10 {2}ORD-10\n *20 {2}ORD-20\n$/),
      });
      expect(stderr).toMatch(/scanning about .* of 1 log group\n/);
      const binned = await query('stats count(*) by bin(1h)', '--since', '8h');
      expect(binned.stdout).not.toMatch(/[┤\u001b]/);
    },
    testTimeoutMs,
  );

  test(
    'says when there may be more than it prints',
    async () => {
      const { stdout, stderr } = await query('fields n', '--since', '8h', '--limit', '5');
      expect(stdout.split('\n')).toHaveLength(7);
      expect(stderr).toContain('there may be more rows than these 5: --limit takes up to 100000');
    },
    testTimeoutMs,
  );

  test.each<[string, readonly string[], number, RegExp]>([
    ['a name that is none', ['worse'], 2, /no query called "worse".*Names: worst, errors-by-stage/],
    ['a value that is missing', ['worst'], 2, /worst needs a value of level.*--param level=VALUE/],
    [
      'a value that nobody wants',
      ['worst', '--param', 'level=x', '--param', 'b=y'],
      2,
      /worst has no \{b\}.*It takes level/,
    ],
    [
      'a value that is missing in a query',
      ['filter n = {n}'],
      2,
      /the query needs a value of n .*--param n=VALUE/,
    ],
    ['a value that is none', ['worst', '--param', 'level'], 2, /--param "level" is no value/],
    ['too many rows', ['worst', '--limit', '100001'], 2, /--limit 100001 is no number of rows/],
    [
      'a scan that is too large',
      ['fields n', '--group', largeGroup],
      2,
      /about 1\.0 TB .* more than --max-scan/,
    ],
    [
      'a query that is wrong',
      ['fields n | fliter x', '--since', '8h'],
      2,
      /fliter: it is no command at line 1 and position 12 \(MalformedQueryException\)/,
    ],
  ])('refuses %s in one line', async (_, args, code, line) => {
    const run = await query(...args);
    expect(run.code).toBe(code);
    expect(run.stdout).toBe('');
    const last = run.stderr.trimEnd().split('\n').at(-1) ?? '';
    expect(last).toMatch(/^orders-watch: /);
    expect(last).toMatch(line);
  });

  test('--list tells where queries come from, without an account; --history those that somebody ran', async () => {
    const listed = await runCli(['logs', 'query', '--list', '--config', pipelineFile]);
    expect(listed.stdout).toMatch(/^worst \{level\} +pipeline file +The worst of them\n/);
    expect(listed.stdout).toMatch(/\norder-by-id \{id\} +built in /);
    const json = await runCli(['logs', 'query', '--list', '--config', pipelineFile, '--json']);
    expect(rowsOf(json.stdout)[0]).toMatchObject({
      type: 'query',
      name: 'worst',
      from: 'pipeline',
      of: ['payment-worker'],
    });
    // Scripts leave nothing in it.
    const env = { XDG_STATE_HOME: mkdtempSync(join(tmpdir(), 'orders-watch-query-')) };
    expect((await runCli(['logs', 'query', '--history'], { env })).stdout).toBe('');
  });
});

describe('on a terminal', () => {
  test(
    'counts by time are drawn below their table, and the query is remembered',
    async () => {
      const pty = onTerminal(['stats count(*) as n by bin(1h)', '--group', workerGroup, '--since', '8h']);
      expect(await pty.exited).toMatchObject({ exitCode: 0 });
      const text = pty.text();
      expect(text).toMatch(/bin\(1h\) +n\n/);
      expect(text).toMatch(/┤.*[▁-█]/);
      expect(text.indexOf('┤')).toBeGreaterThan(text.indexOf('bin(1h)'));
      // What it told while it ran is gone from the screen.
      expect(text).not.toContain('rows so far');
      expect(pty.output()).toContain('rows so far');
      const past = readFileSync(join(folder, 'orders-watch', 'queries.json'), 'utf8');
      expect(JSON.parse(past)).toMatchObject([
        { query: 'stats count(*) as n by bin(1h)', of: [workerGroup] },
      ]);
      const listed = await runCli(['logs', 'query', '--history'], { env: { XDG_STATE_HOME: folder } });
      expect(listed.stdout).toMatch(/^\d\d-\d\d \d\d:\d\d {2}stats count\(\*\) as n by bin\(1h\)\n$/);
    },
    testTimeoutMs,
  );

  test(
    'shows rows while it runs; Ctrl-C stops the query in AWS and leaves the terminal as it was',
    async () => {
      const command = [process.execPath, cliFile, 'logs', 'query', '"stats count(*) as ticks"'];
      const args = ['--group', endlessGroup, '--since', '8h', ...flags()];
      const run = runUnderShell([...command, ...args].join(' '), {
        columns: 100,
        rows: 24,
        env: { ...keys, XDG_STATE_HOME: folder },
      });
      open = run.pty;
      await run.pty.waitFor(
        (text) => /ticks\n\d{5,}\n/.test(text) && text.includes('rows so far 1,'),
        60_000,
      );
      run.pty.send('\x03');
      expect(await run.ended()).toBe(130);
      expect([count('StartQuery'), count('StopQuery')]).toEqual([1, 1]);
      expect(run.pty.text()).not.toContain('rows so far');
    },
    testTimeoutMs,
  );

  test(
    'a mistake is marked below its line',
    async () => {
      const pty = onTerminal(['fields n | fliter x', '--since', '8h']);
      expect(await pty.exited).toMatchObject({ exitCode: 2 });
      expect(pty.text()).toMatch(/\nfields n \| fliter x\n {11}\^{6}\norders-watch: /);
    },
    testTimeoutMs,
  );

  test(
    'a scan that is large is asked about',
    async () => {
      const pty = onTerminal(['fields n', '--group', largeGroup, '--since', '1h']);
      await pty.waitFor((text) => text.includes('Run it? [y/N]'), 60_000);
      pty.send('y\r');
      expect(await pty.exited).toMatchObject({ exitCode: 0 });
      expect(count('StartQuery')).toBe(1);
    },
    testTimeoutMs,
  );
});

test(
  'the dashboard stops its query when it ends',
  async () => {
    open = startPty({
      command: process.execPath,
      args: [cliFile, 'dashboard', ...flags(), '--utc'],
      columns: 100,
      rows: 30,
      env: keys,
    });
    const pty = open;
    await pty.waitFor((text) => /q quit$/.test(text.trimEnd()), 60_000);
    pty.send('7');
    await pty.waitFor((text) => text.includes('─ insights · all stages'), 60_000);
    pty.send('e');
    await pty.waitFor((text) => text.includes('query: '), 60_000);
    pty.send('\x15');
    pty.send('stats count(*) as n by bin(1h)');
    pty.send('\r');
    await vi.waitFor(() => expect(count('StartQuery')).toBe(1), { timeout: 60_000, interval: 5 });
    // The first answer is always that it still runs. What is open is closed first: Ctrl-C ends it at once.
    pty.send('\x03');
    expect(await pty.exited).toMatchObject({ exitCode: 130 });
    expect(count('StopQuery')).toBe(1);
  },
  testTimeoutMs,
);
