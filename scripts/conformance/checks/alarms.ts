/** `alarms`: each alarm and state that moto says it holds. */
import { type Check, exits, exitsWithoutHistory, harmless, same, shows } from '../check.ts';
import type { Facts } from '../facts.ts';
import type { Line, Run } from '../tool.ts';

type AlarmFact = Facts['alarms'][number];

const byArn = <Entry extends { readonly arn: unknown }>(entries: readonly Entry[]): readonly Entry[] =>
  [...entries].sort((a, b) => (String(a.arn) < String(b.arn) ? -1 : 1));

const alarmLines = (run: Run): readonly Line[] => run.lines.filter((line) => line['type'] === 'alarm');

export const printedAlarms = (run: Run): readonly unknown[] =>
  byArn(
    alarmLines(run).map((line) => ({
      name: line['name'],
      arn: line['arn'],
      state: line['state'],
      reason: line['reason'],
      since: Date.parse(String(line['since'])),
      threshold: line['threshold'] ?? null,
      actionsEnabled: line['actionsEnabled'],
      region: line['region'],
    })),
  );

export const heldAlarms = (alarms: readonly AlarmFact[]): readonly unknown[] =>
  byArn(alarms.map((alarm) => ({ ...alarm, since: Date.parse(alarm.since) })));

const states = (alarms: readonly AlarmFact[], state: string): readonly AlarmFact[] =>
  alarms.filter((alarm) => alarm.state === state);

const isSorted = (run: Run): boolean => {
  const rank = { ALARM: 0, INSUFFICIENT_DATA: 1, OK: 2 } as Record<string, number>;
  const ranks = alarmLines(run).map((line) => rank[String(line['state'])] ?? 9);
  return ranks.every((value, index) => value >= (ranks[index - 1] ?? 0));
};

export const alarmChecks: readonly Check[] = [
  {
    args: ['alarms', '--json'],
    expect: (run, { alarms }) => [
      ...exitsWithoutHistory(run),
      same('each alarm of moto, its state and reason, once', heldAlarms(alarms), printedAlarms(run)),
      same('ALARM first, OK last', true, isSorted(run)),
      harmless(run.stdout),
    ],
  },
  {
    args: ['alarms'],
    expect: (run, { alarms }) => [
      ...exitsWithoutHistory(run),
      shows(
        'each name',
        alarms.map(({ name }) => name),
        run.stdout,
      ),
      shows('condition and action', ['> 60', '2 of 3', 'on-call', 'actions off'], run.stdout),
      harmless(run.stdout),
    ],
  },
  ...['ALARM', 'INSUFFICIENT_DATA', 'OK'].map(
    (state): Check => ({
      args: ['alarms', '--json', '--state', state],
      expect: (run, { alarms }) => [
        same(`only ${state}`, heldAlarms(states(alarms, state)), printedAlarms(run)),
      ],
    }),
  ),
  {
    args: ['alarms', '--json', '--name-prefix', 'payments-', '--state', 'OK'],
    expect: (run) => [
      same(
        'prefix and state',
        ['payments-quiet'],
        alarmLines(run).map((line) => line['name']),
      ),
    ],
  },
  { args: ['alarms', '--fail-on', 'ALARM'], expect: (run) => [exits(3, run)] },
  {
    // Never 0 where something could not be read.
    args: ['alarms', '--fail-on', 'ALARM', '--name-prefix', 'payments-quiet'],
    expect: (run) => exitsWithoutHistory(run),
  },
  {
    args: ['alarms', '--json', '--region', 'us-east-1,eu-west-1'],
    expect: (run, { alarms, alarmsElsewhere }) => [
      same('two Regions', alarms.length + alarmsElsewhere.length, alarmLines(run).length),
      same(
        'of eu-west-1',
        ['eu-flips', 'eu-steady'],
        alarmLines(run)
          .filter((line) => line['region'] === 'eu-west-1')
          .map((line) => line['name'])
          .sort(),
      ),
    ],
  },
];
