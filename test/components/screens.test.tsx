/** Drawing calls nobody: what a screen looks at, and what its keys ask for, goes out after the commit. */
import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { render } from 'ink';
import type { ReactNode } from 'react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { CloudWatch } from '../../components/cloudwatch/cloudwatch.tsx';
import { type DashboardData, onlyPipeline } from '../../components/dashboard/context.ts';
import { Dashboard } from '../../components/dashboard/dashboard.tsx';
import type { DashboardLook } from '../../components/dashboard/demand.ts';
import type { DashboardEffect } from '../../components/dashboard/effects.ts';
import { keysNow } from '../../components/dashboard/key-bindings.ts';
import { visibleLists } from '../../components/dashboard/lists.ts';
import { type DashboardState, initialState } from '../../components/dashboard/state.ts';
import { updateDashboard } from '../../components/dashboard/update.ts';
import { PanelBoundary } from '../../components/frame/panel-boundary.tsx';
import { ListScreen } from '../../components/list-screen/list-screen.tsx';
import type { ListDefinition } from '../../components/list-screen/view.ts';
import { Metrics } from '../../components/metrics/metrics.tsx';
import { initialMetrics } from '../../components/metrics/state.ts';
import { type ScreenEffect, withoutEffects } from '../../components/screen/update.ts';
import { useUpdates } from '../../components/screen/use-updates.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { createStore } from '../../src/store/store.ts';
import { helpRows } from '../../src/terminal/key-table.ts';
import { line } from '../../src/terminal/row.ts';
import { alarm, noon } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';

const hour = 3_600_000;
const worker = stageOf('lambda', { name: 'worker', dimensions: { FunctionName: 'worker' } });
const pipeline: Pipeline = { name: 'orders', stages: [worker] };
const store = createStore({ startedAt: noon - hour, pipeline });
store.apply([alarm()], noon);
const snapshot = store.snapshot(noon);
const start = initialState({ stage: undefined, rangeMs: hour, utc: true });

const emptyDashboard = {
  name: 'orders',
  periodOverride: 'auto',
  variables: [],
  widgets: [],
  warnings: [],
} as const;

const emptyCloudWatch = {
  scroll: 0,
  rangeMs: hour,
  utc: true,
  help: false,
  chosen: {},
  variable: 0,
  refreshes: 0,
};

const fruits: ListDefinition<string> = {
  restsAt: 'start',
  itemsOf: () => ['apple'],
  head: () => [line('fruits')],
  rowOf: (fruit) => line(fruit),
  empty: () => line('none'),
  titleOf: (fruit) => fruit,
  detail: (fruit) => [line(fruit)],
  textOf: (fruit) => fruit,
  isTrouble: () => false,
};

let drawings = 0;
let calls = 0;
const call = (): void => {
  calls += 1;
};
/** Says that it is drawn. */
const drawn = {
  ...snapshot,
  get at() {
    drawings += 1;
    return noon;
  },
};

const screens: readonly (readonly [string, () => ReactNode])[] = [
  [
    'the dashboard',
    () => (
      <Dashboard
        snapshot={drawn}
        pipeline={pipeline}
        names={[]}
        budget={undefined}
        initial={start}
        onLook={call}
        onState={call}
        acknowledged={{ known: () => new Map(), toggle: call }}
      />
    ),
  ],
  [
    'a list',
    () => (
      <ListScreen
        definition={{ ...fruits, head: () => [line(`fruits at ${drawn.at}`)], mark: call, run: call }}
        utc
        onState={call}
      />
    ),
  ],
  [
    'metrics',
    () => (
      <Metrics
        snapshot={drawn}
        series={worker.series}
        title="invocations"
        initial={initialMetrics({ rangeMs: hour, utc: true })}
        onLook={call}
      />
    ),
  ],
  [
    'a dashboard of CloudWatch',
    () => (
      <CloudWatch
        snapshot={drawn}
        dashboardFor={() => emptyDashboard}
        names={[]}
        queryResults={new Map()}
        initial={emptyCloudWatch}
        onLook={call}
      />
    ),
  ],
];

/** Draws for nobody to see. */
const draw = (node: ReactNode) => {
  const stdout = Object.assign(new Writable({ write: (_chunk, _encoding, done) => done() }), {
    columns: 80,
    rows: 24,
  });
  const stdin = Object.assign(process.stdin, new EventEmitter());
  return render(node, { stdout, stdin, debug: true, interactive: true, patchConsole: false });
};

beforeEach(() => {
  drawings = 0;
  calls = 0;
});

describe.each(screens)('%s', (_name, screen) => {
  test('calls nobody while it is drawn, however often', () => {
    const Breaks = (): ReactNode => {
      throw new Error('after the screen');
    };
    // What is drawn beside it fails: React draws both again, and commits neither.
    const ink = draw(
      <PanelBoundary width={80} height={24}>
        {screen()}
        <Breaks />
      </PanelBoundary>,
    );
    expect(drawings).toBeGreaterThan(1);
    expect(calls).toBe(0);
    ink.unmount();
  });

  test('tells what it looks at in each commit', () => {
    const ink = draw(screen());
    const first = calls;
    expect(first).toBeGreaterThan(0);
    ink.rerender(screen());
    expect(calls).toBe(2 * first);
    ink.unmount();
  });
});

test('what is looked at is plain data', () => {
  const looks: DashboardLook[] = [];
  const opened = { kind: 'alarm', arn: alarm().arn } as const;
  const ink = draw(
    <Dashboard
      snapshot={snapshot}
      pipeline={pipeline}
      names={[]}
      budget={undefined}
      initial={{ ...start, view: 'alarms', opened }}
      onLook={(look) => looks.push(look)}
    />,
  );
  ink.unmount();
  const [look] = looks;
  expect(look).toMatchObject({
    demand: { shown: true, graphs: undefined, logs: false, deployments: false },
    moment: undefined,
    query: undefined,
    row: undefined,
  });
  expect(structuredClone(look)).toEqual(look);
});

const data: DashboardData = {
  snapshot,
  pipeline,
  ascii: false,
  size: { width: 80, height: 24 },
  nextPipeline: onlyPipeline,
  lacks: {},
};

const press = (state: DashboardState, ...keys: readonly string[]) => {
  let now = state;
  const effects: (ScreenEffect | DashboardEffect)[] = [];
  for (const key of keys) {
    const text = key.length === 1 ? key : '';
    const step = updateDashboard(now, { press: { key, text }, data });
    now = step.state;
    effects.push(...step.effects);
  }
  return { state: now, effects };
};

describe('an event of the dashboard', () => {
  const inAlarms = press(start, '3').state;

  test('gives the next state and what is to be done, and does nothing itself', () => {
    expect(press(start, '3')).toMatchObject({ state: { view: 'alarms' }, effects: [] });
    expect(press(start, 'q').effects).toEqual([{ kind: 'quit' }]);
    expect(press(inAlarms, 'y').effects).toEqual([
      { kind: 'copy', text: 'payments-age ALARM Threshold Crossed' },
    ]);
    expect(press(inAlarms, 'a').effects).toEqual([
      { kind: 'acknowledge', arn: alarm().arn, since: alarm().since },
    ]);
    expect(press(start, 'escape').effects).toEqual([{ kind: 'goHome' }]);
    // There is something to close first.
    expect(press(inAlarms, 'enter', 'escape').effects).toEqual([]);
  });

  test('sees what the keys before it did, drawn or not', () => {
    const { state, effects } = press(start, ':', ...'quit', 'enter');
    expect(state.typing).toBeUndefined();
    expect(effects).toEqual([{ kind: 'quit' }]);
    expect(press(start, '6', 'p', '/', 'x').state).toMatchObject({
      view: 'timeline',
      paused: snapshot,
      typing: { kind: 'filter', text: 'x' },
      filter: 'x',
    });
  });

  test('that a disabled key is pressed is said, and nothing else', () => {
    expect(press(start, 'P')).toMatchObject({
      state: { notice: 'next pipeline: the file has one pipeline' },
      effects: [],
    });
  });

  test('scrolls the help by its own rows, whatever is open below it', () => {
    const { state } = press(inAlarms, 'enter', '?', 'G');
    const lists = visibleLists(snapshot, state, pipeline);
    const rows = helpRows(keysNow(state, { ...data, lists }), state, 80).length;
    expect(rows).toBeGreaterThan(24);
    // Less the header, the row of the story, the title, one that stays in sight, the footer.
    expect(state.scrolled).toBe(rows - 19);
  });
});

test('effects are performed in their order, after the commit of the state that they came with', async () => {
  const seen: string[] = [];
  let send: (event: number) => void = () => {};
  const Counter = (): ReactNode => {
    const updates = useUpdates<number, number, { kind: string }>({
      update: (state, by) =>
        by === 0 ? withoutEffects(state) : { state: state + by, effects: [{ kind: `to ${state + by}` }] },
      initial: 0,
      perform: ({ kind }) => seen.push(kind),
      onCommit: (state) => seen.push(`shows ${state}`),
    });
    send = updates.send;
    return null;
  };
  const ink = draw(<Counter />);
  send(1);
  send(2);
  expect(seen).toEqual(['shows 0']);
  const performed = () => seen.filter((one) => one.startsWith('to'));
  await vi.waitFor(() => expect(performed()).toEqual(['to 1', 'to 3']), { timeout: 10_000, interval: 5 });
  expect(seen.indexOf('shows 3')).toBeLessThan(seen.indexOf('to 3'));
  ink.unmount();
});
