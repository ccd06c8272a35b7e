/** Graphs of any window as a user sees them: zoomed, panned, compared, read, as bars and as a heat map. */
import { afterEach, expect, test } from 'vitest';
import { type Pty, startPty } from '../helpers/pty.ts';
import { cliFile } from '../helpers/tool.ts';
import { tornCells } from '../helpers/whole-screen.ts';
import { runCli } from './run-cli.ts';

/** The machine may be busy with other things. */
const patienceMs = 30_000;
const testTimeoutMs = 180_000;
const size = { columns: 120, rows: 40 };

const keys = { escape: '\x1b', left: '\x1b[D', shiftLeft: '\x1b[1;2D', shiftRight: '\x1b[1;2C' } as const;

let open: Pty | undefined;
afterEach(() => {
  open?.kill('SIGKILL');
  open = undefined;
});

const start = (...args: readonly string[]): Pty => {
  const pty = startPty({
    command: process.execPath,
    args: [cliFile, ...args, '--sandbox', '--utc'],
    ...size,
  });
  open = pty;
  return pty;
};

/** Presses a key and waits for what it shows. */
const press = async (pty: Pty, key: string, ...wanted: readonly RegExp[]): Promise<void> => {
  pty.send(key);
  await pty.waitFor((text) => wanted.every((one) => one.test(text)), patienceMs);
};

test(
  'the dashboard’s graphs',
  async () => {
    const pty = start('dashboard');
    const panel = /^─ payment-worker · Lambda .* last 1 h · UTC ─$/m;
    await pty.waitFor((text) => panel.test(text) && /┤.*[⠁-⣿]/.test(text), patienceMs);

    // Half an hour back (near midnight that is another day), by either key; what is now is not there any more.
    await press(pty, '<', / (?:\d\d-\d\d )?\d\d:\d\d ?- ?(?:\d\d-\d\d )?\d\d:\d\d UTC, 30 m ago ─$/m);
    await press(pty, keys.shiftLeft, / UTC, 1 h ago ─$/m, /invocations\/s {2}\d/);
    await press(pty, keys.shiftRight, / 30 m ago ─$/m);
    await press(pty, '>', panel);
    await press(pty, '>', /later: this is now/);

    // The embedded account is three hours old.
    await press(pty, '++', / last 6 h · UTC · nothing before (?:\d\d-\d\d )?\d\d:\d\d ─$/m);
    await press(pty, '++++', / last 1 w · UTC · by 15 m, nothing before /);
    await press(pty, '+', / last 15 d · UTC · by 1 h, nothing before /);
    await press(pty, '+', /this is the longest range/);
    await press(pty, '-------', panel);

    await press(pty, 'c', /vs 1 h before ─$/m, /─ now [\d.]+\/s {2}─ 1 h ago [\d.]+/);
    await press(pty, 'v', /│.*█.*·/);
    await press(pty, 'v', /p50 [\d.]+ \S+ +p99 [\d.]+ m?s/, /│.*[░▒▓]{4}/);
    expect(tornCells(pty, size.columns)).toEqual([]);
    await press(pty, 'v', /─ p99 [\d.]+ m?s ─ p50/);

    await press(pty, 'x', /Left bucket before .*Esc crosshair off/);
    const at = () => /^ (?:\d\d-\d\d )?(\d\d:\d\d) {2}─ now /m.exec(pty.text())?.[1] ?? '';
    const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
    await pty.waitFor(() => at() !== '', patienceMs);
    const before = minutes(at());
    pty.send(keys.left);
    pty.send(keys.shiftLeft);
    await pty.waitFor(() => (before - minutes(at()) + 1440) % 1440 === 11, patienceMs);
    pty.send(keys.escape);
    await pty.waitFor((text) => !text.includes('crosshair off'), patienceMs);

    // Other views have no graph: the keys say so.
    await press(pty, '4', /^─ logs ─/m);
    await press(pty, 'c', /compare .*: no graph is shown here/);
    pty.send('q');
    expect(await pty.exited).toMatchObject({ exitCode: 0 });
  },
  testTimeoutMs,
);

test(
  'the graph of a metric',
  async () => {
    const duration = ['AWS/Lambda/Duration', '--dim', 'FunctionName=payment-worker', '--stat', 'p50,p99'];
    const pty = start('metrics', ...duration);
    await pty.waitFor((text) => /last 3 h · by 1 m/.test(text) && /┤.*[⠁-⣿]/.test(text), patienceMs);
    await press(pty, '-', /last 1 h · by 1 m/);
    await press(pty, '<', /(?:\d\d-\d\d )?\d\d:\d\d ?- ?(?:\d\d-\d\d )?\d\d:\d\d(?:, 30 m ago)? · by 1 m/);
    await press(pty, 'f', /last 1 h · by 1 m/);
    await press(pty, 'c', /vs 1 h before/, /last +min +avg +max +1 h ago/, /p50( +[\d.]+ m?s){5}/);
    await press(pty, keys.left, /^ +(?:\d\d-\d\d )?\d\d:\d\d +min +avg/m, /Esc crosshair off/);
    await press(pty, 'vv', /[░▒▓]{4}/);
    pty.send('q');
    expect(await pty.exited).toMatchObject({ exitCode: 0 });
  },
  testTimeoutMs,
);

test(
  'one frame of a window in the past, compared, and of a wide one: nothing is still on its way',
  async () => {
    const frame = (...args: readonly string[]) => runCli([...args, '--sandbox', '--utc']);
    const [past, wide, wrong] = await Promise.all([
      frame('snapshot', '--until', '1h', '--compare', '1h', '--stage', 'order-intake'),
      frame('dashboard', '--since', '24h', '--stage', 'order-intake'),
      frame('snapshot', '--until', 'tomorrow'),
    ]);
    expect(past).toMatchObject({ code: 0, stderr: '' });
    expect(past.stdout).toMatch(
      /order-intake · Lambda .*\d\d:\d\d ?- ?(?:\d\d-\d\d )?\d\d:\d\d UTC, 1 h ago · vs 1 h before ─/,
    );
    expect(past.stdout).toMatch(/─ now [\d.]+\/s {2}─ 1 h ago [\d.]+/);
    expect(wide.stdout).toMatch(/order-intake · Lambda .* last 1 d · UTC · by 5 m, nothing before /);
    expect(past.stdout + wide.stdout).not.toContain('loading');
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.stderr).toContain('--until "tomorrow" is no time');
  },
  testTimeoutMs,
);
