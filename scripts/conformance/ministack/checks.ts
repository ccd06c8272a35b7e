/** The tool on a pipeline of real functions: followed while 200 orders run through it, and looked at when they have. */
import { type Check, exits, type Finding, harmless, same, shows } from '../check.ts';
import type { Line, Run } from '../tool.ts';
import type { PipelineFacts } from './facts.ts';
import { allStages, exactLinks, linkTable } from './links.ts';

type PipelineCheck = Check<PipelineFacts>;

/** Started before the orders are sent; interrupted when as many lines are there as there must be. */
export type Follower = PipelineCheck & { readonly lines: (facts: PipelineFacts) => number };

const interrupted = 130;
const groups = ['order-intake', 'order-dispatcher', 'payment-worker'].map((name) => `/aws/lambda/${name}`);
const config = ['--config', 'shop.yaml'] as const;

const text = (value: unknown): string => JSON.stringify(value);
const sorted = (values: readonly unknown[]): readonly string[] => values.map(text).sort();

const printedLines = ({ lines }: Run): readonly unknown[] =>
  lines
    .filter(({ type }) => type === 'log')
    .map(({ group, stream, at, message }) => ({ group, stream, at: Date.parse(String(at)), message }));

/** Functions write at the same millisecond: their order among each other is nobody's, that of a stream's lines is. */
const eachLineOnce = (run: Run, { logs }: PipelineFacts): readonly Finding[] => [
  same('each line of each function once, as boto3 reads it', sorted(logs), sorted(printedLines(run))),
  harmless(run.stdout),
];

const keyOf = (line: Line): string => text(line['keys']);

const eachChangeOnce = (run: Run, { changes }: PipelineFacts): readonly Finding[] => {
  const printed = run.lines
    .filter(({ type }) => type === 'change')
    .map((line) => ({ key: keyOf(line), event: line['eventName'], old: line['old'], new: line['new'] }));
  const written = changes.map((one) => ({
    key: text({ orderId: one.key }),
    event: one.event,
    old: one.old,
    new: one.new,
  }));
  // By order, and there as it came: the orders run beside each other.
  const byKey = (list: typeof printed) =>
    [...list].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return [same("each change once, an order's own in their order", byKey(written), byKey(printed))];
};

const tail = ['logs', 'tail', ...groups, '--json'] as const;

export const followers: readonly Follower[] = [
  {
    args: tail,
    lines: ({ logs }) => logs.length,
    expect: (run, facts) => [
      exits(interrupted, run),
      ...eachLineOnce(run, facts),
      shows('by Live Tail', ['on Live Tail'], run.stderr),
    ],
  },
  {
    args: [...tail, '--poll'],
    lines: ({ logs }) => logs.length,
    expect: (run, facts) => [exits(interrupted, run), ...eachLineOnce(run, facts)],
  },
  {
    args: ['tail-stream', '--table', 'Orders', '--json'],
    lines: ({ changes }) => changes.length,
    expect: (run, facts) => [exits(interrupted, run), ...eachChangeOnce(run, facts)],
  },
];

const alarmStates = (run: Run): unknown =>
  Object.fromEntries(
    run.lines
      .filter(({ type }) => type === 'alarm')
      .map((line) => [String(line['name']), line['state']])
      .sort(),
  );

const stories = (run: Run): readonly Line[] => run.lines.filter(({ type }) => type === 'story');

const linesOf = (order: string, { logs }: PipelineFacts): readonly string[] =>
  logs.filter(({ message }) => message.includes(order)).map(({ group, message }) => `${group} ${message}`);

const tracedLines = (order: string, run: Run): readonly string[] =>
  run.lines
    .filter(({ type, message }) => type === 'log' && String(message).includes(order))
    .map(({ group, message }) => `${String(group)} ${String(message)}`);

const tracedChanges = (run: Run): readonly unknown[] =>
  run.lines.filter(({ type }) => type === 'change').map((line) => line['eventName']);

/** The names of its orders are known before it runs: pipeline.py. */
const good = 'ORD-1001';
const failed = 'ORD-1010';

const trace = (order: string, expected: readonly string[]): readonly PipelineCheck[] => [
  {
    args: ['order', order, ...config, '--scan-stream', '--json'],
    expect: (run, facts) => [
      exits(0, run),
      same('its lines in every function', sorted(linesOf(order, facts)), sorted(tracedLines(order, run))),
      same(
        'its changes',
        facts.changes.filter(({ key }) => key === order).map(({ event }) => event),
        tracedChanges(run),
      ),
    ],
  },
  {
    args: ['order', order, ...config, '--scan-stream'],
    expect: (run) => [exits(0, run), shows('as text', expected, run.stdout), harmless(run.stdout)],
  },
];

export const pipelineChecks: readonly PipelineCheck[] = [
  {
    args: ['init', '--out', '-'],
    expect: (run) => [
      exits(0, run),
      allStages(run.stdout),
      ...linkTable(run.stdout),
      ...exactLinks(run.stdout),
      harmless(run.stdout),
    ],
  },
  {
    args: ['tail-stream', '--table', 'Orders', '--from', 'trim-horizon', '--idle-exit', '3s', '--json'],
    expect: (run, facts) => [exits(0, run), ...eachChangeOnce(run, facts)],
  },
  {
    args: ['alarms', '--json'],
    expect: (run, { alarms }) => [
      exits(0, run),
      same('alarms and the composite one', alarms, alarmStates(run)),
    ],
  },
  ...trace(good, ['PAID in', 'intake', 'orders', 'dispatcher', 'worker', 'order paid', 'RECEIVED → PAID']),
  ...trace(failed, ['2 tries failed', 'card declined, 2nd try', 'INSERT status RECEIVED', 'dispatcher']),
  {
    args: ['why', ...config, '--json'],
    expect: (run, { since }) => {
      const [story] = stories(run);
      return [
        same('incidents', 1, stories(run).length),
        same(
          'the worker, since when',
          { health: 'bad', stage: 'worker', since },
          { health: story?.['health'], stage: story?.['stage'], since: story?.['since'] },
        ),
        shows('why, what it writes, what was given up', ['"rule":"errors"', 'card declined'], text(story)),
        shows('what follows', ['messages in the dead-letter queue: 20'], text(story?.['effects'])),
      ];
    },
  },
  { args: ['why', ...config, '--fail-on', 'bad'], expect: (run) => [exits(3, run), harmless(run.stdout)] },
  {
    args: ['orders', ...config, '--from', 'trim-horizon', '--json'],
    expect: (run, { changes }) => {
      const paid = changes.filter((one) => one.new?.status === 'PAID').length;
      const received = changes.filter(({ event }) => event === 'INSERT').length - paid;
      return [
        exits(0, run),
        same(
          'orders by status',
          { RECEIVED: received, PAID: paid },
          Object.fromEntries(
            run.lines
              .filter(({ type }) => type === 'flow')
              .map((line) => [String(line['status']), line['count']]),
          ),
        ),
      ];
    },
  },
  {
    args: ['dashboard', '--list', '--json'],
    expect: (run) => [
      exits(0, run),
      same(
        'the dashboard',
        ['orders'],
        run.lines.filter(({ type }) => type === 'dashboard').map(({ name }) => name),
      ),
    ],
  },
  {
    args: ['dashboard', ...config, '--once', '--utc'],
    expect: (run, { since }) => [
      exits(0, run),
      shows(
        'alarms, the cause, since when, what it writes',
        ['3 ALARM', `worker fails since ${since.slice(11, 16)}`, 'card declined'],
        run.stdout,
      ),
      harmless(run.stdout),
    ],
  },
  {
    args: [
      'logs',
      'query',
      `fields @message | filter @message like /${failed}/`,
      ...groups.flatMap((group) => ['--group', group]),
      '--json',
    ],
    expect: (run, facts) => [
      exits(0, run),
      same(
        'the lines that name the order',
        linesOf(failed, facts).length,
        run.lines.filter(({ type }) => type === 'row').length,
      ),
    ],
  },
];
