/** The built tool in a real terminal, for tests that look at a screen and press keys. */
import { afterEach, expect } from 'vitest';
import { type Pty, startPty } from '../helpers/pty.ts';
import { cliFile } from '../helpers/tool.ts';

/** The machine may be busy with other things. */
export const patienceMs = 30_000;
export const testTimeoutMs = 180_000;

export const keys = { enter: '\r', escape: '\x1b', tab: '\t', right: '\x1b[C', up: '\x1b[A' } as const;

let open: Pty | undefined;
afterEach(() => {
  open?.kill('SIGKILL');
  open = undefined;
});

/** A program of this test's own: it is ended after it. */
export const endAfterTest = (pty: Pty): Pty => {
  open = pty;
  return pty;
};

/** The tool, ended after the test. */
export const start = (
  args: readonly string[],
  size: { readonly columns: number; readonly rows: number },
): Pty => endAfterTest(startPty({ command: process.execPath, args: [cliFile, ...args, '--utc'], ...size }));

const lastRow = (text: string): string => text.split('\n').at(-1) ?? '';
/** The footer stands on the last row: nothing above it has wrapped or is missing. */
export const hasFooter = (text: string): boolean => /q (quit|close|back to \w+)$/.test(lastRow(text));

export const see = (pty: Pty, ...wanted: readonly (string | RegExp)[]): Promise<void> =>
  pty.waitFor(
    (text) => wanted.every((one) => (typeof one === 'string' ? text.includes(one) : one.test(text))),
    patienceMs,
  );

/** Ends it by its key: the terminal is left as it was found. */
export const quit = async (pty: Pty): Promise<void> => {
  pty.send('q');
  expect(await pty.exited).toMatchObject({ exitCode: 0 });
  expect(pty.terminal.alternate()).toBe(false);
  expect(pty.terminal.cursorVisible()).toBe(true);
};
