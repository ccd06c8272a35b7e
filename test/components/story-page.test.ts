/** The story's page: opened over any view, each of its lines leads to its proof, Esc leads back to it. */
import { describe, expect, test } from 'vitest';
import { onlyPipeline } from '../../components/dashboard/context.ts';
import { effectsOf } from '../../components/dashboard/effects.ts';
import { keysNow } from '../../components/dashboard/key-bindings.ts';
import { visibleLists } from '../../components/dashboard/lists.ts';
import { type DashboardState, initialState } from '../../components/dashboard/state.ts';
import { updateDashboard } from '../../components/dashboard/update.ts';
import { dashboardRows } from '../../components/dashboard/view.ts';
import type { Lacks } from '../../src/demand.ts';
import type { LogEvent } from '../../src/observation/logs.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { createStore } from '../../src/store/store.ts';
import type { Story } from '../../src/story/story.ts';
import { frameOf } from '../../src/terminal/frame.ts';
import { footerRow } from '../../src/terminal/key-table.ts';
import { createPainter } from '../../src/terminal/painter.ts';
import type { Row } from '../../src/terminal/row.ts';
import { textWidth } from '../../src/terminal/width.ts';
import { views } from '../../src/views.ts';
import { alarm, noon } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';
import { breachOf, storyOf } from '../story/stories.ts';
import { contextOf } from './context.ts';

const minute = 60_000;
const hour = 60 * minute;
const onset = noon - 9 * minute;
const group = '/aws/lambda/payment-worker';
const pipeline: Pipeline = {
  name: 'orders',
  stages: [
    stageOf('sqs', { name: 'payments', dimensions: { QueueName: 'payments' }, next: ['payment-worker'] }),
    stageOf('lambda', {
      name: 'payment-worker',
      dimensions: { FunctionName: 'payment-worker' },
      logGroups: [group],
    }),
  ],
};
const arn = 'arn:aws:cloudwatch:eu-west-1:210987654321:alarm:worker-errors';
const story = storyOf({
  cause: breachOf({ alarms: [arn] }),
  effects: [
    {
      ...breachOf({ stage: 'payments', series: 'age', sign: 'age' }),
      why: 'oldest message 3 m > 1 m',
      explainedBy: 'payment-worker',
    },
  ],
  changes: [{ stage: 'payment-worker', what: 'version 42', at: onset - 4 * minute, region: 'eu-west-1' }],
  messages: [
    {
      stage: 'payment-worker',
      pattern: 'charge failed … gateway timeout after … ms',
      count: 684,
      share: 0.88,
      since: onset + minute,
      isNew: true,
      example: 'charge failed ORD-1 gateway timeout after 3000 ms',
    },
  ],
  next: [
    { text: 'look at the letters', command: 'aws sqs receive-message', link: 'https://console.example/sqs' },
  ],
});

const log = (at: number, message: string): LogEvent => ({
  type: 'log',
  group,
  stream: 's',
  at,
  ingestedAt: at,
  message,
  eventId: `${at} ${message}`,
  late: false,
  region: 'eu-west-1',
});
const store = createStore({ startedAt: noon - hour, pipeline });
store.apply(
  [
    alarm({ name: 'worker-errors', arn, dimensions: { FunctionName: 'payment-worker' } }),
    log(
      noon - 5 * minute,
      '2026-01-15T11:55:00.000Z\t8f5a0000-0000-4000-8000-000000000007\tERROR\tcharge failed ORD-7 gateway timeout after 3000 ms',
    ),
    log(noon - 4 * minute, 'ERROR charge failed ORD-8 card expired'),
  ],
  noon,
);
const snapshotWith = (...stories: readonly Story[]): Snapshot => ({ ...store.snapshot(noon), stories });
const snapshot = snapshotWith(story);
const start = initialState({ stage: undefined, rangeMs: hour, utc: true });

const dataOf = (of: Snapshot = snapshot, lacks: Lacks = {}, size = { width: 120, height: 40 }) => ({
  snapshot: of,
  pipeline,
  ascii: false,
  size,
  nextPipeline: onlyPipeline,
  lacks,
});
const press = (state: DashboardState, ...keys: readonly string[]): DashboardState =>
  keys.reduce(
    (before, key) => updateDashboard(before, { press: { key, text: key }, data: dataOf() }).state,
    state,
  );
const rowsOf = (state: DashboardState, of: Snapshot, size = { width: 120, height: 40 }): Row[] =>
  dashboardRows({
    ...dataOf(of, {}, size),
    state,
    lists: visibleLists(of, state, pipeline),
    names: ['orders'],
    budget: undefined,
    footer: [],
    help: [],
    scales: new Map(),
  });
const textOf = (rows: readonly Row[]): string =>
  rows.map((row) => row.map(({ text }) => text).join('')).join('\n');
const lineWith = (text: string): readonly string[] => {
  const lines = textOf(rowsOf(press(start, 'W'), snapshot)).split('\n');
  const first = lines.findIndex((line) => line.includes('─ why ─')) + 1;
  const at = lines.findIndex((line, index) => index >= first && line.includes(text));
  expect(at, text).toBeGreaterThanOrEqual(first);
  return ['W', ...Array.from({ length: at - first }, () => 'j')];
};
/** On the page, the cursor on the line that says this. */
const on = (text: string): DashboardState => press(start, ...lineWith(text));

describe('the page', () => {
  test.each(views)('opens over the view $name and closes again', ({ key, name }) => {
    const there = press(start, key);
    const open = press(there, 'W');
    expect(open.opened).toEqual({ kind: 'story' });
    expect(textOf(rowsOf(open, snapshot))).toContain('$ aws sqs receive-message');
    expect(press(open, 'j', 'j').opened).toEqual({ kind: 'story' });
    for (const close of ['W', 'escape']) {
      expect(press(open, close)).toMatchObject({ view: name, opened: undefined });
    }
  });

  test('is in the footer whatever the width is, where something is wrong', () => {
    const footer = (of: Snapshot): string => {
      const lists = visibleLists(of, start, pipeline);
      return textOf([footerRow(keysNow(start, { ...dataOf(of), lists }), start, 60)]);
    };
    expect(footer(snapshot)).toContain(' W why ');
    expect(footer(snapshotWith())).not.toContain(' W why ');
  });

  test('says what there is while nothing is told', () => {
    expect(textOf(rowsOf(press(start, 'W'), snapshotWith()))).toContain('Nothing is told yet');
    const unknown = storyOf({
      incident: null,
      cause: null,
      health: 'unknown',
      why: 'GetMetricData in eu-west-1 is denied',
    });
    expect(textOf(rowsOf(press(start, 'W'), snapshotWith(unknown)))).toContain(
      'cannot tell: GetMetricData in eu-west-1 is denied',
    );
  });

  test('shows every command whole, and all of it can be reached at 80x24', () => {
    const command = `aws sqs start-message-move-task --source-arn arn:aws:sqs:eu-west-1:210987654321:${'x'.repeat(70)}`;
    const long = snapshotWith(
      storyOf({
        next: Array.from({ length: 20 }, (_, n) => ({ text: `step ${n}`, command: `${command} ${n}` })),
      }),
    );
    const size = { width: 80, height: 24 };
    let state = press(start, 'W');
    let seen = '';
    for (let presses = 0; presses < 30; presses += 1) {
      seen += textOf(rowsOf(state, long, size)).replaceAll(/\s/g, '');
      state = updateDashboard(state, {
        press: { key: 'pagedown', text: '' },
        data: dataOf(long, {}, size),
      }).state;
    }
    for (let n = 0; n < 20; n += 1)
      expect(seen).toContain(`step${n}$${`${command} ${n}`.replaceAll(' ', '')}`);
  });
});

describe('Enter on a line leads to its proof, and Esc back to the line:', () => {
  const backAt = (from: DashboardState, there: DashboardState): void => {
    const back = press(there, 'escape');
    expect(back).toMatchObject({ view: from.view, opened: { kind: 'story' }, story: from.story });
    expect(back.crosshair).toBe(from.crosshair);
  };

  test('what fails to the graphs of its onset', () => {
    const from = on('payment-worker fails since 11:51');
    const there = press(from, 'enter');
    expect(there).toMatchObject({
      view: 'metrics',
      stage: 'payment-worker',
      crosshair: onset,
      opened: undefined,
    });
    backAt(from, there);
  });

  test('the figure and the alarm to the alarm, and from there to its logs', () => {
    for (const line of ['why          error rate', 'worker-errors']) {
      const from = on(line);
      const there = press(from, 'enter');
      expect(there.opened).toMatchObject({ kind: 'alarm', arn });
      backAt(from, there);
      const logs = press(there, 'l');
      expect(logs).toMatchObject({ view: 'logs', moment: { stage: 'payment-worker' } });
      backAt(from, press(logs, 'escape'));
    }
  });

  test('a message to the lines that say it, at the time when it was first said', () => {
    const from = on('charge failed … gateway timeout');
    const there = press(from, 'enter');
    expect(there).toMatchObject({ view: 'logs', moment: { at: onset + minute, stage: 'payment-worker' } });
    expect(visibleLists(snapshot, there, pipeline).logs).toMatchObject([{ at: noon - 5 * minute }]);
    backAt(from, there);
  });

  test('a message to the newest lines where those of then cannot be read, which is said', () => {
    const from = on('charge failed … gateway timeout');
    const data = dataOf(snapshot, { logContextSource: 'not in a recording' });
    const there = updateDashboard(from, { press: { key: 'enter', text: '' }, data }).state;
    expect(there).toMatchObject({ view: 'logs', moment: undefined, notice: 'not in a recording' });
  });

  test('a change and an effect to the graphs of their moments', () => {
    const change = press(on('version 42'), 'enter');
    expect(change).toMatchObject({ view: 'metrics', stage: 'payment-worker', crosshair: onset - 4 * minute });
    const effect = press(on('oldest message'), 'enter');
    expect(effect).toMatchObject({ view: 'metrics', stage: 'payments', crosshair: onset });
    backAt(on('oldest message'), effect);
  });

  test('nothing is run of what to do: y copies it whole', () => {
    const from = on('$ aws sqs');
    expect(press(from, 'enter')).toMatchObject({
      opened: { kind: 'story' },
      notice: 'y copies it; nothing is run from here',
    });
    const copied = (state: DashboardState) => effectsOf(state, 'copy', contextOf(state, snapshot, pipeline));
    expect(copied(from)).toEqual([{ kind: 'copy', text: 'aws sqs receive-message' }]);
    expect(copied(on('https://console'))).toEqual([{ kind: 'copy', text: 'https://console.example/sqs' }]);
    expect(copied(on('trend'))).toEqual([{ kind: 'copy', text: 'worse' }]);
  });

  test('a acknowledges the alarm under the cursor', () => {
    const from = on('worker-errors');
    const effects = effectsOf(from, 'acknowledge', contextOf(from, snapshot, pipeline));
    expect(effects).toMatchObject([{ kind: 'acknowledge', arn }]);
    const trend = on('trend');
    expect(effectsOf(trend, 'acknowledge', contextOf(trend, snapshot, pipeline))).toEqual([]);
  });
});

test('hostile names and messages are harmless in the row and on the page, in exactly the size of the screen', () => {
  const evil = 'a\x1b]0;owned\x07\x9b2J\u202eb\r\nc\u0300\u0300\u0300\u0300\u0300漢字';
  const hostile = storyOf({
    incident: evil,
    pipeline: evil,
    stage: evil,
    why: evil,
    cause: breachOf({ stage: evil, why: evil, alarms: [`arn:aws:cloudwatch:r:1:alarm:${evil}`] }),
    effects: [{ ...breachOf({ stage: evil, why: evil }), explainedBy: evil }],
    changes: [{ stage: evil, what: evil, at: onset, region: evil }],
    messages: [{ stage: evil, pattern: evil, count: 1, share: 1, since: onset, isNew: null, example: evil }],
    next: [{ text: evil, command: evil, link: evil }],
    text: evil,
  });
  for (const size of [
    { width: 80, height: 24 },
    { width: 120, height: 40 },
  ]) {
    const of = snapshotWith(hostile, hostile);
    const rows = rowsOf(press(start, 'W'), of, size);
    expect(rows).toHaveLength(size.height);
    for (const row of rows) expect(textWidth(row.map(({ text }) => text).join(''))).toBe(size.width);
    const frame = frameOf(rows, size.width, size.height, {
      painter: createPainter('dark', 16),
      ascii: false,
    });
    expect(JSON.stringify(frame)).not.toMatch(/\\u001b\]|\\u0007|\\u009b|\u202e/);
  }
});
