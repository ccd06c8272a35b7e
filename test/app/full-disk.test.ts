/** A disk without room: nothing that was lost passes for done. */
import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

/** `node dist/cli.js …` with stdout on /dev/full, which takes nothing. */
const onFullDisk = (args: string) =>
  spawnSync('sh', ['-c', `${process.execPath} dist/cli.js ${args} > /dev/full`], { encoding: 'utf8' });

const hasFull = (() => {
  try {
    execFileSync('test', ['-c', '/dev/full']);
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasFull)('stdout on a full disk', { timeout: 60_000 }, () => {
  test.each([
    'alarms --sandbox',
    'alarms --sandbox --json',
    'tail-stream --sandbox --table Orders --limit 20 --json',
    'metrics --sandbox AWS/SQS/NumberOfMessagesSent --dim QueueName=payments --json',
    'dashboard --sandbox --once',
  ])('%s ends with 1 and says why', (args) => {
    const { status, stderr } = onFullDisk(args);
    expect(status).toBe(1);
    expect(stderr).toContain('orders-watch: the output could not be written: no space is left');
  });
});
