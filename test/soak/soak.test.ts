/** The soak run, small (issue 15): three followers behind networks that spoil, lie and break at random; `npm run soak` is the long one. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runSoak } from '../../scripts/soak/run.ts';
import { cliFile } from '../helpers/tool.ts';

/** Those that do not make a call wait for its deadline: the long run has them all. */
const quickKinds = [
  'null',
  'wrong-type',
  'missing',
  'cut-json',
  'wrong-crc',
  'reset',
  'close',
  'empty',
  'html',
  'same-token',
  'duplicate',
  'old-page',
  'error-500',
  'throttle',
  'html-503',
] as const;

test('nothing is lost or repeated behind a network that spoils, lies and breaks', async () => {
  const said: string[] = [];
  const { results, recoveries } = await runSoak({
    node: process.execPath,
    cli: cliFile,
    folder: await mkdtemp(join(tmpdir(), 'orders-watch-soak-')),
    seed: 15,
    phases: quickKinds.length,
    healthyMs: 0,
    // Who does not go on at all is waited for in vain; how soon is for the long run to tell.
    stuckMs: 60_000,
    restMs: 0,
    lengths: { blackHoleMs: { min: 0, max: 0 }, faultMs: { min: 300, max: 900 } },
    kinds: quickKinds,
    clients: ['tail', 'logs-poll', 'alarms'],
    goesOnAt: ['tail', 'logs-poll'],
    sampleEveryMs: 60_000,
    say: (line) => said.push(line),
  });
  for (const { name, lost, repeated, invented, died, exit } of results)
    expect({ name, lost, repeated, invented, died, exit }, said.join('\n')).toEqual({
      name,
      lost: [],
      repeated: [],
      invented: [],
      died: false,
      exit: '130',
    });
  expect(recoveries.filter(({ tookMs }) => tookMs === undefined)).toEqual([]);
  // Who calls often met most of them.
  const met = results.find(({ name }) => name === 'tail')?.struck ?? {};
  expect(Object.keys(met).length).toBeGreaterThan(5);
}, 180_000);
