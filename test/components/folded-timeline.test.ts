/** The timeline folds lines that say the same; alarms, breaches and deployments stand between the folded rows (issue 14). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DashboardCommand } from '../../components/dashboard/commands.ts';
import { visibleLists } from '../../components/dashboard/lists.ts';
import { reduce } from '../../components/dashboard/reduce.ts';
import { type DashboardState, initialState } from '../../components/dashboard/state.ts';
import { dashboardRows } from '../../components/dashboard/view.ts';
import { type TimelineEntry, timeOf } from '../../components/lists/entries.ts';
import { foldLines } from '../../components/lists/fold.ts';
import type { LogEvent, StageVersion } from '../../src/observation/logs.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { createStore } from '../../src/store/store.ts';
import { change, gap, noon, transition } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';
import { contextOf } from './context.ts';

const second = 1000;
const minute = 60 * second;
const groups = ['/aws/lambda/payment-worker', '/aws/lambda/order-intake'] as const;
const [ofWorker, ofIntake] = groups;
const pipeline: Pipeline = {
  name: 'orders',
  orderId: { pattern: 'ORD-\\d+' },
  stages: [
    stageOf('lambda', { name: 'payment-worker', logGroups: [ofWorker] }),
    stageOf('lambda', { name: 'order-intake', logGroups: [ofIntake] }),
  ],
};

let ids = 0;
const log = (at: number, message: string, group: string = ofWorker): LogEvent => {
  ids += 1;
  return {
    type: 'log',
    group,
    stream: 's',
    at,
    ingestedAt: at,
    message,
    eventId: String(ids),
    late: false,
    region: 'eu-west-1',
  };
};

const failed = (at: number, order: number): LogEvent =>
  log(at, `ERROR charge failed ORD-${order} gateway timeout after 3000 ms`);

const version: StageVersion = {
  type: 'version',
  stage: 'payment-worker',
  version: '42',
  at: noon - 4 * minute,
  by: 'stream',
  region: 'eu-west-1',
};

/** 100 failures, an alarm, 300 more; among them one line of another stage that says the same. */
const seen = [
  { ...version, version: '41', at: noon - 200 * minute },
  ...Array.from({ length: 100 }, (_, index) => failed(noon - 6 * minute + index * second, index)),
  transition({ at: noon - 4 * minute - second }),
  version,
  ...Array.from({ length: 300 }, (_, index) =>
    failed(noon - 3 * minute + (index * second) / 2, 1000 + index),
  ),
  log(noon - 2 * minute, 'ERROR charge failed ORD-7 gateway timeout after 10 ms', ofIntake),
  log(noon - 2 * minute, 'WARN  charge failed ORD-7 gateway timeout after 10 ms'),
];
const store = createStore({ startedAt: noon - 60 * minute, pipeline });
store.apply(seen, noon);
const snapshot = store.snapshot(noon);

const start: DashboardState = {
  ...initialState({ stage: 'payment-worker', rangeMs: 60 * minute, utc: true }),
  view: 'timeline',
};
const listsOf = (state: DashboardState) => visibleLists(snapshot, state, pipeline);
const press = (state: DashboardState, ...commands: readonly DashboardCommand[]): DashboardState =>
  commands.reduce((now, command) => reduce(now, command, contextOf(now, snapshot, pipeline)), state);
const draw = (state: DashboardState, ascii = false): string =>
  dashboardRows({
    state,
    snapshot,
    lists: listsOf(state),
    pipeline,
    names: ['orders'],
    budget: undefined,
    ascii,
    size: { width: 120, height: 40 },
    footer: [],
    help: [],
    scales: new Map(),
  })
    .map((row) => row.map(({ text }) => text).join(''))
    .join('\n');

describe('the timeline folds lines that say the same', () => {
  test('in runs between what befell the stages, of one stage and one level', () => {
    const text = draw(start);
    expect(text).toContain(
      '11:54:00-11:55:39 payment-worker ×100 ERROR charge failed … gateway timeout after … ms',
    );
    expect(text).toContain(
      '11:57:00-11:59:29 payment-worker ×300 ERROR charge failed … gateway timeout after … ms',
    );
    // What was said once stands as it was said.
    expect(text).toContain('11:58:00 order-intake ERROR charge failed ORD-7 gateway timeout after 10 ms');
    expect(text).toContain('11:58:00 payment-worker WARN  charge failed ORD-7');
    expect(listsOf(start).timeline.map(({ type }) => type)).toEqual([
      'log',
      'alarmHistory',
      'deployment',
      'log',
      'log',
      'log',
    ]);
  });

  test('Enter shows the lines of the row, and no others; Esc leads back to the row', () => {
    const onFold = press(start, 'first');
    const there = press(onFold, 'open');
    expect(there.view).toBe('logs');
    expect(listsOf(there).logs).toHaveLength(100);
    expect(draw(there)).toContain('log · payment-worker 11:54:00-11:55:39, ERROR charge failed … gateway');
    const again = press(there, 'back');
    expect(again).toMatchObject({ view: 'timeline', lists: { timeline: onFold.lists.timeline } });
    // Another view is not narrowed by it.
    expect(listsOf(press(there, 'view4')).logs).toHaveLength(402);
  });

  test('a row that stands for several lines names no single order', () => {
    expect(press(start, 'first', 'order')).toMatchObject({
      opened: undefined,
      notice: 'several lines: Enter shows them',
    });
  });

  test('a filter counts what it lets through', () => {
    expect(draw({ ...start, filter: 'ORD-9' })).toContain('payment-worker ×11 ERROR');
    expect(listsOf(press({ ...start, filter: 'ORD-9' }, 'first', 'open')).logs).toHaveLength(11);
  });

  test('in ASCII', () => {
    expect(draw(start, true)).toContain('x300 ERROR charge failed ... gateway timeout after ... ms');
  });

  test('nothing is lost: lines add up, all else stands as it was, in order of time', () => {
    const entry = fc.oneof(
      fc.constantFrom('ERROR a 1', 'ERROR a 2', 'ERROR b', 'WARN a 3').map(
        (message) =>
          (at: number): TimelineEntry =>
            log(at, message),
      ),
      fc.constant((at: number): TimelineEntry => transition({ at })),
      fc.constant((at: number): TimelineEntry => change({ at })),
      fc.constant((at: number): TimelineEntry => gap({ to: at, source: 'logs' })),
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), (makes) => {
        const all = makes.map((make, index) => make(noon + index));
        const { entries, folds } = foldLines(all, pipeline);
        const lines = entries.filter(({ type }) => type === 'log');
        const counted = lines.reduce((sum, one) => sum + (folds.get(one)?.count ?? 1), 0);
        expect(counted).toBe(all.filter(({ type }) => type === 'log').length);
        expect(entries.filter(({ type }) => type !== 'log')).toEqual(
          all.filter(({ type }) => type !== 'log'),
        );
        const times = entries.map(timeOf);
        expect(times).toEqual([...times].sort((a, b) => a - b));
        for (const [first, { last }] of folds) {
          const between = all.slice(all.indexOf(first), all.indexOf(last));
          expect(between.some(({ type }) => type === 'alarmHistory' || type === 'gap')).toBe(false);
        }
      }),
    );
  });
});
