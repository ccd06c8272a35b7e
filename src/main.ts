/** Reads the command line and loads the command asked for, and only that. */
import process from 'node:process';
import { hideBin } from 'yargs/helpers';
import packageJson from '../package.json' with { type: 'json' };
import { systemClock } from './clock.ts';
import { commandLine } from './command-line.ts';
import { createFatal } from './fatal.ts';
import { type BareRuntime, finish } from './finish.ts';
import { leave } from './leave.ts';
import { createLosses } from './losses.ts';
import type { RunCommand } from './options.ts';
import { exitCode } from './runtime.ts';
import { createStalls } from './stalls.ts';
import { textOut } from './text-out.ts';

// What Node and the SDK warn of is for developers, and would tear a screen.
if (process.env['DEBUG'] === undefined) process.removeAllListeners('warning');

const stalls = createStalls(systemClock);

/** What is lost by leaving now is said, and is no success. */
const leaveWithWords = (code: number): void => {
  const lost = stalls.losses();
  const words = lost.map((one) => `orders-watch: left before it answered: ${one} may be lost\n`).join('');
  void leave(lost.length > 0 && code === exitCode.done ? exitCode.failed : code, words);
};

const runtime: BareRuntime = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: textOut(process.stderr),
  env: process.env,
  clock: systemClock,
  cwd: process.cwd(),
  version: packageJson.version,
  losses: createLosses(),
  fatal: createFatal(),
  stalls,
  leave: leaveWithWords,
};

// yargs prints help and completion by itself.
const lines = textOut(process.stdout);
console.log = (...words: readonly unknown[]) => lines.write(`${words.join(' ')}\n`);

let logFile: string | undefined;

/** Runs a command, and ends the process with its exit code: idle keep-alive sockets would hold it. */
const run: RunCommand = async (start) => {
  await leave(await finish(start, runtime, { json: process.argv.includes('--json'), logFile }));
};

const usage = (message: string): never => {
  runtime.stderr.write(`orders-watch: ${message} (orders-watch --help)\n`);
  process.exit(exitCode.usage);
};

await commandLine(hideBin(process.argv), {
  run,
  usage,
  logTo: (file) => {
    logFile = file;
  },
  version: packageJson.version,
  columns: process.stdout.columns ?? 80,
}).parseAsync();
