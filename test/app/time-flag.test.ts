/** A time means the same in every flag (issue 13: awslogs 96 and 177, aws-cli 3526): and none is waited for in vain. */
import { describe, expect, test } from 'vitest';
import { readTime, timeMistake } from '../../src/app/shared/time-flag.ts';
import { readTailFlags } from '../../src/app/tail/tail-settings.ts';
import { runCli } from './run-cli.ts';
import { tailFlags } from './tail-flags.ts';

const now = Date.UTC(2026, 0, 15, 12);

describe('a time of the past', () => {
  test.each([
    ['10m', now - 600_000],
    ['1w', now - 604_800_000],
    ['2026-01-15', Date.UTC(2026, 0, 15)],
    ['2026-01-15 11:59', now - 60_000],
    ['2026-01-15T12:00Z', now],
    // Nothing is older than what AWS counts from.
    ['9999w', 0],
    ['1961-04-12', 0],
  ])('%s', (text, at) =>
    expect(readTime('--since', text, { now, utc: true })).toEqual({ ok: true, value: at }),
  );

  test('in the future is refused in one line that tells both times', () => {
    expect(readTime('--since', '2030-01-01', { now, utc: true })).toMatchObject({
      ok: false,
      failure: {
        kind: 'usage',
        message:
          '--since "2030-01-01" is 2030-01-01 00:00:00 UTC, in the future: it is 2026-01-15 12:00:00 UTC',
      },
    });
    expect(readTailFlags(tailFlags({ from: '2026-01-15 12:01' }), now)).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining('in the future') },
    });
  });

  test.each([
    ['1764183600', 'Write it as 2025-11-26T19:00:00Z'],
    ['1764183600000', 'Write it as 2025-11-26T19:00:00Z'],
    ['10min ago', 'Use 10m, 1h30m, 3d or an ISO 8601 time as 2026-01-15T14:03Z'],
  ])('%s is told how it is written', (text, hint) =>
    expect(timeMistake('--since', text)).toMatchObject({ hint }),
  );
});

const newYork = { TZ: 'America/New_York' };

describe('every command refuses the future, away from UTC too', () => {
  test.each<[string, readonly string[]]>([
    ['logs query', ['logs', 'query', 'stats count(*)', '--group', '/g', '--since', '2999-01-01']],
    ['logs tail', ['logs', 'tail', '/g', '--since', '2999-01-01']],
    ['order', ['order', 'ORD-1', '--since', '2999-01-01']],
    ['tail-stream', ['tail-stream', '--table', 'Orders', '--from', '2999-01-01']],
    ['snapshot', ['snapshot', '--until', '2999-01-01']],
  ])('%s', async (_, args) => {
    const local = await runCli([...args, '--sandbox'], { env: newYork });
    expect(local.code).toBe(2);
    expect(local.stdout).toBe('');
    expect(local.stderr).toMatch(
      /"2999-01-01" is 2999-01-01 00:00:00 UTC-5, in the future: it is .* UTC-[45] /,
    );
    const utc = await runCli([...args, '--sandbox', '--utc'], { env: newYork });
    expect(utc.stderr).toMatch(/"2999-01-01" is 2999-01-01 00:00:00 UTC, in the future: it is .* UTC /);
  });
});
