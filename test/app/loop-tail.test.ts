/** A tail whose first listing leads round for ever goes on until it is interrupted, and says so (issue 15, item 10). */
import { expect, test } from 'vitest';
import { createAccount } from '../../src/sandbox/create-account.ts';
import { noFaults } from '../../src/sandbox/faults.ts';
import { startSandboxServer } from '../../src/sandbox/server.ts';
import { quickClock } from '../helpers/clock.ts';
import { runTool } from '../helpers/in-process.ts';

test('tail-stream', async () => {
  const startAt = Date.now();
  const clock = quickClock(startAt, 60);
  const account = createAccount({ seed: 5, scenario: 'calm', startAt, historyMs: 5 * 60_000, clock });
  const server = await startSandboxServer({ account, clock, faults: { ...noFaults, loop: 1 } });
  const { code, stderr } = await runTool(
    ['tail-stream', '--table', 'Orders', '--json', '--endpoint-url', server.url],
    {
      clock,
      env: {
        AWS_ACCESS_KEY_ID: 'a',
        AWS_SECRET_ACCESS_KEY: 'b',
        AWS_REGION: 'eu-west-1',
        HOME: '/nonexistent',
      },
      interruptAfterMs: 60_000,
    },
  );
  await server.close();
  expect(code).toBe(130);
  expect(stderr).toMatch(/ListStreams .*EndlessPages/);
});
