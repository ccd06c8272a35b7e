import type { Argv } from 'yargs';
import { type RunCommand, withCommonFlags } from '../src/options.ts';

const states = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;

export const addAlarms = (yargs: Argv, run: RunCommand): Argv =>
  yargs.command(
    'alarms',
    'Every alarm: its state, since when and why',
    (builder) =>
      withCommonFlags(builder).options({
        state: { choices: states, describe: 'Only alarms in this state' },
        'name-prefix': { type: 'string', describe: 'Only alarms whose name starts so' },
        watch: { type: 'boolean', default: false, describe: 'Follow: print each transition' },
        history: { type: 'string', describe: 'Show the transitions of this time, e.g. 24h' },
        'fail-on': { choices: states, describe: 'End with 3 when an alarm is in this state' },
        notify: {
          type: 'boolean',
          default: false,
          describe: 'Bell and desktop notice when an incident begins, has another cause, is over',
        },
        by: {
          choices: ['stage', 'state'] as const,
          default: 'stage' as const,
          describe: 'Grouped by stage of the pipeline file, or all by state',
        },
        once: { type: 'boolean', default: false, describe: 'Print the table and end' },
      }),
    (options) =>
      run(async (runtime) => (await import('../src/app/alarms/alarms.ts')).alarms(options, runtime)),
  );
