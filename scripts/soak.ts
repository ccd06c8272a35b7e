/**
 * `npm run soak -- --minutes 60 --seed 7`: the dashboard, the tails and the followers behind networks that spoil, stall, drop, delay
 * and lie at random, against an account that knows what it published. Prints what was lost, repeated and stuck, how soon each went
 * on, and what each took; ends with 1 where anything was. Build first, or name a build by `--cli`. `--kinds` chooses faults.
 */
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { faultKinds, soakLengths } from './soak/faults.ts';
import { reportText } from './soak/report.ts';
import { clientNames, runSoak } from './soak/run.ts';

const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '7' },
    cli: { type: 'string', default: 'dist/cli.js' },
    folder: { type: 'string' },
    kinds: { type: 'string' },
    clients: { type: 'string' },
  },
});

const minuteMs = 60_000;
const chosen = <T extends string>(all: readonly T[], text: string | undefined): readonly T[] =>
  text === undefined ? all : all.filter((one) => text.split(',').includes(one));

const minutes = Number(flags.minutes);
const seed = Number(flags.seed);
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error('soak: --minutes is a number above 0, --seed a whole number.');
  process.exit(2);
}
const folder = resolve(flags.folder ?? join('node_modules', '.cache', 'soak', `seed-${seed}`));

const begun = new Date();
const { results, recoveries, samples, load, failed } = await runSoak({
  node: process.execPath,
  cli: resolve(flags.cli),
  folder,
  seed,
  // The last minute is healthy.
  chaosMs: Math.max(0.5, minutes - 1) * minuteMs,
  healthyMs: minuteMs,
  stuckMs: 45_000,
  restMs: 8_000,
  lengths: soakLengths,
  kinds: chosen(faultKinds, flags.kinds),
  // Alarms are listed twice a minute: how they go on is told by what they lose, and by the longest quiet.
  goesOnAt: ['dashboard', 'tail', 'logs-live', 'logs-poll'],
  clients: chosen(clientNames, flags.clients),
  sampleEveryMs: 5_000,
  say: (line) => console.log(line),
});
const meanLoad = load.reduce((sum, one) => sum + one, 0) / Math.max(1, load.length);
console.log(
  reportText(
    `seed ${seed}, ${minutes} min from ${begun.toISOString()}, load average ${meanLoad.toFixed(1)}`,
    results,
    recoveries,
    samples,
  ),
);
const file = join(folder, 'result.json');
await writeFile(file, JSON.stringify({ seed, minutes, begun, load, results, recoveries, samples }, null, 1));
console.log(`${failed ? 'FAILED' : 'passed'}: ${file}`);
process.exit(failed ? 1 : 0);
