/** What is fetched for what is looked at: nothing that nobody sees. */
import { describe, expect, test } from 'vitest';
import { demandOf } from '../../components/dashboard/demand.ts';
import { type DashboardState, initialState } from '../../components/dashboard/state.ts';
import { heatSeriesOf } from '../../src/pipeline/percentiles.ts';
import { seriesNeeded } from '../../src/pipeline/series-needed.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { createStore } from '../../src/store/store.ts';
import { noon } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';

const hour = 3_600_000;
const worker = stageOf('lambda', { name: 'worker', dimensions: { FunctionName: 'worker' } });
const queue = stageOf('sqs', { name: 'queue', dimensions: { QueueName: 'queue' } });
const pipeline: Pipeline = { name: 'orders', stages: [queue, worker] };
const start = initialState({ stage: undefined, rangeMs: hour, utc: true });

const snapshotAt = (at: number) => createStore({ startedAt: noon - hour, pipeline }).snapshot(at);
const look = (changed: Partial<DashboardState>, focus = 'worker') =>
  demandOf({ ...start, stage: focus, ...changed }, snapshotAt(noon), pipeline);
const live = (changed: Partial<DashboardState>) => look(changed).series.map(({ id }) => id);
const judged = seriesNeeded(pipeline, undefined).map(({ id }) => id);
const all = seriesNeeded(pipeline, 'worker').map(({ id }) => id);

describe('the live poll', () => {
  test('brings what is judged, and the graphs of the stage in focus', () => {
    expect(live({}).toSorted()).toEqual(all.toSorted());
    expect(all.length).toBeGreaterThan(judged.length);
  });

  test.each<[string, Partial<DashboardState>]>([
    ['in the past', { end: noon - hour }],
    ['too wide for its points', { rangeMs: 24 * hour }],
    ['in a view without graphs', { view: 'logs' }],
    ['under the help', { help: true }],
    ['under an alarm that is open', { opened: { kind: 'alarm', arn: 'a' } }],
    ['behind a panel that fills the screen', { zoomed: true, panel: 'logs' }],
  ])('brings no graph %s', (_, changed) => {
    expect(live(changed).toSorted()).toEqual(judged.toSorted());
  });

  test('goes on while paused; the graphs stand at the moment of the pause', () => {
    const paused = snapshotAt(noon - 60_000);
    expect(live({ paused })).toHaveLength(all.length);
    expect(look({ paused }).graphs?.end).toBe(noon - 60_000);
  });
});

describe('history', () => {
  test('is of the window of the graphs, and of nothing where none is seen', () => {
    expect(look({ end: noon - hour, compareMs: 24 * hour }).graphs).toMatchObject({
      rangeMs: hour,
      end: noon - hour,
      compareMs: 24 * hour,
      series: worker.series,
    });
    expect(look({ view: 'alarms' }).graphs).toBeUndefined();
    expect(look({}, 'nobody').graphs).toBeUndefined();
  });

  test('has the percentiles of heat maps while one is looked at: five of a metric, billed as one', () => {
    const heat = heatSeriesOf(worker);
    expect(heat.map(({ query }) => (query.kind === 'metric' ? query.stat : ''))).toEqual([
      'p50',
      'p99',
      'p90',
      'p99.9',
      'p10',
    ]);
    const ids = (looked: ReturnType<typeof look>) => looked.graphs?.series.map(({ id }) => id) ?? [];
    expect(ids(look({ style: 'heat map' })).length - ids(look({})).length).toBe(3);
    expect(live({ style: 'heat map' }).length - live({}).length).toBe(3);
    expect(heatSeriesOf(queue)).toEqual([]);
  });
});
