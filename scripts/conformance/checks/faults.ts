/**
 * What a foreign injector does to calls (microburst, in front of moto): each command goes on, loses nothing, repeats nothing, and
 * what it says is what was done to it (issue 15, 13).
 */
import { type Check, exits, type Finding, harmless, same, shows } from '../check.ts';
import type { Facts } from '../facts.ts';
import type { Fired, Rule } from '../microburst.ts';
import type { Run } from '../tool.ts';
import { heldAlarms, printedAlarms } from './alarms.ts';
import { linesOf, ticksOf, writtenLines } from './logs.ts';
import { pointsPrinted, pointsPut, statistics } from './metrics.ts';
import { changesPrinted, changesWritten, consecutive } from './stream.ts';

export type Injected = Facts & { readonly fired: readonly Fired[] };
export type FaultCheck = Check<Injected> & { readonly rules: readonly Rule[] };

/** Five ways in which a call fails once, one after the other: the sixth try is answered. */
const fiveFaults = (operation: string, throttling = 'ThrottlingException'): readonly Rule[] => [
  { operation, times: 1, error: { code: throttling, status: 400 } },
  { operation, times: 1, error: { code: 'InternalFailure', status: 500 } },
  { operation, times: 1, reset: true },
  { operation, times: 1, response: { truncate_frac: 0.5 } },
  { operation, times: 1, response: { abort_frac: 0.3 } },
];

/** And others, again and again, as a follower meets them. */
const onAndOn = (operation: string): readonly Rule[] => [
  { operation, times: 1, error: { code: 'ThrottlingException', status: 400 } },
  { operation, times: 1, timeout_ms: 300 },
  { operation, sequence: { fail: 1, pass: 3 }, reset: true },
  { operation, sequence: { fail: 1, pass: 4 }, error: { code: 'InternalServerError', status: 500 } },
  { operation, sequence: { fail: 1, pass: 5 }, response: { corrupt_bytes: 16 } },
  { operation, sequence: { fail: 1, pass: 2 }, latency: { min: 200, max: 600 } },
];

const firedOf = (operation: string, { fired }: Injected): readonly string[] =>
  fired.filter((one) => one.operation === operation).map(({ action }) => action);

const struck = (operation: string, times: number, facts: Injected): Finding =>
  same(`what struck ${operation}`, times, firedOf(operation, facts).length);

/** A follower meets as many as its time has: each sort at least once. */
const struckOften = (operation: string, sorts: number, facts: Injected): Finding => {
  const seen = new Set(firedOf(operation, facts)).size;
  return { what: `sorts that struck ${operation}`, expected: `${sorts}`, seen: `${seen}`, ok: seen >= sorts };
};

/** The calls that the tool says it made: those that failed, and those that were answered. */
const callsSaid = ({ lines }: Run): unknown => lines.findLast(({ type }) => type === 'cost')?.['calls'];

const metric = ['metrics', 'AWS/SQS/ApproximateAgeOfOldestMessage', '--dim', 'QueueName=payments'];
const group = '/aws/lambda/order-intake';
const always = (operation: string, code: string, status: number): readonly Rule[] => [
  { operation, error: { code, status } },
];

const oneShotFaults: readonly FaultCheck[] = [
  {
    args: ['alarms', '--json'],
    rules: fiveFaults('DescribeAlarms', 'Throttling'),
    expect: (run, facts) => [
      struck('DescribeAlarms', 5, facts),
      same('each alarm of moto, once', heldAlarms(facts.alarms), printedAlarms(run)),
      harmless(run.stdout + run.stderr),
    ],
  },
  {
    args: [...metric, '--stat', statistics.join(','), '--period', '60s', '--since', '1h', '--json'],
    rules: fiveFaults('GetMetricData', 'Throttling'),
    expect: (run, facts) => {
      const [, put] = facts.metrics.filter(({ metric: name }) => name === 'ApproximateAgeOfOldestMessage');
      const wanted =
        put ?? facts.metrics.find(({ metric: name }) => name === 'ApproximateAgeOfOldestMessage');
      return [
        exits(0, run),
        struck('GetMetricData', 5, facts),
        same('every point, once', wanted && pointsPut(wanted, facts), pointsPrinted(run, facts)),
        same('calls that it says it made', 6, callsSaid(run)),
      ];
    },
  },
  {
    args: ['alarms', '--fail-on', 'ALARM'],
    rules: always('DescribeAlarms', 'InternalServiceFault', 500),
    expect: (run, facts) => [
      exits(1, run),
      struck('DescribeAlarms', 6, facts),
      same('nothing as if there were none', '', run.stdout),
      shows('what it says', ['DescribeAlarms', 'InternalServiceFault'], run.stderr),
    ],
  },
  {
    args: ['alarms', '--fail-on', 'ALARM'],
    rules: always('DescribeAlarms', 'ExpiredToken', 403),
    expect: (run, facts) => [
      exits(4, run),
      struck('DescribeAlarms', 1, facts),
      shows('what it says', ['the credentials have expired', 'ExpiredToken'], run.stderr),
    ],
  },
  {
    args: ['tail-stream', '--table', 'Orders', '--from', 'trim-horizon'],
    rules: always('ListStreams', 'AccessDeniedException', 400),
    expect: (run) => [exits(4, run), shows('what it says', ['ListStreams', 'denied'], run.stderr)],
  },
];

const followerFaults: readonly FaultCheck[] = [
  {
    args: ['tail-stream', '--table', 'Orders', '--json', '--from', 'trim-horizon', '--idle-exit', '15s'],
    rules: [
      ...['DescribeStream', 'GetShardIterator'].flatMap((operation) => [
        { operation, times: 1, error: { code: 'InternalServerError', status: 500 } },
      ]),
      ...fiveFaults('GetRecords'),
    ],
    expect: (run, facts) => [
      struck('DescribeStream', 1, facts),
      struck('GetShardIterator', 1, facts),
      struck('GetRecords', 5, facts),
      same('every change once, in order, exact', changesWritten(facts), changesPrinted(run)),
      harmless(run.stdout + run.stderr),
    ],
  },
  {
    args: ['tail-stream', '--table', 'Live', '--limit', '12', '--json'],
    rules: onAndOn('GetRecords'),
    expect: (run, facts) => [
      struckOften('GetRecords', 4, facts),
      same(
        'changes as they happen, none lost, none twice',
        Array.from({ length: 12 }, () => 0),
        consecutive(run),
      ),
    ],
  },
  {
    args: ['logs', 'tail', group, '--since', '10m', '--json', '--poll'],
    rules: fiveFaults('FilterLogEvents'),
    untilLines: 7,
    expect: (run, facts) => [
      struck('FilterLogEvents', 5, facts),
      same('each event, once, in order', writtenLines(facts, [group]), linesOf(run)),
      harmless(run.stdout + run.stderr),
    ],
  },
  {
    args: ['logs', 'tail', '/orders/live', '--since', '10m', '--json', '--poll'],
    rules: onAndOn('FilterLogEvents'),
    untilLines: 40,
    expect: (run, facts) => {
      const ticks = ticksOf(run);
      return [
        struckOften('FilterLogEvents', 4, facts),
        same(
          'every line from the first on, once',
          ticks.map((_, index) => index + 1),
          ticks,
        ),
      ];
    },
  },
];

/** Lists run beside each other, each with an injector of its own: they mostly wait. */
export const faultLists: readonly (readonly FaultCheck[])[] = [oneShotFaults, followerFaults];
