/** Which groups, streams and lines `logs tail` and `logs query` ask of AWS, as it is on the wire (issue 13). */
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type SandboxServer, startSandboxServer } from '../../src/sandbox/server.ts';
import { type Recorder, startRecorder } from '../helpers/recorder.ts';
import { cliFile } from '../helpers/tool.ts';
import { accountId, handmadeAccount, logEvent, region } from '../sandbox/wire/handmade-account.ts';
import { runCli } from './run-cli.ts';

const testTimeoutMs = 60_000;
const orders = '/aws/lambda/orders';
const audit = '/orders/audit';
const delivered = '/orders/delivered';
const minuteMs = 60_000;
const begin = Date.now() - 60 * minuteMs;
/** Two streams; the last three lines fall into one millisecond, an hour ago. */
const line = (nth: number, stream = 'a/1') => {
  const at = begin + Math.min(nth, 7) * 1000;
  return logEvent(nth, `line ${nth}`, { at, ingestedAt: at, stream });
};
const arnIn = (account: string): string => `arn:aws:logs:${region}:${account}:log-group:${orders}`;

let server: SandboxServer;
let recorder: Recorder;
let seen = 0;
const asked = (operation: string) =>
  recorder
    .asked()
    .slice(seen)
    .filter((one) => one.operation === operation)
    .map(({ input }) => input);

beforeAll(async () => {
  const lines = Array.from({ length: 10 }, (_, nth) => line(nth, nth % 2 === 0 ? 'a/1' : 'b/1'));
  server = await startSandboxServer({
    account: handmadeAccount({
      now: Date.now,
      logs: {
        [orders]: lines,
        '/aws/lambda/payments': [line(3)],
        [audit]: [line(1)],
        [delivered]: [line(1)],
      },
      logClasses: { [audit]: 'INFREQUENT_ACCESS', [delivered]: 'DELIVERY' },
    }),
  });
  recorder = await startRecorder(server.url);
});
afterAll(async () => {
  recorder.close();
  await server.close();
});
afterEach(() => {
  seen = recorder.asked().length;
});

const env = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: region };
const run = (...args: readonly string[]) =>
  runCli(['logs', ...args, '--endpoint-url', recorder.url], { env });

/** `logs tail` until `isEnough` of what it said. */
const tail = async (args: readonly string[], isEnough: (stderr: string, stdout: string) => boolean) => {
  const child = spawn(process.execPath, [cliFile, 'logs', 'tail', ...args, '--endpoint-url', recorder.url], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', TZ: 'UTC', LANG: 'C.UTF-8', ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  try {
    await vi.waitFor(() => expect(isEnough(stderr, stdout)).toBe(true), { timeout: 30_000, interval: 20 });
  } finally {
    child.kill('SIGINT');
    await ended;
  }
  return { stdout, stderr };
};
const isReady = (stderr: string): boolean => stderr.includes('ready: ');
const messagesOf = (stdout: string): readonly string[] =>
  [...stdout.matchAll(/line \d+/g)].map(([message]) => message);

describe('an ARN keeps its account', () => {
  test(
    'in FilterLogEvents and StartQuery, without :*',
    async () => {
      // The sandbox has no linked account: what it says is not looked at.
      await run('tail', `${arnIn('222233334444')}:*`, '--poll');
      expect(asked('FilterLogEvents')[0]).toMatchObject({ logGroupIdentifier: arnIn('222233334444') });
      expect(asked('FilterLogEvents')[0]).not.toHaveProperty('logGroupName');
      await run('query', 'fields @message', '--group', `${arnIn(accountId)}:*`, '--since', '2h');
      expect(asked('DescribeLogGroups')[0]).toMatchObject({ includeLinkedAccounts: true });
      expect(asked('StartQuery')).toMatchObject([{ logGroupIdentifiers: [arnIn(accountId)] }]);
      expect(asked('StartQuery')[0]).not.toHaveProperty('logGroupNames');
    },
    testTimeoutMs,
  );

  test(
    'in Live Tail',
    async () => {
      await tail([`${arnIn(accountId)}:*`], () => asked('StartLiveTail').length > 0);
      expect(asked('StartLiveTail')).toMatchObject([{ logGroupIdentifiers: [arnIn(accountId)] }]);
    },
    testTimeoutMs,
  );
});

describe('* in the name of a group', () => {
  test(
    'is every group that matches, and how many is said',
    async () => {
      const { stdout, stderr } = await tail(['/aws/lambda/*', '--poll', '--since', '2h'], isReady);
      expect(stderr).toContain('/aws/lambda/* matches 2 log groups\n');
      expect(stderr).toContain('ready: following 2 log groups');
      expect(new Set(messagesOf(stdout)).size).toBe(10);
      expect(asked('DescribeLogGroups')[0]).toEqual({ logGroupNamePrefix: '/aws/lambda/' });
    },
    testTimeoutMs,
  );

  test(
    'in a query too; what matches nothing is said',
    async () => {
      const { stderr } = await run('query', 'fields @message', '--group', '*lambda/pay*', '--since', '2h');
      expect(stderr).toContain('*lambda/pay* matches 1 log group\n');
      expect(asked('StartQuery')).toMatchObject([{ logGroupNames: ['/aws/lambda/payments'] }]);
      const none = await run('tail', '/ecs/*');
      expect(none).toMatchObject({ code: 1, stdout: '' });
      expect(none.stderr).toMatch(
        /^orders-watch: DescribeLogGroups: no log group matches \/ecs\/\* in eu-west-1 /,
      );
    },
    testTimeoutMs,
  );
});

describe('a class that cannot be followed', () => {
  test.each([
    [audit, /class INFREQUENT_ACCESS .*Insights reads it/],
    [delivered, /class DELIVERY .*S3 or Firehose/],
  ])(
    '%s is said in one line, and not polled again',
    async (group, message) => {
      const { code, stdout, stderr } = await run('tail', group, '--since', '2h');
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(message)]);
      expect(asked('FilterLogEvents')).toHaveLength(1);
      expect(asked('StartLiveTail')).toHaveLength(0);
    },
    testTimeoutMs,
  );

  test(
    'does not keep the others from being followed, by Live Tail either',
    async () => {
      const { stderr, stdout } = await tail(
        [audit, orders, '--since', '2h'],
        (said) => isReady(said) && asked('StartLiveTail').length > 0,
      );
      expect(stderr).toMatch(/INFREQUENT_ACCESS/);
      expect(stderr).toContain(`ready: following ${orders}`);
      expect(messagesOf(stdout)).toHaveLength(10);
      expect(asked('StartLiveTail')).toMatchObject([{ logGroupIdentifiers: [arnIn(accountId)] }]);
    },
    testTimeoutMs,
  );
});

describe('--last and --stream', () => {
  test(
    'the last lines whatever their age, exactly so many where several fell into one millisecond',
    async () => {
      const { stdout } = await tail([orders, '--last', '2', '--poll'], isReady);
      expect(messagesOf(stdout)).toEqual(['line 8', 'line 9']);
      expect(asked('FilterLogEvents')[0]).toEqual({
        logGroupName: orders,
        startTime: Date.UTC(2024, 0, 1),
        startFromHead: false,
        limit: 2,
      });
      const more = await tail([orders, '--last', '5', '--poll'], isReady);
      expect(messagesOf(more.stdout)).toEqual([5, 6, 7, 8, 9].map((nth) => `line ${nth}`));
    },
    testTimeoutMs,
  );

  test(
    'of one stream by its name, or by how it begins; Live Tail too',
    async () => {
      const one = await tail([orders, '--stream', 'b/1', '--since', '2h', '--poll'], isReady);
      expect(messagesOf(one.stdout)).toEqual([1, 3, 5, 7, 9].map((nth) => `line ${nth}`));
      expect(asked('FilterLogEvents')[0]).toMatchObject({ logStreamNames: ['b/1'] });
      await tail([orders, '--stream', 'a/*', '--since', '2h'], () => asked('StartLiveTail').length > 0);
      expect(asked('StartLiveTail')).toMatchObject([{ logStreamNamePrefixes: ['a/'] }]);
    },
    testTimeoutMs,
  );

  test.each<[readonly string[], RegExp]>([
    [['--last', '0'], /--last 0 is no number of lines/],
    [['--last', '1.5'], /--last 1.5 is no number of lines/],
    [['--stream', 'a*b'], /\* stands at the end/],
    [['--stream', 'a', audit], /--stream chooses streams of one log group, not of 2/],
  ])('%s is refused', async (args, message) => {
    const { code, stderr } = await run('tail', orders, ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('a query that names its log groups', () => {
  test(
    'is asked without others, and what is not known before is said',
    async () => {
      const query = 'SOURCE logGroups(namePrefix: ["/aws/lambda/orders"]) | fields @message | limit 20';
      const { code, stdout, stderr } = await run('query', query, '--since', '2h');
      expect(code).toBe(0);
      expect(messagesOf(stdout)).toHaveLength(10);
      expect(stderr).toContain('the query names its log groups itself');
      const [started = {}] = asked('StartQuery');
      expect(Object.keys(started).filter((name) => name.startsWith('logGroup'))).toEqual([]);
      const both = await run('query', query, '--group', orders);
      expect(both).toMatchObject({ code: 2, stdout: '' });
      expect(both.stderr).toMatch(/AWS takes no others beside them/);
    },
    testTimeoutMs,
  );

  test(
    'as a widget of a dashboard has it is asked of its groups',
    async () => {
      await run('query', `SOURCE '${orders}' | fields @message`, '--since', '2h');
      expect(asked('StartQuery')).toMatchObject([
        { logGroupNames: [orders], queryString: 'fields @message' },
      ]);
    },
    testTimeoutMs,
  );

  test(
    '--language goes to AWS: SQL names its groups, PPL where it says source',
    async () => {
      const sql = 'SELECT `@message` FROM `/aws/lambda/orders` LIMIT 5';
      await run('query', sql, '--language', 'sql');
      expect(asked('StartQuery')).toEqual([
        expect.objectContaining({ queryLanguage: 'SQL', queryString: sql }),
      ]);
      expect(asked('StartQuery')[0]).not.toHaveProperty('logGroupNames');
      await run('query', 'fields `@message` | head 5', '--language', 'ppl', '--group', orders);
      expect(asked('StartQuery').at(-1)).toMatchObject({ queryLanguage: 'PPL', logGroupNames: [orders] });
      const rows = await run('query', sql, '--language', 'sql', '--limit', '20000');
      expect(rows.stderr).toMatch(/--limit 20000 is no number of rows.*1 to 10000/);
    },
    testTimeoutMs,
  );
});

test('{id} in quotes is told when the file is read, and at the run', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'orders-watch-quotes-'));
  const file = join(folder, 'orders-watch.yaml');
  writeFileSync(
    file,
    `name: o\nstages:\n  - { name: w, kind: lambda, logs: [${orders}] }\nqueries:\n  - name: by-order\n    query: filter @message like '{id}'\n`,
  );
  const read = await run('query', 'by-order', '--config', file);
  expect(read.code).toBe(2);
  expect(read.stderr).toMatch(/\{id\} stands in quotes, where it is text and no value/);
  const typed = await run('query', "filter path = '/orders/{id}'", '--group', orders, '--param', 'id=7');
  expect(typed.code).toBe(2);
  expect(typed.stderr).toMatch(/the query has \{id\} in quotes, where it is text .*without quotes/);
});
