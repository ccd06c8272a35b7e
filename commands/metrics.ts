import type { Argv } from 'yargs';
import { type RunCommand, withCommonFlags } from '../src/options.ts';

export const addMetrics = (yargs: Argv, run: RunCommand): Argv =>
  yargs.command(
    'metrics [metric]',
    'One metric or expression as a graph, as text, or as points',
    (builder) =>
      withCommonFlags(builder)
        .positional('metric', { type: 'string', describe: 'NAMESPACE/NAME, e.g. AWS/Lambda/Errors' })
        .options({
          dim: {
            type: 'string',
            array: true,
            default: [],
            describe: 'Dimension as name=value (again for more)',
          },
          namespace: { type: 'string', describe: 'Namespace, where a name holds slashes' },
          'metric-name': { type: 'string', describe: 'Name of the metric in --namespace' },
          stat: {
            type: 'string',
            describe: 'Statistics: Sum, Maximum, or p50,p99 [by what the metric is: Sum for counts]',
          },
          period: { type: 'string', describe: 'Seconds or minutes of a point [as fine as the range allows]' },
          since: { type: 'string', default: '3h', describe: 'How far back the graph goes' },
          expression: {
            type: 'string',
            describe: 'Metric math, SEARCH(...) or SELECT ... in place of a metric',
          },
          promql: {
            type: 'string',
            describe: 'PromQL in place of a metric, such as sum(rate({"orders.placed"}[5m]))',
          },
        }),
    (options) =>
      run(async (runtime) => (await import('../src/app/metrics/metrics.tsx')).metrics(options, runtime)),
  );
