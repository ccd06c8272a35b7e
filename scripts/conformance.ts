/**
 * `npm run test:conformance`: the built tool against two accounts that nobody here wrote. moto is filled through its own API, in
 * ministack real functions work on orders; the tool runs as a user starts it, and what it prints is compared with what they hold.
 * Before them all that the embedded account and the tool say to each other is held against AWS's own models (shapes).
 * `--account NAME` takes one of the three, `--only TEXT` the checks with that in their command line, `--cli FILE` another build.
 */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { builtTool } from './conformance/built-tool.ts';
import type { Check, Finding } from './conformance/check.ts';
import { alarmChecks } from './conformance/checks/alarms.ts';
import { cloudWatchDashboardChecks } from './conformance/checks/cloudwatch-dashboards.ts';
import { dashboardChecks } from './conformance/checks/dashboard.ts';
import { errorChecks } from './conformance/checks/errors.ts';
import { type FaultCheck, faultLists } from './conformance/checks/faults.ts';
import { logChecks } from './conformance/checks/logs.ts';
import { metricChecks } from './conformance/checks/metrics.ts';
import { storyChecks } from './conformance/checks/story.ts';
import { streamChecks } from './conformance/checks/stream.ts';
import { watchChecks } from './conformance/checks/watch.ts';
import { installMicroburst, startMicroburst } from './conformance/microburst.ts';
import { installMinistack } from './conformance/ministack/account.ts';
import { runOnMinistack } from './conformance/ministack/run.ts';
import { installMoto, type Moto, startMoto } from './conformance/moto.ts';
import { judge, runList, runOf } from './conformance/run-checks.ts';
import { installShapes, runShapes } from './conformance/shapes/run.ts';
import type { ToolOptions } from './conformance/tool.ts';

/** Lists run beside each other, the checks of a list one after the other: two at work, and one that mostly waits. */
const lists: readonly (readonly Check[])[] = [
  [...streamChecks, ...metricChecks, ...errorChecks],
  [...dashboardChecks, ...cloudWatchDashboardChecks, ...alarmChecks, ...logChecks],
  [...watchChecks, ...storyChecks],
];

const pipelineFiles = ['shop.yaml', 'story-queue.yaml', 'story-table.yaml', 'story-api.yaml'];

const accounts = ['moto', 'ministack', 'shapes'] as const;

const { values: flags } = parseArgs({
  options: { cli: { type: 'string' }, only: { type: 'string' }, account: { type: 'string' } },
});

const isWanted = (account: (typeof accounts)[number]): boolean =>
  flags.account === undefined || flags.account === account;

/** Checks with faults in front of moto, one after the other: the rules are the injector's, for all that ask it. */
const runWithFaults = async (
  checks: readonly FaultCheck[],
  { url, facts }: Moto,
  options: ToolOptions,
): Promise<readonly Finding[]> => {
  const { only } = flags;
  const chosen = checks.filter(({ args }) => only === undefined || args.join(' ').includes(only));
  if (chosen.length === 0) return [];
  const injector = await startMicroburst(url);
  const findings: Finding[] = [];
  try {
    for (const check of chosen) {
      await injector.setRules(check.rules);
      const run = await runOf(check, injector.url, options);
      findings.push(...judge(check, run, { ...facts, fired: await injector.fired() }));
    }
    return findings;
  } finally {
    await injector.stop();
  }
};

const runOnMoto = async (options: ToolOptions): Promise<readonly Finding[]> => {
  const moto = await startMoto();
  try {
    const runs = [
      ...lists.map((checks) => runList(checks, moto, options, flags.only)),
      ...faultLists.map((checks) => runWithFaults(checks, moto, options)),
    ];
    return (await Promise.all(runs)).flat();
  } finally {
    await moto.stop();
  }
};

/** A folder with the pipeline files, for as long as it is used. */
const inFolder = async (
  files: readonly string[],
  run: (folder: string) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'orders-watch-conformance-'));
  try {
    for (const file of files) await copyFile(join('scripts/conformance', file), join(folder, basename(file)));
    await writeFile(join(folder, 'broken.yaml'), 'name: broken\nstages: [\n');
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const main = async (): Promise<number> => {
  const startedAt = performance.now();
  if (flags.account !== undefined && !accounts.some((one) => one === flags.account)) {
    throw new Error(`--account: ${flags.account} is none of ${accounts.join(', ')}`);
  }
  if (isWanted('moto')) {
    installMoto();
    installMicroburst();
  }
  if (isWanted('ministack')) installMinistack();
  if (isWanted('shapes')) installShapes();
  const cli = builtTool(flags.cli);
  const findings: Finding[] = [];
  if (isWanted('shapes')) findings.push(...(await inFolder([], (folder) => runShapes({ cli, folder }))));
  // One after the other: both keep two cores busy, and the tool's own times are looked at.
  if (isWanted('ministack')) {
    const run = (folder: string) => runOnMinistack({ cli, folder }, flags.only);
    findings.push(...(await inFolder(['ministack/shop.yaml'], run)));
  }
  if (isWanted('moto'))
    findings.push(...(await inFolder(pipelineFiles, (folder) => runOnMoto({ cli, folder }))));
  const failed = findings.filter(({ ok }) => !ok).length;
  console.log(`${Math.round((performance.now() - startedAt) / 1000)} s`);
  console.log(`${findings.length - failed} passed, ${failed} failed`);
  return failed === 0 && findings.length > 0 ? 0 : 1;
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
try {
  process.exit(await main());
} catch (error) {
  console.error(`conformance: ${error instanceof Error ? error.message : error}`);
  if (process.env['DEBUG']) console.error(error);
  process.exit(1);
}
