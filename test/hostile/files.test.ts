/**
 * Files of strangers: each key and each value of a pipeline file and a checkpoint, and files of random bytes. What comes of them is a line
 * that names the file, an exit code of the contract, and nothing that acts on a terminal (issue 15, 9).
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { harmlessText } from '../../src/harmless-text.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import { createAccount } from '../../src/sandbox/create-account.ts';
import { idleClock } from '../helpers/clock.ts';
import { runTool } from '../helpers/in-process.ts';
import { type Json, type RewrittenAccount, startRewrittenAccount } from '../helpers/rewritten-account.ts';
import { harmOfRun } from './judge.ts';
import { harmIn, payloads } from './payloads.ts';

const startAt = Date.UTC(2026, 10, 27, 12, 0, 30);
const folder = mkdtempSync(join(tmpdir(), 'orders-watch-files-'));
const config = join(folder, 'orders-watch.yaml');
const checkpoint = join(folder, 'F');

/** What a pipeline file may hold, each kind of key once. */
const whole: Json = {
  requires: '0.2',
  name: 'orders',
  region: 'eu-west-1',
  orderId: { path: 'orderId', pattern: 'ORD-\\d+' },
  timeline: { level: 'INFO', changes: 'new.status' },
  orders: {
    table: 'Orders',
    id: 'orderId',
    status: 'status',
    done: ['DELIVERED'],
    failed: ['FAILED'],
    objectives: { PLACED: '10m' },
    value: 'total',
    currency: 'currency',
    where: "contains(orderId, 'ORD')",
  },
  queries: [
    { name: 'errors', query: 'fields @message | filter @message like {id}', groups: ['/ecs/fulfilment'] },
  ],
  stages: [
    {
      name: 'Orders',
      kind: 'dynamodb',
      table: 'Orders',
      next: ['payments'],
      runbook: 'https://wiki.example/orders',
      operations: ['PutItem'],
    },
    {
      name: 'payments',
      kind: 'sqs',
      dimensions: { QueueName: 'payments' },
      deadLetterQueue: 'payments-dlq',
      next: ['payment-worker'],
      objectives: { lag: '60s' },
    },
    {
      name: 'payment-worker',
      kind: 'lambda',
      logs: ['/aws/lambda/payment-worker'],
      dependsOn: ['gateway'],
      deployments: { group: '/ecs/fulfilment', pattern: 'v(?<version>\\S+)', filter: '"started"' },
    },
    {
      name: 'gateway',
      kind: 'custom',
      metrics: [
        {
          key: 'a',
          label: 'calls',
          namespace: 'N',
          metric: 'M',
          dimensions: { A: 'b' },
          stat: 'Sum',
          unit: 'count',
        },
        { key: 'm', expression: 'a * 2' },
      ],
      rules: [{ series: 'a', above: 1, level: 'warn' }],
    },
  ],
};

/** The same with each of its texts, and each of its keys, one after the other, as `change` makes it. */
const changed = (value: Json, change: (text: string) => string): readonly Json[] => {
  if (typeof value === 'string') return [change(value)];
  if (Array.isArray(value)) {
    return value.flatMap((item: Json, at) =>
      changed(item, change).map((one) => value.map((other: Json, nth): Json => (nth === at ? one : other))),
    );
  }
  if (typeof value !== 'object' || value === null) return [change(String(value))];
  const entries: readonly (readonly [string, Json])[] = Object.entries(value);
  return entries.flatMap(([key, item], at) => {
    const put = (name: string, one: Json): Json =>
      Object.fromEntries(entries.map((other, nth) => (nth === at ? [name, one] : other)));
    return [put(change(key), item), ...changed(item, change).map((one) => put(key, one))];
  });
};

let account: RewrittenAccount;
const env = {
  AWS_ACCESS_KEY_ID: 'a',
  AWS_SECRET_ACCESS_KEY: 'b',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_REGION: 'eu-west-1',
  HOME: folder,
  XDG_STATE_HOME: join(folder, 'state'),
  TZ: 'UTC',
};

beforeAll(async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', folder);
  const clock = { now: () => startAt, sleep: async () => {} };
  account = await startRewrittenAccount(
    createAccount({ seed: 5, scenario: 'incident', startAt, historyMs: 5 * 180_000, clock }),
  );
});
afterAll(() => {
  vi.unstubAllEnvs();
  account.close();
  rmSync(folder, { recursive: true });
});

const harmOf = async (...args: readonly string[]): Promise<readonly string[]> => {
  const clock = idleClock(startAt, account.isBusy);
  try {
    const words = [...args, '--endpoint-url', account.url, '--config', config];
    const run = await runTool(words, { clock, env, interruptAfterMs: 5_000 });
    return harmOfRun(args, run, { folder, kept: /^(orders-watch\.yaml|F.*)$/, areNamesOurs: true });
  } finally {
    clock.stop();
  }
};

describe('a stranger in the pipeline file', () => {
  const file = (value: Json): string => stringify(value);

  test('what is whole is read', () => {
    const read = parsePipelineFile(file(whole), { file: 'p', regions: ['eu-west-1'] });
    expect(read.ok ? [] : read.errors).toEqual([]);
  });

  test.each(payloads.map((payload, nth) => [nth, payload] as const))(
    'each key and each text, with payload %d, is read or refused in lines',
    (_, payload) => {
      const found: string[] = [];
      for (const change of [(text: string) => text + payload, () => payload]) {
        for (const one of changed(whole, change)) {
          const read = parsePipelineFile(file(one), { file: 'p', regions: ['eu-west-1'] });
          if (read.ok) continue;
          if (read.errors.length === 0) found.push('refused without a word');
          for (const error of read.errors) {
            if (!/^p:\d+: |^p: |^and \d+ more/.test(error)) found.push(`no place: ${error}`);
            found.push(...(harmIn(harmlessText(error)) ?? []));
          }
        }
      }
      expect(found).toEqual([]);
    },
  );

  test('nothing of it acts on a terminal, whatever is drawn and printed of it', async () => {
    const found: string[] = [];
    const commands = [
      ['iam-policy'],
      ['dashboard', '--once'],
      ['dashboard', '--once', '--json'],
      ['logs', 'query', '--list'],
      ['doctor', '--json'],
    ];
    for (const [nth, payload] of payloads.entries()) {
      const mild = payload.replaceAll(/[\r\n]/g, ' ');
      const all = changed(whole, (text) => text + mild).filter(
        (one) => parsePipelineFile(file(one), { file: 'p', regions: ['eu-west-1'] }).ok,
      );
      const one = all[(nth * 7) % Math.max(1, all.length)] ?? whole;
      writeFileSync(config, file(one));
      found.push(...(await harmOf(...(commands[nth % commands.length] ?? []))));
    }
    expect(found).toEqual([]);
  }, 180_000);
});

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 400 }).map((some) => Buffer.from(some)),
  fc.string({ unit: 'binary', maxLength: 200 }).map((some) => Buffer.from(some)),
  // What is nearly right is read further than what is not.
  fc
    .tuple(
      fc.nat(2_000),
      fc.nat(40),
      fc.string({ unit: fc.constantFrom(...'{}[]:-&*!|>"\'%@\\\n\t #ab1'), maxLength: 12 }),
    )
    .map(([at, gone, put]) => {
      const text = stringify(whole);
      return Buffer.from(`${text.slice(0, at % text.length)}${put}${text.slice((at % text.length) + gone)}`);
    }),
);

describe('files of random bytes', () => {
  test('a pipeline file is read or refused, by every command that reads one', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom('dashboard', 'iam-policy', 'why'), async (content, command) => {
        writeFileSync(config, content);
        const read = parsePipelineFile(content.toString('utf8'), { file: 'p', regions: ['eu-west-1'] });
        expect(read.ok || read.errors.length > 0).toBe(true);
        expect(
          await harmOf(
            command === 'dashboard' ? 'dashboard' : command,
            ...(command === 'dashboard' ? ['--once'] : []),
          ),
        ).toEqual([]);
      }),
      { numRuns: 20 },
    );
  }, 180_000);

  test('init writes over none that is there, and none that it cannot read', async () => {
    const out = join(folder, 'F.out');
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        writeFileSync(out, content);
        expect(await harmOf('init', '--out', out, '--match', 'nothing-has-this-name')).toEqual([]);
        expect(readFileSync(out).equals(content)).toBe(true);
      }),
      { numRuns: 10 },
    );
  }, 180_000);

  test('a checkpoint, its lock and the orders beside it', async () => {
    writeFileSync(config, stringify(whole));
    const tail = [
      'tail-stream',
      '--table',
      'Orders',
      '--from',
      'trim-horizon',
      '--limit',
      '5',
      '--checkpoint',
      checkpoint,
    ];
    expect(await harmOf(...tail)).toEqual([]);
    const real = readFileSync(checkpoint, 'utf8');
    const spoilt = fc.oneof(
      bytes,
      fc
        .tuple(fc.nat(5_000), fc.constantFrom(...payloads, '', '9'.repeat(400), '[['.repeat(9_000)))
        .map(([at, put]) =>
          Buffer.from(`${real.slice(0, at % real.length)}${put}${real.slice((at % real.length) + 3)}`),
        ),
    );
    const place = fc.constantFrom('F', 'F.lock', 'F.orders-a');
    await fc.assert(
      fc.asyncProperty(spoilt, place, async (content, name) => {
        writeFileSync(checkpoint, real);
        writeFileSync(join(folder, name), content);
        const orders = [
          'orders',
          '--checkpoint',
          checkpoint,
          '--from',
          'checkpoint',
          '--duration',
          '1s',
          '--json',
        ];
        expect(await harmOf(...(name === 'F.orders-a' ? orders : [...tail, '--json']))).toEqual([]);
        for (const one of ['F', 'F.lock', 'F.orders-a'])
          rmSync(join(folder, one), { force: true, recursive: true });
      }),
      { numRuns: 20 },
    );
    const parsed: Json = JSON.parse(real);
    const found: string[] = [];
    for (const [nth, one] of changed(
      parsed,
      (text) => text + (payloads[text.length % payloads.length] ?? ''),
    ).entries()) {
      if (nth % 6 !== 0) continue;
      writeFileSync(checkpoint, JSON.stringify(one));
      found.push(...(await harmOf(...tail, '--json')));
    }
    // A folder in the place of each.
    for (const name of ['F', 'F.lock', 'F.orders-a']) {
      rmSync(checkpoint, { force: true, recursive: true });
      mkdirSync(join(folder, name));
      found.push(...(await harmOf(...tail)));
      rmSync(join(folder, name), { recursive: true });
    }
    expect(found).toEqual([]);
  }, 180_000);
});
