import type { Argv } from 'yargs';
import { type RunCommand, withCommonFlags } from '../src/options.ts';

export const addReport = (yargs: Argv, run: RunCommand): Argv =>
  yargs.command(
    'report',
    'An incident report: Markdown and pictures in a folder',
    (builder) =>
      withCommonFlags(builder)
        .options({
          out: { type: 'string', describe: 'The folder [orders-watch-report-TIME here]' },
          since: { type: 'string', default: '2h', describe: 'So long before its end, or from a time' },
          until: { type: 'string', describe: 'Where it ends: a time, or a duration ago [now]' },
        })
        .requiresArg(['out', 'since', 'until']),
    (options) =>
      run(async (runtime) => (await import('../src/app/report/report.ts')).report(options, runtime)),
  );
