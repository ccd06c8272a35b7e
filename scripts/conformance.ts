/**
 * `npm run test:conformance`: the built tool against moto, an account that nobody here wrote. Fills moto through its own
 * API, runs the tool as a user does, compares what it prints with what moto holds. `--cli FILE` takes another build.
 */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { builtTool } from './conformance/built-tool.ts';
import type { Check, Finding } from './conformance/check.ts';
import { alarmChecks } from './conformance/checks/alarms.ts';
import { cloudWatchDashboardChecks } from './conformance/checks/cloudwatch-dashboards.ts';
import { dashboardChecks } from './conformance/checks/dashboard.ts';
import { errorChecks } from './conformance/checks/errors.ts';
import { logChecks } from './conformance/checks/logs.ts';
import { metricChecks } from './conformance/checks/metrics.ts';
import { storyChecks } from './conformance/checks/story.ts';
import { streamChecks } from './conformance/checks/stream.ts';
import { watchChecks } from './conformance/checks/watch.ts';
import { installMoto, type Moto, startMoto } from './conformance/moto.ts';
import { runTool } from './conformance/tool.ts';

/** Lists run beside each other, the checks of a list one after the other: two at work, and one that mostly waits. */
const lists: readonly (readonly Check[])[] = [
  [...streamChecks, ...metricChecks, ...errorChecks],
  [...dashboardChecks, ...cloudWatchDashboardChecks, ...alarmChecks, ...logChecks],
  [...watchChecks, ...storyChecks],
];

const pipelineFiles = ['shop.yaml', 'story-queue.yaml', 'story-table.yaml', 'story-api.yaml'];

const { values: flags } = parseArgs({ options: { cli: { type: 'string' }, only: { type: 'string' } } });

const printCheck = (title: string, tookMs: number, findings: readonly Finding[]): void => {
  console.log(`${title}  (${(tookMs / 1000).toFixed(1)} s)`);
  for (const { what, expected, seen, ok } of findings) {
    console.log(
      `  ${ok ? 'ok  ' : 'FAIL'}  ${what.padEnd(46)}  ${ok ? seen : `expected ${expected}\n${' '.repeat(56)}seen     ${seen}`}`,
    );
  }
};

const quoted = (arg: string): string => (/^[\w./:,=-]+$/.test(arg) ? arg : `'${arg}'`);

const runCheck = async (
  check: Check,
  { url, facts }: Moto,
  cli: string,
  folder: string,
): Promise<readonly Finding[]> => {
  const run = await runTool(
    { ...check, args: [...check.args, '--endpoint-url', check.endpoint ?? url] },
    { cli, folder },
  );
  const findings = check.expect(run, facts);
  printCheck(check.args.map(quoted).join(' '), run.tookMs, findings);
  const isWell = findings.every(({ ok }) => ok);
  if (!isWell) console.log(`        it said: ${run.stderr.trim() || run.stdout.slice(0, 300) || 'nothing'}`);
  return findings;
};

const runAll = async (moto: Moto, cli: string): Promise<readonly Finding[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'orders-watch-conformance-'));
  try {
    for (const file of pipelineFiles) await copyFile(join('scripts/conformance', file), join(folder, file));
    await writeFile(join(folder, 'broken.yaml'), 'name: broken\nstages: [\n');
    const runList = async (checks: readonly Check[]): Promise<readonly Finding[]> => {
      const findings: Finding[] = [];
      for (const check of checks) {
        if (flags.only !== undefined && !check.args.join(' ').includes(flags.only)) continue;
        findings.push(...(await runCheck(check, moto, cli, folder)));
      }
      return findings;
    };
    return (await Promise.all(lists.map(runList))).flat();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const main = async (): Promise<number> => {
  const startedAt = performance.now();
  installMoto();
  const cli = builtTool(flags.cli);
  const moto = await startMoto();
  try {
    const findings = await runAll(moto, cli);
    const failed = findings.filter(({ ok }) => !ok).length;
    console.log(`${Math.round((performance.now() - startedAt) / 1000)} s`);
    console.log(`${findings.length - failed} passed, ${failed} failed`);
    return failed === 0 && findings.length > 0 ? 0 : 1;
  } finally {
    await moto.stop();
  }
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
try {
  process.exit(await main());
} catch (error) {
  console.error(`conformance: ${error instanceof Error ? error.message : error}`);
  if (process.env['DEBUG']) console.error(error);
  process.exit(1);
}
