/**
 * Runs a command of the tool in this process, as a shell with a pipe does, with a clock that is passed in: a minute of patience
 * takes no minute. stdout is a file, because the tool writes to its descriptor.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/clock.ts';
import { commandLine } from '../../src/command-line.ts';
import { createFatal } from '../../src/fatal.ts';
import { type BareRuntime, finish } from '../../src/finish.ts';
import { createLosses } from '../../src/losses.ts';
import type { RunCommand } from '../../src/options.ts';
import { exitCode, type Runtime } from '../../src/runtime.ts';
import { createStalls } from '../../src/stalls.ts';
import { textOut } from '../../src/text-out.ts';

export type ToolRun = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type ToolOptions = {
  readonly clock: Clock;
  readonly env?: Runtime['env'];
  /** Interrupts it after so long, by the clock: what follows does not end by itself. */
  readonly interruptAfterMs?: number;
};

/** Where the process would end. */
const badUsage = new Error('bad usage');

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One run at a time: a signal reaches all of them. */
export const runTool = async (args: readonly string[], options: ToolOptions): Promise<ToolRun> => {
  const { clock, env = {}, interruptAfterMs } = options;
  const folder = mkdtempSync(join(tmpdir(), 'orders-watch-run-'));
  const file = join(folder, 'stdout');
  const fd = openSync(file, 'w');
  let stderr = '';
  const write = (text: string): boolean => {
    stderr += text;
    return true;
  };
  const runtime: BareRuntime = {
    stdin: Object.create(process.stdin, { isTTY: { value: false } }),
    stdout: Object.create(process.stdout, { fd: { value: fd }, isTTY: { value: false } }),
    stderr: textOut({ write }),
    env,
    clock,
    cwd: folder,
    version: '0.0.0',
    losses: createLosses(),
    fatal: createFatal(),
    stalls: createStalls(clock),
    leave: () => {},
  };
  const before = signals.map((name) => new Set(process.listeners(name)));
  const done = new AbortController();
  let code: Promise<number> | undefined;
  let logFile: string | undefined;
  const run: RunCommand = async (start) => {
    code = finish(start, runtime, { json: args.includes('--json'), logFile });
    await code;
  };
  const usage = (message: string): never => {
    runtime.stderr.write(`orders-watch: ${message} (orders-watch --help)\n`);
    throw badUsage;
  };
  const parser = commandLine(args, {
    run,
    usage,
    logTo: (given) => {
      logFile = given;
    },
    version: runtime.version,
    columns: 80,
  }).exitProcess(false);
  try {
    const running = parser.parseAsync();
    if (interruptAfterMs !== undefined) {
      const isListening = () => process.listeners('SIGINT').some((one) => before[0]?.has(one) !== true);
      const overdue = async () => {
        // A clock that jumps would be ahead of what is still being loaded.
        while (!isListening() && !done.signal.aborted) await new Promise(setImmediate);
        await clock.sleep(interruptAfterMs, done.signal);
        if (!done.signal.aborted) process.emit('SIGINT');
      };
      await Promise.race([overdue(), running]);
    }
    await running;
    return { code: (await code) ?? -1, stdout: readFileSync(file, 'utf8'), stderr };
  } catch (error) {
    if (error !== badUsage) throw error;
    return { code: exitCode.usage, stdout: readFileSync(file, 'utf8'), stderr };
  } finally {
    done.abort();
    signals.forEach((name, nth) => {
      for (const listener of process.listeners(name)) {
        if (before[nth]?.has(listener) !== true) process.removeListener(name, listener);
      }
    });
    closeSync(fd);
    rmSync(folder, { recursive: true });
  }
};
