/** Several Regions, profiles and pipelines in one dashboard, as a user sees them. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../src/aws/call.ts';
import type { PromQlInput, PromQlOutput } from '../../src/aws/promql.ts';
import { systemClock } from '../../src/clock.ts';
import { originName, originsOf } from '../../src/origin.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import { seriesNeeded } from '../../src/pipeline/series-needed.ts';
import { createAccount } from '../../src/sandbox/create-account.ts';
import { demoPipelineYaml } from '../../src/sandbox/demo-pipeline.ts';
import { type SandboxServer, startSandboxServer } from '../../src/sandbox/server.ts';
import { metricsSource } from '../../src/sources/metrics/metrics-source.ts';
import { manualClock } from '../helpers/clock.ts';
import { readLines } from '../helpers/contract.ts';
import { asOne } from '../helpers/observations.ts';
import { type Pty, startPty } from '../helpers/pty.ts';
import { cliFile } from '../helpers/tool.ts';
import { tornCells } from '../helpers/whole-screen.ts';
import { fakeMetrics } from '../sources/metrics/fake-metrics.ts';
import { runCli } from './run-cli.ts';

const regions = ['eu-west-1', 'us-east-1', 'ap-southeast-2'] as const;
const asked = ['--region', regions.join(',')] as const;
const patienceMs = 60_000;
const timeout = 180_000;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orders-watch-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

let open: Pty | undefined;
afterEach(() => {
  open?.kill('SIGKILL');
  open = undefined;
});

const small = { columns: 80, rows: 24 };
const start = (
  args: readonly string[],
  size: { readonly columns: number; readonly rows: number } = small,
  env: Readonly<Record<string, string>> = {},
): Pty => {
  open = startPty({ command: process.execPath, args: [cliFile, ...args, '--utc'], ...size, env });
  return open;
};

const see = (pty: Pty, ...wanted: readonly (string | RegExp)[]): Promise<void> =>
  pty.waitFor(
    (text) => wanted.every((one) => (typeof one === 'string' ? text.includes(one) : one.test(text))),
    patienceMs,
  );

const write = async (name: string, text: string): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
};

describe('three Regions', { timeout }, () => {
  test('stand in a row each, with the worst one opened; R goes to the next', async () => {
    const pty = start(['dashboard', '--sandbox', ...asked]);
    await see(
      pty,
      /^▸✖ eu-west-1 +[●▲✖]{15} +\d+ ALARM/m,
      /^ ● us-east-1 +●{15} +orders-api [\d.]+\/s/m,
      /^ ● ap-southeast-2 +●{15} +orders-api [\d.]+\/s/m,
      /^─ payment-worker · eu-west-1 · Lambda/m,
      /^ ✖ [\w-]+ +euw1 /m,
      /^─ stream · Orders · euw1 ─/m,
      /┤.*[⠁-⣿]/,
    );
    expect(tornCells(pty, small.columns)).toEqual([]);
    pty.send('R');
    await see(
      pty,
      /^▸● us-east-1/m,
      /^─ payment-worker · us-east-1 · Lambda/m,
      /^─ stream · Orders · use1 ─/m,
    );
    pty.send('j');
    await see(pty, /^▸● ap-southeast-2/m, /^─ payment-worker · ap-southeast-2 · Lambda/m);

    pty.resize(120, 40);
    await see(pty, '─ pipeline ─', 'log · payment-worker · apse2', / 3 Regions /, /^▸● ap-southeast-2/m);
    expect(tornCells(pty, 120)).toEqual([]);
    pty.send('5');
    await see(
      pty,
      /^ \d\d:\d\d:\d\d \w+ euw1 /m,
      /^ \d\d:\d\d:\d\d \w+ use1 /m,
      /^ \d\d:\d\d:\d\d \w+ apse2 /m,
    );
    pty.send('q');
    expect(await pty.exited).toMatchObject({ exitCode: 0 });
  });

  test('have traffic of their own, and are told as stages of their Region', async () => {
    const { code, stdout } = await runCli(['dashboard', '--sandbox', '--once', '--json', ...asked]);
    expect(code).toBe(0);
    const stages = readLines(stdout).flatMap((line) => (line.type === 'stage' ? [line] : []));
    expect(stages).toHaveLength(45);
    const workers = stages.filter(({ name }) => name === 'payment-worker');
    expect(workers.map(({ region, health }) => [region, health])).toEqual([
      ['eu-west-1', 'bad'],
      ['us-east-1', 'ok'],
      ['ap-southeast-2', 'ok'],
    ]);
    const traffic = regions.map((region) =>
      stages.flatMap((stage) => (stage.region === region ? [stage.rate] : [])).join(' '),
    );
    expect(new Set(traffic).size).toBe(3);
  });

  test('are asked once a minute each, for all of their metrics', async () => {
    const parsed = parsePipelineFile(demoPipelineYaml, { file: 'demo', regions });
    const [pipeline] = parsed.ok ? parsed.value : [];
    if (pipeline === undefined) throw new Error('no pipeline');
    const series = seriesNeeded(pipeline, 'payment-worker@eu-west-1').filter(
      ({ periodSeconds }) => periodSeconds >= 60,
    );
    const clock = manualClock();
    const answers = new Map(
      originsOf(series).map((origin) => [originName(origin), fakeMetrics({ now: clock.now })]),
    );
    // What the demo asks in PromQL is no metric of GetMetricData: a call by itself, and no more often.
    const promQlCalls = new Map(regions.map((region): [string, PromQlInput[]] => [region, []]));
    const stop = new AbortController();
    const source = metricsSource({
      clientsFor: (origin) => {
        const name = originName(origin);
        const of = answers.get(name);
        if (of === undefined) throw new Error(name);
        const queryMetrics = async (input: PromQlInput): Promise<Answer<PromQlOutput>> => {
          promQlCalls.get(name)?.push(input);
          return { ok: true, value: { series: [], warnings: [] } };
        };
        return { ...of.clientsFor(), queryMetrics };
      },
      series: () => series,
      clock,
      windowMs: 3_600_000,
    });
    const done = (async () => {
      for await (const _ of asOne(source)(stop.signal));
    })();
    for (let minute = 0; minute < 10; minute += 1) await clock.advance(60_000);
    stop.abort();
    await done;
    expect([...answers.keys()]).toEqual(regions);
    for (const { calls } of answers.values()) expect(calls).toHaveLength(10);
    for (const calls of promQlCalls.values()) expect(calls).toHaveLength(10);
  });

  test('of one flow say at each stage where it is', async () => {
    const config = new URL('../scenarios/three-regions.yaml', import.meta.url).pathname;
    const { code, stdout } = await runCli(['dashboard', '--sandbox', '--once', '--config', config, ...asked]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ orders-worldwide · sandbox · 3 Regions/);
    expect(stdout).toMatch(/^ ● us-east-1 +●●● +orders-api/m);
    expect(stdout).toMatch(/^▸✖ eu-west-1 +▲✖ /m);
    expect(stdout).toMatch(/● Orders use1 +─▶ ▲ payments euw1/);
    expect(stdout).toMatch(/✖ payment-worker euw1 +─▶ ● order-events apse2/);
  });
});

describe('several pipelines in a file', { timeout }, () => {
  const stage = (name: string, kind: string) => `      - { name: ${name}, kind: ${kind} }`;
  let config = '';
  beforeAll(async () => {
    config = await write(
      'two.yaml',
      [
        'pipelines:',
        '  - name: intake',
        '    stages:',
        stage('order-intake', 'lambda'),
        '      - { name: Orders, kind: dynamodb, table: Orders }',
        '  - name: paying',
        '    stages:',
        stage('payments', 'sqs'),
        stage('payment-worker', 'lambda'),
        '',
      ].join('\n'),
    );
  });

  test('P goes from one to the next and back, and what was there is there at once', async () => {
    const pty = start(['dashboard', '--sandbox', '--config', config]);
    await see(pty, /^ intake /, /order-intake●/, /MODIFY ORD-\d+/, /┤.*[⠁-⣿]/);
    pty.send('P');
    await see(pty, /^ paying /, /payment-worker✖/, /^─ payment-worker · Lambda/m, /┤.*[⠁-⣿]/);
    pty.send('+');
    await see(pty, 'last 3 h');
    pty.send('P');
    // In the first frame already, once the terminal has all of it: the graph and the changes of before.
    await pty.waitFor((text) => text.startsWith(' intake ') && !text.includes('of paying'), patienceMs);
    expect(pty.text()).toMatch(/┤.*[⠁-⣿]/);
    expect(pty.text()).toMatch(/MODIFY ORD-\d+/);
    expect(pty.text()).toContain('last 1 h');
    pty.send(':paying');
    await see(pty, 'pipeline paying (P)');
    pty.send('\r');
    await see(pty, /^ paying /, 'last 3 h');
    pty.send('q');
    expect(await pty.exited).toMatchObject({ exitCode: 0 });
  });

  test('--pipeline names the one that is meant; a wrong name lists those that there are', async () => {
    const once = ['dashboard', '--sandbox', '--once', '--config', config, '--pipeline'];
    const paying = await runCli([...once, 'paying']);
    expect(paying.stdout).toMatch(/^ paying · sandbox · eu-west-1 /);
    expect(await runCli([...once, 'nothing'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `orders-watch: --pipeline "nothing" is no pipeline of ${config} (NoSuchPipeline). Pipelines: intake, paying.\n`,
    });
  });
});

describe('a profile that is not there', { timeout }, () => {
  let server: SandboxServer;
  let config = '';
  let env: Readonly<Record<string, string>> = {};
  beforeAll(async () => {
    const account = createAccount({ seed: 1, scenario: 'incident', startAt: Date.now(), clock: systemClock });
    server = await startSandboxServer({ account });
    config = await write(
      'profiles.yaml',
      [
        'name: orders',
        'stages:',
        '  - { name: payments, kind: sqs, next: [payment-worker] }',
        '  - { name: payment-worker, kind: lambda, next: [ledger] }',
        '  - { name: ledger, kind: lambda, profile: billing, next: [Orders] }',
        '  - { name: Orders, kind: dynamodb, table: Orders, profile: billing }',
        '',
      ].join('\n'),
    );
    const keys = '[default]\naws_access_key_id = a\naws_secret_access_key = b\n';
    env = {
      AWS_SHARED_CREDENTIALS_FILE: await write('credentials', keys),
      AWS_CONFIG_FILE: await write('config', '[default]\nregion = eu-west-1\n'),
    };
  });
  afterAll(() => server.close());

  test('says so in one line, and the rest lives', async () => {
    const pty = start(
      ['dashboard', '--endpoint-url', server.url, '--config', config],
      { columns: 120, rows: 40 },
      env,
    );
    await see(
      pty,
      /^▸✖ eu-west-1 +▲✖ +\d+ ALARM/m,
      /^ ○ eu-west-1 \(billing\) +○○ +▲ there is no profile "billing" in ~\/\.aws {2}ledger: not read$/m,
      / ▲ 1 trouble /,
      /^─ payment-worker · eu-west-1 · Lambda/m,
      /┤.*[⠁-⣿]/,
    );
    pty.send('R');
    await see(pty, '─ ledger · eu-west-1 (billing) · Lambda', 'Profiles that exist: default');
    pty.send('q');
    expect(await pty.exited).toMatchObject({ exitCode: 0 });
  });

  test('is a line of the doctor', async () => {
    const { code, stdout } = await runCli(['doctor', '--endpoint-url', server.url, '--config', config], {
      env,
    });
    expect(code).toBe(4);
    expect(stdout.match(/✖/g)).toHaveLength(1);
    expect(stdout).toMatch(
      /✖ profile, eu-west-1 \(billing\) .*there is no profile "billing".*exist: default\./,
    );
  });
});
