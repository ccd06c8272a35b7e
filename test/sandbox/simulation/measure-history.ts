/**
 * Measures how long the account takes to make its three hours of history; it must be under a second. No test: a busy
 * machine would fail it. `node test/sandbox/simulation/measure-history.ts [runs]`
 */
import { createAccount } from '../../../src/sandbox/create-account.ts';

const startAt = Date.UTC(2026, 0, 15, 12, 0, 17, 345);
for (let run = 0; run < Number(process.argv[2] ?? 1); run++) {
  const began = performance.now();
  const before = process.threadCpuUsage();
  const account = createAccount({
    seed: 1 + run,
    scenario: 'incident',
    startAt,
    clock: { now: () => startAt, sleep: async () => {} },
  });
  const wallMs = performance.now() - began;
  const cpu = process.threadCpuUsage(before);
  const megabytes = process.memoryUsage().rss / 1e6;
  process.stdout.write(
    `${wallMs.toFixed(0)} ms (${((cpu.user + cpu.system) / 1000).toFixed(0)} ms of this thread), ` +
      `${account.metrics.list().length} metrics, ${megabytes.toFixed(0)} MB resident\n`,
  );
}
