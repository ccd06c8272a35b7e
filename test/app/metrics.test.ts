import { describe, expect, it } from 'vitest';
import type { TimeContext } from '../../components/graphs/time-steps.ts';
import {
  initialMetrics,
  type MetricsState,
  metricsKeysNow,
  reduceMetrics,
} from '../../components/metrics/state.ts';
import { metricsRows } from '../../components/metrics/view.ts';
import { type MetricsFlags, readMetricsFlags, settingsOf } from '../../src/app/metrics/metrics-settings.ts';
import { settleMetrics } from '../../src/app/metrics/settle.ts';
import type { AwsUnit, SeriesSpec } from '../../src/observation/metrics.ts';
import { createStore } from '../../src/store/store.ts';
import { commandFor } from '../../src/terminal/key-table.ts';
import { runCli } from './run-cli.ts';

const hour = 3_600_000;
const noon = Date.UTC(2026, 0, 15, 12);

const flags = (changed: Partial<MetricsFlags>): MetricsFlags => ({
  metric: 'AWS/Lambda/Errors',
  namespace: undefined,
  'metric-name': undefined,
  dim: ['FunctionName=order-intake'],
  stat: 'Sum',
  period: undefined,
  since: '3h',
  expression: undefined,
  ...changed,
});

const seriesOf = (changed: Partial<MetricsFlags>, rangeMs = 3 * hour, regions = ['eu-west-1']) => {
  const ask = readMetricsFlags(flags(changed));
  if (!ask.ok) return ask.failure.message;
  const { what } = ask.value;
  const chosen = what.kind === 'metric' ? { ...what.candidates[0], stats: what.stats } : undefined;
  return settingsOf(ask.value, chosen).seriesFor(regions, rangeMs);
};

describe('the name of a metric', () => {
  const candidates = (changed: Partial<MetricsFlags>) => {
    const ask = readMetricsFlags(flags(changed));
    if (!ask.ok) return ask.failure.message;
    const { what } = ask.value;
    return what.kind === 'metric' ? what.candidates.map(({ namespace, metric }) => [namespace, metric]) : [];
  };

  it('may hold slashes: each split is possible, that at the last one first', () => {
    expect(candidates({ metric: 'Shop/API/http-requests/count/non-2xx' })).toEqual([
      ['Shop/API/http-requests/count', 'non-2xx'],
      ['Shop/API/http-requests', 'count/non-2xx'],
      ['Shop/API', 'http-requests/count/non-2xx'],
      ['Shop', 'API/http-requests/count/non-2xx'],
    ]);
    expect(candidates({ metric: 'AWS/SQS/NumberOfMessagesSent' })).toEqual([
      ['AWS/SQS', 'NumberOfMessagesSent'],
    ]);
  });

  it('stands alone beside --namespace, or in a flag of its own', () => {
    const named = [['Shop/API', 'http-requests/count']];
    const namespace = 'Shop/API';
    expect(candidates({ metric: 'http-requests/count', namespace })).toEqual(named);
    expect(candidates({ metric: undefined, namespace, 'metric-name': 'http-requests/count' })).toEqual(named);
    expect(candidates({ metric: undefined, 'metric-name': 'x' })).toContain('needs a namespace');
    expect(candidates({ 'metric-name': 'x', namespace })).toContain('exclude each other');
    expect(candidates({ metric: undefined, namespace })).toContain('names no metric');
  });

  it('is the one that the account has; its statistic is that of what it is', async () => {
    const settle = async (metric: string, unit?: AwsUnit) => {
      const ask = readMetricsFlags(flags({ metric, stat: undefined }));
      if (!ask.ok) throw new Error(ask.failure.message);
      const searches: string[] = [];
      const settings = await settleMetrics(
        ask.value,
        {
          origins: [{ region: 'eu-west-1' }],
          regions: ['eu-west-1'],
          findMetrics: async ({ namespace, metric: name = '' }) => {
            searches.push(`${namespace} ${name}`);
            const isThere = namespace === 'Shop/API' && name === 'http/count/5xx';
            return { ok: true, value: isThere ? [{ namespace, metric: name, dimensions: {} }] : [] };
          },
          units: async ([spec]) => ({
            units:
              unit === undefined || spec?.query.kind !== 'metric'
                ? []
                : [{ type: 'unit', region: spec.region, ...spec.query, unit }],
            failures: [],
          }),
        },
        new AbortController().signal,
      );
      const [series] = settings.seriesFor(['eu-west-1']);
      return { title: settings.title, query: series?.query, searches };
    };
    expect(await settle('Shop/API/http/count/5xx', 'Count')).toMatchObject({
      title: 'Shop/API/http/count/5xx order-intake Sum',
      query: { namespace: 'Shop/API', metric: 'http/count/5xx', stat: 'Sum' },
      searches: ['Shop/API/http/count 5xx', 'Shop/API/http count/5xx', 'Shop/API http/count/5xx'],
    });
    // What nobody lists is taken as it was always read; what nobody tells is Average, as CloudWatch has it.
    expect(await settle('Other/API/latency')).toMatchObject({
      query: { namespace: 'Other/API', metric: 'latency', stat: 'Average' },
    });
    // The catalogue knows these: nobody is asked.
    const known = await Promise.all(
      ['AWS/SQS/NumberOfMessagesSent', 'AWS/SQS/ApproximateAgeOfOldestMessage', 'AWS/Lambda/Errors'].map(
        (one) => settle(one),
      ),
    );
    expect(known.map(({ query }) => query?.kind === 'metric' && query.stat)).toEqual([
      'Sum',
      'Maximum',
      'Sum',
    ]);
    expect(known.flatMap(({ searches }) => searches)).toEqual([]);
  });
});

describe('the flags of metrics', () => {
  it('name a metric, its dimensions and statistics', () => {
    expect(seriesOf({ stat: 'p50,p99', dim: ['A=b', 'C=d=e'] })).toMatchObject([
      { id: 'Errors.p50', label: 'p50', periodSeconds: 60, query: { stat: 'p50', namespace: 'AWS/Lambda' } },
      { id: 'Errors.p99', query: { metric: 'Errors', dimensions: { A: 'b', C: 'd=e' } } },
    ]);
  });

  it('a series for each Region', () => {
    expect(seriesOf({}, hour, ['eu-west-1', 'us-east-1'])).toMatchObject([
      { id: 'eu-west-1.Errors.Sum', label: 'Errors Sum eu-west-1', region: 'eu-west-1' },
      { id: 'us-east-1.Errors.Sum', region: 'us-east-1' },
    ]);
  });

  it('periods as fine as the range allows', () => {
    const periods = [hour, 24 * hour, 15 * 24 * hour].map((range) => {
      const [first] = seriesOf({ period: '10s' }, range);
      return typeof first === 'object' ? first.periodSeconds : 0;
    });
    expect(periods).toEqual([10, 60, 900]);
  });

  it.each([
    [{ metric: undefined }, 'no metric is named'],
    [{ expression: 'SEARCH()' }, 'exclude each other'],
    [{ metric: 'Errors' }, 'no NAMESPACE/NAME'],
    [{ dim: ['FunctionName'] }, 'no dimension'],
    [{ stat: 'Median' }, 'no statistic'],
    [{ stat: '' }, 'no statistic'],
    [{ period: '7s' }, 'no period'],
    [{ since: 'yesterday' }, 'no range'],
  ])('%o is refused', (changed, message) => {
    expect(seriesOf(changed)).toContain(message);
  });
});

describe('the keys of metrics', () => {
  const state = initialMetrics({ rangeMs: 3 * hour, utc: true });
  const seen: TimeContext = { now: noon, bucketMs: () => 60_000, hasPercentiles: false };
  const press = (key: string, from: MetricsState): MetricsState => {
    const meaning = commandFor(metricsKeysNow(from, seen), key, from);
    return meaning?.kind === 'run' ? reduceMetrics(from, meaning.command, seen) : from;
  };
  const pressAll = (from: MetricsState, ...keys: readonly string[]): MetricsState =>
    keys.reduce((before, key) => press(key, before), from);

  it('walk through the ranges and stop at the ends', () => {
    expect(press('+', state).rangeMs).toBe(6 * hour);
    expect(press('-', { ...state, rangeMs: 100 * 60_000 }).rangeMs).toBe(hour);
    expect(press('+', { ...state, rangeMs: 360 * hour }).rangeMs).toBe(360 * hour);
  });
  it('read values at once, far and near, and let go', () => {
    const read = press('left', state);
    expect(read.crosshair).toBe(noon - 2 * 60_000);
    expect(pressAll(read, 'left', 'shift-left', 'l').crosshair).toBe(noon - 12 * 60_000);
    expect(press('escape', read).crosshair).toBeUndefined();
    expect(pressAll(read, '?', 'escape')).toMatchObject({ help: false, crosshair: read.crosshair });
  });
  it('pan without the crosshair, and follow again', () => {
    const past = pressAll(state, 'shift-left', 'shift-left');
    expect(past.end).toBe(noon - 3 * hour);
    expect(press('f', past).end).toBeUndefined();
  });
});

describe('the graph', () => {
  const spec = (id: string, label: string): SeriesSpec => ({
    id,
    label,
    region: 'eu-west-1',
    query: { kind: 'expression', expression: 'SEARCH()' },
    periodSeconds: 60,
    unit: 'count',
    missing: 'gap',
  });
  const draw = (labels: readonly string[], state: Partial<MetricsState> = {}): string => {
    const store = createStore({ startedAt: noon });
    labels.forEach((label, nth) => {
      const points = Array.from({ length: 60 }, (_, i) => ({
        at: noon - (60 - i) * 60_000,
        value: nth * 100 + i,
        settled: i < 58,
      }));
      const window = { from: noon - hour, to: noon, points, status: 'complete', messages: [] } as const;
      store.apply([{ type: 'points', series: { ...spec('s', label), found: label }, ...window }], noon);
    });
    const rows = metricsRows({
      state: { ...initialMetrics({ rangeMs: hour, utc: true }), ...state },
      snapshot: store.snapshot(noon),
      series: [spec('s', 'all')],
      title: 'all of them',
      ascii: true,
      size: { width: 90, height: 20 },
      footer: undefined,
      help: [],
      scales: new Map(),
    });
    return rows.map((row) => row.map(({ text }) => text).join('')).join('\n');
  };

  it('has a line of figures for each series', () => {
    const text = draw(['one', 'two']);
    expect(text).toMatch(/- one\s+57\s+0\s+30\s+59/);
    expect(text).toMatch(/- two\s+157\s+100\s+130\s+159/);
    expect(text.split('\n').every((line) => line.length === 90)).toBe(true);
  });

  it('reads the values at the crosshair', () => {
    const text = draw(['one', 'two'], { crosshair: noon - 30 * 60_000 });
    expect(text).toMatch(/11:30\s+min/);
    expect(text).toMatch(/- one\s+30\s/);
  });

  it('shows the highest of too many', () => {
    const text = draw(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
    expect(text).toMatch(/- h /);
    expect(text).not.toMatch(/- a /);
  });

  it('says that there is nothing', () => {
    expect(draw([])).toContain('loading');
  });
});

describe('orders-watch metrics', () => {
  it('prints points with --json, of every series that a search finds', async () => {
    const search = "SEARCH('{AWS/Lambda,FunctionName} MetricName=\"Invocations\"', 'Sum', 60)";
    const run = await runCli(['metrics', '--expression', search, '--sandbox', '--json', '--since', '10m']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const all = run.stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(all.at(-1)).toMatchObject({ type: 'cost', calls: 1, billedMetrics: 4, dollars: 4e-5 });
    const lines = all.slice(0, -1);
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) {
      expect(line).toMatchObject({
        type: 'point',
        id: expect.stringMatching(/^expression\//),
        period: 60,
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z$/),
        value: expect.any(Number),
        settled: expect.any(Boolean),
        region: 'eu-west-1',
      });
    }
  });

  it('prints a graph into a pipe, and refuses what it does not understand', async () => {
    const [graph, nothing, wrong] = await Promise.all([
      runCli([
        'metrics',
        'AWS/SQS/ApproximateAgeOfOldestMessage',
        '--dim',
        'QueueName=payments',
        '--sandbox',
        '--utc',
      ]),
      runCli(['metrics', 'AWS/SQS/Nope', '--sandbox']),
      runCli(['metrics', 'AWS/SQS/Nope', '--stat', 'Median']),
    ]);
    expect(graph).toMatchObject({ code: 0, stderr: '' });
    expect(graph.stdout).toContain('ApproximateAgeOfOldestMessage payments');
    expect(graph.stdout).not.toContain('\u001b');
    // Said once, with what there is: no such metric is a failure, a silent one is none.
    expect(nothing).toMatchObject({ code: 1, stdout: '' });
    expect(nothing.stderr).toMatch(
      /^orders-watch: ListMetrics in eu-west-1: AWS\/SQS\/Nope with no dimensions was not published in the last two weeks \(NoSuchMetric\)\. Names in AWS\/SQS: ApproximateAgeOfOldestMessage, [^\n]*\n$/,
    );
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('no statistic');
  });
});
