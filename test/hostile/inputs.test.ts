/**
 * Text of strangers in what the tool is given: every flag of every command, as yargs itself lists them, every variable that is read, files
 * of settings and of state (issue 15, 9). What comes of it is one line, an exit code of the contract, and nothing that acts on a terminal.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { commandLine } from '../../src/command-line.ts';
import { createAccount } from '../../src/sandbox/create-account.ts';
import { idleClock } from '../helpers/clock.ts';
import { runTool, type ToolRun } from '../helpers/in-process.ts';
import { type RewrittenAccount, startRewrittenAccount } from '../helpers/rewritten-account.ts';
import { harmOfRun } from './judge.ts';
import { payloadOf, payloads, rounds } from './payloads.ts';
import { shopPipeline as pipeline } from './shop-pipeline.ts';

const startAt = Date.UTC(2026, 10, 27, 12, 0, 30);
const folder = mkdtempSync(join(tmpdir(), 'orders-watch-inputs-'));
const config = join(folder, 'orders-watch.yaml');
const awsFolder = mkdtempSync(join(tmpdir(), 'orders-watch-aws-'));

let account: RewrittenAccount;

beforeAll(async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CONFIG_FILE', join(awsFolder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(awsFolder, 'credentials'));
  vi.stubEnv('HOME', folder);
  writeFileSync(config, pipeline);
  const clock = { now: () => startAt, sleep: async () => {} };
  account = await startRewrittenAccount(
    createAccount({ seed: 5, scenario: 'incident', startAt, historyMs: 5 * 60_000, clock }),
  );
});
afterAll(() => {
  vi.unstubAllEnvs();
  account.close();
  for (const made of [folder, awsFolder]) rmSync(made, { recursive: true });
});

const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
const usualEnv = {
  ...keys,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_REGION: 'eu-west-1',
  HOME: folder,
  XDG_STATE_HOME: join(folder, 'state'),
  TZ: 'UTC',
};

type Given = { readonly env?: Readonly<Record<string, string | undefined>>; readonly at?: readonly string[] };

const run = async (args: readonly string[], { env = usualEnv, at }: Given = {}): Promise<ToolRun> => {
  const clock = idleClock(startAt, account.isBusy);
  try {
    const words = [...args, ...(at ?? ['--endpoint-url', account.url, '--config', config])];
    return await runTool(words, { clock, env, interruptAfterMs: 5_000 });
  } finally {
    clock.stop();
  }
};

const harmOf = async (args: readonly string[], given?: Given): Promise<readonly string[]> =>
  harmOfRun(args, await run(args, given), {
    folder,
    kept: /^orders-watch\.yaml$|^(choices|acknowledged|queries)\.json$/,
    areNamesOurs: false,
  });

/** What yargs would complete, as a shell asks it: a name a line, with a description behind it. */
const completions = async (...words: readonly string[]): Promise<readonly string[]> => {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => {
    lines.push(line);
  });
  const usage = (message: string): never => {
    throw new Error(message);
  };
  const asked = ['--get-yargs-completions', 'orders-watch', ...words];
  await commandLine(asked, { run: async () => {}, usage, logTo: () => {}, version: '0', columns: 80 })
    .exitProcess(false)
    .parseAsync();
  log.mockRestore();
  return lines.flatMap((line) => line.split('\n')).map((line) => line.replace(/:.*/s, ''));
};

/** What a command needs before it does anything. */
const needs: Readonly<Record<string, readonly string[]>> = {
  'tail-stream': ['--table=Orders', '--from=trim-horizon', '--limit=5'],
  order: ['ORD-1'],
  metrics: ['AWS/SQS/NumberOfMessagesSent', '--dim=QueueName=payments'],
  'logs tail': ['/ecs/fulfilment', '--poll'],
  'logs query': ['fields @message | limit 1', '--group=/ecs/fulfilment'],
  init: ['--out=-'],
  dashboard: ['--once'],
  report: [`--out=${join(folder, 'report')}`],
};
/** Starts a server and does not end; its flags are those of `--sandbox`, which all others have. */
const servers = ['sandbox'];

/** What no flag expects, beside the payloads. */
const oddities = [
  '',
  '-1',
  '0',
  '1e999',
  'NaN',
  '1h'.repeat(50),
  `1h${payloads[0]}`,
  '[['.repeat(500),
  'x'.repeat(20_000),
];

const commandsOfAll = async (): Promise<readonly string[]> => {
  const first = (await completions('')).filter((name) => /^[a-z]/.test(name) && name !== 'completion');
  const all = first.map(async (name) => {
    const below = (await completions(name, ...(needs[name] ?? []), '')).filter((word) => /^[a-z]/.test(word));
    return below.length > 0 && below.every((word) => !first.includes(word))
      ? below.map((word) => `${name} ${word}`)
      : [name];
  });
  return (await Promise.all(all)).flat();
};

const flagsOf = async (command: string): Promise<readonly string[]> =>
  (await completions(...command.split(' '), ...(needs[command] ?? []), '--')).filter(
    (name) => /^--[a-z]/.test(name) && !/^--(no-|help|version)/.test(name),
  );

describe('a stranger in the command line', async () => {
  const commands = (await commandsOfAll()).filter((name) => !servers.includes(name));

  test('yargs lists them all', async () => {
    expect(commands.length).toBeGreaterThan(13);
    expect(commands).toEqual(expect.arrayContaining(['dashboard', 'tail-stream', 'logs query']));
    expect(await flagsOf('logs query')).toEqual(
      expect.arrayContaining(['--max-scan', '--profile', '--log-file']),
    );
  });

  test.each(commands)(
    '%s: whatever a flag is given',
    async (command) => {
      const found: string[] = [];
      const flags = await flagsOf(command);
      // What all commands have is tried with oddities once, and by a third of them.
      const shared = command === 'alarms' ? [] : await flagsOf('alarms');
      const base = [...command.split(' '), ...(needs[command] ?? [])];
      for (const [nth, flag] of flags.entries()) {
        if (shared.includes(flag) && (nth + commands.indexOf(command)) % 3 !== 0) continue;
        const json = nth % 2 === 0 && flag !== '--json' ? ['--json'] : [];
        const hostile = payloadOf(command + flag, nth % rounds);
        const odd = shared.includes(flag) ? [] : (oddities[(nth + command.length) % oddities.length] ?? '');
        for (const value of [hostile, odd].flat()) {
          // Files are made where the run may write.
          const place = /^--(out|svg|log-file|checkpoint)$/.test(flag)
            ? `${folder}/${value.replaceAll('/', '')}`
            : value;
          found.push(...(await harmOf([...base, ...json, `${flag}=${place}`])));
        }
      }
      for (const word of [payloadOf(command, 0), oddities[command.length % oddities.length] ?? '']) {
        found.push(...(await harmOf([...command.split(' '), word, '--json'])));
      }
      expect(found).toEqual([]);
    },
    180_000,
  );
});

/** Of a text, as a value of a variable or a line of a file may hold it. */
const asVariable = (text: string): string => text.replaceAll('\0', '');

/** An environment that notes what is read of it. */
const noting = (env: Readonly<Record<string, string | undefined>>) => {
  const read = new Set<string>();
  const noted = new Proxy(env, {
    get: (target, name) => {
      if (typeof name === 'string') read.add(name);
      return typeof name === 'string' ? target[name] : undefined;
    },
  });
  return { noted, read };
};

describe('a stranger in the environment', () => {
  const looks = [
    ['doctor', '--json'],
    ['alarms', '--json'],
    ['dashboard', '--once'],
    ['logs', 'query', '--history'],
    ['snapshot', '--ansi'],
  ];

  test('each variable that is read, whatever it holds', async () => {
    const { noted, read } = noting(usualEnv);
    for (const args of looks) await run(args, { env: noted });
    // Of profiles, which have variables of their own.
    await run(['alarms'], { env: noting({ ...usualEnv, AWS_PROFILE: 'p' }).noted });
    expect([...read]).toEqual(expect.arrayContaining(['AWS_REGION', 'XDG_STATE_HOME', 'AWS_CA_BUNDLE']));
    const found: string[] = [];
    // Of services, of a terminal.
    const others = [
      'AWS_ENDPOINT_URL_CLOUDWATCH',
      'AWS_ENDPOINT_URL_STS',
      'HTTPS_PROXY',
      'NO_PROXY',
      'LANG',
      'COLUMNS',
      'TMUX',
      'NO_COLOR',
    ];
    const names = [...new Set([...read, ...others])].sort();
    for (const [nth, name] of names.entries()) {
      const first = looks[nth % looks.length] ?? [];
      const values = [payloadOf(name, nth % rounds), oddities[nth % oddities.length] ?? ''].map(asVariable);
      for (const [at, value] of values.entries()) {
        const harm = await harmOf(at === 0 ? first : ['alarms'], { env: { ...usualEnv, [name]: value } });
        found.push(...harm.map((one) => `${name}: ${one}`));
      }
    }
    expect(found).toEqual([]);
  }, 180_000);
});

describe('a stranger in ~/.aws', () => {
  /** As `src/aws` reads them; a program is started, as it is set to be. */
  const settings = [
    ...[
      'region',
      'endpoint_url',
      'services',
      'ca_bundle',
      'max_attempts',
      'source_profile',
      'role_arn',
      'sso_session',
    ],
    ...[
      'aws_access_key_id',
      'aws_secret_access_key',
      'aws_session_token',
      'external_id',
      'mfa_serial',
      'role_session_name',
    ],
    ...[
      'web_identity_token_file',
      'sso_account_id',
      'sso_role_name',
      'sso_start_url',
      'sso_region',
      'login_session',
    ],
    ...[
      'credential_source',
      'duration_seconds',
      'use_fips_endpoint',
      'use_dualstack_endpoint',
      'sts_regional_endpoints',
    ],
  ];
  const { AWS_ACCESS_KEY_ID: _key, AWS_SECRET_ACCESS_KEY: _secret, ...env } = usualEnv;
  const at = () => ['--endpoint-url', account.url, '--config', config];

  test('each setting, each name, whatever it is', async () => {
    const found: string[] = [];
    const base = 'role_arn = arn:aws:iam::1:role/R\nsource_profile = base\n[profile base]\n';
    for (const [nth, name] of settings.entries()) {
      const value = asVariable(payloadOf(name, nth % rounds)).replaceAll(/[\r\n]/g, ' ');
      const more = /^sso/.test(name) ? 'sso_session = s\nsso_account_id = 1\nsso_role_name = R\n' : base;
      writeFileSync(join(awsFolder, 'config'), `[default]\n${name} = ${value}\n${more}${name} = ${value}\n`);
      const args = nth % 2 === 0 ? ['alarms', '--json'] : ['doctor'];
      found.push(...(await harmOf(args, { env, at: at() })).map((one) => `${name}: ${one}`));
    }
    for (const [nth, payload] of payloads.entries()) {
      const name = asVariable(payload).replaceAll(/[\r\n\]]/g, ' ');
      writeFileSync(
        join(awsFolder, 'config'),
        `[profile "${name}"]\nregion = eu-west-1\n[sso-session ${name}]\n[default]\nservices = ${name}\n${payload}\n`,
      );
      const profile = nth % 2 === 0 ? `--profile=${name}` : '--profile=none';
      found.push(...(await harmOf(['alarms', '--json', profile], { env, at: at() })));
    }
    expect(found).toEqual([]);
  }, 180_000);
});

describe('a stranger in the state folder', () => {
  const state = join(folder, 'state', 'orders-watch');
  const files: Readonly<Record<string, (text: string) => unknown>> = {
    'choices.json': (text) => ({ theme: text, utc: text, rangeSeconds: text, [text]: text }),
    'acknowledged.json': (text) => ({ [text]: 1, 'arn:x': 2 }),
    'queries.json': (text) => [
      { query: text, name: text.slice(0, 100), of: [text.slice(0, 600)], at: startAt },
    ],
  };

  test.each(Object.keys(files))(
    '%s, whatever it holds',
    async (name) => {
      const found: string[] = [];
      for (const [nth, payload] of [...payloads, ...oddities].entries()) {
        const value = files[name]?.(payload);
        for (const text of nth % 4 === 0 ? [JSON.stringify(value), payload] : [JSON.stringify(value)]) {
          mkdirSync(state, { recursive: true });
          writeFileSync(join(state, name), text);
          const args =
            name === 'queries.json' ? ['logs', 'query', '--history'] : ['dashboard', '--once', '--json'];
          if (name === 'queries.json' || nth % 8 === 0) found.push(...(await harmOf(args)));
          rmSync(state, { recursive: true, force: true });
        }
      }
      expect(found).toEqual([]);
    },
    180_000,
  );
});
