/** Everything notable in one order of time, under one cursor. */
import { describe, expect, test } from 'vitest';
import type { DashboardCommand } from '../../components/dashboard/commands.ts';
import { requestedNow } from '../../components/dashboard/insights.ts';
import { visibleLists } from '../../components/dashboard/lists.ts';
import { reduce } from '../../components/dashboard/reduce.ts';
import { type DashboardState, initialState } from '../../components/dashboard/state.ts';
import { dashboardRows } from '../../components/dashboard/view.ts';
import { isTrouble, timeOf } from '../../components/lists/entries.ts';
import { blindChanges, timelineOf } from '../../components/lists/timeline.ts';
import { logHeadRow } from '../../components/logs/head-row.ts';
import { histogramOf } from '../../components/logs/histogram.ts';
import type { LogEvent, StageVersion } from '../../src/observation/logs.ts';
import type { SeriesPoints } from '../../src/observation/metrics.ts';
import type { Observation } from '../../src/observation/observation.ts';
import type { StreamShape, StreamViewType } from '../../src/observation/streams.ts';
import { orderQuery } from '../../src/pipeline/queries/built-in.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { readLog } from '../../src/reading/read-log.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { createStore } from '../../src/store/store.ts';
import { alarm, change, gap, noon, transition } from '../output/observations.ts';
import { seriesKey, stageOf } from '../pipeline/stages.ts';
import { contextOf } from './context.ts';

const minute = 60_000;
const group = '/aws/lambda/payment-worker';
const worker = stageOf('lambda', {
  name: 'payment-worker',
  dimensions: { FunctionName: 'payment-worker' },
  logGroups: [group],
});
const pipeline: Pipeline = {
  name: 'orders',
  orderId: { pattern: 'ORD-\\d+' },
  stages: [worker, stageOf('sqs', { name: 'payments' })],
};

const log = (at: number, message: string): LogEvent => ({
  type: 'log',
  group,
  stream: '2026/01/15/[42]0f',
  at,
  ingestedAt: at,
  message,
  eventId: String(at),
  late: false,
  region: 'eu-west-1',
});

const version = (name: string, at: number): StageVersion => ({
  type: 'version',
  stage: 'payment-worker',
  version: name,
  at,
  by: 'stream',
  region: 'eu-west-1',
});

/** Half an hour of a worker whose calls fail from the twelfth minute before noon on. */
const measured = worker.series.flatMap((series): SeriesPoints[] => {
  const value = { invocations: () => 600, errors: (ago: number) => (ago <= 12 ? 120 : 0) }[
    seriesKey(series.id)
  ];
  if (value === undefined) return [];
  const points = Array.from({ length: 30 }, (_, index) => ({
    at: noon - (30 - index) * minute,
    value: value(30 - index),
    settled: true,
  }));
  return [
    { type: 'points', series, from: noon - 30 * minute, to: noon, points, status: 'complete', messages: [] },
  ];
});

const seen: readonly Observation[] = [
  ...measured,
  version('41', noon - 200 * minute),
  version('42', noon - 13 * minute),
  alarm({ dimensions: { FunctionName: 'payment-worker' } }),
  transition({ at: noon - 8 * minute }),
  log(noon - 7 * minute, 'ERROR charge failed ORD-1'),
  log(noon - 6 * minute, 'WARN  slow gateway'),
  log(noon - 5 * minute, 'INFO  charged ORD-2'),
  log(noon - 5 * minute + 1, 'DEBUG cache miss'),
  log(noon - 4 * minute, 'START RequestId: 1 Version: 42'),
  change({ eventId: 'failed', at: noon - 3 * minute, keys: { orderId: { S: 'ORD-10432' } } }),
  change({
    eventId: 'paid',
    at: noon - 2 * minute,
    changed: [{ path: 'status', old: { S: 'PLACED' }, new: { S: 'PAID' } }],
  }),
  gap({ to: noon - minute }),
];

const store = createStore({ startedAt: noon - 60 * minute, pipeline });
store.apply(seen, noon);
const snapshot: Snapshot = store.snapshot(noon);

const start: DashboardState = {
  ...initialState({ stage: 'payment-worker', rangeMs: 60 * minute, utc: true }),
  view: 'timeline',
};
const listOf = (state: DashboardState, of = pipeline) => visibleLists(snapshot, state, of).timeline;
const kindsOf = (state: DashboardState, of = pipeline): readonly string[] =>
  listOf(state, of).map((entry) => (entry.type === 'log' ? entry.message.slice(0, 5).trim() : entry.type));
const press = (state: DashboardState, ...commands: readonly DashboardCommand[]): DashboardState =>
  commands.reduce((now, command) => reduce(now, command, contextOf(now, snapshot, pipeline)), state);

const draw = (state: DashboardState, width = 120, height = 40): string =>
  dashboardRows({
    state,
    snapshot,
    lists: visibleLists(snapshot, state, pipeline),
    pipeline,
    names: ['orders'],
    budget: undefined,
    ascii: false,
    size: { width, height },
    footer: [],
    help: [],
    scales: new Map(),
  })
    .map((row) => row.map(({ text }) => text).join(''))
    .join('\n');

const all = ['deployment', 'breach', 'alarmHistory', 'ERROR', 'WARN', 'change', 'gap'];

describe('lines of real runtimes (timeline-of-real-errors)', () => {
  const id = '8f5a2f0e-1c6d-4b7e-9a53-0c1d2e3f4a5b';
  const errors = [
    `{"level": 50, "time": 1, "awsRequestId": "${id}", "orderId": "ORD-1", "msg": "charge failed"}`,
    `2026-01-01T00:00:00.000Z\t${id}\tERROR\tcharge failed ORD-1`,
    '{"timestamp": "x", "log_level": "ERROR", "errorMessage": "stock is gone", "errorType": "ValueError", "requestId": "r"}',
    'time="2026-01-01T00:00:00Z" level=error msg="access denied"',
    `RequestId: ${id} Error: Runtime exited with error: signal: killed\nRuntime.ExitError`,
    '{"timestamp": "x", "level": "ERROR", "requestId": "r", "message": {"errorType": "ReferenceError", "errorMessage": "cart is not defined"}}',
    `2026-01-01T00:00:00.000Z\t${id}\tfail\tcharge failed`,
    'panic: nil pointer dereference',
    JSON.stringify({ level: 'error', msg: 'charge failed', body: 'y'.repeat(33_000) }),
  ];
  const others = ['paid ORD-2', '0 errors', `START RequestId: ${id} Version: 42`, 'START processing ORD-1'];
  const lines = [...errors, ...others].map((message, index) => log(noon - minute + index, message));
  const of = createStore({ startedAt: noon - 60 * minute, pipeline });
  of.apply(lines, noon);
  const told = of.snapshot(noon);

  test('nine errors are nine lines of the timeline, none of them empty, and nine where n goes', () => {
    const { timeline, folds, logs } = visibleLists(told, start, pipeline);
    // Those that say the same are one row with their count.
    const counted = timeline.reduce((sum, entry) => sum + (folds.get(entry)?.count ?? 1), 0);
    expect(counted).toBe(errors.length);
    for (const entry of timeline) expect(entry.type === 'log' && readLog(entry).text).not.toBe('');
    // A program may begin its own words as Lambda does.
    expect(logs.map((entry) => (entry.type === 'log' ? entry.message : ''))).toEqual([
      ...errors,
      ...others.filter((message) => !message.startsWith('START RequestId')),
    ]);
    expect(logs.filter(isTrouble)).toHaveLength(errors.length);
  });

  test('nine errors are counted above the lines', () => {
    const { errors: counted } = histogramOf(lines, noon, 20);
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(errors.length);
    const head = logHeadRow({ title: ['logs'], entries: lines, now: noon, complete: '' }, 120, {
      utc: true,
      ascii: false,
    });
    expect(head.map(({ text }) => text).join('')).toContain('9 errors');
  });
});

describe('the timeline', () => {
  test('holds alarms, loud lines, changes, breaches, deployments and gaps in one order of time', () => {
    expect(kindsOf(start)).toEqual(all);
    const times = listOf(start).map(timeOf);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('says each of them in words', () => {
    const text = draw(start);
    for (const words of [
      '11:47:00 ◆ payment-worker version 42 deployed, 41 before',
      '11:48:00 ✖ payment-worker error rate 20 % > 1 %',
      '11:53:00 payment-worker ERROR charge failed ORD-1',
      'MODIFY Orders ORD-10432  status PAID → FAILED',
      'lines from WARN since 11:53:00, changes since 11:57:00',
    ])
      expect(text).toContain(words);
  });

  test('begins at the level that is chosen by a key, or in the pipeline file', () => {
    expect(kindsOf(press(start, 'level'))).toEqual(all.filter((kind) => kind !== 'WARN'));
    const none = press(start, 'level', 'level');
    expect(kindsOf(none)).toEqual(all.filter((kind) => kind !== 'WARN' && kind !== 'ERROR'));
    expect(draw(none)).toContain('no log lines, changes since');
    expect(kindsOf(press(none, 'level'))).toContain('INFO');
    expect(press(none, 'level', 'level').level).toBe('WARN');
    const quiet: Pipeline = { ...pipeline, timeline: { level: 'none' } };
    expect(kindsOf(start, quiet)).toEqual(kindsOf(none));
  });

  test('holds the changes for which the expression of the pipeline file gives something', () => {
    const idsOf = (of: Pipeline) =>
      listOf(start, of).flatMap((entry) => (entry.type === 'change' ? entry.eventId : []));
    expect(idsOf(pipeline)).toEqual(['failed']);
    const paid: Pipeline = { ...pipeline, timeline: { changes: "changed[?new=='PAID']" } };
    expect(idsOf(paid)).toEqual(['paid']);
    const every: Pipeline = { ...pipeline, timeline: { changes: '`true`' } };
    expect(idsOf(every)).toEqual(['failed', 'paid']);
  });

  test('is filtered by what its rows say, and by what they are', () => {
    expect(kindsOf({ ...start, filter: '/deployment|breach/' })).toEqual(['deployment', 'breach', 'gap']);
    expect(kindsOf({ ...start, filter: '!payment-worker' })).toEqual(['alarmHistory', 'change', 'gap']);
  });

  test('has one cursor, and the graphs are read where it stands', () => {
    expect(draw(start)).not.toMatch(/^ 11:48 /m);
    const onBreach = press(start, 'first', 'down');
    expect(onBreach.lists.timeline.at).toMatchObject({ type: 'breach' });
    expect(draw(onBreach)).toMatch(/^ 11:48 +─ invocations/m);
    expect(draw(press(onBreach, 'up'))).toMatch(/^ 11:47 +─ invocations/m);
    // What was picked is filtered away: the graphs are read at the row that the cursor stands on now.
    expect(draw({ ...onBreach, filter: 'charge' })).toMatch(/^ 11:53 +─ invocations/m);
  });

  test('opens a breach and a deployment as the graphs of their stage, and Esc leads back', () => {
    const there = press({ ...start, stage: 'payments', rangeMs: 5 * minute }, 'first', 'open');
    expect(there).toMatchObject({ view: 'metrics', stage: 'payment-worker', rangeMs: 15 * minute });
    expect(draw(there)).toContain('┊v42');
    expect(press(there, 'back')).toMatchObject({ view: 'timeline', stage: 'payments', rangeMs: 5 * minute });
    // The filter was typed for the timeline: there it is again.
    const filtered = press({ ...start, filter: 'deployment' }, 'first', 'open');
    expect(filtered).toMatchObject({ view: 'metrics', filter: '' });
    expect(press(filtered, 'back')).toMatchObject({ view: 'timeline', filter: 'deployment' });
  });

  test('leads to an order from any of its rows: from memory first, then by a key from Insights, until it is left', () => {
    const onLine = press(start, 'first', 'down', 'down', 'down', 'open', 'open');
    expect(onLine.opened).toEqual({ kind: 'order', orderId: 'ORD-1' });
    expect(draw(onLine)).toContain('From what is in memory: r asks Insights');
    expect(requestedNow(onLine)).toBeUndefined();
    const asked = press({ ...onLine, filter: 'charge' }, 'again');
    expect(asked).toMatchObject({ view: 'timeline', filter: 'charge', rangeMs: 60 * minute });
    expect(requestedNow(asked)).toMatchObject({ query: orderQuery('ORD-1'), of: [], to: noon });
    expect(requestedNow(asked)?.from).toBe(noon - 180 * minute);
    // Another order's lines are not these.
    expect(requestedNow({ ...asked, opened: { kind: 'order', orderId: 'ORD-2' } })).toBeUndefined();
    expect(requestedNow(press(asked, 'back'))).toBeUndefined();
  });

  test('n goes from trouble to trouble, over breaches too', () => {
    const troubles = press(start, 'next', 'next', 'next', 'next').lists.timeline.at;
    expect(troubles).toMatchObject({ type: 'breach' });
  });
});

describe('changes of a stream that does not hold what is looked at', () => {
  const streamOf = (viewType: StreamViewType): StreamShape => ({
    type: 'streamShape',
    table: 'Orders',
    region: 'eu-west-1',
    streamArn: 'arn',
    viewType,
    streamStatus: 'ENABLED',
    open: 1,
    draining: 0,
    done: 0,
    waiting: 0,
    pending: 0,
    throttledShards: 0,
    shards: [],
  });
  const asked = { ...pipeline, timeline: { changes: "changed[?path=='status']" } };

  test.each<[StreamViewType, Pipeline, readonly string[]]>([
    ['NEW_AND_OLD_IMAGES', asked, []],
    ['NEW_IMAGE', asked, ['changes of Orders: the stream holds NEW_IMAGE, so changed is always empty']],
    ['NEW_IMAGE', pipeline, []],
    ['KEYS_ONLY', pipeline, ['changes of Orders: the stream holds KEYS_ONLY, so changed is always empty']],
  ])('%s', (viewType, of, words) => {
    expect(blindChanges({ streams: [streamOf(viewType)] }, of)).toEqual(words);
  });

  test('an order that is FAILED stands there, though nothing tells what it was before', () => {
    const { old: _, ...one } = change({ changed: [], viewType: 'NEW_IMAGE' });
    const streamed = createStore({ startedAt: noon, pipeline });
    streamed.apply([one], noon);
    expect(timelineOf(streamed.snapshot(noon), pipeline, 'none')).toEqual([one]);
  });
});

test('a task that Fargate Spot takes away stands there, one that the service stops does not', () => {
  const stopped = (at: number, stopCode: string) =>
    log(
      at,
      JSON.stringify({
        'detail-type': 'ECS Task State Change',
        source: 'aws.ecs',
        detail: { taskArn: 'arn:aws:ecs:eu-west-1:1:task/shop/b99d', group: 'service:web', stopCode },
      }),
    );
  const tasks = createStore({ startedAt: noon - 60 * minute, pipeline });
  tasks.apply(
    [stopped(noon - 3 * minute, 'ServiceSchedulerInitiated'), stopped(noon - 2 * minute, 'SpotInterruption')],
    noon,
  );
  expect(timelineOf(tasks.snapshot(noon), pipeline, 'WARN').map(timeOf)).toEqual([noon - 2 * minute]);
});
