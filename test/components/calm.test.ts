/** Calm eyes: where the focus stays while everything else moves, what keys say, what does not shout (issue 14). */
import { describe, expect, test } from 'vitest';
import { type DashboardData, onlyPipeline } from '../../components/dashboard/context.ts';
import { alsoBad, nextUnwell, stageInFocus } from '../../components/dashboard/focus.ts';
import { keysNow } from '../../components/dashboard/key-bindings.ts';
import { visibleLists } from '../../components/dashboard/lists.ts';
import { type DashboardState, initialState } from '../../components/dashboard/state.ts';
import { updateDashboard } from '../../components/dashboard/update.ts';
import { headerRow } from '../../components/frame/header.ts';
import type { Health, Pipeline } from '../../src/pipeline/stage.ts';
import { scopeKey } from '../../src/store/entries.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { createStore } from '../../src/store/store.ts';
import type { Story, Trend } from '../../src/story/story.ts';
import { footerRow } from '../../src/terminal/key-table.ts';
import { alarm, noon } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';
import { breachOf, storyOf } from '../story/stories.ts';

const names = ['api', 'Orders', 'payments', 'worker', 'warehouse'];
const pipeline: Pipeline = {
  name: 'orders',
  stages: names.map((name) => stageOf('lambda', { name, dimensions: { FunctionName: name } })),
};
const metricsRead = scopeKey('metrics', 'eu-west-1', { region: 'eu-west-1' });

const incident = (cause: string, effects: readonly string[] = [], trend: Trend = 'worse'): Story =>
  storyOf({
    incident: `${cause}/x`,
    stage: cause,
    cause: breachOf({ stage: cause }),
    effects: effects.map((stage) => ({ ...breachOf({ stage }), explainedBy: cause })),
    trend,
  });

type Told = { readonly stories?: readonly Story[]; readonly isRead?: boolean } & Readonly<
  Partial<Record<string, Health | readonly Story[] | boolean>>
>;

/** What was seen at one moment: the health of stages that are not well, and what was told. */
const seen = ({ stories = [], isRead = true, ...health }: Told): Snapshot => ({
  ...createStore({ startedAt: noon, pipeline }).snapshot(noon),
  stories,
  ready: new Set(isRead ? [metricsRead] : []),
  stages: names.map((name) => {
    const own = health[name];
    return {
      name,
      kind: 'lambda' as const,
      region: 'eu-west-1',
      health: own === 'bad' || own === 'warn' || own === 'unknown' ? own : ('ok' as const),
      why: '',
      headline: '',
    };
  }),
});

const start = initialState({ stage: undefined, rangeMs: 3_600_000, utc: true });

const dataOf = (snapshot: Snapshot, over: Partial<DashboardData> = {}): DashboardData => ({
  snapshot,
  pipeline,
  ascii: false,
  size: { width: 120, height: 40 },
  nextPipeline: onlyPipeline,
  lacks: {},
  ...over,
});

/** The stage in focus at each of these moments, as the screen goes through them. */
const focuses = (moments: readonly Told[], from: DashboardState = start): readonly (string | undefined)[] => {
  let state = from;
  return moments.map((told) => {
    const snapshot = seen(told);
    state = updateDashboard(state, { data: dataOf(snapshot) }).state;
    return stageInFocus(state, { snapshot, pipeline });
  });
};

const press = (state: DashboardState, keys: readonly string[], data = dataOf(seen({}))) =>
  keys.reduce<ReturnType<typeof updateDashboard>>(
    (last, key) => updateDashboard(last.state, { press: { key, text: key }, data }),
    { state, effects: [] },
  );

describe('the focus', () => {
  test('stays at the first cause when other stages turn worse, also with incidents of their own', () => {
    const worker = incident('worker', ['payments']);
    expect(
      focuses([
        { stories: [worker], worker: 'bad', payments: 'warn' },
        { stories: [worker], worker: 'bad', payments: 'bad', Orders: 'bad' },
        { stories: [incident('Orders', ['api']), worker], worker: 'bad', Orders: 'bad', api: 'bad' },
        { stories: [incident('Orders'), worker], worker: 'warn', Orders: 'bad' },
      ]),
    ).toEqual(['worker', 'worker', 'worker', 'worker']);
  });

  test('stays when a late point corrects the cause: what was first is still of the incident', () => {
    expect(
      focuses([
        { stories: [incident('worker', ['payments'])], worker: 'bad' },
        {
          stories: [{ ...incident('payments', ['worker']), isCorrected: true }],
          worker: 'bad',
          payments: 'bad',
        },
      ]),
    ).toEqual(['worker', 'worker']);
  });

  test('goes to the next incident only when its own is over, and stays where there is none', () => {
    const worker = incident('worker');
    const orders = incident('Orders');
    expect(
      focuses([
        { stories: [worker, orders], worker: 'bad', Orders: 'bad' },
        { stories: [orders, incident('worker', [], 'over')], worker: 'warn', Orders: 'bad' },
        { stories: [orders, incident('worker', [], 'over')], Orders: 'bad' },
        { stories: [incident('Orders', [], 'over')] },
        {},
        { stories: [incident('api')], api: 'bad' },
      ]),
    ).toEqual(['worker', 'worker', 'Orders', 'Orders', 'Orders', 'api']);
  });

  test('is not held by what answers first: only once all has been read', () => {
    expect(
      focuses([
        { isRead: false, stories: [incident('warehouse')], warehouse: 'warn' },
        { stories: [incident('worker'), incident('warehouse')], worker: 'bad', warehouse: 'warn' },
      ]),
    ).toEqual(['warehouse', 'worker']);
  });

  test('that a person picked stays, whatever is told', () => {
    expect(
      focuses(
        [
          { stories: [incident('worker')], worker: 'bad' },
          { stories: [incident('Orders')], Orders: 'bad' },
        ],
        { ...start, stage: 'api' },
      ),
    ).toEqual(['api', 'api']);
  });

  test('says who else is bad, and n goes there in a circle', () => {
    const snapshot = seen({ stories: [incident('worker')], worker: 'bad', Orders: 'bad', warehouse: 'warn' });
    const data = dataOf(snapshot);
    const held = updateDashboard(start, { data }).state;
    const at = { snapshot, pipeline };
    expect(alsoBad(held, at)).toBe('also bad: Orders (n)');
    const walk = ['n', 'n', 'n'].reduce<readonly DashboardState[]>(
      (states) => [...states, press(states.at(-1) ?? held, ['n'], data).state],
      [held],
    );
    expect(walk.map((state) => stageInFocus(state, at))).toEqual(['worker', 'warehouse', 'Orders', 'worker']);
    expect(
      nextUnwell({ stage: 'worker', held: undefined }, { ...at, snapshot: seen({ worker: 'bad' }) }),
    ).toBe(undefined);
    expect(press(start, ['n']).state.notice).toContain('no other stage is warn or bad');
  });
});

describe('keys', () => {
  test('q closes what is open first, and quits only from the top', () => {
    const help = press(start, ['?', 'q']);
    expect([help.state.help, help.effects]).toEqual([false, []]);
    const zoomed = press(start, ['Z', 'q']);
    expect([zoomed.state.zoomed, zoomed.effects]).toEqual([false, []]);
    const opened = press({ ...start, opened: { kind: 'alarm', arn: 'a' } }, ['q']);
    expect([opened.state.opened, opened.effects]).toEqual([undefined, []]);
    expect(press(opened.state, ['q']).effects).toEqual([{ kind: 'quit' }]);
    expect(press({ ...start, filter: 'x', view: 'logs' }, ['q']).effects).toEqual([{ kind: 'quit' }]);
  });

  test('q leads back to the screen that it was opened from', () => {
    const data = dataOf(seen({}), { home: 'alarms' });
    expect(press(start, ['q'], data).effects).toEqual([{ kind: 'goHome' }]);
  });

  test('a key that is unknown or disabled says so until the next one', () => {
    const { state } = press(start, ['N']);
    expect(state.notice).toBe('N does nothing here: ? lists the keys');
    expect(press(state, ['z']).state.notice).toBeUndefined();
    expect(press(start, ['a']).state.notice).toBe('acknowledge: for alarms only');
  });

  test('in views without a stage in focus its keys move nothing unseen', () => {
    for (const view of ['alarms', 'logs', 'stream'] as const) {
      const { state } = press({ ...start, view, stage: 'api' }, ['right', 'left', 'right']);
      expect(state.stage).toBe('api');
      expect(state.notice).toContain('no stage is in focus here');
    }
    expect(press({ ...start, stage: 'api' }, ['right']).state.stage).toBe('Orders');
  });

  test('in the alarms view s and l lead on from the alarm under the cursor, as on its page', () => {
    const arn = 'arn:worker';
    const one = alarm({ name: 'worker-errors', arn, state: 'ALARM', dimensions: { FunctionName: 'worker' } });
    const store = createStore({ startedAt: noon, pipeline });
    store.apply([one], noon);
    const data = dataOf(store.snapshot(noon));
    expect(press({ ...start, view: 'alarms' }, ['s'], data).state).toMatchObject({
      view: 'pipeline',
      stage: 'worker',
    });
    expect(press({ ...start, view: 'alarms' }, ['l'], data).state.notice).toContain('has no log group');
  });

  test('y says what it copied, or that there is nothing', () => {
    const arn = 'arn:worker';
    const store = createStore({ startedAt: noon, pipeline });
    store.apply([alarm({ name: 'worker-errors', arn, state: 'ALARM', reason: 'too many' })], noon);
    const data = dataOf(store.snapshot(noon));
    const { state, effects } = press({ ...start, view: 'alarms' }, ['y'], data);
    expect(state.notice).toBe('copied: worker-errors ALARM too many');
    expect(effects).toEqual([{ kind: 'copy', text: 'worker-errors ALARM too many' }]);
    const none = press({ ...start, view: 'logs' }, ['y']);
    expect([none.state.notice, none.effects]).toEqual(['nothing to copy here', []]);
  });

  test('the footer marks the view that is shown, at any width', () => {
    for (const width of [60, 80, 120]) {
      const state = { ...start, view: 'insights' as const };
      const snapshot = seen({});
      const lists = visibleLists(snapshot, state, pipeline);
      const keys = keysNow(state, { ...dataOf(snapshot), lists });
      const marked = footerRow(keys, state, width).filter(({ selected }) => selected === true);
      expect(marked.map(({ text }) => text)).toEqual([' 7 insights ']);
    }
  });
});

describe('acknowledged alarms', () => {
  test('do not count in the header', () => {
    const alarms = ['a', 'b', 'c'].map((name) => alarm({ name, arn: name, state: 'ALARM', since: noon }));
    const store = createStore({ startedAt: noon, pipeline });
    const listed = { type: 'alarmsListed', region: 'eu-west-1', arns: ['a', 'b', 'c'], at: noon } as const;
    store.apply([...alarms, listed], noon);
    const text = (known: readonly string[]): string =>
      headerRow({
        snapshot: store.snapshot(noon),
        names: ['orders'],
        width: 100,
        look: { utc: true, ascii: false },
        acknowledged: new Map(known.map((arn) => [arn, noon])),
        paused: false,
        budget: undefined,
        slowdown: 1,
      })
        .map((span) => span.text)
        .join('');
    expect(text([])).toContain('✖ 3 ALARM ');
    expect(text(['a', 'b'])).toContain('✖ 1 ALARM (2 ack)');
    expect(text(['a', 'b', 'c'])).toContain('● no new alarm (3 ack)');
  });
});
