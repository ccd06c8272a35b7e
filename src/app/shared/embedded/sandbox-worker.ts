/**
 * The embedded account in a thread of its own: making its history does not hold up the first frame, and its work does
 * not count as the tool's.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../../clock.ts';
import { createAccount } from '../../../sandbox/create-account.ts';
import { demoPipelineFile } from '../../../sandbox/demo-pipeline.ts';
import { type FaultOptions, parseFaults } from '../../../sandbox/faults.ts';
import { startSandboxServer } from '../../../sandbox/server.ts';
import { type SandboxAnswer, sandboxSettings } from './sandbox-messages.ts';

const isFaults = (parsed: ReturnType<typeof parseFaults>): parsed is FaultOptions => 'throttle' in parsed;

const start = async (): Promise<SandboxAnswer> => {
  const { faults, port, regions, ...simulated } = sandboxSettings.parse(workerData);
  const { seed, scenario } = simulated;
  const parsed = parseFaults(faults);
  if (!isFaults(parsed)) return { code: 'BadFaults', error: parsed.error };
  // Each Region has traffic of its own. An outage is one Region's: what it looks like beside those that are well is the point.
  const [account, ...otherRegions] = regions.map((region, nth) =>
    createAccount({
      ...simulated,
      scenario: nth > 0 && scenario === 'incident' ? 'calm' : scenario,
      seed: seed + nth,
      nth,
      clock: systemClock,
      region,
    }),
  );
  if (account === undefined) return { code: 'NoRegion', error: 'no Region to simulate' };
  try {
    const { url } = await startSandboxServer({ account, otherRegions, port, faults: parsed, seed });
    return { url, pipeline: demoPipelineFile(account) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'SandboxFailed';
    return { code, error: error instanceof Error ? error.message : String(error) };
  }
};

parentPort?.postMessage(await start());
