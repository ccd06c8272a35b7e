/** `logs tail` and the dashboard's logs as a user sees them: the built tool on the embedded account, in a real terminal. */
import { expect, test } from 'vitest';
import type { Pty } from '../helpers/pty.ts';
import { tornCells } from '../helpers/whole-screen.ts';
import { hasFooter, keys, patienceMs, quit, see, start, testTimeoutMs } from './tool-screen.ts';

const medium = { columns: 120, rows: 40 };
const small = { columns: 80, rows: 24 };

/** What a customer of the embedded account has put into a name, to see what a log does with it. */
const hostile = ['\u001b]0;owned', '\u001b]52;c;b3duZWQ', '\u001b[2J\u202e', '\u202e'];

/** A whole frame does not show it any more. */
const gone = (pty: Pty, words: string): Promise<void> =>
  pty.waitFor((text) => !text.includes(words) && hasFooter(text), patienceMs);

/** Esc has let the filter go: a key that follows it too soon would be one of Alt. */
const unfiltered = (pty: Pty): Promise<void> => gone(pty, 'filter:');

test(
  'lines with escape sequences reach the terminal without one; filters, wrapping and opening do what they say',
  async () => {
    const what = ['order-intake', 'legacy-erp', '--since', '40m', '--filter', '?posted ?refused'];
    const pty = start(['logs', 'tail', ...what, '--sandbox', '--poll'], medium);
    await see(pty, /order-intake +WARN {2}order refused reason=/, /complete up to \d\d:\d\d/, '· polled ·');

    pty.send('/!/quantity|email|empty|currency/');
    pty.send(keys.enter);
    await see(pty, 'filter: !/quantity', 'customer.name "␛]0;owned␇␛]52;c;');
    await gone(pty, 'must be at least 1');
    expect(tornCells(pty, medium.columns)).toEqual([]);

    // The lines of the old host do not keep their colours; what they were is seen where one is opened.
    pty.send(keys.escape);
    await unfiltered(pty);
    pty.send('/invoice');
    pty.send(keys.enter);
    await see(pty, 'filter: invoice', /legacy-erp +erpd\[812\]: invoice ORD-\d+ posted/);
    await gone(pty, '[32m');
    pty.send(keys.enter);
    await see(pty, 'line of /ec2/legacy-erp/messages', /erpd\[812\]: ␛\[32minvoice␛\[0m/);
    pty.send(keys.escape);
    await gone(pty, 'Esc closes');

    // Long lines go on below once they are asked to, and no more then.
    pty.send(keys.escape);
    await unfiltered(pty);
    pty.resize(small.columns, small.rows);
    pty.send('/owned');
    pty.send(keys.enter);
    await see(pty, 'filter: owned', /order refused reason=customer/);
    await gone(pty, 'control characters');
    pty.send('w');
    await see(pty, /^ {10}\S.*control characters$/m);
    expect(tornCells(pty, small.columns)).toEqual([]);
    pty.send('w');
    await pty.waitFor((text) => !/^ {10}\S/m.test(text) && hasFooter(text), patienceMs);
    await quit(pty);

    for (const sequence of hostile) expect(pty.output()).not.toContain(sequence);
    expect(pty.terminal.title() ?? '').not.toContain('owned');
  },
  testTimeoutMs,
);

test(
  'the dashboard filters its lines by the same words, marks what it found, and wraps them',
  async () => {
    const pty = start(['dashboard', '--sandbox'], medium);
    await see(pty, '● orders-api', /✖ \d+ ALARM/);
    pty.send('4');
    await see(pty, /^─ logs ─/m, /\d+\/s .*of \d+ s.*complete up to \d\d:\d\d/);
    pty.send('/');
    await see(pty, 'text, /regex/ or !not; Enter keeps it');
    pty.send('/charge (failed|declined)/');
    pty.send(keys.enter);
    await see(pty, 'filter: /charge (failed', /payment-worker ERROR charge failed ORD-\d+/);
    await gone(pty, 'INFO');
    pty.send('6');
    await see(pty, /^─ timeline ─/m, 'charge failed');
    pty.send(keys.escape);
    await unfiltered(pty);
    // The title may have no room for the filter: a line that it had hidden says that Esc was read by itself.
    await see(pty, /Invoke Error|REPORT|order refused/);
    pty.send('/deployment');
    pty.send(keys.enter);
    await see(pty, '◆ payment-worker version 42 deployed, 41 before', '◆ fulfilment version 2.14.0 deployed');
    pty.send('G');
    pty.send(keys.enter);
    await see(pty, 'orders-api●', '┊v42');
    pty.send(keys.escape);
    await see(pty, /^─ timeline ─.*filter: deployment/m);
    await quit(pty);
  },
  testTimeoutMs,
);
