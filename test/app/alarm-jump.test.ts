/** From an alarm to the logs of its stage at that time and back, as a user sees it: the built tool in a real terminal. */
import { afterEach, expect, test } from 'vitest';
import { type Pty, startPty } from '../helpers/pty.ts';
import { cliFile } from '../helpers/tool.ts';

const patienceMs = 30_000;
const testTimeoutMs = 120_000;

let open: Pty | undefined;
afterEach(() => {
  open?.kill('SIGKILL');
  open = undefined;
});

const start = (command: string, ...flags: readonly string[]) => {
  const args = [cliFile, command, '--sandbox', '--utc', ...flags];
  const pty = startPty({ command: process.execPath, args, columns: 120, rows: 40 });
  open = pty;
  const see = (...wanted: readonly RegExp[]) =>
    pty.waitFor((text) => wanted.every((one) => one.test(text)), patienceMs);
  return { pty, see };
};

test(
  'l leads from an open alarm to the logs around its transition, Esc back to it',
  async () => {
    const { pty, see } = start('alarms', '--name-prefix', 'payments-queue');
    await see(/✖ payments-queue-age/);
    pty.send('\r');
    await see(/ since +\S+ \d\d:\d\d:\d\d UTC/, / s its stage {2}l its logs {2}t its stream /);
    const [, since = ''] = / since +\S+ (\d\d:\d\d:\d\d) UTC/.exec(pty.text()) ?? [];
    pty.send('l');
    await see(new RegExp(`log · payment-worker around ${since}, payments-queue-age`), /Esc back to alarms/);
    // Lines of that very minute, of a queue that writes none: those of the function that works on it.
    await see(new RegExp(`${since.slice(0, 5)}:\\d\\d (ERROR|INFO)`));
    pty.send('\x1b');
    await see(/─ payments-queue-age ─/, / since +/);
    pty.send('s');
    await see(/─ payments · SQS/, /Esc back to alarms/);
    // It leads back to where one came from, closes what is open there, and quits from the top.
    pty.send('q');
    await see(/─ payments-queue-age ─/, / q close$/);
    pty.send('q');
    await see(/ q quit$/);
    pty.send('q');
    expect(await pty.exited).toMatchObject({ exitCode: 0 });
    expect(pty.terminal.alternate()).toBe(false);
  },
  testTimeoutMs,
);

test(
  'the dashboard draws an open alarm too: its metric, its limit, the points that were judged',
  async () => {
    const { pty, see } = start('dashboard');
    await see(/✖ payment-worker-throttles/);
    // What is asked for only now is drawn, paused or not.
    pty.send('p');
    await see(/PAUSED/);
    pty.send('3');
    await see(/^─ alarms ─/m);
    pty.send('/payment-worker-throttles');
    await see(/─ filter: payment-worker-throttles ─/);
    pty.send('\r');
    await see(/ q (quit|close|back to alarms)$/);
    pty.send('\r');
    await see(/✖ ALARM {2}payment-worker-throttles/, /Throttles Sum {3}╌ > 50 {3}● judged/, /┤.*[⠁-⣿]/);
    // Three points stand in the graph beside the one in its caption.
    await see(/●(?:[^●]*●){3}/);
    // What is open is closed first.
    pty.send('q');
    await see(/ q quit$/);
    pty.send('q');
    expect(await pty.exited).toMatchObject({ exitCode: 0 });
  },
  testTimeoutMs,
);

test(
  'an alarm that is acknowledged is so on every screen, until it is taken back',
  async () => {
    const { pty, see } = start('alarms', '--name-prefix', 'payments-queue');
    await see(/✖ payments-queue-age/);
    pty.send('a');
    await see(/✖ payments-queue-age .* acknowledged/);
    pty.send('p');
    await see(/PAUSED/);
    pty.send('\r');
    await see(/ note +acknowledged/, /┤.*[⠁-⣿]/);
    pty.send('s');
    await see(/Esc back to alarms/);
    pty.send('3');
    await see(/^─ alarms ─/m, /✖ payments-queue-age .* acknowledged/);
    pty.send('a');
    await pty.waitFor((text) => !text.includes('acknowledged'), patienceMs);
    // From a dashboard that was opened from the list it leads back there.
    pty.send('q');
    await see(/─ payments-queue-age ─/, / q close$/);
    pty.send('q');
    await see(/ q quit$/);
    pty.send('q');
    expect(await pty.exited).toMatchObject({ exitCode: 0 });
  },
  testTimeoutMs,
);
