/** One cursor of time: what is shown of a moment in the past, and what is not known of it (issue 14). */
import { describe, expect, test } from 'vitest';
import { asOf } from '../../components/dashboard/as-of.ts';
import { visibleLists } from '../../components/dashboard/lists.ts';
import { initialState } from '../../components/dashboard/state.ts';
import type { LogEvent } from '../../src/observation/logs.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { createStore } from '../../src/store/store.ts';
import { alarm, noon, transition } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';

const minute = 60_000;
const pipeline: Pipeline = {
  name: 'orders',
  stages: [stageOf('lambda', { name: 'worker', dimensions: { FunctionName: 'worker' }, logGroups: ['/g'] })],
};
const line = (at: number): LogEvent => ({
  type: 'log',
  group: '/g',
  stream: 's',
  at,
  ingestedAt: at,
  message: `ERROR at ${at}`,
  eventId: String(at),
  late: false,
  region: 'eu-west-1',
});
const on = (name: string, minutesAgo: number, state: 'ALARM' | 'OK') =>
  alarm({ name, arn: `arn:${name}`, state, since: noon - minutesAgo * minute });
const turn = (name: string, minutesAgo: number, from: 'OK' | 'ALARM', to: 'OK' | 'ALARM') =>
  transition({ name, at: noon - minutesAgo * minute, from, to });

const store = createStore({ startedAt: noon - 60 * minute, pipeline });
store.apply(
  [
    on('errors', 5, 'ALARM'),
    on('over', 3, 'OK'),
    on('steady', 500, 'ALARM'),
    on('unheld', 4, 'ALARM'),
    turn('over', 20, 'OK', 'ALARM'),
    turn('errors', 5, 'OK', 'ALARM'),
    turn('over', 3, 'ALARM', 'OK'),
    ...[9, 8, 7, 2, 1].map((ago) => line(noon - ago * minute)),
  ],
  noon,
);
const snapshot = store.snapshot(noon);
const start = initialState({ stage: undefined, rangeMs: 60 * minute, utc: true });
const at = (minutesAgo: number) => ({ ...start, crosshair: noon - minutesAgo * minute });
const statesAt = (minutesAgo: number) =>
  Object.fromEntries(
    asOf(at(minutesAgo), snapshot, pipeline).snapshot.alarms.alarms.map(({ name, state }) => [name, state]),
  );

describe('as of a moment', () => {
  test('now is the snapshot itself', () => {
    expect(asOf(start, snapshot, pipeline)).toEqual({ snapshot, unknownAlarms: 0 });
  });

  test('alarms are as their transitions say; one whose state of then is not held is left out and counted', () => {
    expect(statesAt(10)).toEqual({ errors: 'OK', over: 'ALARM', steady: 'ALARM' });
    expect(statesAt(4)).toEqual({ errors: 'ALARM', over: 'ALARM', steady: 'ALARM', unheld: 'ALARM' });
    expect(statesAt(30)).toEqual({ errors: 'OK', over: 'OK', steady: 'ALARM' });
    const then = asOf(at(10), snapshot, pipeline);
    expect(then.unknownAlarms).toBe(1);
    expect(then.snapshot.alarms.counts).toEqual({ ALARM: 2, INSUFFICIENT_DATA: 0, OK: 1 });
  });

  test('health without figures of then is unknown and says so', () => {
    expect(asOf(at(10), snapshot, pipeline).snapshot.stages).toMatchObject([
      { name: 'worker', health: 'unknown', why: 'no figures of then are held', headline: '' },
    ]);
  });

  test('lines rest at the first from the moment on, by crosshair and by window alike', () => {
    const wanted = { logsRestAt: 2 };
    expect(visibleLists(snapshot, at(7), pipeline)).toMatchObject(wanted);
    expect(visibleLists(snapshot, { ...start, end: noon - 7 * minute }, pipeline)).toMatchObject(wanted);
    expect(visibleLists(snapshot, start, pipeline).logsRestAt).toBe('end');
  });

  test('what is not held of then is not shown, and the oldest that is held is named', () => {
    const { logs, changes, unheld } = visibleLists(snapshot, at(30), pipeline);
    expect([logs, changes, unheld]).toEqual([[], [], { logs: noon - 9 * minute, changes: null }]);
    expect(visibleLists(snapshot, at(8), pipeline).unheld.logs).toBeUndefined();
  });
});
