import type { Argv } from 'yargs';
import { type RunCommand, withCommonFlags } from '../src/options.ts';

export const addDashboard = (yargs: Argv, run: RunCommand): Argv =>
  yargs.command(
    'dashboard',
    'The pipeline live: stages, graphs, alarms, logs and changes',
    (builder) =>
      withCommonFlags(builder).options({
        stage: { type: 'string', describe: 'Stage in focus at the start [the worst one]' },
        since: { type: 'string', describe: 'How far back the graphs go [1h, or what was chosen last]' },
        once: { type: 'boolean', default: false, describe: 'Print one frame and end' },
        cloudwatch: { type: 'string', describe: "This one of CloudWatch's own dashboards instead" },
        list: { type: 'boolean', default: false, describe: "Print the names of CloudWatch's dashboards" },
        var: { type: 'string', array: true, default: [], describe: 'Value of a variable: queue=payments' },
        'max-scan': { type: 'string', describe: 'Ask before a query scans more [5GB; log widgets: 1GB]' },
      }),
    (options) =>
      run(async (runtime) => (await import('../src/app/dashboard/dashboard.ts')).dashboard(options, runtime)),
  );
