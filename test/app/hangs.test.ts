/** What hangs is told within 5 s and left by one signal: a FIFO that nobody opens stands for a mount whose server is gone. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leftBehind, runUnderShell } from '../helpers/exits.ts';
import { cliFile } from '../helpers/tool.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'orders-watch-hangs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** One for each test: a reader and a writer of one would find each other. */
const makeFifo = (name: string): string => {
  const fifo = join(folder, name);
  execFileSync('mkfifo', [fifo]);
  return fifo;
};

/** A command without a terminal; `said` resolves once stderr holds the text. */
const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, [cliFile, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', ...env },
  });
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const ended = once(child, 'close');
  return {
    text: () => text,
    said: (wanted: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const look = () => text.includes(wanted) && resolve();
        child.stderr.on('data', look);
        child.on('close', () => reject(new Error(`it ended and said:\n${text}`)));
        look();
      }),
    /** The exit code as a shell has it. */
    end: async (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): Promise<number> => {
      child.kill(signal);
      const [code, by] = await ended;
      return by === null ? code : 128 + constants.signals[by as NodeJS.Signals];
    },
  };
};

describe.concurrent('a command', { timeout: 60_000 }, () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('waits for a pipeline file that hangs, says so, and ends by one %s', async (signal, code) => {
    const fifo = makeFifo(`pipeline-${signal}`);
    const command = run(['snapshot', '--sandbox', '--config', fifo]);
    await command.said(`pipeline file ${fifo} has not answered for 4 s (Stalled). Ctrl-C leaves.`);
    expect(await command.end(signal)).toBe(code);
  });

  test('is left where ~/.aws hangs', async () => {
    const command = run(['alarms', '--region', 'eu-west-1'], {
      AWS_CONFIG_FILE: makeFifo('aws-config'),
    });
    await command.said('has not answered for 4 s');
    expect(await command.end('SIGINT')).toBe(130);
  });
});

describe.concurrent('a screen', { timeout: 60_000 }, () => {
  test.each([
    ['Ctrl-C', '\x03', 130],
    ['q', 'q', 1],
  ])('whose log file hangs says so above its keys and is left by %s', async (_name, keys, code) => {
    // What is refused is a trouble, and that is a line of the log.
    const fifo = makeFifo(`log-${code}`);
    const args = `alarms --sandbox --faults error=1 --log-file ${fifo}`;
    const shell = runUnderShell(`${process.execPath} ${cliFile} ${args}`, { columns: 120, rows: 30 });
    await shell.pty.waitFor(
      (text) => text.includes(`log file log-${code} has not answered for 4 s (Stalled). Ctrl-C leaves.`),
      40_000,
    );
    shell.pty.send(keys);
    expect(await shell.ended()).toBe(code);
    await shell.pty.exited;
    expect(leftBehind(shell)).toEqual([]);
    expect(shell.pty.text()).toContain(`log file log-${code}: its last lines may be lost`);
  });

  test('whose state folder holds FIFOs is drawn whole, says so above its keys, and ends as ever', async () => {
    const home = join(folder, 'home');
    const states = join(home, '.local', 'state', 'orders-watch');
    mkdirSync(states, { recursive: true });
    for (const name of ['choices', 'acknowledged', 'queries'])
      execFileSync('mkfifo', [join(states, `${name}.json`)]);
    const shell = runUnderShell(
      `env HOME=${home} XDG_STATE_HOME= ${process.execPath} ${cliFile} dashboard --sandbox`,
      { columns: 120, rows: 30 },
    );
    await shell.pty.waitFor((text) => text.includes('the state file choices.json is no file'), 40_000);
    await shell.pty.waitFor((text) => text.includes('payment-worker'), 40_000);
    // Nothing was written beside the frame: its last row is there once.
    expect(shell.pty.text().match(/1 pipeline/g)).toHaveLength(1);
    shell.pty.send('q');
    expect(await shell.ended()).toBe(0);
    await shell.pty.exited;
    expect(leftBehind(shell)).toEqual([]);
  });
});
