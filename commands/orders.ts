import type { Argv } from 'yargs';
import { type RunCommand, withCommonFlags } from '../src/options.ts';

export const addOrders = (yargs: Argv, run: RunCommand): Argv =>
  yargs.command(
    'orders',
    'Orders in flight by status, and those that are late',
    (builder) =>
      withCommonFlags(builder).options({
        late: { type: 'boolean', default: false, describe: 'Only those that are late' },
        status: { type: 'string', describe: 'Only orders in this status' },
        from: {
          type: 'string',
          default: 'latest',
          describe: 'latest, trim-horizon, checkpoint, a time, or a duration ago',
        },
        checkpoint: {
          type: 'string',
          describe: 'File that remembers how far it came, and beside it the open orders',
        },
        duration: {
          type: 'string',
          describe: 'Follow for this time before it prints, e.g. 10m [10s from latest]',
        },
      }),
    (options) =>
      run(async (runtime) => {
        const { keepHeapTight } = await import('../src/app/shared/small-heap.ts');
        keepHeapTight();
        return (await import('../src/app/orders/orders.ts')).orders(options, runtime);
      }),
  );
