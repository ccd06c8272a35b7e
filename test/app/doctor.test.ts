/** What `doctor` says of this machine, of the way to AWS, and of AWS: a line a check (issue 15, 11). */
import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  folderCheck,
  machineChecks,
  nodeCheck,
  terminalChecks,
} from '../../src/app/setup/doctor/machine-checks.ts';
import { statementLine } from '../../src/app/setup/doctor/origin-checks.ts';
import { logPaceCheck } from '../../src/app/setup/doctor/quota-checks.ts';
import { systemClock } from '../../src/clock.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import type { Runtime } from '../../src/runtime.ts';
import { runTool } from '../helpers/in-process.ts';

const terminal = (env: Runtime['env'], columns = 120, rows = 40) =>
  terminalChecks(
    {
      env,
      stdin: Object.create(process.stdin, { isTTY: { value: true } }),
      stdout: Object.create(process.stdout, {
        isTTY: { value: true },
        columns: { value: columns },
        rows: { value: rows },
      }),
    },
    { color: true },
  );

describe('this machine', () => {
  it.each([
    ['v20.18.9', 'warn'],
    ['v18.20.0', 'warn'],
    ['v20.19.0', 'ok'],
    ['v24.1.0', 'ok'],
  ])('Node %s: %s', (version, status) => {
    expect(nodeCheck(version, '0.2.0').status).toBe(status);
  });

  it.each([
    [{ TERM: 'xterm-256color', LANG: 'C.UTF-8' }, 120, ['ok', 'ok', 'ok']],
    [{ TERM: 'xterm-256color', LANG: 'C.UTF-8' }, 79, ['warn', 'ok', 'ok']],
    [{ TERM: 'dumb', LANG: 'C.UTF-8' }, 120, ['warn', 'ok', 'warn']],
    [{ TERM: 'xterm', LANG: 'C' }, 120, ['ok', 'warn', 'ok']],
    [{ TERM: 'xterm', LANG: 'ja_JP.UTF-8' }, 120, ['ok', 'warn', 'ok']],
    [{ TERM: 'tmux-256color', LANG: 'C.UTF-8', TMUX: '/tmp/t,1,0' }, 120, ['ok', 'ok', 'warn']],
    [{ TERM: 'screen', LANG: 'C.UTF-8', STY: '1.x' }, 120, ['ok', 'ok', 'warn']],
  ])('a terminal: %j, %i wide', (env, columns, statuses) => {
    const checks = terminal(env, columns);
    expect(checks.map(({ status }) => status)).toEqual(statuses);
    for (const { status, hint } of checks) expect(hint === '').toBe(status === 'ok');
  });

  it('a folder that is not there yet, and one that nobody can write', async () => {
    expect(await folderCheck('state folder', '/tmp/orders-watch-nowhere/a/b')).toMatchObject({
      status: 'ok',
      detail: expect.stringMatching(/ free$/),
    });
    expect(await folderCheck('state folder', '/proc/orders-watch')).toMatchObject({ status: 'warn' });
  });

  it('names a log file only where there is one', async () => {
    const runtime: Parameters<typeof machineChecks>[0] = Object.create(
      { env: {}, cwd: '/tmp', version: '0', stdin: process.stdin, stdout: { isTTY: false } },
      {},
    );
    const names = async (file: string | undefined) =>
      (await machineChecks(runtime, { color: true, 'log-file': file })).map(({ check }) => check);
    expect(await names(undefined)).not.toContain('log file');
    expect(await names('/tmp/log')).toContain('log file');
  });
});

const denial = (message: string) => ({ __type: 'AccessDeniedException', message });
const who = 'User: arn:aws:iam::1:user/eve is not authorized to perform: cloudwatch:DescribeAlarms';

describe('a denied permission', () => {
  it('is the statement that would allow it, where one would', () => {
    const base = { kind: 'access', code: 'AccessDenied', message: '', hint: '' } as const;
    const action = 'logs:FilterLogEvents';
    expect(statementLine({ ...base, denial: { action, resource: 'arn:g', isExplicit: false } })).toBe(
      '{"Effect":"Allow","Action":"logs:FilterLogEvents","Resource":"arn:g"}',
    );
    expect(statementLine({ ...base, denial: { action, isExplicit: true } })).toBeUndefined();
    const policyType = 'permissions boundary';
    expect(statementLine({ ...base, denial: { action, isExplicit: false, policyType } })).toBeUndefined();
  });
});

let servers: readonly Server[] = [];
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers = [];
});

const listen = async (server: Server): Promise<string> => {
  servers = [...servers, server];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
};

const answers: Readonly<Record<string, object>> = {
  GetMetricData: { MetricDataResults: [] },
  GetMetricStatistics: { Datapoints: [], Label: 'x' },
  ListMetrics: { Metrics: [] },
  DescribeAlarmHistory: { AlarmHistoryItems: [] },
  ListDashboards: { DashboardEntries: [] },
  DescribeLogGroups: { logGroups: [] },
  ListStreams: { Streams: [] },
};

/** An account where DescribeAlarms is denied with these words, and whose clock is off by so much. */
const account = (denied: string, aheadMs = 0): Promise<string> =>
  listen(
    createServer((request, response) => {
      const [, operation = ''] = String(request.headers['x-amz-target']).split('.');
      request.resume().on('end', () => {
        response.setHeader('date', new Date(Date.now() + aheadMs).toUTCString());
        const answer = answers[operation];
        response.statusCode = answer === undefined ? 400 : 200;
        response.end(JSON.stringify(answer ?? denial(denied)));
      });
    }),
  );

const env = {
  AWS_ACCESS_KEY_ID: 'AKID',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'eu-west-1',
  HOME: '/nonexistent',
};

/** The contract: these fields and no others. */
const checkLine = z.strictObject({
  type: z.literal('check'),
  check: z.string().min(1),
  status: z.enum(['ok', 'warn', 'fail']),
  detail: z.string().min(1),
  hint: z.string(),
});

const run = async (args: readonly string[], extra: Readonly<Record<string, string>> = {}) => {
  const { code, stdout } = await runTool(['doctor', '--json', ...args], {
    clock: systemClock,
    env: { ...env, ...extra },
  });
  const lines = stdout.trimEnd().split('\n');
  return { code, checks: lines.map((line) => checkLine.parse(JSON.parse(line))) };
};

describe('doctor --json', () => {
  it('is a line a check, with what to do; a denied action with its statement', async () => {
    const url = await account(`${who} because no identity-based policy allows the action`);
    const { code, checks } = await run(['--endpoint-url', url]);
    expect(code).toBe(4);
    expect(checks.filter(({ status }) => status === 'fail')).toEqual([
      {
        type: 'check',
        check: 'cloudwatch:DescribeAlarms, eu-west-1',
        status: 'fail',
        detail: expect.stringContaining('denied: cloudwatch:DescribeAlarms to user/eve'),
        hint: 'Add to the policy: {"Effect":"Allow","Action":"cloudwatch:DescribeAlarms","Resource":"*"}',
      },
    ]);
    expect(checks).toContainEqual(
      expect.objectContaining({
        check: 'credentials, eu-west-1',
        detail: 'from environment, without an end',
      }),
    );
    expect(checks).toContainEqual(expect.objectContaining({ check: 'clock, eu-west-1', status: 'ok' }));
  });

  it('says what AWS throttled meanwhile, and how often each log group can be read', async () => {
    let calls = 0;
    const url = await listen(
      createServer((request, response) => {
        const [, operation = ''] = String(request.headers['x-amz-target']).split('.');
        request.resume().on('end', () => {
          calls += operation === 'DescribeAlarms' ? 1 : 0;
          const alarms = calls === 1 ? undefined : { MetricAlarms: [], CompositeAlarms: [] };
          const answer = operation === 'DescribeAlarms' ? alarms : answers[operation];
          response.statusCode = answer === undefined ? 400 : 200;
          const throttled = { __type: 'ThrottlingException', message: 'Rate exceeded' };
          const refused = operation === 'DescribeAlarms' ? throttled : denial(who);
          response.end(JSON.stringify(answer ?? refused));
        });
      }),
    );
    const { checks } = await run(['--endpoint-url', url]);
    expect(checks).toContainEqual(
      expect.objectContaining({
        check: 'quotas, eu-west-1',
        status: 'warn',
        detail: 'throttled: DescribeAlarms ×1: others of this account call them, too',
      }),
    );
    const calm = await run(['--endpoint-url', url]);
    expect(calm.checks).toContainEqual(expect.objectContaining({ check: 'quotas, eu-west-1', status: 'ok' }));
    const of = (groups: number) => {
      const list = Array.from({ length: groups }, (_, nth) => `/g/${nth}`).join(', ');
      const read = parsePipelineFile(`name: p\nstages: [{ name: f, kind: lambda, logs: [${list}] }]`, {
        file: 'p',
        regions: ['eu-west-1'],
      });
      return logPaceCheck({ region: 'eu-west-1' }, read.ok ? read.value[0] : undefined);
    };
    // AWS allows 10 calls of FilterLogEvents a second in eu-west-1, of which the tool takes half (CloudWatch Logs quotas).
    expect(of(5)).toMatchObject([{ status: 'ok', detail: '5 of the pipeline, each read every 2 s' }]);
    expect(of(100)).toMatchObject([
      {
        status: 'warn',
        detail: '100 of the pipeline, each read every 20 s, by the quota of FilterLogEvents',
      },
    ]);
    expect(of(0).length).toBeLessThanOrEqual(1);
  });

  it('does not advise a policy line against an explicit deny', async () => {
    const url = await account(`${who} with an explicit deny in a service control policy`);
    const { checks } = await run(['--endpoint-url', url]);
    const [failed] = checks.filter(({ status }) => status === 'fail');
    expect(failed?.hint).toMatch(/who runs the organization/);
  });

  it.each<readonly [string, string, number]>([
    ['fail', 'fail', 3],
    ['bad', 'fail', 3],
    ['warn', 'clock', 3],
  ])('--fail-on %s', async (failOn, what, ends) => {
    const url = what === 'clock' ? await account('', 120_000) : await account(who);
    const { code, checks } = await run(['--endpoint-url', url, '--fail-on', failOn]);
    expect(code).toBe(ends);
    if (what === 'clock') {
      expect(checks).toContainEqual(
        expect.objectContaining({ check: 'clock, eu-west-1', status: 'warn', detail: '2 m behind AWS' }),
      );
    }
  });

  it('tries the proxy that is set, and names what is wrong with it', async () => {
    const proxy = await listen(
      createServer().on('connect', (_request, socket) => {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      }),
    );
    const { checks } = await run([], { HTTPS_PROXY: proxy });
    expect(checks).toContainEqual(
      expect.objectContaining({
        check: 'proxy, eu-west-1',
        status: 'fail',
        detail: expect.stringMatching(
          /the proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) wants a name and a password/,
        ),
      }),
    );
  });

  it('says once that the credentials cannot be used, and asks nothing', async () => {
    const url = await account(who);
    const { code, checks } = await run(['--endpoint-url', url], { AWS_SECRET_ACCESS_KEY: 'secret\n' });
    expect(code).toBe(4);
    expect(checks.filter(({ status }) => status === 'fail')).toMatchObject([
      {
        check: 'credentials, eu-west-1',
        detail: expect.stringContaining('AWS_SECRET_ACCESS_KEY holds a line break'),
      },
    ]);
    expect(checks.map(({ check }) => check)).not.toContain('cloudwatch:ListMetrics, eu-west-1');
  });
});
