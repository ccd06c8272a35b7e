/** The three screens as a user sees them: the built tool on the embedded account, in a real terminal. */
import { describe, expect, test } from 'vitest';
import { leftBehind, runUnderShell, type ShellRun } from '../helpers/exits.ts';
import type { Pty } from '../helpers/pty.ts';
import { cliFile } from '../helpers/tool.ts';
import { tornCells } from '../helpers/whole-screen.ts';
import { endAfterTest, hasFooter, keys, patienceMs, quit, see, start, testTimeoutMs } from './tool-screen.ts';

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 50 },
] as const;
const [small, medium] = sizes;

/** Waits until the screen is drawn for this size, then looks at each cell. */
const resizeTo = async (
  pty: Pty,
  size: { readonly columns: number; readonly rows: number },
  holds: (text: string) => boolean = () => true,
): Promise<void> => {
  pty.resize(size.columns, size.rows);
  await pty.waitFor((text) => hasFooter(text) && holds(text), patienceMs);
  expect(pty.screen()).toHaveLength(size.rows);
  expect(tornCells(pty, size.columns)).toEqual([]);
};

describe('dashboard', () => {
  test(
    'is drawn before any answer, lives, and has its parts at every size',
    async () => {
      const pty = start(['dashboard', '--sandbox'], small);
      await pty.waitFor(hasFooter, patienceMs);
      // History takes a second to make: nothing has been answered yet.
      expect(pty.output()).toContain('loading');
      expect(pty.text()).toMatch(/─ (graphs|payment-worker)/);
      await see(pty, 'orders-api●', /✖ \d+ ALARM/, /─ alarms ─/, /─ stream · Orders ─/, /MODIFY ORD-\d+/);
      await see(pty, /┤.*[⠁-⣿]/);
      expect(pty.screen()[0]).toMatch(/^ orders .*\d\d:\d\d:\d\d UTC$/);
      expect(tornCells(pty, small.columns)).toEqual([]);

      for (const size of [...sizes, small, medium]) {
        const isWide = size.columns >= 110;
        await resizeTo(pty, size, (text) => text.includes('─ pipeline ─') === isWide);
        const text = pty.text();
        expect(pty.screen()[0]).toMatch(/^ orders .*ALARM.*\d\d:\d\d:\d\d UTC$/);
        expect(text).toMatch(/payment-worker · Lambda · /);
        expect(text).toMatch(/┤.*[⠁-⣿]/);
        // The cause's alarms come first.
        expect(text).toMatch(/✖ payment-worker-(errors|throttles|duration)/);
        if (isWide) {
          expect(text).toMatch(/● orders-api +─▶ ● order-intake/);
          expect(text).toContain('─ log · payment-worker ─');
        }
      }
      await quit(pty);
    },
    testTimeoutMs,
  );

  test(
    'does what its keys say',
    async () => {
      const pty = start(['dashboard', '--sandbox'], medium);
      await see(pty, '● orders-api', /✖ \d+ ALARM/, /MODIFY ORD-\d+/, /┤.*[⠁-⣿]/);

      pty.send('?');
      await see(pty, '─ keys ─', 'Esc closes', 'zoom the panel', 'UTC or local');
      pty.send(keys.escape);
      await see(pty, '─ pipeline ─');

      pty.send('l');
      await see(pty, '─ order-events · SNS');
      pty.send(keys.right);
      await see(pty, '─ fulfilment-queue · SQS');
      pty.send('h');
      await see(pty, '─ order-events · SNS');
      pty.send(keys.escape);
      await see(pty, '─ payment-worker · Lambda');

      pty.send(keys.tab);
      pty.send('j');
      pty.send(keys.enter);
      await see(pty, '─ alarm ─', 'Esc closes');
      pty.send(keys.escape);
      await see(pty, '─ pipeline ─');

      pty.send('2');
      await see(pty, 'orders-api●', /^─ payment-worker · Lambda/m);
      pty.send('3');
      await pty.waitFor((text) => !text.includes('─ stream') && text.includes('● orders-placed-low'));
      pty.send('4');
      await see(pty, /^─ logs ─/m);
      pty.send('5');
      await see(pty, /^─ stream · Orders/m);
      pty.send('6');
      await see(pty, /^─ timeline ─/m, /ERROR|FAILED/);
      pty.send('1');
      await see(pty, '─ pipeline ─');

      pty.send('/');
      await see(pty, 'Enter keeps it, Esc lets it go');
      pty.send('payments');
      await see(pty, ' /payments');
      pty.send(keys.enter);
      await pty.waitFor(
        (text) =>
          hasFooter(text) && text.includes('✖ payments-queue-age') && !text.includes('✖ order-dispatch-iter'),
        patienceMs,
      );
      pty.send(keys.escape);
      await see(pty, '✖ order-dispatch-iter');

      pty.send(':');
      await see(pty, /^ :/m, 'pipeline (1)');
      pty.send('alarms');
      pty.send(keys.enter);
      await pty.waitFor((text) => text.includes('● orders-placed-low') && hasFooter(text));
      pty.send('1');
      await see(pty, '─ pipeline ─');

      pty.send('p');
      await see(pty, 'PAUSED');
      const still = pty.screen().slice(1);
      for (const size of [{ columns: 60, rows: 15 }, { columns: 200, rows: 50 }, small]) {
        await resizeTo(pty, size);
      }
      await resizeTo(pty, medium, (text) => text.includes('─ pipeline ─'));
      await pty.waitFor((text) => text.split('\n').slice(1).join('\n') === still.join('\n'));
      pty.send('p');
      await pty.waitFor((text) => !text.includes('PAUSED') && hasFooter(text));
      await quit(pty);
    },
    testTimeoutMs,
  );
});

describe('tail-stream', () => {
  test(
    'follows, shows wide characters whole, and opens a change at every size',
    async () => {
      const pty = start(['tail-stream', '--table', 'Orders', '--sandbox'], small);
      await pty.waitFor(hasFooter, patienceMs);
      expect(pty.output()).toContain('loading changes');
      await see(
        pty,
        'NEW_AND_OLD_IMAGES',
        /\d+\/s/,
        /complete up to \d\d:\d\d/,
        /INSERT ORD-\d+ +status PLACED/,
      );

      // A customer's name, in the middle of the item.
      pty.send('/김민준');
      await see(pty, ' /김민준');
      await pty.waitFor((text) => text.includes('filter: 김민준') && /ORD-\d+/.test(text), patienceMs);
      pty.send(keys.enter);
      await pty.waitFor(hasFooter, patienceMs);
      pty.send(keys.enter);
      await see(pty, /─ Orders ORD-\d+ ─/, 'Esc closes');
      pty.send('G');
      for (const size of [...sizes, small]) {
        await resizeTo(pty, size, (text) => text.includes('Esc closes'));
        expect(pty.screen().findIndex((row) => /^─ Orders ORD-/.test(row))).toBeGreaterThan(0);
      }
      pty.resize(medium.columns, medium.rows);
      pty.send('g');
      await see(pty, '"김민준"');
      expect(tornCells(pty, medium.columns)).toEqual([]);
      pty.send(keys.escape);
      await pty.waitFor((text) => !text.includes('Esc closes'), patienceMs);
      pty.send(keys.escape);
      await pty.waitFor((text) => !text.includes('filter:') && /ORD-\d+/.test(text), patienceMs);

      pty.send('p');
      await see(pty, 'PAUSED');
      pty.send('k');
      await see(pty, 'f follows again');
      pty.send('f');
      await pty.waitFor((text) => !text.includes('PAUSED') && !text.includes('f follows again'), patienceMs);
      pty.send('?');
      await see(pty, '─ keys ─', 'page down');
      // It closes the help first.
      pty.send('q');
      await pty.waitFor((text) => !text.includes('─ keys ─') && hasFooter(text), patienceMs);
      await quit(pty);
    },
    testTimeoutMs,
  );
});

describe('alarms', () => {
  test(
    'lists, filters and opens alarms at every size',
    async () => {
      const pty = start(['alarms', '--sandbox'], small);
      await pty.waitFor(hasFooter, patienceMs);
      expect(pty.output()).toContain('loading alarms');
      expect(pty.output()).not.toContain('0 ALARM');
      await see(pty, /✖ \d+ ALARM +○ \d+ INSUFFICIENT_DATA +● \d+ OK/, '✖ payments-queue-age', 'SNS on-call');
      for (const size of [...sizes, small]) {
        await resizeTo(pty, size, (text) => text.includes('✖ payments-queue-age'));
        expect(pty.screen()[0]).toMatch(/✖ \d+ ALARM .*sandbox eu-west-1/);
      }
      pty.send('/orders-api');
      await pty.waitFor((text) => !text.includes('payments-queue-age') && text.includes('orders-api-5xx'));
      pty.send(keys.enter);
      await pty.waitFor(hasFooter);
      pty.send(keys.enter);
      await see(pty, /─ orders-api-\S+ ─/, 'Esc closes', 'condition');
      expect(pty.screen()[0]).toMatch(/ OK {3}(\d+ muted {3})?filter: orders-api( |$)/);
      await resizeTo(pty, medium);
      await see(pty, /┤.*[⠁-⣿]/);
      pty.send(keys.escape);
      await pty.waitFor((text) => !text.includes('Esc closes'), patienceMs);
      pty.send(keys.escape);
      await see(pty, '✖ payments-queue-age');
      pty.send(':quit');
      pty.send(keys.enter);
      expect(await pty.exited).toMatchObject({ exitCode: 0 });
    },
    testTimeoutMs,
  );
});

test(
  'dashboard --once prints one frame in a terminal too, as text',
  async () => {
    const pty = start(['dashboard', '--sandbox', '--once'], medium);
    expect(await pty.exited).toMatchObject({ exitCode: 0 });
    expect(pty.output()).not.toContain('\x1b[?1049h');
    expect(pty.output()).toMatch(/^ orders · sandbox · eu-west-1/);
  },
  testTimeoutMs,
);

describe('a signal ends a screen, and leaves the terminal as it was', () => {
  const program = `${process.execPath} ${cliFile}`;
  const endings: readonly (readonly [string, string, (run: ShellRun) => void, number])[] = [
    ['Ctrl-C', 'dashboard --sandbox', ({ pty }) => pty.send('\x03'), 130],
    ['SIGTERM', 'tail-stream --table Orders --sandbox', ({ pid }) => process.kill(pid(), 'SIGTERM'), 143],
    ['SIGHUP', 'alarms --sandbox', ({ pid }) => process.kill(pid(), 'SIGHUP'), 129],
    ['q', 'dashboard --sandbox', ({ pty }) => pty.send('q'), 0],
  ];
  for (const [name, command, end, code] of endings) {
    test(
      `${name} in ${command}`,
      async () => {
        const run = runUnderShell(`${program} ${command}`, small);
        endAfterTest(run.pty);
        await run.pty.waitFor(hasFooter, patienceMs);
        end(run);
        expect(await run.ended()).toBe(code);
        await run.pty.exited;
        expect(leftBehind(run)).toEqual([]);
      },
      testTimeoutMs,
    );
  }

  test(
    'and so does a failure: one line, its exit code',
    async () => {
      const run = runUnderShell(`${program} tail-stream --table Customers --sandbox`, small);
      endAfterTest(run.pty);
      expect(await run.ended()).toBe(1);
      await run.pty.exited;
      expect(run.pty.text().replaceAll('\n', ' ')).toContain('table Customers has no stream');
      expect(leftBehind(run)).toEqual([]);
    },
    testTimeoutMs,
  );
});
