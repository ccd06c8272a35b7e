/** The command line as yargs reads it: every command, what a flag that is given twice means, and how a mistake is told. */
import yargs, { type Argv } from 'yargs';
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
import type { RunCommand } from './options.ts';

const commands = [
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
];

// A flag that is given twice counts as it was given last; only these may be given again.
const repeatable = new Set(['_', 'group', 'groups', 'table', 'dim', 'var', 'param', 'stream', 'key']);

export type CommandLine = {
  readonly run: RunCommand;
  /** Told of a mistake in one line; ends what is going on. */
  readonly usage: (message: string) => never;
  /** Told of `--log-file` before a command runs. */
  readonly logTo?: (file: string) => void;
  readonly version: string;
  readonly columns: number;
};

/** Reads `args`; a command runs when it is parsed. */
export const commandLine = (
  args: readonly string[],
  { run, usage, logTo, version, columns }: CommandLine,
): Argv => {
  const parser = yargs([...args])
    .scriptName('orders-watch')
    .usage('$0 COMMAND\n\nA live terminal view of event-driven order pipelines on AWS. It only reads.')
    .parserConfiguration({ 'duplicate-arguments-array': true, 'greedy-arrays': false })
    .strict()
    .version(version)
    .help()
    .alias('h', 'help')
    .wrap(Math.min(110, columns))
    .completion('completion', 'Shell completion: orders-watch completion >> ~/.bashrc')
    .recommendCommands()
    .demandCommand(1, 'Say which command: dashboard, tail-stream or alarms')
    .fail((message, error) => usage((message ?? error?.message ?? 'bad usage').split('\n').join(' ')));
  parser.middleware((options) => {
    for (const [name, value] of Object.entries(options)) {
      if (Array.isArray(value) && !repeatable.has(name)) options[name] = value.at(-1);
      // What yargs makes of a number flag without a number.
      if (Number.isNaN(options[name])) usage(`--${name} needs a number`);
    }
    const logFile = options['log-file'];
    if (typeof logFile === 'string' && logFile !== '') logTo?.(logFile);
  }, true);
  for (const addCommand of commands) addCommand(parser, run);
  return parser;
};
