import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DashboardCommand } from '../../components/dashboard/commands.ts';
import type { Context } from '../../components/dashboard/context.ts';
import { stageInFocus } from '../../components/dashboard/focus.ts';
import { dashboardKeys } from '../../components/dashboard/key-bindings.ts';
import { visibleLists } from '../../components/dashboard/lists.ts';
import { reduce } from '../../components/dashboard/reduce.ts';
import { activeList, type DashboardState, initialState } from '../../components/dashboard/state.ts';
import { dashboardRows } from '../../components/dashboard/view.ts';
import { rowWidth } from '../../components/frame/layout.ts';
import { isTrouble } from '../../components/lists/entries.ts';
import { bottomRow } from '../../components/screen/typing.ts';
import type { LogEvent } from '../../src/observation/logs.ts';
import type { Observation } from '../../src/observation/observation.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { createStore } from '../../src/store/store.ts';
import { helpRows } from '../../src/terminal/key-table.ts';
import type { Row } from '../../src/terminal/row.ts';
import { alarm, change, gap, noon, transition } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';
import { contextOf } from './context.ts';

const pipeline: Pipeline = {
  name: 'orders',
  stages: [
    stageOf('sqs', { name: 'payments', dimensions: { QueueName: 'payments' }, next: ['payment-worker'] }),
    stageOf('lambda', {
      name: 'payment-worker',
      dimensions: { FunctionName: 'payment-worker' },
      logGroups: ['/aws/lambda/payment-worker'],
    }),
    stageOf('dynamodb', { name: '주문표', table: 'Orders', dimensions: { TableName: 'Orders' } }),
  ],
};

const log = (n: number, message: string): LogEvent => ({
  type: 'log',
  group: '/aws/lambda/payment-worker',
  stream: 's',
  at: noon + n * 1000,
  ingestedAt: noon + n * 1000,
  message,
  eventId: `l${n}`,
  late: false,
  region: 'eu-west-1',
});

const seen: readonly Observation[] = [
  alarm(),
  alarm({ name: 'orders-low', arn: 'arn:2', state: 'OK', since: noon - 9e6 }),
  { type: 'alarmsListed', region: 'eu-west-1', arns: [alarm().arn, 'arn:2'], at: noon },
  transition(),
  ...Array.from({ length: 40 }, (_, n) =>
    log(n, n % 7 === 0 ? `ERROR 결제 실패 ORD-${n} ✖` : `INFO charged ORD-${n}`),
  ),
  log(41, 'START RequestId: x'),
  ...Array.from({ length: 40 }, (_, n) =>
    change({
      eventId: `c${n}`,
      keys: { orderId: { S: `ORD-${n}` } },
      eventName: n === 20 ? 'REMOVE' : 'MODIFY',
      changed: [{ path: 'customer', old: { S: '김민준' }, new: { S: '\u001b[2J\u202e👩‍👩‍👧 e\u0301' } }],
    }),
  ),
  gap(),
];

const snapshotOf = (observations: readonly Observation[]): Snapshot => {
  const store = createStore({ startedAt: noon - 60_000, pipeline });
  store.apply(observations, noon);
  return store.snapshot(noon);
};
const full = snapshotOf(seen);
const empty = snapshotOf([]);

const start = initialState({ stage: undefined, rangeMs: 3_600_000, utc: true });

const aroundOf = (state: DashboardState, snapshot = full): Context => contextOf(state, snapshot, pipeline);

const press = (state: DashboardState, ...commands: readonly DashboardCommand[]): DashboardState =>
  commands.reduce((before, command) => reduce(before, command, aroundOf(before)), state);

const draw = (state: DashboardState, width: number, height: number, snapshot = full): Row[] =>
  dashboardRows({
    state,
    snapshot,
    lists: visibleLists(snapshot, state, pipeline),
    pipeline,
    names: ['orders', 'prod', 'eu-west-1'],
    budget: undefined,
    ascii: false,
    size: { width, height },
    footer: bottomRow(dashboardKeys, state, width, '_'),
    help: state.help ? helpRows(dashboardKeys, state, width) : [],
    scales: new Map(),
  });

const textOf = (rows: readonly Row[]): string =>
  rows.map((row) => row.map(({ text }) => text).join('')).join('\n');

describe('the keys of the dashboard', () => {
  test('lead to the seven views and back', () => {
    expect(press(start, 'view3')).toMatchObject({ view: 'alarms' });
    expect(press(start, 'view6', 'nextPanel').view).toBe('insights');
    expect(press(start, 'previousPanel').view).toBe('pipeline');
    expect(press(start, 'view4', 'back').view).toBe('pipeline');
  });

  test('walk over the panels, in a circle', () => {
    expect(press(start, 'nextPanel').panel).toBe('alarms');
    expect(press(start, 'previousPanel').panel).toBe('changes');
    expect(press(start, 'nextPanel', 'nextPanel', 'nextPanel', 'nextPanel').panel).toBe('stages');
  });

  test('walk over the stages from the one in focus, in a circle; Esc lets it go', () => {
    const first = stageInFocus(start, aroundOf(start));
    expect(first).toBe('payments');
    expect(press(start, 'right').stage).toBe('payment-worker');
    expect(press(start, 'left').stage).toBe('주문표');
    expect(press(start, 'right', 'back').stage).toBeUndefined();
  });

  test('move in the list that has them, and n goes to the trouble before', () => {
    const inChanges = press(start, 'view5');
    expect(activeList(inChanges)).toBe('changes');
    // The newest is a gap: a trouble itself, then the item that was removed.
    expect(press(inChanges, 'next').lists.changes.at).toMatchObject({ type: 'gap' });
    expect(press(inChanges, 'next', 'next').lists.changes.at).toMatchObject({ eventName: 'REMOVE' });
    expect(press(inChanges, 'next', 'next', 'next').lists.changes.at).toMatchObject({ type: 'gap' });
    expect(press(inChanges, 'next', 'follow').lists.changes.at).toBeUndefined();
  });

  test('open what is under the cursor, scroll it, and Esc closes one thing at a time', () => {
    const opened = press(start, 'view3', 'open');
    expect(opened.opened).toEqual({ kind: 'alarm', arn: alarm().arn });
    const scrolled = press(opened, 'down', 'down', 'up', 'help');
    expect(scrolled).toMatchObject({ help: true, view: 'alarms' });
    expect(press(scrolled, 'back')).toMatchObject({ help: false, opened: { kind: 'alarm' } });
    expect(press(scrolled, 'back', 'back')).toMatchObject({ opened: undefined, view: 'alarms' });
    expect(press(scrolled, 'back', 'back', 'back').view).toBe('pipeline');
  });

  test('open the metrics of the stage', () => {
    expect(press(start, 'open')).toMatchObject({ view: 'metrics', stage: 'payments' });
  });

  test('hold the picture still while paused, and let it go', () => {
    const paused = press(start, 'pause');
    expect(paused.paused).toBe(full);
    expect(press(paused, 'pause').paused).toBeUndefined();
    expect(press(paused, 'follow').paused).toBeUndefined();
  });

  test('change the range by steps that end', () => {
    expect(press(start, 'longer').rangeMs).toBe(3 * 3_600_000);
    expect(press(start, 'shorter').rangeMs).toBe(30 * 60_000);
    const most = press(start, ...Array.from({ length: 30 }, () => 'longer' as const));
    expect(most.rangeMs).toBe(15 * 86_400_000);
    expect(press(most, ...Array.from({ length: 30 }, () => 'shorter' as const)).rangeMs).toBe(300_000);
  });

  test('a notice is gone with the next key', () => {
    expect(press({ ...start, notice: 'said' }, 'zone')).toMatchObject({ notice: undefined, utc: false });
  });
});

describe('the lists', () => {
  test('show what the filter lets through, and gaps always', () => {
    const lists = visibleLists(full, { ...start, filter: 'ord-7' }, pipeline);
    expect(lists.changes.filter(({ type }) => type === 'gap')).toHaveLength(1);
    expect(lists.changes.filter(({ type }) => type === 'change')).toHaveLength(1);
    expect(lists.logs).toHaveLength(1);
    expect(visibleLists(full, { ...start, filter: 'ORDERS-LOW' }, pipeline).alarms).toEqual(['arn:2']);
  });

  test('of log lines are those of the stage in focus beside its graphs, so that keys move among what is seen', () => {
    const other: LogEvent = { ...log(50, 'ERROR elsewhere'), group: '/ecs/fulfilment' };
    const both = snapshotOf([...seen, other]);
    const beside = { ...start, stage: 'payment-worker', panel: 'logs' } as const;
    expect(visibleLists(both, beside, pipeline).logs).toHaveLength(40);
    expect(visibleLists(both, { ...beside, view: 'logs' }, pipeline).logs).toHaveLength(41);
    const moved = reduce(beside, 'up', aroundOf(beside, both));
    expect(moved.lists.logs.at).toMatchObject({ eventId: 'l38' });
  });

  test("leave out Lambda's own talk, and merge the timeline only where it is seen", () => {
    expect(visibleLists(full, start, pipeline).logs).toHaveLength(40);
    expect(visibleLists(full, start, pipeline).timeline).toEqual([]);
    const timeline = visibleLists(full, { ...start, view: 'timeline' }, pipeline).timeline;
    expect(new Set(timeline.map(({ type }) => type))).toEqual(new Set(['log', 'alarmHistory', 'gap']));
    expect(timeline.some(isTrouble)).toBe(true);
  });
});

describe('the screen', () => {
  test('says what it waits for', () => {
    const text = textOf(draw(start, 120, 40, empty));
    for (const part of [
      'alarms: loading',
      'loading metrics',
      'loading alarms',
      'loading log lines',
      'loading changes',
    ])
      expect(text).toContain(part);
  });

  test('does not wait for logs and changes that no stage has', () => {
    const bare: Pipeline = { name: 'platform', stages: pipeline.stages.slice(0, 1) };
    const text = textOf(
      dashboardRows({
        state: start,
        snapshot: empty,
        lists: visibleLists(empty, start, bare),
        pipeline: bare,
        names: ['platform'],
        budget: undefined,
        ascii: false,
        size: { width: 200, height: 50 },
        footer: [],
        help: [],
        scales: new Map(),
      }),
    );
    expect(text).toContain('no stage of platform has logs in the pipeline file');
    expect(text).toContain('no stage of platform has a table in the pipeline file');
    expect(text).not.toMatch(/loading (log lines|changes)/);
  });

  test('names what failed in its panel, and the rest lives on', () => {
    const failure = {
      kind: 'access',
      code: 'AccessDenied',
      message: 'not allowed',
      hint: 'Ask for it.',
    } as const;
    const trouble: Observation = { type: 'problem', source: 'stream', scope: 'Orders', at: noon, failure };
    const text = textOf(draw(start, 120, 40, snapshotOf([...seen.slice(0, 3), trouble])));
    expect(text).toContain('not allowed');
    expect(text).toContain('payments-age');
  });

  test('is exactly as large as the terminal, whatever is pressed', () => {
    const command = fc.constantFrom(...dashboardKeys.map((binding) => binding.command));
    fc.assert(
      fc.property(
        fc.array(command, { maxLength: 12 }),
        fc.integer({ min: 20, max: 210 }),
        fc.integer({ min: 5, max: 60 }),
        fc.boolean(),
        (commands, width, height, isEmpty) => {
          const rows = draw(press(start, ...commands), width, height, isEmpty ? empty : full);
          expect(rows).toHaveLength(height);
          expect([...new Set(rows.map(rowWidth))]).toEqual([width]);
        },
      ),
      { numRuns: 150 },
    );
  });
});
