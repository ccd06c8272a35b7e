import type { Argv } from 'yargs';
import { type RunCommand, withCommonFlags } from '../src/options.ts';

export const addDoctor = (yargs: Argv, run: RunCommand): Argv =>
  yargs.command(
    'doctor',
    'Check this machine, the way to AWS, credentials, each permission, the clock',
    (builder) =>
      withCommonFlags(builder).options({
        'fail-on': {
          choices: ['warn', 'fail', 'bad'] as const,
          describe: 'End with 3 when a check fails (bad: the same), or at least warns',
        },
      }),
    (options) =>
      run(async (runtime) => (await import('../src/app/setup/doctor.ts')).doctor(options, runtime)),
  );
