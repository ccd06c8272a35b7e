import type { Argv } from 'yargs';
import { type RunCommand, withCommonFlags } from '../src/options.ts';

export const addTailStream = (yargs: Argv, run: RunCommand): Argv =>
  yargs.command(
    'tail-stream',
    'Every change of a DynamoDB table as it happens',
    (builder) =>
      withCommonFlags(builder).options({
        table: {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'Table whose stream to tail (again for more tables)',
        },
        from: {
          type: 'string',
          default: 'latest',
          describe: 'latest, trim-horizon, checkpoint, a time, or a duration ago',
        },
        filter: { type: 'string', describe: 'JMESPath over the change, e.g. "eventName==\'REMOVE\'"' },
        key: {
          type: 'string',
          array: true,
          describe: 'Only the item with this key value (again for more items)',
        },
        event: { type: 'string', describe: 'Only these events: INSERT,MODIFY,REMOVE' },
        checkpoint: {
          type: 'string',
          describe: 'File that remembers how far the tail came; one process at a time (FILE.lock beside it)',
        },
        limit: { type: 'number', describe: 'End after so many changes' },
        duration: { type: 'string', describe: 'End after this time, e.g. 10m' },
        'idle-exit': { type: 'string', describe: 'End when nothing came for this long, e.g. 5s' },
      }),
    (options) =>
      run(async (runtime) => (await import('../src/app/tail/tail-stream.ts')).tailStream(options, runtime)),
  );
