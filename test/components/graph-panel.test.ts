/** Graphs of a stage over one window: what is drawn of what is known. */
import { describe, expect, test } from 'vitest';
import { drawnStage } from '../../components/drawn-stage.ts';
import { graphPanel } from '../../components/graph-panel.ts';
import type { GraphWindow } from '../../components/graph-window.ts';
import type { Point, SeriesPoints, SeriesSpec } from '../../src/observation.ts';
import { stageGraphs } from '../../src/pipeline/graphs.ts';
import type { Pipeline, Stage } from '../../src/pipeline/stage.ts';
import { historyId } from '../../src/store/history.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { createStore } from '../../src/store/store.ts';
import type { Row } from '../../src/terminal/row.ts';
import { noon, utc } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const searchSeries: SeriesSpec = {
  id: 'payments.depth',
  label: 'depth',
  stage: 'payments',
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
    size: { width: 100, height: 14 },
    look: utc,
    focused: false,
  })
    .map((row: Row) => row.map(({ text }) => text).join(''))
    .join('\n');

describe('the graphs of a stage', () => {
  test('draw what a SEARCH found, a line for each label', () => {
    const found = ['orders-in', 'orders-out'].map((label, nth) =>
      answer({ ...searchSeries, id: `payments.depth/${label}`, label }, noon - hourMs, noon, nth + 1),
    );
    const text = draw(snapshotOf(found), { rangeMs: hourMs });
    expect(text).toContain('orders-in 1');
    expect(text).toContain('orders-out 2');
    expect(text).not.toContain('nothing measured');
  });

  test('hold the points of the window alone, and the two before that a rise is measured from', () => {
    const plain: SeriesSpec = {
      ...searchSeries,
      query: { kind: 'metric', namespace: 'A', metric: 'B', dimensions: {}, stat: 'Sum' },
    };
    const stage = { ...payments, series: [plain] };
    const { series } = snapshotOf([answer(plain, noon - 20 * hourMs, noon, 1)]);
    const drawn = drawnStage(stage, series, { from: noon - hourMs, to: noon }, noon);
    const [graph] = stageGraphs(drawn.stage, drawn.pointsOf, drawn.searched);
    expect(graph?.series[0]?.points).toHaveLength(62);
    expect(drawn.complete).toBe(true);
  });

  test('are drawn from coarse points until the fine ones are there, and never mix them', () => {
    const stage = {
      ...payments,
      series: [
        {
          ...searchSeries,
          query: { kind: 'metric', namespace: 'A', metric: 'B', dimensions: {}, stat: 'Sum' } as const,
        },
      ],
    };
    const spec = stage.series[0] ?? searchSeries;
    const window = { from: noon - 30 * hourMs, to: noon - 10 * hourMs };
    const at = (period: number, value: number) =>
      answer({ ...spec, id: historyId(spec.id, period) }, window.from, window.to, value, period);
    const live = answer(spec, noon - 3 * hourMs, noon, 1);
    const drawn = (answers: readonly SeriesPoints[]) => {
      const { pointsOf, complete, stage: as } = drawnStage(stage, snapshotOf(answers).series, window, noon);
      const values = [...new Set(pointsOf(spec.id).map(({ value }) => value))];
      return { values, complete, periodSeconds: as.series[0]?.periodSeconds };
    };
    expect(drawn([live])).toEqual({ values: [], complete: false, periodSeconds: 60 });
    expect(drawn([live, at(3600, 3)])).toEqual({ values: [3], complete: true, periodSeconds: 3600 });
    expect(drawn([live, at(3600, 3), at(300, 2)])).toMatchObject({ values: [2], periodSeconds: 300 });
  });

  test('say which window they show', () => {
    const snapshot = snapshotOf([]);
    expect(draw(snapshot, { rangeMs: hourMs })).toContain('last 1 h · UTC');
    expect(draw(snapshot, { rangeMs: hourMs, end: noon - 3 * hourMs })).toContain('08:00-09:00 UTC, 3 h ago');
    expect(draw(snapshot, { rangeMs: hourMs, end: noon - 48 * hourMs, compareMs: 24 * hourMs })).toMatch(
      /01-13 11:00 - 12:00 UTC, 2 d ago · vs 1 d before/,
    );
  });
});
