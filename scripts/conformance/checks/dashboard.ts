/** `dashboard`, piped: every figure of its frame is one that was put into moto. */
import { type Check, exitsWithoutHistory, type Finding, harmless, same, shows } from '../check.ts';
import type { Facts } from '../facts.ts';
import type { Run } from '../tool.ts';

const frame = (stage: string): readonly string[] => [
  'dashboard',
  '--once',
  '--utc',
  '--config',
  'shop.yaml',
  '--stage',
  stage,
];

/** What every frame shows, whatever stage is in focus. */
const always = (run: Run, { alarms }: Facts): readonly Finding[] => {
  const count = (state: string): number => alarms.filter((alarm) => alarm.state === state).length;
  return [
    ...exitsWithoutHistory(run),
    same('lines of the frame', 60, run.stdout.split('\n').length - 1),
    shows(
      'header',
      ['shop', 'us-east-1', `${count('ALARM')} ALARM`, `${count('INSUFFICIENT_DATA')}`, 'UTC'],
      run.stdout,
    ),
    shows('stages: rates, errors, age', ['6/s', '5 % > 1 %', '2/s', 'age 1m27s'], run.stdout),
    shows('the story', ['payments backs up', 'oldest message 1m27s > 1 m'], run.stdout),
    // All of them watch the cause, so the order is that of their names.
    shows('alarms', ['fleet-001', 'fleet-004', '> 60', '2 of 3'], run.stdout),
    shows('changes of the stream', ['MODIFY TICK', 'complete up to'], run.stdout),
    same('nothing loads any more', false, /loading/i.test(run.stdout)),
    harmless(run.stdout),
  ];
};

export const dashboardChecks: readonly Check[] = [
  {
    args: frame('intake'),
    expect: (run, facts) => [
      ...always(run, facts),
      shows(
        'why and graphs of intake',
        ['error rate 5 % > 1 % for 5 of 5 minutes', 'errors % 5 %', 'concurrency max  41'],
        run.stdout,
      ),
      shows(
        'its log',
        ['order ORD-1001 accepted', 'card expired', 'größer ✓ 注文', 'REPORT 102'],
        run.stdout,
      ),
    ],
  },
  {
    args: frame('payments'),
    expect: (run, facts) => [
      ...always(run, facts),
      shows(
        'why and graphs of payments',
        ['oldest message 1m27s > 1 m', 'sent/s 2/s', 'oldest message  1m27s'],
        run.stdout,
      ),
    ],
  },
  {
    args: frame('basket'),
    expect: (run, facts) => [
      ...always(run, facts),
      shows(
        'statistics of two dimensions',
        ['top  96', 'low  9.5', 'mean  42', 'count  3', 'same  96'],
        run.stdout,
      ),
      shows('its log, read as JSON', ['paid', 'ORD-2039'], run.stdout),
    ],
  },
  {
    args: ['dashboard', '--json', '--config', 'shop.yaml'],
    expect: (run, { alarms }) => {
      const stages = run.lines.filter((line) => line['type'] === 'stage');
      const figures = stages.map(({ name, kind, health, rate, errorRate, lagSeconds }) => ({
        name,
        kind,
        health,
        rate,
        errorRate,
        lagSeconds,
      }));
      const names = run.lines.filter((line) => line['type'] === 'alarm').map((line) => line['name']);
      const none = { rate: undefined, errorRate: undefined, lagSeconds: undefined };
      return [
        ...exitsWithoutHistory(run),
        same(
          'stages',
          [
            { ...none, name: 'intake', kind: 'lambda', health: 'bad', rate: 6, errorRate: 5 },
            { ...none, name: 'payments', kind: 'sqs', health: 'warn', rate: 2, lagSeconds: 87 },
            { ...none, name: 'orders', kind: 'dynamodb', health: 'unknown' },
            { ...none, name: 'basket', kind: 'custom', health: 'ok' },
          ],
          figures,
        ),
        same('alarms, each once', alarms.map(({ name }) => name).sort(), names.sort()),
        same('a line of cost', 1, run.lines.filter((line) => line['type'] === 'cost').length),
      ];
    },
  },
];
