/**
 * The policy that `iam-policy` prints against what the tool really asks for: the built tool runs through every command on the
 * embedded account, behind a recorder, and each request is judged by the policy as IAM judges it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { createDashboardInsights } from '../../src/app/dashboard/dashboard-insights.ts';
import { openQueryHistory } from '../../src/app/logs/query-history.ts';
import { createClients } from '../../src/aws/clients.ts';
import { demoPipelineYaml } from '../../src/sandbox/demo-pipeline.ts';
import { startSandboxServer } from '../../src/sandbox/server.ts';
import { backendOf } from '../helpers/backend.ts';
import { endlessGroup, insightsAccount, workerGroup } from '../helpers/insights-account.ts';
import { type Asked, type Recorder, startRecorder } from '../helpers/recorder.ts';
import { runIn } from '../helpers/state-home.ts';
import { cliFile } from '../helpers/tool.ts';
import { noon } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';
import { region } from '../sandbox/wire/handmade-account.ts';
import { instantClock } from '../sources/instant-clock.ts';
import { runCli } from './run-cli.ts';

const account = '123456789012';
const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  TZ: 'UTC',
  LANG: 'C.UTF-8',
  AWS_ACCESS_KEY_ID: 'sandbox',
  AWS_SECRET_ACCESS_KEY: 'sandbox',
  AWS_REGION: region,
};

/** IAM's name of what a request needs. API Gateway calls all reads so; PromQL is permitted as two others (User Guide, "IAM permissions for PromQL"). */
const actionsOf = ({ service, operation }: Asked): readonly string[] => {
  const names = operation === 'QueryMetrics' ? ['GetMetricData', 'ListMetrics'] : [operation];
  return names.map((name) => `${service}:${service === 'apigateway' ? 'GET' : name}`);
};

const groupArn = (group: string): string =>
  group.startsWith('arn:') ? group : `arn:aws:logs:${region}:${account}:log-group:${group}`;
const texts = (value: unknown): readonly string[] => [value].flat().filter((one) => typeof one === 'string');

/** What IAM judges a request by: `*` where the action knows no resource; nothing where only an answer before told it. */
const resourcesOf = ({ operation, input }: Asked): readonly (string | undefined)[] => {
  switch (operation) {
    case 'FilterLogEvents':
    case 'DescribeLogStreams':
      return texts(input['logGroupName'] ?? input['logGroupIdentifier']).map(
        (group) => `${groupArn(group)}:log-stream:`,
      );
    case 'DescribeLogGroups':
      return [`${groupArn(texts(input['logGroupNamePrefix'])[0] ?? '')}:log-stream:`];
    case 'StartQuery':
      return texts(input['logGroupNames'] ?? input['logGroupIdentifiers']).map(groupArn);
    case 'StartLiveTail':
      return texts(input['logGroupIdentifiers']);
    case 'DescribeStream':
    case 'GetShardIterator':
      return texts(input['StreamArn']);
    case 'GetQueryResults':
    case 'GetLogRecord':
    case 'GetRecords':
      return [undefined];
    default:
      return ['*'];
  }
};

const policySchema = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(
    z.strictObject({
      Sid: z.string().regex(/^[A-Za-z0-9]+$/),
      Effect: z.literal('Allow'),
      Action: z.array(z.string()),
      Resource: z.union([z.string(), z.array(z.string())]),
    }),
  ),
});
type Policy = z.infer<typeof policySchema>;

const matches = (pattern: string, arn: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  ).test(arn);

const isAllowed = (policy: Policy, action: string, arn: string | undefined): boolean =>
  policy.Statement.some(
    ({ Action, Resource }) =>
      Action.includes(action) &&
      [Resource].flat().some((pattern) => arn === undefined || pattern === '*' || matches(pattern, arn)),
  );

const home = mkdtempSync(join(tmpdir(), 'orders-watch-policy-'));
const config = join(home, 'orders-watch.yaml');
let sandbox: ChildProcess;
let recorder: Recorder;
/** Of `init`, which has a policy of its own. */
let initRecorder: Recorder;
let initAllowed: Policy;
let asked: readonly Asked[] = [];
let policy: Policy;

/** A command to its end: one that fails asks for less than it might. */
const run = async (...args: readonly string[]) => {
  const ended = await runCli([...args, '--endpoint-url', recorder.url, '--config', config], { env });
  expect({ args, code: ended.code }).toEqual({ args, code: 0 });
  return ended;
};

/** A command that goes on until it is told to end: until it has asked for this. */
const runUntil = async (operation: string, ...args: readonly string[]): Promise<void> => {
  const child = spawn(
    process.execPath,
    [cliFile, ...args, '--endpoint-url', recorder.url, '--config', config],
    { stdio: 'ignore', env },
  );
  try {
    await vi.waitFor(() => expect(recorder.asked().map((one) => one.operation)).toContain(operation), {
      timeout: 20_000,
      interval: 50,
    });
  } finally {
    child.kill('SIGINT');
    await once(child, 'exit');
  }
};

/** What only the insights view of the dashboard asks for: a whole record, and that a query that nobody looks at is stopped. */
const insightsAsks = async (): Promise<readonly Asked[]> => {
  const clock = instantClock(noon, 3_600_000_000);
  const server = await startSandboxServer({ account: insightsAccount(() => noon) });
  const recorded = await startRecorder(server.url);
  const clients = createClients({
    region,
    endpointUrl: recorded.url,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    clock,
  });
  const insights = createDashboardInsights({
    backend: backendOf(clients, region, clock),
    pipeline: {
      name: 'orders',
      stages: [stageOf('lambda', { name: 'w', region, logGroups: [workerGroup] })],
    },
    history: openQueryHistory(runIn(home)),
    maxScanBytes: 5e9,
    emit: () => {},
    signal: clock.signal,
  });
  const until = (operation: string) =>
    vi.waitFor(() => expect(recorded.asked().map((one) => one.operation)).toContain(operation), 10_000);
  insights.open({ region, cells: new Map([['@ptr', 'nonsense']]) });
  await until('GetLogRecord');
  insights.look({
    query: 'stats count(*) as n',
    name: undefined,
    of: [endlessGroup],
    from: noon - 3_600_000,
    to: noon,
    isAllowed: true,
  });
  await until('GetQueryResults');
  insights.look(undefined);
  await insights.close();
  await until('StopQuery');
  clients.close();
  recorded.close();
  await server.close();
  return recorded.asked();
};

beforeAll(async () => {
  writeFileSync(config, demoPipelineYaml);
  const child = spawn(process.execPath, [cliFile, 'sandbox', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env,
  });
  sandbox = child;
  for await (const line of createInterface(child.stdout)) {
    const [url] = /http:\/\/\S+/.exec(line) ?? [];
    if (url === undefined) continue;
    recorder = await startRecorder(url);
    initRecorder = await startRecorder(url);
    break;
  }
  policy = policySchema.parse(JSON.parse((await run('iam-policy')).stdout));
  const aDashboard = async () => {
    const { stdout } = await run('dashboard', '--list');
    await run('dashboard', '--cloudwatch', stdout.split(/\s/, 1)[0] ?? '', '--once');
    await runUntil('StartLiveTail', 'logs', 'tail', '--json');
  };
  const aPipeline = async () => {
    await run('doctor');
    await run('dashboard', '--once');
    await run('alarms', '--json');
    await run('logs', 'query', 'fields @message | limit 3', '--since', '1m', '--json');
    await run('tail-stream', '--table', 'Orders', '--from', '1m', '--limit', '1', '--json');
  };
  const anInit = () => runCli(['init', '--out', '-', '--endpoint-url', initRecorder.url], { env });
  initAllowed = policySchema.parse(JSON.parse((await run('iam-policy', '--init')).stdout));
  const [ofInsights, ofInit] = await Promise.all([insightsAsks(), anInit(), aDashboard(), aPipeline()]);
  expect(ofInit.code).toBe(0);
  asked = [...recorder.asked(), ...ofInsights];
}, 120_000);

afterAll(() => {
  recorder.close();
  initRecorder.close();
  sandbox.kill();
  rmSync(home, { recursive: true });
});

/** What a policy does not allow of what was asked for, each once. */
const refusedBy = (of: Policy, all: readonly Asked[]): readonly string[] => [
  ...new Set(
    all.flatMap((one) =>
      actionsOf(one).flatMap((action) =>
        resourcesOf(one)
          .filter((arn) => !isAllowed(of, action, arn))
          .map((arn) => `${action} on ${arn}`),
      ),
    ),
  ),
];

describe('the policy of iam-policy --init', () => {
  test('allows each request of init, and nothing that only watching needs', () => {
    expect(refusedBy(initAllowed, initRecorder.asked())).toEqual([]);
    const allowed = initAllowed.Statement.flatMap(({ Action }) => Action);
    expect(allowed).not.toContain('cloudwatch:GetMetricData');
    expect(allowed).not.toContain('logs:FilterLogEvents');
  });

  test('is apart from that of watching, which asks none of the lists', () => {
    const watching = policy.Statement.flatMap(({ Action }) => Action);
    expect(watching.filter((action) => !/^(cloudwatch|logs|dynamodb):/.test(action))).toEqual([]);
  });
});

describe('the policy of iam-policy', () => {
  test('allows what the tool asked for in a full run, and nothing that it did not', () => {
    const allowed = policy.Statement.flatMap(({ Action }) => Action);
    expect(allowed.toSorted()).toEqual([...new Set(asked.flatMap(actionsOf))].toSorted());
  });

  test('allows each request on the resources that it names', () => {
    // That of the insights view is another account, with groups of its own.
    expect(refusedBy(policy, recorder.asked())).toEqual([]);
  });
});
