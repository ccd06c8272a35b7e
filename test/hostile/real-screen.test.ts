/** An account of strangers on a real screen: nothing but our own sequences reaches the terminal, and no row is torn (issue 15, 9). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAccount } from '../../src/sandbox/create-account.ts';
import { endAfterTest, hasFooter, patienceMs, testTimeoutMs } from '../app/tool-screen.ts';
import { startPty } from '../helpers/pty.ts';
import { startRewrittenAccount } from '../helpers/rewritten-account.ts';
import { cliFile } from '../helpers/tool.ts';
import { strangersNames } from './hostile-account.ts';

const pipeline = `name: orders
stages:
  - { name: Orders, kind: dynamodb, table: Orders, next: [payments] }
  - { name: payments, kind: sqs, deadLetterQueue: payments-dlq, next: [payment-worker] }
  - { name: payment-worker, kind: lambda }
`;

test.each([
  [80, 24],
  [120, 40],
])(
  'every view at %dx%d',
  async (columns, rows) => {
    const folder = mkdtempSync(join(tmpdir(), 'orders-watch-hostile-screen-'));
    const config = join(folder, 'p.yaml');
    writeFileSync(config, pipeline);
    const startAt = Date.now();
    const clock = { now: () => startAt, sleep: async () => {} };
    const account = await startRewrittenAccount(
      createAccount({ seed: 5, scenario: 'incident', startAt, historyMs: 15 * 60_000, clock }),
    );
    account.rewrite(strangersNames(columns % 4));
    const pty = endAfterTest(
      startPty({
        command: process.execPath,
        args: [cliFile, 'dashboard', '--utc', '--config', config, '--endpoint-url', account.url],
        columns,
        rows,
        env: {
          AWS_ACCESS_KEY_ID: 'a',
          AWS_SECRET_ACCESS_KEY: 'b',
          AWS_REGION: 'eu-west-1',
          AWS_EC2_METADATA_DISABLED: 'true',
          HOME: folder,
        },
      }),
    );
    try {
      await pty.waitFor((text) => /ALARM/.test(text) && hasFooter(text), patienceMs);
      for (const key of '1234567') {
        const before = pty.output().length;
        pty.send(key);
        // The footer stands on the last row: nothing above it has wrapped.
        await pty.waitFor(
          (text) =>
            pty.output().length > before && / {2}\S.*(q (quit|close)|…)$/.test(text.split('\n').at(-1) ?? ''),
          patienceMs,
        );
      }
      const output = pty.output();
      const osc = [...output.matchAll(/\x1b\]([^\x07\x1b]*)/g)].map(([, body = '']) => body);
      // Our title, and nothing else is asked of the terminal.
      expect(osc.filter((body) => !/^2;[^\x00-\x1f]*orders-watch$/.test(body))).toEqual([]);
      expect(pty.terminal.title()).toMatch(/orders-watch$/);
      expect(output).not.toMatch(/\x1bP|\x1bc|\x9b|\x9d|\x90/);
      expect(output.replaceAll(/\x1b\][^\x07\x1b]*(\x07|\x1b\\)/g, '')).not.toContain('\x07');
    } finally {
      pty.kill('SIGKILL');
      account.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  testTimeoutMs,
);
