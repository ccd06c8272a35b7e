import type { Argv } from 'yargs';
import { type RunCommand, withCommonFlags } from '../src/options.ts';

export const addInit = (yargs: Argv, run: RunCommand): Argv =>
  yargs.command(
    'init',
    'Look at the account and write a pipeline file',
    (builder) =>
      withCommonFlags(builder).options({
        match: { type: 'string', describe: 'Only what has one of these words in its name: orders,payments' },
        out: {
          type: 'string',
          nargs: 1,
          default: 'orders-watch.yaml',
          describe: 'File to write; - prints it',
        },
        force: { type: 'boolean', default: false, describe: 'Write over a file that is there' },
        kinds: {
          type: 'string',
          nargs: 1,
          describe: 'A file with stage kinds of your own (kinds:): found too, and written into the file',
        },
        linked: { type: 'boolean', default: false, describe: 'Metrics of linked accounts too' },
      }),
    (options) => run(async (runtime) => (await import('../src/app/setup/init.ts')).init(options, runtime)),
  );
