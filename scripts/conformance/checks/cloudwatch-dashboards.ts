/**
 * `dashboard --cloudwatch` and `--list`. Of metric math moto 5.2.5 evaluates one thing: a name that stands for another query of the
 * call, hidden ones too (`parse_expression` in moto/cloudwatch/metric_data_expression_parser.py). Any other expression, SEARCH
 * among them, is answered with no points and the status Complete; a Metrics Insights query with the sum of everything that
 * moto holds, whatever it asks for ("Moto currently does not support Metrics Insights Queries", moto/cloudwatch/models.py).
 * So that is what is looked for here; the embedded account's tests look at the rest.
 */
import { type Check, exits, harmless, same, shows } from '../check.ts';
import type { Facts } from '../facts.ts';
import type { Line, Run } from '../tool.ts';
import { isPast } from './metrics.ts';

const shown = (name: string): readonly string[] => [
  'dashboard',
  '--cloudwatch',
  name,
  '--since',
  '40m',
  '--utc',
];

const pointsOf = ({ lines }: Run, label: string, facts: Facts): readonly (readonly [string, unknown])[] =>
  lines
    .filter((line) => line['type'] === 'point' && line['label'] === label)
    .map((line): readonly [string, unknown] => [String(line['at']), line['value']])
    .filter(([at]) => isPast(Date.parse(at), facts));

const invocations = (facts: Facts): readonly (readonly [string, unknown])[] =>
  (facts.metrics.find(({ metric }) => metric === 'Invocations')?.points ?? [])
    .filter(({ at }) => isPast(at * 1000, facts))
    .map(({ at, Sum }) => [new Date(at * 1000).toISOString(), Sum]);

const named = ({ lines }: Run, type: string): readonly Line[] =>
  lines.filter((line) => line['type'] === type);

export const cloudWatchDashboardChecks: readonly Check[] = [
  {
    args: ['dashboard', '--list', '--json'],
    expect: (run, { dashboards }) => [
      exits(0, run),
      same(
        'every dashboard with its size',
        dashboards,
        named(run, 'dashboard').map(({ name, bytes }) => ({ name, bytes })),
      ),
    ],
  },
  {
    args: ['dashboard', '--list'],
    expect: (run, { dashboards }) => [
      exits(0, run),
      shows(
        'their names',
        dashboards.map(({ name }) => name),
        run.stdout,
      ),
    ],
  },
  {
    args: shown('shop'),
    expect: (run) => [
      exits(0, run),
      shows(
        'text, graphs, a figure, an alarm',
        ['Orders', 'the shop', 'Intake', 'orders taken', 'Oldest payment', '1m27s', 'Watch', 'payments-age'],
        run.stdout,
      ),
      shows('what it does not draw, by its name', ['explorer widget'], run.stdout),
      harmless(run.stdout),
    ],
  },
  {
    args: [...shown('shop'), '--json'],
    expect: (run, facts) => [
      exits(0, run),
      same('each point of a metric row', invocations(facts), pointsOf(run, 'orders taken', facts)),
      same(
        'the same of an expression that names it, hidden as it is',
        invocations(facts),
        pointsOf(run, 'by its name', facts),
      ),
      same(
        'no hidden line',
        [],
        named(run, 'point').filter(({ label }) => label === 'hidden'),
      ),
      same(
        'its alarm',
        ['payments-age'],
        named(run, 'alarm').map(({ name }) => name),
      ),
      same('a line of cost', 1, named(run, 'cost').length),
    ],
  },
  {
    args: [...shown('figures'), '--json'],
    expect: (run, facts) => {
      const figures = named(run, 'point').map(({ label, value, at, period }) => ({
        label,
        value,
        at,
        period,
      }));
      const [first] = figures;
      const inRange = ({ at }: { readonly at: number }) =>
        at * 1000 >= Date.parse(String(first?.at)) && at * 1000 < Date.parse(String(first?.at)) + 2_400_000;
      const points = (facts.metrics.find(({ metric }) => metric === 'Invocations')?.points ?? []).filter(
        inRange,
      );
      const sum = points.reduce((total, { Sum }) => total + Sum, 0);
      const count = points.reduce((total, { SampleCount }) => total + SampleCount, 0);
      const maximum = Math.max(...points.map(({ Maximum }) => Maximum));
      return [
        exits(0, run),
        same(
          'one bucket of the range for each figure',
          [2400],
          [...new Set(figures.map(({ period }) => period))],
        ),
        same(
          'the sum, the average of calls, the largest, the count of it',
          [sum, sum / count, maximum, count],
          figures.map(({ value }) => value),
        ),
      ];
    },
  },
  {
    args: [...shown('empty'), '--json'],
    expect: (run) => [
      exits(0, run),
      same(
        'nothing but its cost',
        ['cost'],
        run.lines.map(({ type }) => type),
      ),
    ],
  },
  {
    args: shown('no-such'),
    expect: (run) => [
      exits(1, run),
      shows('says which there are', ['Dashboards: empty, figures, shop'], run.stderr),
      same('nothing on stdout', '', run.stdout),
    ],
  },
  {
    args: [
      'metrics',
      '--expression',
      "SEARCH('{AWS/Lambda,FunctionName}', 'Sum', 60)",
      '--since',
      '30m',
      '--json',
    ],
    expect: (run) => [
      exits(0, run),
      same('no points of what moto does not evaluate', [], named(run, 'point')),
      shows('and says so', ['nothing measured in this range'], run.stderr),
    ],
  },
  {
    args: [
      'metrics',
      '--expression',
      'SELECT SUM(Invocations) FROM "AWS/Lambda"',
      '--since',
      '30m',
      '--json',
    ],
    expect: (run, facts) => [
      exits(0, run),
      same(
        'a point for each minute that holds anything',
        invocations(facts)
          .map(([at]) => at)
          .filter((at) => Date.parse(at) >= (facts.startedAt - 29 * 60) * 1000),
        named(run, 'point')
          .map(({ at }) => String(at))
          .filter(
            (at) => isPast(Date.parse(at), facts) && Date.parse(at) >= (facts.startedAt - 29 * 60) * 1000,
          ),
      ),
    ],
  },
];
