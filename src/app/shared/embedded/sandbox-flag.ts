/** `--sandbox`: the embedded account, started beside the tool. All that the tool gets to know of it is an address. */
import { Worker } from 'node:worker_threads';
import { type Clock, fasterClock } from '../../../clock.ts';
import { parseDuration } from '../../../format.ts';
import type { Failure } from '../../../observation/health-of-sources.ts';
import type { SandboxOptions } from '../../../options.ts';
import { fail, type Result, succeed, usageFailure } from '../../../result.ts';
import { type SandboxAnswer, type SandboxSettings, sandboxAnswer } from './sandbox-messages.ts';

export type EmbeddedAccount = {
  readonly url: string;
  /** The text of the pipeline file that fits it. */
  readonly pipeline: string;
  /** The account's own clock: faster than the machine's with `--speed`. */
  readonly clock: Clock;
  readonly close: () => Promise<void>;
};

export const sandboxRegion = 'eu-west-1';

/** Any keys will do; they go no further than the loopback address. */
export const sandboxCredentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };

const mostPort = 65_535;

const workerFile = import.meta.url.endsWith('.ts') ? './sandbox-worker.ts' : './sandbox-worker.js';

const failureFor = (code: string, message: string, port: number) => {
  switch (code) {
    case 'EADDRINUSE':
      return usageFailure(
        code,
        `port ${port} of 127.0.0.1 is in use`,
        'Choose another with --port, or --port 0 for a free one',
      );
    case 'EACCES':
      return usageFailure(code, `port ${port} may not be opened`, 'Choose one above 1023');
    case 'BadFaults':
      return usageFailure(code, `--faults: ${message}`, 'Example: --faults throttle=0.05,latency=50-800');
    default:
      return usageFailure(code, `the embedded account did not start: ${message}`, 'Please report this');
  }
};

const endedFailure = (reason: string): Failure => ({
  kind: 'service',
  code: 'SandboxEnded',
  message: `the embedded account has ended: ${reason}`,
  hint: 'Start it again, and please report this',
});

/** Resolves with why the thread ended, when it does: an exception in it, its memory, or its own will. */
const deathOf = (worker: Worker): Promise<string> =>
  new Promise((resolve) => {
    worker.once('error', (error) => resolve(error instanceof Error ? error.message : String(error)));
    worker.once('exit', (code) => resolve(`its thread left with ${code}`));
  });

/** Starts the account with its history. Takes about a second; fails for a port in use or faults that do not parse. */
export const startEmbeddedAccount = async (
  { seed, speed, scenario, faults, rollover, split }: SandboxOptions,
  clock: Clock,
  {
    port = 0,
    regions = [sandboxRegion],
    onDeath,
  }: {
    readonly port?: number;
    readonly regions?: readonly string[];
    /** Told once where its thread ends by itself after it had started: nothing answers any more. */
    readonly onDeath?: (failure: Failure) => void;
  } = {},
): Promise<Result<EmbeddedAccount>> => {
  if (!Number.isInteger(port) || port < 0 || port > mostPort) {
    return fail(
      usageFailure('BadUsage', `--port ${port} is no port`, 'Ports are 1 to 65535; 0 takes a free one'),
    );
  }
  if (!(speed > 0)) {
    return fail(usageFailure('BadUsage', `--speed ${speed} does not run`, 'Give a number above 0'));
  }
  const rolloverEveryMs = parseDuration(rollover);
  if (rolloverEveryMs === undefined || rolloverEveryMs < 1000) {
    return fail(
      usageFailure('BadUsage', `--rollover "${rollover}" is no duration`, 'Example: --rollover 30s'),
    );
  }
  const startAt = clock.now();
  const settings: SandboxSettings = {
    seed,
    speed,
    scenario,
    faults: faults ?? '',
    rolloverEveryMs,
    splitProbability: Math.min(1, Math.max(0, split)),
    port,
    startAt,
    regions: [...regions],
  };
  const worker = new Worker(new URL(workerFile, import.meta.url), { workerData: settings });
  const death = deathOf(worker);
  const answer = await Promise.race([
    new Promise<unknown>((resolve) => worker.once('message', resolve)),
    death.then((error): SandboxAnswer => ({ code: 'SandboxFailed', error })),
  ]);
  const parsed = sandboxAnswer.parse(answer);
  if ('error' in parsed) {
    await worker.terminate();
    return fail(failureFor(parsed.code, parsed.error, port));
  }
  let isClosed = false;
  void death.then((reason) => {
    if (!isClosed) onDeath?.(endedFailure(reason));
  });
  return succeed({
    url: parsed.url,
    pipeline: parsed.pipeline,
    clock: fasterClock(clock, speed, startAt),
    close: async () => {
      isClosed = true;
      await worker.terminate();
    },
  });
};
