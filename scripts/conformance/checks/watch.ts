/** What is followed over half a minute, beside the other checks. */
import { type Check, exits, same } from '../check.ts';

export const watchChecks: readonly Check[] = [
  {
    args: ['alarms', '--watch', '--json', '--region', 'eu-west-1', '--name-prefix', 'eu-flips'],
    // The alarm, the error, the change.
    untilLines: 3,
    expect: (run) => {
      // moto has no history of alarms: what two listings differ in is told. An `error` line may say so.
      const seen = run.lines.filter((line) => line['type'] !== 'error');
      return [
        exits(130, run),
        same(
          'the alarm, then its change of state',
          ['alarm', 'alarmHistory'],
          seen.map((line) => line['type']),
        ),
        same(
          'from, to, why',
          ['OK', 'ALARM', 'flipped'],
          ['from', 'to', 'reason'].map((name) => seen[1]?.[name]),
        ),
      ];
    },
  },
];
