/**
 * What a tail costs: `npm run bench -- tail`. Records a second of the built product, `tail-stream --json` to a file,
 * against a loop that only calls GetRecords and counts; how late a record is printed at a thousand shards; memory over millions
 * of records. `BENCH_RECORDS=1000000` makes the last one shorter.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { defaultReadsPerSecond, pollIntervalMs } from '../../src/sources/streams/pace.ts';
import { residentMb } from './resident.ts';
import { screenRate } from './tail-screen.ts';

const here = import.meta.dirname;
const cli = join(here, '../../dist/cli.js');
const results = join(here, '../../bench-results');

const env = {
  ...process.env,
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

const productArguments = (url: string, ...more: readonly string[]): string[] => [
  cli,
  ...['tail-stream', '--table', 'Orders', '--endpoint-url', url, '--json', ...more],
];

const exited = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('exit', resolve));

/** Runs `use` against a synthetic stream in a process of its own. */
const withServer = async <Value>(
  server: readonly string[],
  use: (url: string) => Promise<Value>,
): Promise<Value> => {
  const child = spawn(process.execPath, [join(here, 'stream-server.ts'), ...server], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      return await use(z.object({ url: z.string() }).parse(JSON.parse(line)).url);
    }
    throw new Error('the synthetic stream did not start');
  } finally {
    child.kill();
    await exited(child).catch(() => {});
  }
};

/** When the server was first asked for records: what comes before is the start of a process. */
const firstReadAt = async (url: string): Promise<number> =>
  z.object({ firstReadAt: z.number() }).parse(await (await fetch(url)).json()).firstReadAt;

type Throughput = {
  readonly bench: 'throughput';
  readonly shards: number;
  /** Records a second. */
  readonly product: number;
  readonly baseline: number;
  /** At least 0.85. */
  readonly ratio: number;
  /** With the screen on. */
  readonly screen: number;
  /** At least 0.7. */
  readonly screenRatio: number;
};

const rateOf = async (
  url: string,
  args: readonly string[],
  records: number,
  out: string,
): Promise<number> => {
  const file = await open(out, 'w');
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', file.fd, 'inherit'] });
  const code = await exited(child);
  const endedAt = Date.now();
  await file.close();
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return Math.round((records * 1000) / (endedAt - (await firstReadAt(url))));
};

const throughput = async (shards: number, folder: string): Promise<Throughput> => {
  const perShard = Math.max(1000, Math.floor(128_000 / shards / 1000) * 1000);
  const records = shards * perShard;
  const server = [String(shards), String(perShard)];
  const out = join(folder, 'out.ndjson');
  const baseline = await withServer(server, (url) =>
    rateOf(url, [join(here, 'stream-baseline.ts'), url], records, join(folder, 'baseline')),
  );
  const product = await withServer(server, (url) =>
    rateOf(url, productArguments(url, '--from', 'trim-horizon', '--limit', String(records)), records, out),
  );
  const lines = (await readFile(out, 'latin1')).split('\n').length - 1;
  if (lines !== records) throw new Error(`${lines} lines for ${records} records`);
  await rm(out);
  const screen = await withServer(server, (url) => screenRate(url, { shards, records }, firstReadAt));
  const ratioOf = (rate: number): number => Number((rate / baseline).toFixed(2));
  const ratio = ratioOf(product);
  return { bench: 'throughput', shards, product, baseline, ratio, screen, screenRatio: ratioOf(screen) };
};

type Lag = {
  readonly bench: 'lag';
  readonly shards: number;
  readonly recordsPerSecond: number;
  readonly records: number;
  readonly pollMs: number;
  readonly p50Ms: number;
  /** At most `pollMs` + 50. */
  readonly p99Ms: number;
};

const lag = async (shards: number, recordsPerSecond: number): Promise<Lag> =>
  withServer([String(shards), 'live', String(recordsPerSecond)], async (url) => {
    const child = spawn(process.execPath, productArguments(url, '--from', 'latest'), {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const startedAt = Date.now();
    const lags: number[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const now = Date.now();
      // Shards are found and their pauses spread over the interval first.
      if (now - startedAt < 15_000) continue;
      if (now - startedAt > 35_000) break;
      lags.push(now - Number(/"writtenAt":(\d+)/.exec(line)?.[1]));
    }
    child.kill();
    lags.sort((a, b) => a - b);
    const at = (share: number): number => lags[Math.floor(lags.length * share)] ?? Number.NaN;
    const pollMs = pollIntervalMs(shards, defaultReadsPerSecond);
    return {
      bench: 'lag',
      shards,
      recordsPerSecond,
      records: lags.length,
      pollMs,
      p50Ms: at(0.5),
      p99Ms: at(0.99),
    };
  });

type Memory = {
  readonly bench: 'memory';
  readonly records: number;
  readonly rssMb: number;
  /** From the first fifth to the last: less than 20. */
  readonly growthMb: number;
};

/** Resident memory swings with the garbage collector: what counts is where it comes back to. */
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

const memory = async (records: number): Promise<Memory> =>
  withServer(['16', String(records / 16)], async (url) => {
    const child = spawn(
      process.execPath,
      productArguments(url, '--from', 'trim-horizon', '--limit', String(records)),
      {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    child.stdout.resume();
    const samples: number[] = [];
    while (child.exitCode === null) {
      await sleep(250);
      const sample = await residentMb(child.pid);
      if (sample !== undefined) samples.push(sample);
    }
    const fifth = Math.floor(samples.length / 5);
    // The very first samples are of a process that starts.
    const early = median(samples.slice(Math.min(fifth, 12), 2 * fifth));
    const late = median(samples.slice(-fifth));
    return { bench: 'memory', records, rssMb: Math.round(late), growthMb: Math.round(late - early) };
  });

const table = (rows: readonly object[]): void => console.table(rows);

/** Measures, prints a table (with `--json` one object a line), and writes `bench-results/tail.json`. */
export const run = async (json = process.argv.includes('--json')): Promise<void> => {
  await stat(cli).catch(() => {
    throw new Error('Build first: npm run build');
  });
  const folder = await mkdtemp(join(tmpdir(), 'orders-watch-bench-'));
  try {
    const rows: (Throughput | Lag | Memory)[] = [];
    for (const shards of [1, 16, 256]) rows.push(await throughput(shards, folder));
    rows.push(await lag(1000, 2000));
    rows.push(await memory(Number(process.env['BENCH_RECORDS'] ?? 5_000_000)));
    if (json) for (const row of rows) console.log(JSON.stringify(row));
    else
      for (const kind of ['throughput', 'lag', 'memory']) table(rows.filter(({ bench }) => bench === kind));
    await mkdir(results, { recursive: true });
    await writeFile(join(results, 'tail.json'), `${JSON.stringify(rows, undefined, 2)}\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
};
