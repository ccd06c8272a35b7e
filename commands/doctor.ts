import type { Argv } from 'yargs';
import { type RunCommand, withCommonFlags } from '../src/options.ts';

export const addDoctor = (yargs: Argv, run: RunCommand): Argv =>
  yargs.command(
    'doctor',
    'Check credentials, Region, each permission, the clock and the terminal',
    (builder) => withCommonFlags(builder),
    (options) =>
      run(async (runtime) => (await import('../src/app/setup/doctor.ts')).doctor(options, runtime)),
  );
