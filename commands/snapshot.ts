import type { Argv } from 'yargs';
import { type RunCommand, withCommonFlags } from '../src/options.ts';
import { viewsOfSnapshot } from '../src/views.ts';

export const addSnapshot = (yargs: Argv, run: RunCommand): Argv =>
  yargs.command(
    'snapshot',
    'One frame of the dashboard to stdout as text, in colours, or as a picture',
    (builder) =>
      withCommonFlags(builder).options({
        svg: { type: 'string', describe: 'Write a picture to this file' },
        ansi: { type: 'boolean', default: false, describe: 'With the colours of the terminal' },
        size: { type: 'string', default: '120x40', describe: 'Columns x rows' },
        view: { choices: viewsOfSnapshot, default: 'pipeline' as const, describe: 'Which view' },
        stage: { type: 'string', describe: 'Stage in focus [the worst one]' },
        since: { type: 'string', default: '1h', describe: 'How far back the graphs go' },
        until: { type: 'string', describe: 'Where they end: a time, or a duration ago [now]' },
        compare: { type: 'string', describe: 'Compare them with so long before: 1h, 1d, 7d' },
      }),
    (options) =>
      run(async (runtime) => (await import('../src/app/dashboard/snapshot.ts')).snapshot(options, runtime)),
  );
