/**
 * How long the tool takes to be there, beside bare node in the same run: `npm run bench -- start`, with `--json` for one object a line.
 * Each round runs every case once, so that what else the machine does falls on all of them. Build first.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn as spawnPty } from '@lydell/node-pty';
import { systemClock } from '../../src/clock.ts';
import { startSandboxServer } from '../../src/sandbox/server.ts';
import { alarmAccount } from './alarm-account.ts';

const cli = process.env['BENCH_CLI'] ?? fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 7);
const alarmsInAccount = 20;
const deadlineMs = 60_000;

export type StartCost = {
  readonly bench: 'start';
  readonly case: string;
  /** Median of the rounds, and the ratio of it to the median of what it is compared with. */
  readonly ms: number;
  readonly ratio: number;
  readonly than: string;
};

type Case = {
  readonly name: string;
  readonly than: string;
  readonly run: (env: Readonly<Record<string, string>>) => Promise<number>;
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Wall time of a program from its start to its end. */
const wallMs = (command: string, args: readonly string[], env: Readonly<Record<string, string>>) =>
  new Promise<number>((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'ignore'] });
    child.once('error', reject);
    child.once('exit', () => resolve(performance.now() - startedAt));
  });

/** From the start of a program in a terminal of 120x40 until it has written what is looked for. */
const seenMs = (args: readonly string[], env: Readonly<Record<string, string>>, holds: RegExp) =>
  new Promise<number>((resolve, reject) => {
    const startedAt = performance.now();
    const pty = spawnPty(process.execPath, [cli, ...args], {
      name: 'xterm-256color',
      cols: 120,
      rows: 40,
      env: { ...env },
    });
    let output = '';
    let seenAt: number | undefined;
    const late = setTimeout(() => pty.kill('SIGKILL'), deadlineMs);
    pty.onData((data) => {
      output += data;
      if (seenAt !== undefined || !holds.test(output)) return;
      seenAt = performance.now();
      // As a user leaves it: what Node compiled is kept.
      pty.kill('SIGTERM');
    });
    pty.onExit(() => {
      clearTimeout(late);
      if (seenAt === undefined) reject(new Error(`not seen: ${args.join(' ')}\n${output.slice(-2000)}`));
      else resolve(seenAt - startedAt);
    });
  });

/** What the account of the first frame says is of no matter: nobody answers. */
const nobody = 'http://127.0.0.1:9';

/** Measures and prints; a table, or with `--json` one object a line. */
export const run = async (json = process.argv.includes('--json')): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'orders-watch-start-'));
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, '');
  const server = await startSandboxServer({ account: alarmAccount(alarmsInAccount, () => Date.now()) });
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const node = process.execPath;
  const bare = 'bare node';
  const awsCli = spawnSync('aws', ['--version']).status === 0 ? 'aws-cli alarms' : bare;
  const firstFrame = /looking for the account|loading/;
  const alarmFlags = ['alarms', '--json', '--endpoint-url', server.url];
  const cases: readonly Case[] = [
    { name: bare, than: bare, run: (of) => wallMs(node, [empty], of) },
    { name: '--version', than: bare, run: (of) => wallMs(node, [cli, '--version'], of) },
    { name: '--help', than: bare, run: (of) => wallMs(node, [cli, '--help'], of) },
    {
      name: 'first frame',
      than: bare,
      run: (of) => seenMs(['dashboard', '--endpoint-url', nobody], of, firstFrame),
    },
    {
      name: 'first frame after an install',
      than: bare,
      run: (of) => {
        const fresh = mkdtempSync(join(folder, 'home-'));
        return seenMs(
          ['dashboard', '--endpoint-url', nobody],
          { ...of, HOME: fresh, XDG_CACHE_HOME: join(fresh, 'cache') },
          firstFrame,
        );
      },
    },
    {
      name: 'demo: pipeline drawn',
      than: bare,
      run: (of) => seenMs(['dashboard', '--sandbox'], of, /order-intake/),
    },
    ...(awsCli === bare
      ? []
      : [
          {
            name: awsCli,
            than: bare,
            run: (of: Readonly<Record<string, string>>) =>
              wallMs(
                'aws',
                ['cloudwatch', 'describe-alarms', '--endpoint-url', server.url, '--output', 'json'],
                { ...of, PYENV_VERSION: process.env['PYENV_VERSION'] ?? '' },
              ),
          },
        ]),
    { name: 'alarms --json', than: awsCli, run: (of) => wallMs(node, [cli, ...alarmFlags], of) },
  ];
  const times = new Map<string, number[]>(cases.map(({ name }) => [name, []]));
  // The first round fills caches and counts for nothing.
  for (let round = 0; round <= rounds; round += 1) {
    for (const one of cases) {
      const ms = await one.run(env);
      if (round > 0) times.get(one.name)?.push(ms);
      await systemClock.sleep(20);
    }
  }
  await server.close();
  rmSync(folder, { recursive: true, force: true });
  if (!json)
    console.log(`${'case'.padEnd(30)}${'ms'.padStart(8)}${'ratio'.padStart(8)}  than (median of ${rounds})`);
  for (const { name, than } of cases) {
    const ms = median(times.get(name) ?? []);
    const ratio = ms / median(times.get(than) ?? []);
    const record: StartCost = {
      bench: 'start',
      case: name,
      ms: Math.round(ms),
      ratio: Math.round(ratio * 100) / 100,
      than,
    };
    const row = `${name.padEnd(30)}${String(record.ms).padStart(8)}${record.ratio.toFixed(2).padStart(8)}  ${than}`;
    console.log(json ? JSON.stringify(record) : row);
  }
};
