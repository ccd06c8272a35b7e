/** `logs`: every event once, in order, as it was written; queries, as far as moto answers them. */
import { type Check, exits, type Finding, harmless, refuses, same, shows } from '../check.ts';
import type { Facts } from '../facts.ts';
import type { Line, Run } from '../tool.ts';

const textGroup = '/aws/lambda/order-intake';
const jsonGroup = '/orders/payments';
const interrupted = 130;

export const writtenLines = ({ logs }: Facts, groups: readonly string[]): readonly unknown[] =>
  logs.filter(({ group }) => groups.includes(group));

/** The lines of the log: what a run has cost is said last, on a line of its own. */
const logsIn = ({ lines }: Run): readonly Line[] => lines.filter(({ type }) => type === 'log');

const printed = (lines: readonly Line[]): readonly unknown[] =>
  lines.map(({ group, stream, at, message }) => ({ group, stream, at: Date.parse(String(at)), message }));

const tickOf = (line: Line): number => Number(/^tick (\d+)$/.exec(String(line['message']))?.[1]);

/** What a run printed of the log. */
export const linesOf = (run: Run): readonly unknown[] => printed(logsIn(run));

/** The numbers of the lines that go on for ever. */
export const ticksOf = (run: Run): readonly number[] => logsIn(run).map(tickOf);

const live = (run: Run): readonly Finding[] => {
  const ticks = ticksOf(run);
  const count = ticks.map((_, index) => index + 1);
  return [exits(interrupted, run), same('every line from the first on, once, as it comes', count, ticks)];
};

const liveLines = 30;
const query = 'fields @timestamp, @message | sort @timestamp asc | limit 5';

export const logChecks: readonly Check[] = [
  {
    args: ['logs', 'tail', textGroup, '--since', '10m', '--json'],
    untilLines: 7,
    expect: (run, facts) => [
      exits(interrupted, run),
      same('each event of the group, in order, as written', writtenLines(facts, [textGroup]), linesOf(run)),
      harmless(run.stdout),
    ],
  },
  {
    args: ['logs', 'tail', textGroup, '--since', '10m', '--utc'],
    untilLines: 7,
    expect: (run) => [
      exits(interrupted, run),
      shows('as text', ['order ORD-1001 accepted', 'card expired', 'größer ✓ 注文', '[2Jred'], run.stdout),
      harmless(run.stdout),
    ],
  },
  {
    args: ['logs', 'tail', textGroup, jsonGroup, '--since', '10m', '--json', '--poll'],
    untilLines: 49,
    expect: (run, facts) =>
      [textGroup, jsonGroup].map((group) =>
        same(
          `two groups: each event of ${group}`,
          writtenLines(facts, [group]),
          printed(run.lines.filter((line) => line['group'] === group)),
        ),
      ),
  },
  { args: ['logs', 'tail', '/orders/live', '--since', '10m', '--json'], untilLines: liveLines, expect: live },
  {
    args: ['logs', 'tail', '/orders/live', '--since', '10m', '--json', '--poll'],
    untilLines: liveLines,
    expect: live,
  },
  {
    args: ['logs', 'tail', textGroup, '--since', '10m', '--json', '--filter', 'refused'],
    untilLines: 1,
    expect: (run) => [
      same(
        'the filter, applied by the service',
        ['[ERROR] order ORD-1002 refused: card expired'],
        logsIn(run).map((line) => line['message']),
      ),
    ],
  },
  { args: ['logs', 'tail', '/no/such/group'], expect: (run) => refuses(1, '/no/such/group', run) },
  {
    args: ['logs', 'query', query, '--group', jsonGroup, '--json'],
    expect: (run, facts) => [
      exits(0, run),
      same(
        'rows',
        facts.logs
          .filter(({ group }) => group === jsonGroup)
          .slice(0, 5)
          .map(({ message }) => message),
        run.lines.filter((line) => line['type'] === 'row').map((line) => line['@message']),
      ),
      same('a line of statistics', 1, run.lines.filter((line) => line['type'] === 'queryStatistics').length),
    ],
  },
  {
    args: ['logs', 'query', query, '--group', jsonGroup],
    expect: (run) => [
      exits(0, run),
      shows('a table', ['@timestamp', '@message', 'paid', 'ORD-1001', 'declined'], run.stdout),
      harmless(run.stdout),
    ],
  },
  {
    args: ['logs', 'query', query, '--group', '/no/such/group'],
    expect: (run) => [exits(1, run), shows('stderr names it', ['/no/such/group'], run.stderr)],
  },
];
