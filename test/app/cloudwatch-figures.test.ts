/** Dashboards of real accounts that once showed nothing, or another figure: the built tool, over a service of minutes. */
import { describe, expect, it } from 'vitest';
import { readLines } from '../helpers/contract.ts';
import { type Minute, type MinuteMetric, runOver } from './dashboard-server.ts';

const minute = 60_000;
const hour = 60 * minute;
const region = 'eu-west-1';

const functionOf = (
  name: string,
  FunctionName: string,
  minuteAt: MinuteMetric['minuteAt'],
): MinuteMetric => ({
  namespace: 'AWS/Lambda',
  name,
  dimensions: { FunctionName },
  minuteAt,
});
const each =
  (sum: number): (() => Minute) =>
  () => ({ count: 1, sum });

const metric = (properties: object, width = 24) => ({
  type: 'metric',
  width,
  height: 6,
  properties: { region, ...properties },
});
const row = (name: string, FunctionName: string, options: object = {}) => [
  'AWS/Lambda',
  name,
  'FunctionName',
  FunctionName,
  options,
];
const pointsIn = (stdout: string) =>
  readLines(stdout).flatMap((line) => (line.type === 'point' ? [line] : []));
const labelsIn = (stdout: string): readonly string[] => [
  ...new Set(pointsIn(stdout).map(({ label }) => label)),
];
const once = (
  metrics: readonly MinuteMetric[],
  widgets: readonly object[],
  more: object = {},
  args: readonly string[] = [],
) => runOver(metrics, { widgets, ...more }, ['dashboard', '--cloudwatch', 'd', '--once', ...args]);

/** Five minutes with a call of ten seconds each, five with 99 calls of 100 ms, in turn. */
const isBusy = (at: number): boolean => Math.floor(at / (5 * minute)) % 2 === 1;
const duration = functionOf('Duration', 'checkout', (at) =>
  isBusy(at) ? { count: 99, sum: 9_900, max: 100 } : { count: 1, sum: 10_000, max: 10_000 },
);
const invocations = functionOf('Invocations', 'checkout', (at) => ({ count: 1, sum: isBusy(at) ? 99 : 1 }));
const errors = functionOf('Errors', 'checkout', (at) => ({ count: 1, sum: isBusy(at) ? 1 : 0 }));

describe('a query that AWS does not take', () => {
  const widgets = [
    metric(
      { title: 'good', view: 'singleValue', metrics: [row('Invocations', 'checkout')], stat: 'Sum' },
      12,
    ),
    metric(
      {
        title: 'bad',
        metrics: [
          [{ expression: 'm1/m9', id: 'e1', label: 'ratio' }],
          row('Errors', 'checkout', { id: 'm1' }),
        ],
        stat: 'Sum',
      },
      12,
    ),
  ];
  const metrics = [functionOf('Invocations', 'checkout', each(7)), functionOf('Errors', 'checkout', each(3))];

  it('costs its own widget alone: the others show their figures, the frame ends with 0 and a line on stderr', async () => {
    const { code, stdout, stderr } = await once(metrics, widgets);
    expect(stdout).toMatch(/\b35\b/);
    expect(stdout).toContain("ratio: AWS does not take it; Error in expression 'ratio': Undefined variable");
    expect(stderr).toMatch(
      /^orders-watch: GetMetricData in eu-west-1: ratio: Error in expression 'ratio': Undefined variable 'm9' \(ValidationError\)[^\n]*\n$/,
    );
    expect(code).toBe(0);
  });

  it('is an error line among the points of the others', async () => {
    const { code, stdout } = await once(metrics, widgets, {}, ['--json']);
    const lines = readLines(stdout);
    expect(lines.filter(({ type }) => type === 'error')).toMatchObject([
      { code: 'ValidationError', operation: 'GetMetricData', region },
    ]);
    expect(labelsIn(stdout)).toEqual(['Invocations', 'Errors']);
    expect(code).toBe(0);
  });

  it('ends with the code of the refusal where nothing else was asked for', async () => {
    const { code, stdout } = await once(metrics, [
      metric({ title: 'bad', metrics: [[{ expression: 'm1/m9', id: 'e1' }]] }),
    ]);
    expect(stdout).toContain('bad');
    expect(code).toBe(2);
  });
});

describe('a figure over a range', () => {
  const figure = { view: 'singleValue', setPeriodToTimeRange: true, sparkline: false, period: 300 };

  it('is one bucket of it: an average of calls, not of averages', async () => {
    const { stdout, calls } = await once(
      [duration],
      [metric({ ...figure, metrics: [row('Duration', 'checkout', { stat: 'Average' })] })],
      { start: '-PT3H' },
    );
    // 18 times five minutes of each kind: (18*5*10000 + 18*495*100) / (18*500).
    expect(stdout).toContain('199 ms');
    expect(calls).toHaveLength(1);
    const [{ StartTime, EndTime, MetricDataQueries } = { StartTime: 0, EndTime: 0, MetricDataQueries: [] }] =
      calls;
    expect(EndTime - StartTime).toBe(3 * 3600);
    expect(MetricDataQueries.map(({ MetricStat }) => MetricStat?.Period)).toEqual([3 * 3600]);
  });

  it('is that of math, and of Metrics Insights', async () => {
    const { stdout } = await once(
      [invocations, errors],
      [
        metric(
          {
            ...figure,
            title: 'error rate',
            metrics: [
              [{ expression: '100*e/i', label: 'rate', id: 'e1' }],
              row('Errors', 'checkout', { stat: 'Sum', id: 'e', visible: false }),
              row('Invocations', 'checkout', { stat: 'Sum', id: 'i', visible: false }),
            ],
          },
          12,
        ),
        metric(
          {
            ...figure,
            title: 'all calls',
            metrics: [
              [{ expression: 'SELECT SUM(Invocations) FROM "AWS/Lambda"', label: '', id: 'q1', period: 60 }],
            ],
          },
          12,
        ),
      ],
      { start: '-PT6H' },
    );
    // 36 periods of ten minutes, 500 calls and 5 errors in each.
    expect(stdout).toMatch(/\b1(\.0)? %/);
    expect(stdout).toMatch(/\b18(\.0)? k\b/);
    expect(stdout).not.toContain('newest');
  });

  it('is what a pie, a bar and a gauge show of it', async () => {
    const of = (view: string) =>
      metric(
        {
          view,
          title: view,
          setPeriodToTimeRange: true,
          stat: 'Sum',
          metrics: [row('Invocations', 'checkout')],
        },
        8,
      );
    const { stdout } = await once([invocations], ['pie', 'bar', 'gauge'].map(of), { start: '-PT3H' });
    // 18 times 500.
    expect(stdout.match(/\b9(\.0)? k\b/g)).toHaveLength(3);
  });
});

describe('periods', () => {
  const requests: MinuteMetric = {
    namespace: 'AWS/ApplicationELB',
    name: 'RequestCount',
    dimensions: { LoadBalancer: 'app/shop/0123456789abcdef' },
    minuteAt: each(600),
  };
  const requestRow = ['AWS/ApplicationELB', 'RequestCount', 'LoadBalancer', 'app/shop/0123456789abcdef'];

  it('of a dashboard that says inherit are kept: 600 a minute stay below a quota of 1000', async () => {
    const widget = metric({
      title: 'requests a minute',
      metrics: [requestRow],
      stat: 'Sum',
      period: 60,
      annotations: { horizontal: [{ value: 1000, label: 'quota a minute' }] },
    });
    const { stdout } = await once([requests], [widget], { start: '-PT24H', periodOverride: 'inherit' });
    expect(stdout).toMatch(/requests a minute\s+RequestCount 600/);
    expect(stdout).not.toMatch(/3(\.0)? k/);
    const auto = await once([requests], [widget], { start: '-PT24H' });
    // Drawn by another period it shows other figures: it says by which.
    expect(auto.stdout).toMatch(/requests a minute\s+by 5 m\s+RequestCount 3(\.0)? k/);
  });

  it('of a month do not stretch the window of minutes', async () => {
    const { calls, stdout } = await once(
      [requests],
      [
        metric({ title: 'requests', metrics: [requestRow], stat: 'Sum', period: 60 }, 12),
        metric(
          { title: 'this month', view: 'singleValue', metrics: [requestRow], stat: 'Sum', period: 2_592_000 },
          12,
        ),
      ],
    );
    const asked = calls.map(({ StartTime, EndTime, MetricDataQueries: [query] }) => [
      query?.MetricStat?.Period,
      (EndTime - StartTime) / (query?.MetricStat?.Period ?? 1),
    ]);
    expect(asked.toSorted()).toEqual([
      [2_592_000, 1],
      [60, 181],
    ]);
    expect(stdout).not.toContain('no data');
  });

  it('longer than the range show the bucket that reaches into it', async () => {
    const day = 24 * hour;
    const size: MinuteMetric = {
      namespace: 'AWS/S3',
      name: 'BucketSizeBytes',
      dimensions: { BucketName: 'b', StorageType: 'StandardStorage' },
      minuteAt: (at) => (at % day === 0 ? { count: 1, sum: 5.2e12 } : undefined),
    };
    const sizeRow = ['AWS/S3', 'BucketSizeBytes', 'BucketName', 'b', 'StorageType', 'StandardStorage'];
    const { stdout } = await once(
      [size],
      ['singleValue', 'timeSeries'].map((view) =>
        metric({ title: view, view, metrics: [sizeRow], period: 86_400, stat: 'Maximum' }, 12),
      ),
    );
    expect(stdout.match(/5\.2 T/g)?.length).toBeGreaterThanOrEqual(2);
    expect(stdout).not.toContain('no data');
  });

  it('in the text of a search are those of the series', async () => {
    const functions = ['checkout', 'pay', 'ship'].map((name) => functionOf('Invocations', name, each(1)));
    const search = `SEARCH('{AWS/Lambda,FunctionName} MetricName="Invocations"', 'Sum', 60)`;
    const { stdout } = await once(
      functions,
      [
        metric({
          metrics: [
            [{ expression: search, id: 's1', period: 60, visible: false }],
            [{ expression: 's1/60', id: 'e1', label: 'per second', period: 60 }],
          ],
        }),
      ],
      { start: '-P14D' },
      ['--json'],
    );
    const points = pointsIn(stdout);
    expect([...new Set(points.map(({ period }) => period))]).toEqual([3600]);
    const times = points.filter(({ label }) => label === points[0]?.label).map(({ at }) => Date.parse(at));
    expect(times.length).toBeGreaterThan(300);
    expect(new Set(times.slice(1).map((at, nth) => at - (times[nth] ?? 0)))).toEqual(new Set([hour]));
  });

  it('let fine points be so many that no one text holds them', async () => {
    const { stdout, code } = await once(
      [requests],
      [metric({ metrics: Array.from({ length: 12 }, () => requestRow), stat: 'Sum', period: 60 })],
      { start: '-P14D', periodOverride: 'inherit' },
      ['--json'],
    );
    expect(code).toBe(0);
    expect(stdout.split('\n').length).toBeGreaterThan(12 * 20_000);
  });
});

describe('labels', () => {
  it('of a search are its own, with what follows from the points of each', async () => {
    const functions = [
      functionOf('Invocations', 'checkout', each(99)),
      functionOf('Invocations', 'pay', each(198)),
    ];
    const label = `\${PROP('Dim.FunctionName')} [max: \${MAX}]`;
    const widgets = [
      metric({
        metrics: [
          [
            {
              expression: `SEARCH('{AWS/Lambda,FunctionName} MetricName="Invocations"', 'Sum', 300)`,
              id: 'e1',
              label,
            },
          ],
        ],
      }),
    ];
    const { stdout } = await once(functions, widgets);
    expect(stdout).toContain('checkout [max: 495]');
    expect(stdout).toContain('pay [max: 990]');
    const json = await once(functions, widgets, {}, ['--json']);
    expect(labelsIn(json.stdout)).toEqual(['checkout [max: 495]', 'pay [max: 990]']);
  });

  it('stand before those of what is sorted, the first of them first; METRICS() is that of its own widget', async () => {
    const pods = [5, 25, 15].map((cpu, nth) => functionOf('Cpu', `pod-${nth}`, each(cpu)));
    const trend = (name: string) => [
      [{ expression: 'FILL(METRICS(), LINEAR)', label: 'Trend of', id: 'e1' }],
      row(name, 'pod-0', { id: 'm1', label: name, visible: false }),
    ];
    const { stdout } = await once(
      [...pods, functionOf('Memory', 'pod-0', each(70))],
      [
        metric({
          title: 'top',
          period: 60,
          metrics: [
            [
              {
                expression: `SLICE(SORT(SEARCH('{AWS/Lambda,FunctionName} MetricName="Cpu"', 'Average', 60), AVG, DESC), 0, 2)`,
                id: 'top2',
                label: 'Pod',
              },
            ],
          ],
        }),
        metric({ title: 'cpu', metrics: trend('Cpu'), stat: 'Average', period: 60 }, 12),
        metric({ title: 'memory', metrics: trend('Memory'), stat: 'Average', period: 60 }, 12),
      ],
      {},
      ['--json'],
    );
    expect(labelsIn(stdout)).toEqual(['Pod pod-1', 'Pod pod-2', 'Trend of Cpu', 'Trend of Memory']);
  });

  it('name what is one series of many', async () => {
    const groups = ['GroupInServiceInstances', 'GroupDesiredCapacity'].flatMap((name) =>
      ['a', 'b'].map(
        (group): MinuteMetric => ({
          namespace: 'AWS/AutoScaling',
          name,
          dimensions: { AutoScalingGroupName: group },
          minuteAt: each(name === 'GroupDesiredCapacity' ? 15 : 10),
        }),
      ),
    );
    const sum = (name: string, id: string, label: string) => [
      {
        expression: `FILL(SUM(SEARCH('{AWS/AutoScaling,AutoScalingGroupName} MetricName="${name}"', 'Maximum', 60)), 0)`,
        id,
        label,
      },
    ];
    const { stdout } = await once(groups, [
      metric({
        period: 60,
        metrics: [
          sum('GroupInServiceInstances', 'a', 'in service'),
          sum('GroupDesiredCapacity', 'b', 'desired'),
          [{ expression: 'a/b', id: 'c' }],
        ],
      }),
    ]);
    expect(stdout).toMatch(/in service 20\b/);
    expect(stdout).toMatch(/desired 30\b/);
    // Without a label it is called by its id.
    expect(stdout).toMatch(/\bc 0\.67/);
    expect(stdout).not.toContain('series');
  });
});

describe('what may share a call', () => {
  it('is counted with hidden inputs: two Metrics Insights queries go in two calls', async () => {
    const widgets = ['Invocations', 'Errors'].map((name) =>
      metric(
        {
          title: name,
          period: 300,
          metrics: [
            [
              {
                expression: `SELECT SUM(${name}) FROM SCHEMA("AWS/Lambda", FunctionName) GROUP BY FunctionName`,
                id: 'q1',
                visible: false,
                period: 300,
              },
            ],
            [{ expression: 'q1/300', id: 'e1', label: '' }],
          ],
        },
        12,
      ),
    );
    const { stdout, code, calls } = await once(
      [functionOf('Invocations', 'checkout', each(600)), functionOf('Errors', 'checkout', each(60))],
      widgets,
    );
    expect(code).toBe(0);
    expect(calls).toHaveLength(2);
    expect(stdout).toMatch(/checkout 10\b/);
    expect(stdout).toMatch(/checkout 1\b/);
  });
});

describe('orders-watch metrics', () => {
  it('finds the split of a name with slashes that there is, and adds up what counts', async () => {
    const refused: MinuteMetric = {
      namespace: 'Shop/API',
      name: 'http-requests/count/non-2xx',
      dimensions: {},
      minuteAt: () => ({ count: 3, sum: 12 }),
    };
    const { code, stdout } = await runOver([refused], {}, [
      'metrics',
      'Shop/API/http-requests/count/non-2xx',
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('Shop/API/http-requests/count/non-2xx Sum');
    // The sum of a minute, not the mean of 4.
    expect(stdout).toMatch(/non-2xx Sum\s+12\s+12\s+12\s+12/);
  });
});
