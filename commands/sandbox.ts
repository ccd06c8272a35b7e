import type { Argv } from 'yargs';
import { type RunCommand, sandboxFlags } from '../src/options.ts';

const defaultPort = 4566;

export const addSandbox = (yargs: Argv, run: RunCommand): Argv =>
  yargs.command(
    'sandbox',
    'The embedded account on loopback, for any AWS client',
    (builder) =>
      builder.options(sandboxFlags).options({
        port: { type: 'number', default: defaultPort, describe: 'Port on 127.0.0.1; 0 takes a free one' },
      }),
    (options) =>
      run(async (runtime) => (await import('../src/app/sandbox/sandbox.ts')).sandbox(options, runtime)),
  );
