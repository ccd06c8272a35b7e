/** A tail with a checkpoint that is killed (SIGKILL) and started again and again, beside one that is left alone: the truth. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { cliFile } from './tool.ts';

export type KilledTail = {
  readonly kills: number;
  /** Changes that the tail beside it printed. */
  readonly changes: number;
  readonly lost: number;
  readonly repeated: number;
  /** Of all that was repeated: how long before the kill it was printed, in ms, at the most. */
  readonly oldestRepeatedMs: number;
  /** Restarts that said that a lock was left behind. */
  readonly takenOver: number;
};

const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  AWS_ACCESS_KEY_ID: 'sandbox',
  AWS_SECRET_ACCESS_KEY: 'sandbox',
  AWS_REGION: 'eu-west-1',
};

const changeSchema = z.object({ eventId: z.string() });

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const startTool = (args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [cliFile, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });

/** Calls with each whole line of a stream; half a line that a kill left is none. */
const eachLine = (stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void => {
  if (stream !== null) createInterface({ input: stream }).on('line', onLine);
};

type Printed = { readonly id: string; readonly at: number };

type Tail = {
  readonly ready: Promise<void>;
  readonly printed: Printed[];
  readonly said: string[];
  /** Resolves with the moment of the kill, once all that it printed is read. */
  readonly kill: () => Promise<number>;
};

const startTail = (url: string, args: readonly string[]): Tail => {
  const child = startTool(['tail-stream', '--table', 'Orders', '--json', '--endpoint-url', url, ...args]);
  const printed: Printed[] = [];
  const said: string[] = [];
  const closed = once(child, 'close');
  eachLine(child.stdout, (line) => {
    const change = line.endsWith('}') ? changeSchema.safeParse(JSON.parse(line)).data : undefined;
    if (change !== undefined) printed.push({ id: change.eventId, at: performance.now() });
  });
  const ready = new Promise<void>((resolve, reject) => {
    eachLine(child.stderr, (line) => {
      said.push(line);
      if (line.startsWith('ready:')) resolve();
    });
    void closed.then(() => reject(new Error(`the tail ended: ${said.join('\n')}`)));
  });
  ready.catch(() => {});
  return {
    ready,
    printed,
    said,
    kill: async () => {
      const at = performance.now();
      child.kill('SIGKILL');
      await closed;
      return at;
    },
  };
};

/** All that is printed lags behind by less than this on a busy machine. */
const settleMs = 4_000;

/** `random` in [0, 1) says how long after it is ready a tail is killed: up to a second and a half. */
export const killTail = async (kills: number, random: () => number): Promise<KilledTail> => {
  const folder = mkdtempSync(join(tmpdir(), 'orders-watch-kills-'));
  const checkpoint = join(folder, 'checkpoint');
  const account = startTool(['sandbox', '--port', '0', '--rollover', '5s', '--split', '0.5']);
  try {
    const url = await new Promise<string>((resolve) => {
      eachLine(account.stdout, (line) => {
        const [found] = /http:\/\/[\d.:]+/.exec(line) ?? [];
        if (found !== undefined) resolve(found);
      });
    });
    const resume = (): Tail => startTail(url, ['--from', 'checkpoint', '--checkpoint', checkpoint]);
    let tail = resume();
    await tail.ready;
    // All that this one prints comes after the other is ready: it has to print it too.
    const truth = startTail(url, []);
    await truth.ready;
    while (!existsSync(checkpoint)) await sleep(50);
    /** How long before the end of the run that printed it last. */
    const known = new Map<string, number>();
    let [repeated, oldestRepeatedMs, takenOver] = [0, 0, 0];
    const count = ({ printed, said }: Tail, killedAt: number): void => {
      for (const { id, at } of printed) {
        const before = known.get(id);
        if (before !== undefined) {
          repeated += 1;
          oldestRepeatedMs = Math.max(oldestRepeatedMs, before);
        }
        known.set(id, killedAt - at);
      }
      if (said.some((line) => line.includes('taken over'))) takenOver += 1;
    };
    for (let nth = 0; nth < kills; nth += 1) {
      await tail.ready;
      await sleep(random() * 1500);
      count(tail, await tail.kill());
      tail = resume();
    }
    await tail.ready;
    const changes = [...truth.printed];
    await sleep(settleMs);
    count(tail, await tail.kill());
    await truth.kill();
    const lost = changes.filter(({ id }) => !known.has(id)).length;
    return {
      kills,
      changes: changes.length,
      lost,
      repeated,
      oldestRepeatedMs: Math.round(oldestRepeatedMs),
      takenOver,
    };
  } finally {
    account.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
};
