/** The tool's own processes behind the proxies: what each printed, when it last showed something new, how it ended. */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startPty } from '../../test/helpers/pty.ts';
import type { ChaosProxy } from './proxy.ts';
import { isMembers } from './wire.ts';

export type Exit = { readonly code: number | null; readonly signal: string | number | null };

/** What was told of one thing: its own time, epoch ms, where it has one, and when each line about it came. */
export type Told = { readonly at: number | undefined; readonly cameAt: readonly number[] };

export type Client = {
  readonly name: string;
  readonly pid: number | undefined;
  /** What it has told of; the keys are those of the truth (truth.ts). */
  readonly told: ReadonlyMap<string, Told>;
  /** When it last showed that it goes on, in epoch milliseconds. */
  readonly lastSign: () => number | undefined;
  /** When the network last gave it, whole and true, what it asks for most, in epoch milliseconds. */
  readonly answeredAt: () => number | undefined;
  readonly exit: () => Exit | undefined;
  /** Asks it to end, as a user does, and waits. */
  readonly end: () => Promise<Exit>;
  /** What was not as it should be, in words: the terminal, at the end. */
  readonly complaints: () => readonly string[];
};

export type Setting = {
  readonly node: string;
  readonly cli: string;
  /** Where stderr, and the last screen, are kept. */
  readonly folder: string;
  readonly region: string;
};

export const environment = (region: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: mkdtempSync(join(tmpdir(), 'orders-watch-soak-home-')),
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  NODE_ENV: 'production',
  AWS_ACCESS_KEY_ID: 'sandbox',
  AWS_SECRET_ACCESS_KEY: 'sandbox',
  AWS_REGION: region,
});

const endMs = 20_000;

export type LineClient = {
  readonly name: string;
  readonly args: readonly string[];
  readonly proxy: ChaosProxy;
  /** What a line tells of; undefined where it tells of nothing that is counted. */
  readonly keyOf: (line: Readonly<Record<string, unknown>>) => string | undefined;
  /** The operation that it asks for most. */
  readonly asks: string;
  /** Where lines are rare: an operation whose true answers show that it goes on. */
  readonly sign?: string;
};

/** A command that prints NDJSON. */
export const startLines = (
  { name, args, proxy, keyOf, asks, sign }: LineClient,
  { node, cli, folder, region }: Setting,
): Client => {
  const child = spawn(node, [cli, ...args, '--json', '--endpoint-url', proxy.url], {
    env: environment(region),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told = new Map<string, Told>();
  let lastLine: number | undefined;
  let exit: Exit | undefined;
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line: unknown = JSON.parse(text);
    const key = isMembers(line) ? keyOf(line) : undefined;
    if (key === undefined) return;
    lastLine = Date.now();
    const { at } = isMembers(line) ? line : {};
    const before = told.get(key);
    told.set(key, {
      at: typeof at === 'string' ? Date.parse(at) : undefined,
      cameAt: [...(before?.cameAt ?? []), lastLine],
    });
  });
  child.stderr.on('data', (text: Buffer) => {
    const at = new Date().toISOString();
    void appendFile(
      join(folder, `${name}.stderr`),
      text
        .toString('utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => `${at} ${line}\n`)
        .join(''),
    );
  });
  const ended = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      exit = { code, signal };
      resolve(exit);
    });
  });
  return {
    name,
    pid: child.pid,
    told,
    lastSign: () => (sign === undefined ? lastLine : proxy.lastTrue(sign)),
    answeredAt: () => proxy.lastTrue(asks),
    exit: () => exit,
    end: () => {
      child.kill('SIGINT');
      const timer = setTimeout(() => child.kill('SIGKILL'), endMs);
      return ended.finally(() => clearTimeout(timer));
    },
    complaints: () => [],
  };
};

export type DashboardClient = Client & {
  readonly press: (keys: string) => void;
  readonly screen: () => string;
};

/** The dashboard in a terminal of 120x40. It goes on when new records were read, and the screen has changed since. */
export const startDashboard = (
  proxy: ChaosProxy,
  config: string,
  { node, cli, region }: Setting,
): DashboardClient => {
  const pty = startPty({
    command: node,
    args: [cli, 'dashboard', '--config', config, '--endpoint-url', proxy.url],
    columns: 120,
    rows: 40,
    env: environment(region),
  });
  let exit: Exit | undefined;
  let body = '';
  let sign: number | undefined;
  const look = setInterval(() => {
    const now = pty.screen().slice(1).join('\n');
    const readAt = proxy.lastTrue('GetRecords') ?? Number.POSITIVE_INFINITY;
    if (now !== body && readAt > (sign ?? 0)) sign = Math.min(readAt, Date.now());
    body = now;
  }, 500);
  const ended = pty.exited.then(({ exitCode, signal }) => {
    clearInterval(look);
    exit = { code: exitCode, signal };
    return exit;
  });
  return {
    name: 'dashboard',
    pid: pty.pid,
    told: new Map(),
    lastSign: () => sign,
    answeredAt: () => proxy.lastTrue('GetRecords'),
    exit: () => exit,
    end: () => {
      pty.send('\u001b');
      setTimeout(() => pty.send('q'), 300);
      const timer = setTimeout(() => pty.kill('SIGKILL'), endMs);
      return ended.finally(() => clearTimeout(timer));
    },
    complaints: () => {
      const { terminal } = pty;
      return [
        ...(terminal.alternate() ? ['the alternate screen is still shown'] : []),
        ...(terminal.cursorVisible() ? [] : ['the cursor is still hidden']),
        ...(terminal.bracketedPaste() ? ['bracketed paste is still on'] : []),
      ];
    },
    press: pty.send,
    screen: pty.text,
  };
};
