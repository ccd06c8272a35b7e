import type { Argv } from 'yargs';
import { type RunCommand, withCommonFlags } from '../src/options.ts';

const noGroups: readonly string[] = [];

const addTail = (yargs: Argv, run: RunCommand): Argv =>
  yargs.command(
    'tail [groups..]',
    'Log lines as they come: GROUP is a log group or a stage of the pipeline',
    (builder) =>
      withCommonFlags(builder)
        .options({
          since: { type: 'string', describe: 'Start so long ago, or at a time [10m]' },
          last: { type: 'number', describe: 'Start with the last N lines, however old' },
          stream: {
            type: 'string',
            array: true,
            default: noGroups,
            describe: 'Only this log stream (again for more), or those that begin so: 2026/01/15*',
          },
          filter: { type: 'string', describe: "CloudWatch's filter pattern, e.g. 'ERROR'" },
          poll: { type: 'boolean', default: false, describe: 'Poll: no Live Tail' },
          fields: { type: 'string', describe: 'Show these fields of a line: level,orderId,msg' },
          wrap: {
            type: 'boolean',
            default: false,
            describe: 'Long lines go on below, on the screen (key w)',
          },
        })
        .positional('groups', {
          type: 'string',
          array: true,
          default: noGroups,
          describe: "Log groups (* matches any characters), ARNs, or stages [the pipeline's]",
        }),
    (options) =>
      run(async (runtime) => (await import('../src/app/logs/logs-tail.tsx')).logsTail(options, runtime)),
  );

const addQuery = (yargs: Argv, run: RunCommand): Argv =>
  yargs.command(
    'query [query] [groups..]',
    'Ask CloudWatch Logs Insights: QUERY is its language, or the name of a query',
    (builder) =>
      withCommonFlags(builder)
        .options({
          group: {
            type: 'string',
            array: true,
            default: noGroups,
            describe: "Log group or stage (again for more) [the pipeline's]",
          },
          since: { type: 'string', default: '1h', describe: 'From so long ago, or from a time, until now' },
          'max-scan': { type: 'string', default: '5GB', describe: 'Ask, or refuse, before more is scanned' },
          limit: { type: 'number', describe: 'Rows at most [10000; up to 100000]' },
          language: {
            choices: ['cwli', 'sql', 'ppl'] as const,
            default: 'cwli' as const,
            describe: "The query's: Insights' own, OpenSearch SQL or PPL",
          },
          param: {
            type: 'string',
            array: true,
            default: noGroups,
            describe: 'Value for a {name} of a query: id=ORD-10432',
          },
          list: { type: 'boolean', default: false, describe: 'List the queries that have a name' },
          history: { type: 'boolean', default: false, describe: 'List the queries that were run before' },
        })
        .positional('query', { type: 'string', describe: 'A query, or a name of --list' })
        .positional('groups', {
          type: 'string',
          array: true,
          default: noGroups,
          describe: 'More of --group',
        }),
    (options) =>
      run(async (runtime) => (await import('../src/app/logs/logs-query.ts')).logsQuery(options, runtime)),
  );

export const addLogs = (yargs: Argv, run: RunCommand): Argv =>
  yargs.command('logs', 'Follow log groups, or query them', (builder) => {
    addTail(builder, run);
    addQuery(builder, run);
    return builder.demandCommand(1, 'Say logs tail or logs query');
  });
