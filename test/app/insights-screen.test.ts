/** The insights view as a user sees it: the built tool on the incident of the embedded account, in a real terminal. */
import { afterEach, expect, test } from 'vitest';
import { type Pty, startPty } from '../helpers/pty.ts';
import { cliFile } from '../helpers/tool.ts';
import { tornCells } from '../helpers/whole-screen.ts';

const patienceMs = 60_000;
const testTimeoutMs = 240_000;
const keys = { enter: '\r', escape: '\x1b', down: '\x1b[B' } as const;

let open: Pty | undefined;
afterEach(() => {
  open?.kill('SIGKILL');
  open = undefined;
});

test(
  'a query is chosen, run, drawn, sorted, opened, and its order followed, at every size',
  async () => {
    const pty = startPty({
      command: process.execPath,
      args: [cliFile, 'dashboard', '--sandbox', '--since', '15m', '--utc'],
      columns: 80,
      rows: 24,
    });
    open = pty;
    const see = (...wanted: readonly (string | RegExp)[]): Promise<void> =>
      pty.waitFor(
        (text) => wanted.every((one) => (typeof one === 'string' ? text.includes(one) : one.test(text))),
        patienceMs,
      );
    await see(/ALARM/, /q quit$/);

    pty.send('7');
    await see('─ insights · all stages · last 15 m', 'file     failed-payments', 'built in errors-by-stage');
    // The text of the query under the cursor, and whom it asks.
    await see('| stats count(*) as failed by bin(1m), reason', 'asks payment-worker');
    pty.send(keys.enter);
    await see(
      'failed-payments · payment-worker',
      /done · \d+ rows · /,
      /┤.*[⠁-⣿]/,
      /bin\(1m\) UTC +reason +failed/,
    );
    expect(tornCells(pty, 80)).toEqual([]);
    pty.send('v');
    await pty.waitFor((text) => text.includes('bin(1m) UTC') && !text.includes('┤'), patienceMs);

    pty.resize(200, 50);
    // Both panels, and the history of what was run.
    await see('─ insights · all stages', /\d\d:\d\d +failed-payments/, 'failed-payments · payment-worker');
    expect(tornCells(pty, 200)).toEqual([]);
    pty.resize(120, 40);
    await pty.waitFor((text) => !text.includes('─ insights') && text.includes('bin(1m) UTC'), patienceMs);
    expect(tornCells(pty, 120)).toEqual([]);

    pty.send(keys.escape);
    await see(/ Enter run {2}/);
    pty.send(`${keys.down}${keys.down}`);
    await see('| sort errors desc');
    pty.send(keys.enter);
    await see('─ errors-by-stage · all stages', /done · \d+ rows? · .* scanned · \d+ of \d+ matched/);
    await see(/@log +errors +last/, /payment-worker +\d+ +ERROR/);
    pty.send('ss');
    await see('errors ↓');

    // A query of one's own: rows that are log events are opened whole.
    pty.send('e');
    await see(/ query: .*sort errors desc/);
    pty.send('\x15');
    pty.send(
      'fields @timestamp, @log, @message | filter @message like "charged" | sort @timestamp desc | limit 20',
    );
    pty.send(keys.enter);
    await see(/done · 20 rows/, /charged ORD-\d+/);
    pty.send(keys.enter);
    await see('─ log event, Enter follows ORD-', '@ingestionTime', '@logStream');
    pty.send(keys.enter);
    await see('r asks Insights for all lines that name it', /payment-worker +.*charged/);
    pty.send('r');
    await see('done · ', /orders-api +.*POST \/prod\/orders/, /payment-worker +.*charged/);
    for (const [columns, rows] of [
      [200, 50],
      [80, 24],
    ] as const) {
      pty.resize(columns, rows);
      await see('─ order ─', /q close$/);
      expect(tornCells(pty, columns)).toEqual([]);
    }
    pty.send(keys.escape);
    await see('─ order-by-id · all stages');

    pty.send('e');
    await see('query: ');
    pty.send('\x15');
    pty.send('fields a | fliter b');
    pty.send(keys.enter);
    await see('failed', / fields a \| fliter b\n {12}\^{6}/, 'e edits it');
    pty.send('q');
    await see(/q quit$/);
    pty.send('q');
    expect(await pty.exited).toMatchObject({ exitCode: 0 });
  },
  testTimeoutMs,
);
