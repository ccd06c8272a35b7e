/** Graphs of a stage over one window: what is drawn of what is known. */
import { describe, expect, test } from 'vitest';
import { drawnOver } from '../../components/graphs/drawn-series.ts';
import { graphPanel } from '../../components/graphs/graph-panel.ts';
import { drawnGraphs } from '../../components/graphs/stage-graphs.ts';
import type { GraphWindow } from '../../src/graph-window.ts';
import type { Point, SeriesPoints, SeriesSpec } from '../../src/observation/metrics.ts';
import { stageGraphs } from '../../src/pipeline/graphs.ts';
import type { Pipeline, Stage, StageSeries } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { createStore } from '../../src/store/store.ts';
import type { Row } from '../../src/terminal/row.ts';
import { noon, utc } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const searchSeries: StageSeries = {
  id: 'payments.depth',
  label: 'depth',
  stage: 'payments',
  key: 'depth',
  region: 'eu-west-1',
  query: { kind: 'expression', expression: 'SEARCH(\'{AWS/SQS,QueueName} orders\', "Average", 60)' },
  periodSeconds: 60,
  unit: 'count',
  missing: 'gap',
};
const payments: Stage = {
  ...stageOf('custom', { name: 'payments', dimensions: {} }),
  series: [searchSeries],
};
const pipeline: Pipeline = { name: 'orders', stages: [payments] };

/** A point in each bucket of the window, all of one value. */
const answer = (
  series: SeriesSpec,
  from: number,
  to: number,
  value: number,
  periodSeconds = series.periodSeconds,
): SeriesPoints => {
  const points: Point[] = [];
  for (let at = from; at < to; at += periodSeconds * 1000) points.push({ at, value, settled: true });
  return {
    type: 'points',
    series: { ...series, periodSeconds },
    from,
    to,
    points,
    status: 'complete',
    messages: [],
  };
};

const snapshotOf = (answers: readonly SeriesPoints[]): Snapshot => {
  const store = createStore({ startedAt: noon - hourMs, pipeline });
  store.apply(answers, noon);
  return store.snapshot(noon);
};

const draw = (snapshot: Snapshot, window: GraphWindow): string =>
  graphPanel({
    snapshot,
    pipeline,
    stage: 'payments',
    window,
    style: 'lines',
    size: { width: 100, height: 14 },
    look: utc,
    focused: false,
  })
    .map((row: Row) => row.map(({ text }) => text).join(''))
    .join('\n');

describe('the graphs of a stage', () => {
  test('draw what a SEARCH found, a line for each label', () => {
    const found = ['orders-in', 'orders-out'].map((label, nth) =>
      answer({ ...searchSeries, found: label, label }, noon - hourMs, noon, nth + 1),
    );
    const text = draw(snapshotOf(found), { rangeMs: hourMs });
    expect(text).toContain('orders-in 1');
    expect(text).toContain('orders-out 2');
    expect(text).not.toContain('nothing measured');
  });

  test('hold the points of the window alone, and the two before that a rise is measured from', () => {
    const plain: StageSeries = {
      ...searchSeries,
      query: { kind: 'metric', namespace: 'A', metric: 'B', dimensions: {}, stat: 'Sum' },
    };
    const { series } = snapshotOf([answer(plain, noon - 20 * hourMs, noon, 1)]);
    const drawn = drawnOver([plain], series, { rangeMs: hourMs }, noon);
    const [graph] = stageGraphs({ ...payments, series: drawn.specs }, drawn.answeredOf, drawn.searched);
    expect(graph?.series[0]?.points).toHaveLength(62);
    expect(drawn.loading).toBeUndefined();
  });

  test('are drawn from coarse points until the fine ones are there, and never mix them', () => {
    const spec: SeriesSpec = {
      ...searchSeries,
      query: { kind: 'metric', namespace: 'A', metric: 'B', dimensions: {}, stat: 'Sum' },
    };
    const window = { rangeMs: 20 * hourMs, end: noon - 10 * hourMs };
    const at = (period: number, value: number) =>
      answer({ ...spec, onDemand: 'history' }, noon - 30 * hourMs, noon - 10 * hourMs, value, period);
    const live = answer(spec, noon - 3 * hourMs, noon, 1);
    const drawn = (answers: readonly SeriesPoints[]) => {
      const { pointsOf, loading, specs } = drawnOver([spec], snapshotOf(answers).series, window, noon);
      const values = [...new Set(pointsOf(spec.id).map(({ value }) => value))];
      return { values, loading, periodSeconds: specs[0]?.periodSeconds };
    };
    expect(drawn([live])).toEqual({ values: [], loading: 'window', periodSeconds: 60 });
    expect(drawn([live, at(3600, 3)])).toEqual({ values: [3], loading: 'finer', periodSeconds: 3600 });
    expect(drawn([live, at(3600, 3), at(300, 2)])).toEqual({
      values: [2],
      loading: undefined,
      periodSeconds: 300,
    });
  });

  test('say which window they show', () => {
    const snapshot = snapshotOf([]);
    expect(draw(snapshot, { rangeMs: hourMs })).toContain('last 1 h · UTC');
    expect(draw(snapshot, { rangeMs: hourMs, end: noon - 3 * hourMs })).toContain('08:00-09:00 UTC, 3 h ago');
  });
});

describe('what is wrong with a series', () => {
  const worker = stageOf('lambda', { name: 'worker', dimensions: { FunctionName: 'worker' } });
  const orders: Pipeline = { name: 'orders', stages: [worker] };
  const drawWorker = (
    wrong: Readonly<Record<string, Partial<SeriesPoints>>>,
    window: GraphWindow = { rangeMs: hourMs },
    width = 80,
  ): string => {
    const store = createStore({ startedAt: noon - hourMs, pipeline: orders });
    store.apply(
      worker.series.map((spec) => ({
        ...answer(spec, noon - hourMs, noon, 5),
        ...wrong[spec.id.replace('worker.', '')],
      })),
      noon,
    );
    return graphPanel({
      snapshot: store.snapshot(noon),
      pipeline: orders,
      stage: 'worker',
      window,
      style: 'lines',
      size: { width, height: 22 },
      look: utc,
      focused: false,
    })
      .map((row) => row.map(({ text }) => text).join(''))
      .join('\n');
  };
  const refused = { status: 'forbidden', points: [], messages: [] } as const;

  test('stands at the graph that it is drawn in, on 80 columns too', () => {
    const text = drawWorker({
      concurrency: refused,
      durationP99: { status: 'partial' },
      invocations: { status: 'error', messages: ['InternalError: try again'] },
    });
    expect(text).toMatch(/AWS failed to read it;/);
    expect(text).toMatch(/InternalError: try again/);
    expect(text).toMatch(/ no permission to read it /);
    expect(text).toMatch(/duration p50 p99 +▲ partial data \(du…/);
    expect(text.split('\n').every((row) => row.length === 80)).toBe(true);
  });

  test('is all that there is of a stage that may not be read: nothing is on its way', () => {
    const all = Object.fromEntries(worker.series.map(({ id }) => [id.replace('worker.', ''), refused]));
    const text = drawWorker(all);
    expect(text).toContain('no permission to read it');
    expect(text).not.toContain('loading');
    expect(text).not.toContain('nothing measured');
  });

  test('is nobody’s zero: what could not be read counted nobody knows what', () => {
    const unread = { status: 'error', points: [], messages: [] } as const;
    const store = createStore({ startedAt: noon - hourMs, pipeline: orders });
    store.apply(
      worker.series.map((spec) => ({
        ...answer(spec, noon - hourMs, noon, 5),
        ...(spec.id === 'worker.invocations' ? unread : {}),
      })),
      noon,
    );
    const { series, stages } = store.snapshot(noon);
    const { graphs } = drawnGraphs(worker, {
      series,
      window: { rangeMs: hourMs },
      style: 'lines',
      now: noon,
    });
    const pointsOf = (title: string) =>
      graphs.find((graph) => graph.title === title)?.series.map(({ points }) => points.length);
    expect(pointsOf('invocations/s')).toEqual([0]);
    expect(pointsOf('errors %')).toEqual([0, 0]);
    expect(stages[0]?.why).not.toMatch(/throttled|error rate/);
  });
});

describe('the figure of a title', () => {
  const queue = stageOf('sqs', { name: 'payments', dimensions: { QueueName: 'payments' } });
  const seriesOf = (values: Readonly<Record<string, (minutesAgo: number) => number | undefined>>) =>
    queue.series.map((spec): SeriesPoints => {
      const whole = answer(spec, noon - hourMs, noon - 2 * minuteMs, 0);
      const valueAt = values[spec.id.replace('payments.', '')] ?? (() => 0);
      const points = whole.points.flatMap((point): Point[] => {
        const value = valueAt(Math.round((noon - point.at) / minuteMs));
        return value === undefined ? [] : [{ ...point, value }];
      });
      return { ...whole, to: noon, points };
    });
  const drawQueue = (values: Parameters<typeof seriesOf>[0]): readonly Row[] => {
    const store = createStore({ startedAt: noon - hourMs, pipeline: { name: 'orders', stages: [queue] } });
    store.apply(seriesOf(values), noon);
    return graphPanel({
      snapshot: store.snapshot(noon),
      pipeline: { name: 'orders', stages: [queue] },
      stage: 'payments',
      window: { rangeMs: hourMs },
      style: 'lines',
      size: { width: 160, height: 40 },
      look: utc,
      focused: false,
    });
  };
  const textOf = (rows: readonly Row[]): string =>
    rows.map((row) => row.map(({ text }) => text).join('')).join('\n');

  test('is never one from before: a backlog that grows is not drained in what it was drained in an hour ago', () => {
    const text = textOf(
      drawQueue({
        visible: (ago) => (ago > 30 ? 0 : 30 * (30 - ago)),
        sent: (ago) => (ago > 30 ? 60 : 300),
        deleted: (ago) => (ago > 30 ? 60 : 30),
      }),
    );
    expect(text).toContain('drained in  not draining, +4.5/s');
    expect(text).not.toMatch(/drained in +0 s/);
  });

  test('is dim and says its age when more than two buckets are known after it', () => {
    const rows = drawQueue({ age: (ago) => (ago > 15 ? 9 : undefined), received: () => 600 });
    const span = rows.flat().find(({ text }) => text.includes('ago'));
    expect(span).toMatchObject({ text: '  9 s, 13 m ago', role: 'dim' });
    expect(textOf(rows)).toMatch(/received\/s +10\/s /);
  });
});

test('a limit for the counts of a minute is not drawn at those of an hour', () => {
  const counted: Stage = {
    ...stageOf('custom', { name: 'payments', dimensions: {} }),
    series: [
      {
        ...searchSeries,
        query: { kind: 'metric', namespace: 'A', metric: 'B', dimensions: {}, stat: 'Sum' },
        missing: 'zero',
      },
    ],
    rules: [{ series: 'depth', level: 'bad', comparison: '>', limit: 10 }],
  };
  const [spec = searchSeries] = counted.series;
  const { series } = snapshotOf([
    answer(spec, noon - hourMs, noon, 5),
    answer({ ...spec, onDemand: 'history' }, noon - 360 * hourMs, noon, 300, 3600),
  ]);
  const limitOver = (rangeMs: number) =>
    drawnGraphs(counted, { series, window: { rangeMs }, style: 'lines', now: noon }).graphs[0]?.threshold;
  expect(limitOver(hourMs)).toEqual({ value: 10 });
  expect(limitOver(360 * hourMs)).toBeUndefined();
});
