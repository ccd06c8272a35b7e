import type { Argv } from 'yargs';
import { type RunCommand, withCommonFlags } from '../src/options.ts';

export const addOrder = (yargs: Argv, run: RunCommand): Argv =>
  yargs.command(
    'order <id>',
    'One order through every stage: when, where, how long it waited',
    (builder) =>
      withCommonFlags(builder)
        .options({
          since: { type: 'string', default: '3h', describe: 'Look so far back, or from a time' },
          'max-scan': { type: 'string', default: '5GB', describe: 'Ask, or refuse, before more is scanned' },
          'scan-stream': {
            type: 'boolean',
            default: false,
            describe: "Read the tables' streams from their horizon, too",
          },
        })
        .positional('id', { type: 'string', demandOption: true, describe: "The order's id, as ORD-10432" }),
    (options) => run(async (runtime) => (await import('../src/app/order/order.ts')).order(options, runtime)),
  );
