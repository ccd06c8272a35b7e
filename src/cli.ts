#!/usr/bin/env node
/** The entry: reads the command line and loads the command asked for, and only that. */
import process from 'node:process';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { addAlarms } from '../commands/alarms.ts';
import { addDashboard } from '../commands/dashboard.ts';
import { addDoctor } from '../commands/doctor.ts';
import { addIamPolicy } from '../commands/iam-policy.ts';
import { addInit } from '../commands/init.ts';
import { addLogs } from '../commands/logs.ts';
import { addMetrics } from '../commands/metrics.ts';
import { addOrder } from '../commands/order.ts';
import { addOrders } from '../commands/orders.ts';
import { addReport } from '../commands/report.ts';
import { addSandbox } from '../commands/sandbox.ts';
import { addSnapshot } from '../commands/snapshot.ts';
import { addTailStream } from '../commands/tail-stream.ts';
import { addWhy } from '../commands/why.ts';
import packageJson from '../package.json' with { type: 'json' };
import { systemClock } from './clock.ts';
import { createFatal } from './fatal.ts';
import { finish } from './finish.ts';
import { leave } from './leave.ts';
import { createLosses } from './losses.ts';
import type { RunCommand } from './options.ts';
import { exitCode, type Runtime } from './runtime.ts';
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

const runtime: Runtime = {
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

/** Runs a command, and ends the process with its exit code: idle keep-alive sockets would hold it. */
const run: RunCommand = async (start) => {
  await leave(await finish(start, runtime, { json: process.argv.includes('--json') }));
};

const usage = (message: string): never => {
  runtime.stderr.write(`orders-watch: ${message} (orders-watch --help)\n`);
  process.exit(exitCode.usage);
};

const parser = yargs(hideBin(process.argv))
  .scriptName('orders-watch')
  .usage('$0 COMMAND\n\nA live terminal view of event-driven order pipelines on AWS. It only reads.')
  .parserConfiguration({ 'duplicate-arguments-array': true, 'greedy-arrays': false })
  .strict()
  .version(packageJson.version)
  .help()
  .alias('h', 'help')
  .wrap(Math.min(110, process.stdout.columns ?? 80))
  .completion('completion', 'Shell completion: orders-watch completion >> ~/.bashrc')
  .recommendCommands()
  .demandCommand(1, 'Say which command: dashboard, tail-stream or alarms')
  .fail((message, error) => usage((message ?? error?.message ?? 'bad usage').split('\n').join(' ')));

// A flag that is given twice counts as it was given last; only these may be given again.
const repeatable = new Set(['_', 'group', 'groups', 'table', 'dim', 'var', 'param', 'stream', 'key']);
parser.middleware((options) => {
  for (const [name, value] of Object.entries(options)) {
    if (Array.isArray(value) && !repeatable.has(name)) options[name] = value.at(-1);
    // What yargs makes of a number flag without a number.
    if (Number.isNaN(options[name])) usage(`--${name} needs a number`);
  }
}, true);
for (const addCommand of [
  addDashboard,
  addWhy,
  addReport,
  addTailStream,
  addAlarms,
  addLogs,
  addMetrics,
  addDoctor,
  addIamPolicy,
  addSnapshot,
  addInit,
  addOrder,
  addOrders,
  addSandbox,
])
  addCommand(parser, run);
await parser.parseAsync();
