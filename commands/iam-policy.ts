import type { Argv } from 'yargs';
import { type RunCommand, withCommonFlags } from '../src/options.ts';

export const addIamPolicy = (yargs: Argv, run: RunCommand): Argv =>
  yargs.command(
    'iam-policy',
    'The least-privilege policy for this pipeline file',
    (builder) =>
      withCommonFlags(builder).options({
        init: {
          type: 'boolean',
          default: false,
          describe: 'For who runs init, which reads more: without a pipeline file',
        },
      }),
    (options) =>
      run(async (runtime) => (await import('../src/app/setup/iam-policy.ts')).printPolicy(options, runtime)),
  );
