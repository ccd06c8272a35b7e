/** From an alarm to its stage, the logs around its transition, its stream, and back. */
import { describe, expect, test } from 'vitest';
import { type AlarmListInput, alarmList } from '../../components/alarms/definition.ts';
import { type Jump, type JumpCommand, jumpFrom } from '../../components/alarms/jump.ts';
import type { DashboardCommand } from '../../components/dashboard/commands.ts';
import { onlyPipeline } from '../../components/dashboard/context.ts';
import { keysNow } from '../../components/dashboard/key-bindings.ts';
import { visibleLists } from '../../components/dashboard/lists.ts';
import { reduce } from '../../components/dashboard/reduce.ts';
import { type DashboardState, initialState, isAtHome } from '../../components/dashboard/state.ts';
import {
  currentItem,
  initialListState,
  type ListCommand,
  reduceList,
} from '../../components/list-screen/state.ts';
import { listKeysNow } from '../../components/list-screen/view.ts';
import type { LogEvent } from '../../src/observation/logs.ts';
import { stageBehind } from '../../src/pipeline/alarm-stage.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { createStore } from '../../src/store/store.ts';
import { commandFor, footerRow } from '../../src/terminal/key-table.ts';
import { alarm, noon, transition } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';
import { contextOf } from './context.ts';

const minute = 60_000;
const pipeline: Pipeline = {
  name: 'orders',
  stages: [
    stageOf('dynamodb', {
      name: 'Orders',
      table: 'Orders',
      dimensions: { TableName: 'Orders' },
      next: ['payments'],
    }),
    stageOf('sqs', { name: 'payments', dimensions: { QueueName: 'payments' }, next: ['payment-worker'] }),
    stageOf('lambda', {
      name: 'payment-worker',
      dimensions: { FunctionName: 'payment-worker' },
      logGroups: ['/aws/lambda/payment-worker'],
    }),
    stageOf('sns', { name: 'alone', dimensions: { TopicName: 'alone' } }),
  ],
};

const on = (name: string, dimensions: Record<string, string>, over = {}) =>
  alarm({ name, arn: `arn:${name}`, dimensions, since: noon - 40 * minute, ...over });
const onQueue = on('queue-age', { QueueName: 'payments' }, { evaluationPeriods: 10, periodSeconds: 60 });
const onWorker = on('worker-errors', { FunctionName: 'payment-worker' }, { since: noon - 41 * minute });
const onTopic = on('topic', { TopicName: 'alone' });
const stranger = on('stranger', { QueueName: 'other' });
const composite = on(
  'outage',
  {},
  { kind: 'composite', metric: 'ALARM("queue-age") OR ALARM(worker-errors) OR ALARM("outage")' },
);
const alarms = [onQueue, onWorker, onTopic, stranger, composite];

const jump = (one: typeof onQueue, command: JumpCommand, of: Pipeline | undefined = pipeline) =>
  jumpFrom(one, command, { alarms, pipeline: of });

describe('a jump', () => {
  test('leads to the stage, to the logs of what works on it, to the stream that feeds it', () => {
    expect(jump(onQueue, 'goToStage')).toMatchObject({ stage: 'payments' });
    expect(jump(onQueue, 'goToLogs')).toMatchObject({ stage: 'payment-worker' });
    expect(jump(onQueue, 'goToStream')).toMatchObject({ stage: 'Orders' });
    expect(jump(onWorker, 'goToLogs')).toMatchObject({ stage: 'payment-worker' });
  });

  test('is about the time around the transition: what was judged, and two minutes after', () => {
    const at = noon - 40 * minute;
    expect(jump(onQueue, 'goToLogs')).toMatchObject({
      moment: { name: 'queue-age', at, from: at - 11 * minute, to: at + 2 * minute },
    });
    const brief = on('brief', { QueueName: 'payments' }, { evaluationPeriods: 1 });
    expect(jump(brief, 'goToLogs')).toMatchObject({ moment: { from: at - 5 * minute } });
  });

  test('says why it leads nowhere', () => {
    const reason = (one: typeof onQueue, command: JumpCommand, of?: Pipeline | undefined) =>
      jumpFrom(one, command, { alarms, pipeline: of });
    expect(reason(onQueue, 'goToStage')).toEqual({ reason: 'there is no pipeline file' });
    expect(jump(stranger, 'goToStage')).toEqual({ reason: 'it watches no stage of the pipeline' });
    expect(jump(onTopic, 'goToLogs')).toEqual({ reason: 'alone has no log group' });
    expect(jump(onTopic, 'goToStream')).toEqual({ reason: 'alone has no stream' });
  });

  test('of a composite leads to what went off first below it, though it contains itself', () => {
    expect(stageBehind(composite, alarms, pipeline)?.name).toBe('payment-worker');
    const quiet = alarms.map((one) => (one === onWorker ? { ...one, state: 'OK' as const } : one));
    expect(stageBehind(composite, quiet, pipeline)?.name).toBe('payments');
    expect(stageBehind(composite, [composite], pipeline)).toBeUndefined();
    const names = alarms.filter(({ kind }) => kind !== 'composite').map(({ name }) => name);
    const atLeast = { ...composite, metric: `AT_LEAST(2, ALARM, (${names.join(', ')}))` };
    expect(stageBehind(atLeast, alarms, pipeline)?.name).toBe('payment-worker');
  });
});

const log = (at: number): LogEvent => ({
  type: 'log',
  group: '/aws/lambda/payment-worker',
  stream: 's',
  at,
  ingestedAt: at,
  message: `at ${at}`,
  eventId: String(at),
  late: false,
  region: 'eu-west-1',
});

const store = createStore({ startedAt: noon, pipeline });
store.apply([...alarms, transition({ name: 'queue-age', at: noon - 70 * minute })], noon);
store.apply(
  Array.from({ length: 20 }, (_, nth) => log(noon - 45 * minute + nth * minute)),
  noon,
);
const snapshot: Snapshot = store.snapshot(noon);

const start = initialState({ stage: undefined, rangeMs: 15 * minute, utc: true });
const aroundOf = (state: DashboardState) => contextOf(state, snapshot, pipeline);
const press = (state: DashboardState, ...commands: readonly DashboardCommand[]): DashboardState =>
  commands.reduce((before, command) => reduce(before, command, aroundOf(before)), state);
const opened: DashboardState = { ...start, view: 'alarms', opened: { kind: 'alarm', arn: 'arn:queue-age' } };

describe('in the dashboard', () => {
  test('l shows the logs of that time, resting at its first line, and Esc leads back to the alarm', () => {
    const there = press(opened, 'goToLogs');
    expect(there).toMatchObject({ view: 'logs', stage: 'payment-worker', opened: undefined });
    expect(there.moment).toMatchObject({ at: noon - 40 * minute });
    expect(visibleLists(snapshot, there, pipeline).logsRestAt).toBe(5);
    expect(press(there, 'up').lists.logs.at).toMatchObject({ at: noon - 41 * minute });
    expect(press(there, 'up', 'back')).toMatchObject({
      view: 'alarms',
      opened: { arn: 'arn:queue-age' },
      stage: undefined,
      moment: undefined,
    });
    expect(press(there, 'last', 'down').lists.logs.at).toMatchObject({ at: noon - 26 * minute });
  });

  test('f follows the newest lines again; another stage does too', () => {
    const there = press(opened, 'goToLogs');
    expect(press(there, 'follow').moment).toBeUndefined();
    expect(press(there, 'right')).toMatchObject({ moment: undefined, stage: 'alone' });
    expect(visibleLists(snapshot, press(there, 'follow'), pipeline).logsRestAt).toBe('end');
  });

  test('s draws graphs that reach back to the transition', () => {
    expect(press(opened, 'goToStage')).toMatchObject({
      view: 'pipeline',
      stage: 'payments',
      rangeMs: 60 * minute,
    });
    expect(press(opened, 'goToStream')).toMatchObject({ view: 'stream', stage: 'Orders' });
  });

  test('a transition of the timeline is its own moment', () => {
    const timeline = press({ ...start, view: 'timeline' }, 'first', 'open');
    expect(timeline.opened).toMatchObject({ kind: 'alarm', at: noon - 70 * minute });
    expect(press(timeline, 'goToLogs').moment).toMatchObject({ at: noon - 70 * minute });
  });

  test('the keys are those of the alarm while it is open, of the stages else', () => {
    const keyOf = (state: DashboardState, key: string) =>
      commandFor(
        keysNow(state, {
          snapshot,
          pipeline,
          lists: visibleLists(snapshot, state, pipeline),
          home: undefined,
          nextPipeline: onlyPipeline,
          lacks: {},
        }),
        key,
        state,
      );
    expect(keyOf(opened, 'l')).toEqual({ kind: 'run', command: 'goToLogs' });
    expect(keyOf(start, 'l')).toEqual({ kind: 'run', command: 'right' });
    const topic: DashboardState = { ...opened, opened: { kind: 'alarm', arn: 'arn:topic' } };
    expect(keyOf(topic, 'l')).toMatchObject({ kind: 'disabled', reason: 'alone has no log group' });
    expect(press(topic, 'goToLogs').notice).toBe('alone has no log group');
  });

  test('Esc leads home when nothing is left to close, and the footer says so', () => {
    expect(isAtHome(start)).toBe(true);
    for (const over of [{ filter: 'x' }, { help: true }, { zoomed: true }, { opened: opened.opened }]) {
      expect(isAtHome({ ...start, ...over })).toBe(false);
    }
    const keys = keysNow(start, {
      snapshot,
      pipeline,
      lists: visibleLists(snapshot, start, pipeline),
      home: 'alarms',
      nextPipeline: onlyPipeline,
      lacks: {},
    });
    const footer = footerRow(keys, start, 80).map(({ text }) => text);
    expect(footer.join('')).toContain('Esc back to alarms');
  });
});

describe('in the list of alarms', () => {
  const jumps: Jump[] = [];
  const input: AlarmListInput = {
    snapshot,
    names: [],
    historyMs: 3_600_000,
    state: undefined,
    pipeline,
    acknowledged: new Map(),
    acknowledge: () => {},
    goTo: (one) => jumps.push(one),
    group: () => {},
    byStage: true,
  };
  const state = initialListState<string>(true, { canMark: true });
  const keyOf = (of: AlarmListInput, key: string, over: Partial<typeof state> = {}) => {
    const definition = alarmList(of);
    const shown = { ...state, ...over };
    return commandFor(listKeysNow(definition, shown, definition.itemsOf('')), key, shown);
  };

  test('the keys work on the alarm that is open, or under the cursor', () => {
    expect(keyOf(input, 's', { opened: 'arn:queue-age' })).toEqual({ kind: 'run', command: 'goToStage' });
    expect(keyOf(input, 'l', { list: { at: 'arn:stranger' } })).toMatchObject({ kind: 'disabled' });
    alarmList(input).run?.('goToLogs', 'arn:queue-age');
    expect(jumps).toMatchObject([{ command: 'goToLogs', stage: 'payment-worker' }]);
  });

  test('without a pipeline file they say that there is none', () => {
    expect(keyOf({ ...input, pipeline: undefined }, 't', { opened: 'arn:queue-age' })).toEqual({
      kind: 'disabled',
      label: 'its stream',
      reason: 'there is no pipeline file',
    });
  });

  test('the cursor passes headings; the list rests at its first alarm', () => {
    const definition = alarmList(input);
    const items = definition.itemsOf('');
    const { restsAt, isTrouble, isHeading } = definition;
    const around = {
      items,
      restsAt,
      isTrouble,
      ...(isHeading === undefined ? {} : { isHeading }),
      pageRows: 5,
      openedRows: () => 9,
    };
    const pressed = (...commands: readonly ListCommand[]) =>
      commands.reduce((before, command) => reduceList(before, command, around), state);
    expect(items.filter((item) => isHeading?.(item))).toEqual([
      'stage payment-worker',
      'stage payments',
      'stage alone',
      'stage other',
    ]);
    expect(currentItem(state, around)).toBe('arn:worker-errors');
    expect(pressed('down', 'down').list.at).toBe('arn:queue-age');
    expect(pressed('down', 'up').list.at).toBeUndefined();
    expect(pressed('up', 'first').list.at).toBeUndefined();
    expect(pressed('last').list.at).toBe('arn:stranger');
    expect(pressed('last', 'last').list.at).toBe('arn:stranger');
    expect(pressed('down', 'down', 'open').opened).toBe('arn:queue-age');
  });

  test('by state there are no headings; the filter knows stages by name', () => {
    expect(alarmList({ ...input, byStage: false }).itemsOf('')).toHaveLength(alarms.length);
    expect(alarmList({ ...input, byStage: false }).itemsOf('payment-work')).toEqual(['arn:worker-errors']);
    expect(alarmList({ ...input, pipeline: undefined }).itemsOf('')).toHaveLength(alarms.length);
    expect(keyOf({ ...input, pipeline: undefined }, 'b')).toMatchObject({ kind: 'disabled' });
    expect(keyOf(input, 'b')).toEqual({ kind: 'run', command: 'group' });
  });
});
