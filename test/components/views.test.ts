/** The table of views: what it holds is in dispatch, footer, help, palette, on the screen and in `snapshot`. */
import { describe, expect, test } from 'vitest';
import yargs from 'yargs';
import { addSnapshot } from '../../commands/snapshot.ts';
import { onlyPipeline } from '../../components/dashboard/context.ts';
import { demandOf } from '../../components/dashboard/demand.ts';
import { keysNow } from '../../components/dashboard/key-bindings.ts';
import { visibleLists } from '../../components/dashboard/lists.ts';
import { reduce } from '../../components/dashboard/reduce.ts';
import { type DashboardState, initialState } from '../../components/dashboard/state.ts';
import { updateDashboard } from '../../components/dashboard/update.ts';
import { dashboardRows } from '../../components/dashboard/view.ts';
import { rowWidth } from '../../components/frame/layout.ts';
import { recordDetail } from '../../components/insights/record-detail.ts';
import type { Lacks } from '../../src/demand.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { createStore } from '../../src/store/store.ts';
import { commandFor, footerRow, helpRows, paletteEntries } from '../../src/terminal/key-table.ts';
import type { Row } from '../../src/terminal/row.ts';
import { views } from '../../src/views.ts';
import { alarm, noon } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';
import { contextOf } from './context.ts';

const hour = 3_600_000;
const pipeline: Pipeline = {
  name: 'orders',
  stages: [
    stageOf('lambda', {
      name: 'worker',
      dimensions: { FunctionName: 'worker' },
      logGroups: ['/aws/lambda/worker'],
    }),
  ],
};
const store = createStore({ startedAt: noon - hour, pipeline });
store.apply([alarm()], noon);
const snapshot = store.snapshot(noon);
const start = initialState({ stage: undefined, rangeMs: hour, utc: true });
const size = { width: 200, height: 50 };
const textOf = (rows: readonly Row[]): string =>
  rows.map((row) => row.map(({ text }) => text).join('')).join('\n');

const dataWith = (lacks: Lacks) => ({
  snapshot,
  pipeline,
  ascii: false,
  size,
  nextPipeline: onlyPipeline,
  lacks,
  home: undefined,
});
const keysWith = (lacks: Lacks, state = start) =>
  keysNow(state, { ...dataWith(lacks), lists: visibleLists(snapshot, state, pipeline) });
const press = (state: DashboardState, key: string, lacks: Lacks = {}): DashboardState =>
  updateDashboard(state, { press: { key, text: key }, data: dataWith(lacks) }).state;

describe.each(views)('the view $name', ({ name, key, command }) => {
  test('has its key, its place in the footer and the help, its command', () => {
    const keys = keysWith({});
    expect(commandFor(keys, key, start)).toEqual({ kind: 'run', command });
    expect(textOf([footerRow(keys, start, size.width)])).toContain(` ${key} ${name} `);
    expect(textOf(helpRows(keys, start, size.width))).toMatch(new RegExp(`^ *${key} .*${name}`, 'm'));
    expect(paletteEntries(keys, name, start)[0]).toMatchObject({ label: name, meaning: { command } });
  });

  test('is shown by its key, and drawn in exactly its size', () => {
    const state = press({ ...start, view: 'pipeline' }, key);
    expect(state.view).toBe(name);
    const rows = dashboardRows({
      ...dataWith({}),
      state,
      lists: visibleLists(snapshot, state, pipeline),
      names: [],
      budget: undefined,
      footer: [],
      help: [],
      scales: new Map(),
    });
    expect(rows).toHaveLength(size.height);
    expect(new Set(rows.map(rowWidth))).toEqual(new Set([size.width]));
    expect(textOf(rows)).not.toContain('This panel failed');
  });
});

test('what is fetched is what the view needs', () => {
  for (const { name, needs } of views) {
    const demand = demandOf({ ...start, view: name }, snapshot, pipeline);
    expect([name, demand.graphs !== undefined, demand.logs, demand.deployments]).toEqual([
      name,
      needs.includes('graphs'),
      needs.includes('logs'),
      needs.includes('deployments'),
    ]);
  }
});

test('snapshot has every view that needs no key', async () => {
  let shown = '';
  await addSnapshot(yargs(), async () => {}).parseAsync(
    ['snapshot', '--help'],
    (_error: unknown, _argv: unknown, output: string) => {
      shown = output;
    },
  );
  const choices = views.filter(({ needs }) => !needs.includes('query')).map(({ name }) => `"${name}"`);
  expect(shown.replaceAll(/\s+/g, ' ')).toContain(`[choices: ${choices.join(', ')}]`);
});

describe('what the backend cannot do', () => {
  const reason = 'a recording cannot be queried';

  test('is a view whose key says why, and that Tab passes over', () => {
    const lacks = { query: reason };
    expect(press(start, '7', lacks)).toMatchObject({ view: 'pipeline', notice: `insights: ${reason}` });
    expect(textOf(helpRows(keysWith(lacks), start, 200))).toContain(`insights (${reason})`);
    const context = { ...contextOf(start, snapshot, pipeline), lacks };
    expect(reduce({ ...start, view: 'timeline' }, 'nextPanel', context).view).toBe('orders');
  });

  test('is said over the way of an order', () => {
    const opened = { ...start, opened: { kind: 'order', orderId: 'ORD-1' } } as const;
    expect(press(opened, 'r', { query: reason }).notice).toBe(`ask Insights: ${reason}`);
    const rows = dashboardRows({
      ...dataWith({ query: reason }),
      state: opened,
      lists: visibleLists(snapshot, opened, pipeline),
      names: [],
      budget: undefined,
      footer: [],
      help: [],
      scales: new Map(),
    });
    expect(textOf(rows)).toContain(`From what is in memory: ${reason}.`);
  });

  test('is said below a log event whose record is not read', () => {
    const row = {
      region: 'eu-west-1',
      cells: new Map([
        ['@ptr', 'p'],
        ['@message', 'paid'],
      ]),
    };
    const look = { utc: true, ascii: false };
    expect(textOf(recordDetail(row, undefined, 80, look))).toContain('reading the whole record');
    expect(textOf(recordDetail(row, undefined, 80, look, reason))).toContain(
      `the whole record is not read: ${reason}`,
    );
  });

  test('is no way from an alarm to the logs then: Enter leads to its stage', () => {
    const watching = alarm({ dimensions: { FunctionName: 'worker' }, metric: 'AWS/Lambda/Errors' });
    store.apply([watching], noon);
    const now = { ...dataWith({ logContextSource: 'no lines of then' }), snapshot: store.snapshot(noon) };
    const opened = { ...start, view: 'alarms', opened: { kind: 'alarm', arn: watching.arn } } as const;
    const pressed = (key: string) => updateDashboard(opened, { press: { key, text: '' }, data: now }).state;
    expect(pressed('l').notice).toBe('its logs: no lines of then');
    expect(pressed('enter')).toMatchObject({ view: 'pipeline', stage: 'worker', moment: undefined });
  });
});
