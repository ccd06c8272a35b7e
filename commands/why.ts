import type { Argv } from 'yargs';
import { type RunCommand, withCommonFlags } from '../src/options.ts';

export const addWhy = (yargs: Argv, run: RunCommand): Argv =>
  yargs.command(
    'why',
    'What is wrong, since when, where first, why, and who is hit',
    (builder) =>
      withCommonFlags(builder)
        .options({
          at: { type: 'string', describe: 'As of then: a time, or a duration ago [now]' },
          'fail-on': {
            choices: ['bad', 'warn'] as const,
            describe: 'End with 3 when a stage is bad, or at least warns; 1 when it cannot tell',
          },
        })
        .requiresArg('at'),
    (options) => run(async (runtime) => (await import('../src/app/why/why.ts')).why(options, runtime)),
  );
