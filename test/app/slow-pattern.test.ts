/** A pattern that would go on for ever on a line of the account (issue 15, F8): the dashboard lives, says so, and can be left. */
import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Pty, startPty } from '../helpers/pty.ts';
import { cliFile } from '../helpers/tool.ts';

const patienceMs = 60_000;
const testTimeoutMs = 120_000;

let open: Pty | undefined;
afterEach(() => {
  open?.kill('SIGKILL');
  open = undefined;
});

/** A pipeline file of one function whose versions are looked for with this pattern. */
const configOf = (pattern: string, orderId = ''): string => {
  const config = join(mkdtempSync(join(tmpdir(), 'orders-watch-pattern-')), 'orders-watch.yaml');
  const file = [
    'name: slow',
    ...(orderId === '' ? [] : [`orderId: { pattern: '${orderId}' }`]),
    'stages:',
    '  - name: payment-worker',
    '    kind: lambda',
    '    logs: [/aws/lambda/payment-worker]',
    `    deployments: { pattern: '${pattern}' }`,
  ];
  writeFileSync(config, `${file.join('\n')}\n`);
  return config;
};

/** No line of the account ends with the last sign, and there are 2^n ways to see that. */
const start = (pattern: string) => {
  const args = [cliFile, 'dashboard', '--sandbox', '--utc', '--config', configOf(pattern)];
  const pty = startPty({ command: process.execPath, args, columns: 120, rows: 40 });
  open = pty;
  const see = (...wanted: readonly RegExp[]) =>
    pty.waitFor((text) => wanted.every((one) => one.test(text)), patienceMs);
  return { pty, see };
};

test(
  'one that RE2 runs is no trouble',
  async () => {
    const { pty, see } = start('(?<version>(.|.)+)¤$');
    await see(/ slow · sandbox/, /complete up to \d\d:/, /payment-worker-errors/);
    expect(pty.text()).not.toMatch(/trouble/);
    pty.send('\x03');
    expect(await pty.exited).toMatchObject({ exitCode: 130 });
    expect(pty.terminal.alternate()).toBe(false);
  },
  testTimeoutMs,
);

test(
  'one that only JavaScript runs is switched off with a word',
  async () => {
    const { pty, see } = start('(?=.)(?<version>(.|.)+)¤$');
    await see(/ 1 trouble /);
    pty.send('6');
    await see(/deployments\.pattern \/\(\?=\.\)/);
    // A filter as it is typed, and gone with it.
    pty.send('4/');
    await see(/Enter keeps it/);
    pty.send('/(?=.)(.|.)+¤');
    await see(/filter: \/\(\?=\.\)\(\.\|\.\)\+¤\/ took more than 50 ms on a line and is switched off/);
    pty.send('\x1b');
    await see(/ 1 trouble /, /payment-worker-errors|complete up to/);
    pty.send('\x03');
    expect(await pty.exited).toMatchObject({ exitCode: 130 });
    expect(pty.terminal.alternate()).toBe(false);
    // Said once the terminal is back, on however many rows.
    expect(pty.text().replaceAll(/\s+/g, ' ')).toMatch(
      /orders-watch: warning: deployments\.pattern .* is one that only JavaScript runs/,
    );
  },
  testTimeoutMs,
);

test(
  'a command says on stderr what it could not look for, and does not end with 0',
  async () => {
    const config = configOf('(?<version>v\\d+)', '(?=.)(.|.)+¤');
    const args = [
      cliFile,
      'report',
      '--sandbox',
      '--config',
      config,
      '--out',
      join(dirname(config), 'report'),
    ];
    const ended = await new Promise<{ readonly code: unknown; readonly stderr: string }>((resolve) =>
      execFile(process.execPath, args, { timeout: patienceMs }, (error, _stdout, stderr) =>
        resolve({ code: error?.code, stderr }),
      ),
    );
    expect(ended.stderr).toMatch(/^orders-watch: warning: orderId\.pattern .* only JavaScript runs/m);
    expect(ended.stderr).toMatch(
      /^orders-watch: orderId\.pattern .* took more than 50 ms on a line and is switched off/m,
    );
    expect(ended.code).toBe(1);
  },
  testTimeoutMs,
);
