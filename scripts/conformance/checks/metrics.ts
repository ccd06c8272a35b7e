/** `metrics`: every point of every statistic; `init` and `snapshot`, which show what there is. */
import { type Check, exits, exitsWithoutHistory, harmless, same, shows } from '../check.ts';
import type { Facts } from '../facts.ts';
import type { Run } from '../tool.ts';

export const statistics = ['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum'] as const;

type Point = { readonly stat: string; readonly at: number; readonly value: number };

const inOrder = (points: readonly Point[]): readonly string[] =>
  points.map(({ stat, at, value }) => `${stat} ${new Date(at).toISOString()} ${value}`).sort();

/** Buckets that had closed when moto was filled; those after it grow while the checks run. */
export const isPast = (at: number, { startedAt }: Facts): boolean => at < Math.floor(startedAt / 60) * 60_000;

export const pointsPut = (metric: Facts['metrics'][number], facts: Facts): readonly string[] =>
  inOrder(
    metric.points
      .filter(({ at }) => isPast(at * 1000, facts))
      .flatMap((point) => statistics.map((stat) => ({ stat, at: point.at * 1000, value: point[stat] }))),
  );

export const pointsPrinted = ({ lines }: Run, facts: Facts): readonly string[] =>
  inOrder(
    lines
      .filter((line) => line['type'] === 'point')
      .map(({ stat, at, value }) => ({
        stat: String(stat),
        at: Date.parse(String(at)),
        value: Number(value),
      }))
      .filter(({ at }) => isPast(at, facts)),
  );

const named = [
  { metric: 'AWS/Lambda/Invocations', dims: ['FunctionName=order-intake'] },
  { metric: 'AWS/SQS/ApproximateAgeOfOldestMessage', dims: ['QueueName=payments'] },
  { metric: 'Shop/BasketValue', dims: ['Shop=eu', 'Channel=web'] },
];

const flags = (metric: string, dims: readonly string[]): readonly string[] => [
  'metrics',
  metric,
  ...dims.flatMap((dim) => ['--dim', dim]),
];

export const metricChecks: readonly Check[] = [
  ...named.map(
    ({ metric, dims }): Check => ({
      args: [
        ...flags(metric, dims),
        '--stat',
        statistics.join(','),
        '--period',
        '60s',
        '--since',
        '1h',
        '--json',
      ],
      expect: (run, facts) => {
        const fact = facts.metrics.find(
          ({ namespace, metric: name, dimensions }) =>
            `${namespace}/${name}` === metric &&
            dims.every((dim) => dim === `${dim.split('=')[0]}=${dimensions[dim.split('=')[0] ?? '']}`),
        );
        return [
          exits(0, run),
          same(
            'each point of five statistics, none in the gap',
            fact === undefined ? [] : pointsPut(fact, facts),
            pointsPrinted(run, facts),
          ),
        ];
      },
    }),
  ),
  {
    args: [
      ...flags('AWS/Lambda/Invocations', ['FunctionName=order-intake']),
      '--stat',
      'Sum',
      '--since',
      '30m',
      '--utc',
    ],
    expect: (run) => [
      exits(0, run),
      shows('a graph', ['AWS/Lambda/Invocations', 'order-intake', 'last 30 m', '400'], run.stdout),
      harmless(run.stdout),
    ],
  },
  {
    // What is called a duration is in the unit that it was published with: seconds here.
    args: [
      ...flags('Shop/PayDuration', ['Shop=eu']),
      '--stat',
      'Average,SampleCount',
      '--since',
      '30m',
      '--json',
    ],
    expect: (run) => [
      exits(0, run),
      same(
        'the unit that moto holds, and none of the name',
        ['Average s', 'SampleCount count'],
        [
          ...new Set(
            run.lines
              .filter((line) => line['type'] === 'point')
              .map(({ stat, unit }) => `${String(stat)} ${String(unit)}`),
          ),
        ].sort(),
      ),
    ],
  },
  {
    args: [...flags('No/Such', ['A=b']), '--since', '30m', '--json'],
    expect: (run) => [
      same(
        'no points of a metric that is not there',
        0,
        run.lines.filter((line) => line['type'] === 'point').length,
      ),
    ],
  },
  {
    args: ['init', '--out', 'made.yaml', '--match', 'order-intake,payments'],
    expect: (run) => [exits(0, run)],
  },
  {
    args: ['dashboard', '--once', '--config', 'made.yaml'],
    expect: (run) => [
      ...exitsWithoutHistory(run),
      shows('the stages that init found', ['order-intake', 'payments', '6/s', '2/s'], run.stdout),
    ],
  },
  {
    args: ['snapshot', '--config', 'shop.yaml'],
    expect: (run) => [
      ...exitsWithoutHistory(run),
      shows('a frame', ['intake', '6/s', 'age 1m27s'], run.stdout),
      harmless(run.stdout),
    ],
  },
];
