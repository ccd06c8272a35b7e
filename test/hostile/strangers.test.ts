/** Text of strangers in every field of every answer that the tool asks for: nothing of it acts on a terminal, a file or a shell (issue 15). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import { createAccount } from '../../src/sandbox/create-account.ts';
import { idleClock } from '../helpers/clock.ts';
import { runTool, type ToolRun } from '../helpers/in-process.ts';
import {
  type Rewriting,
  type RewrittenAccount,
  startRewrittenAccount,
} from '../helpers/rewritten-account.ts';
import { strangersErrors, strangersKinds, strangersNames } from './hostile-account.ts';
import { harmOfRun } from './judge.ts';
import { harmIn, payloadOf, rounds } from './payloads.ts';
import { shopPipeline as pipeline } from './shop-pipeline.ts';

const startAt = Date.UTC(2026, 10, 27, 12, 0, 30);
const folder = mkdtempSync(join(tmpdir(), 'orders-watch-strangers-'));
const config = join(folder, 'orders-watch.yaml');
let account: RewrittenAccount;
let order = '';

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'a');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  writeFileSync(config, pipeline);
  const clock = { now: () => startAt, sleep: async () => {} };
  const simulated = createAccount({ seed: 5, scenario: 'incident', startAt, historyMs: 15 * 60_000, clock });
  const lines = [...simulated.logs.events('/aws/lambda/payment-worker', startAt - 300_000, startAt - 60_000)];
  order = lines.flatMap(({ message }) => /ORD-\d+/.exec(message)?.[0] ?? [])[0] ?? '';
  account = await startRewrittenAccount(simulated);
});
afterAll(() => {
  vi.unstubAllEnvs();
  account.close();
  rmSync(folder, { recursive: true });
});

const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_EC2_METADATA_DISABLED: 'true' };
const env = {
  ...keys,
  AWS_REGION: 'eu-west-1',
  HOME: folder,
  XDG_STATE_HOME: join(folder, 'state'),
  TZ: 'UTC',
};

const run = async (args: readonly string[], rewriting: Rewriting): Promise<ToolRun> => {
  account.rewrite(rewriting);
  const clock = idleClock(startAt, account.isBusy);
  const isEndless =
    args.includes('--watch') || args[0] === 'tail-stream' || (args[0] === 'logs' && args[1] === 'tail');
  const words = [...args, '--endpoint-url', account.url, '--config', config];
  try {
    return await runTool(words, { clock, env, ...(isEndless ? { interruptAfterMs: 20_000 } : {}) });
  } finally {
    clock.stop();
  }
};

/** What finds what it reads by names of the pipeline file. */
const commands = (): readonly (readonly string[])[] => [
  ['dashboard', '--once'],
  ['dashboard', '--once', '--json'],
  ['snapshot', '--view', 'logs', '--svg', join(folder, 'logs.svg')],
  ['metrics', 'AWS/SQS/NumberOfMessagesSent', '--dim', 'QueueName=payments'],
  ['alarms'],
  ['alarms', '--history', '1h', '--json'],
  ['alarms', '--watch', '--json'],
  ['logs', 'tail', '/ecs/fulfilment', '--since', '20s', '--poll'],
  [
    'logs',
    'tail',
    '/ecs/fulfilment',
    '--since',
    '20s',
    '--poll',
    '--json',
    '--log-file',
    join(folder, 'log'),
  ],
  ['logs', 'query', 'fields @message, @logStream | limit 3', '--since', '5m'],
  ['logs', 'query', 'fields @message | limit 3', '--since', '5m', '--json'],
  ['logs', 'query', '--history'],
  ['order', order, '--since', '10m', '--json'],
  ['tail-stream', '--table', 'Orders', '--from', 'trim-horizon', '--limit', '20'],
  [
    ...['tail-stream', '--table', 'Orders', '--from', 'trim-horizon', '--limit', '20', '--json'],
    ...['--checkpoint', join(folder, 'checkpoint')],
  ],
  ['why'],
  ['why', '--json'],
  ['report', '--out', join(folder, 'report')],
  ['doctor', '--json'],
  ['dashboard', '--list', '--json'],
  ['dashboard', '--cloudwatch', 'payments', '--since', '5m', '--once'],
  ['dashboard', '--cloudwatch', 'platform', '--since', '5m', '--once', '--json'],
];

const harmOf = (args: readonly string[], run: ToolRun): readonly string[] =>
  harmOfRun(args, run, { folder, kept: /^orders-watch\.yaml$/, areNamesOurs: true });

describe('a stranger', () => {
  const each = Array.from({ length: rounds }, (_, round) => round);
  test.each(each)(
    'who names and writes everything in an account does nothing by it, round %d',
    async (round) => {
      const found: string[] = [];
      for (const args of commands()) found.push(...harmOf(args, await run(args, strangersNames(round))));
      expect(found).toEqual([]);
      // Nothing was kept from being looked at.
      expect((await run(['alarms', '--json'], strangersNames(round))).stdout).toContain('"type":"alarm"');
    },
    180_000,
  );

  const isOneOf = (words: RegExp) => (args: readonly string[]) => words.test(args.slice(0, 2).join(' '));

  test('who answers with kinds of their own does nothing by it', async () => {
    const found: string[] = [];
    for (const [nth, args] of commands()
      .filter(isOneOf(/once|^alarms|^tail|^why$|^metrics/))
      .entries())
      found.push(...harmOf(args, await run(args, strangersKinds(nth))));
    expect(found).toEqual([]);
  }, 180_000);

  test('who answers with errors of their own does nothing by it', async () => {
    const found: string[] = [];
    for (const [nth, args] of commands()
      .filter(isOneOf(/^alarms|^logs|^order|^metrics|^doctor|list/))
      .entries())
      found.push(...harmOf(args, await run(args, strangersErrors(nth))));
    expect(found).toEqual([]);
  }, 180_000);

  test.each(each)('has its names in the pipeline file of init, as they are, round %d', async (round) => {
    // Metrics are found by the names of AWS's own.
    const known = ['Name', 'Namespace', 'MetricName'];
    const { stdout, stderr, code } = await run(['init', '--out', '-'], strangersNames(round, known));
    expect([harmIn(stdout), harmIn(stderr)]).toEqual([undefined, undefined]);
    const texts = new Set<string>();
    const collect = (value: unknown): void => {
      if (typeof value === 'string') texts.add(value);
      else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
    };
    collect(parse(stdout));
    expect(code, stderr).toBe(0);
    expect([...texts]).toContain(`payments${payloadOf('Value', round)}`);
    expect(parsePipelineFile(stdout, { file: 'init', regions: ['eu-west-1'] })).toMatchObject({ ok: true });
  });
});
