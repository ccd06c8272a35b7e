/** What is wrong, said on a real screen at both usual sizes: an incident, a calm account, one whose figures may not be read. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startSandboxServer } from '../../src/sandbox/server.ts';
import { type FaultyAccount, startFaultyAccount } from '../helpers/faulty.ts';
import { type Pty, startPty } from '../helpers/pty.ts';
import { cliFile } from '../helpers/tool.ts';
import { handmadeAccount, region } from '../sandbox/wire/handmade-account.ts';

let open: Pty | undefined;
afterEach(() => {
  open?.kill('SIGKILL');
  open = undefined;
});
const start = (
  size: { readonly columns: number; readonly rows: number },
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Pty => {
  open = startPty({
    command: process.execPath,
    args: [cliFile, 'dashboard', '--utc', ...args],
    ...size,
    env,
  });
  return open;
};
const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
];
const waitMs = 60_000;

describe.each(sizes)('at $columns x $rows', { timeout: 120_000 }, (size) => {
  test('an incident: the sentence, the title, its page, a proof and the way back', async () => {
    const pty = start(size, ['--sandbox']);
    await pty.waitFor(() => /^ ✖ payment-worker fails since \d\d:\d\d/.test(pty.screen()[1] ?? ''), waitMs);
    await pty.waitFor(
      () => /^✖ payment-worker fails \d+ m · orders-watch$/.test(pty.terminal.title() ?? ''),
      waitMs,
    );
    expect(pty.screen().at(-1)).toContain(' W why ');
    pty.send('W');
    await pty.waitFor((text) => text.includes('─ why ─') && text.includes('payment-worker-errors'));
    pty.send('\r');
    await pty.waitFor((text) => !text.includes('─ why ─') && text.includes('payment-worker · Lambda'));
    pty.send('\x1b');
    await pty.waitFor((text) => text.includes('─ why ─'));
    pty.send('\x1b');
    await pty.waitFor((text) => !text.includes('─ why ─'));
    pty.send('q');
    expect((await pty.exited).exitCode).toBe(0);
    expect(pty.terminal.title() ?? '').toBe('');
  });

  test('a calm account: since when all is well', async () => {
    const pty = start(size, ['--sandbox', '--scenario', 'calm']);
    await pty.waitFor(() => /^ ● all 15 stages within their objectives/.test(pty.screen()[1] ?? ''), waitMs);
    await pty.waitFor(() => pty.terminal.title() === '● orders is well · orders-watch', waitMs);
  });

  describe('figures that may not be read', () => {
    let account: FaultyAccount;
    let close = async (): Promise<void> => {};
    beforeAll(async () => {
      const server = await startSandboxServer({ account: handmadeAccount({ now: Date.now }) });
      account = await startFaultyAccount(server.url);
      account.breaks('GetMetricData', 'denied');
      close = async () => {
        account.close();
        await server.close();
      };
    });
    afterAll(() => close());

    test('the call is named, and nobody is told that all is well', async () => {
      const config = new URL('../scenarios/one-queue.yaml', import.meta.url).pathname;
      const env = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: region };
      const pty = start(size, ['--endpoint-url', account.url, '--config', config], env);
      await pty.waitFor(() => /^ ○ cannot tell: .*GetMetricData/.test(pty.screen()[1] ?? ''), waitMs);
      await pty.waitFor(() => (pty.terminal.title() ?? '').includes('cannot tell'), waitMs);
    });
  });
});
