/** Log lines as patterns: a row for all that say the same, and their lines behind it (issue 14). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DashboardCommand } from '../../components/dashboard/commands.ts';
import { keysNow } from '../../components/dashboard/key-bindings.ts';
import { visibleLists } from '../../components/dashboard/lists.ts';
import { reduce } from '../../components/dashboard/reduce.ts';
import { type DashboardState, initialState } from '../../components/dashboard/state.ts';
import { dashboardRows } from '../../components/dashboard/view.ts';
import { initialListState } from '../../components/list-screen/state.ts';
import { updateList } from '../../components/list-screen/update.ts';
import { listScreenRows } from '../../components/list-screen/view.ts';
import { logList } from '../../components/logs/definition.ts';
import { allLines, type LogsAs } from '../../components/logs/logs-as.ts';
import { patternsOf } from '../../components/logs/patterns.ts';
import type { LogEvent } from '../../src/observation/logs.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { LogEntry } from '../../src/store/entries.ts';
import { createStore } from '../../src/store/store.ts';
import { footerRow, paletteEntries } from '../../src/terminal/key-table.ts';
import { noon } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';
import { contextOf } from './context.ts';

const second = 1000;
const minute = 60 * second;
const group = '/aws/lambda/payment-worker';
const pipeline: Pipeline = {
  name: 'orders',
  orderId: { pattern: 'ORD-\\d+' },
  stages: [
    stageOf('lambda', { name: 'payment-worker', logGroups: [group] }),
    stageOf('lambda', { name: 'order-intake', logGroups: ['/aws/lambda/order-intake'] }),
  ],
};

let ids = 0;
const log = (at: number, message: string, of = group): LogEvent => {
  ids += 1;
  return {
    type: 'log',
    group: of,
    stream: 's',
    at,
    ingestedAt: at,
    message,
    eventId: String(ids),
    late: false,
    region: 'eu-west-1',
  };
};

/** Of 400 lines 300 are charged, 96 fail, 4 are refused elsewhere. */
const seen: readonly LogEvent[] = [
  ...Array.from({ length: 300 }, (_, index) =>
    log(noon - 10 * minute + index * second, `INFO  charged ORD-${index}`),
  ),
  ...Array.from({ length: 96 }, (_, index) =>
    log(noon - 3 * minute + index * second, `ERROR charge failed ORD-${index} gateway timeout after 3000 ms`),
  ),
  ...Array.from({ length: 4 }, (_, index) =>
    log(noon - minute + index, `WARN  refused ORD-${index}`, '/aws/lambda/order-intake'),
  ),
];
const store = createStore({ startedAt: noon - 60 * minute, pipeline });
store.apply(seen, noon);
const snapshot = store.snapshot(noon);

const start: DashboardState = {
  ...initialState({ stage: undefined, rangeMs: 60 * minute, utc: true }),
  view: 'logs',
};
const listsOf = (state: DashboardState) => visibleLists(snapshot, state, pipeline);
const press = (state: DashboardState, ...commands: readonly DashboardCommand[]): DashboardState =>
  commands.reduce((now, command) => reduce(now, command, contextOf(now, snapshot, pipeline)), state);
const draw = (state: DashboardState, width = 120, ascii = false): string =>
  dashboardRows({
    state,
    snapshot,
    lists: listsOf(state),
    pipeline,
    names: ['orders'],
    budget: undefined,
    ascii,
    size: { width, height: 24 },
    footer: [],
    help: [],
    scales: new Map(),
  })
    .map((row) => row.map(({ text }) => text).join(''))
    .join('\n');

const patterns = press(start, 'patterns');

describe('the logs view as patterns', () => {
  test('a row a pattern: count, share, level, first and last seen, over time, most first', () => {
    const rows = draw(patterns, 140)
      .split('\n')
      .filter((row) => row.includes('×'));
    expect(rows.map((row) => row.replace(/[▁-█ ]+/g, ' ').trim())).toEqual([
      '×300 75 % INFO 11:50:00-11:54:59 payment-worker charged …',
      '×96 24 % ERROR 11:57:00-11:58:35 payment-worker charge failed … gateway timeout after … ms',
      '×4 1 % WARN 11:59:00 order-intake refused …',
    ]);
    // Half of the time charged at the same rate, then not at all.
    expect(rows[0]).toMatch(/ [▇█]{12}▁{12} /);
    expect(draw(patterns)).toContain('3 of 400 lines since 11:50:00');
  });

  test('on 80 cells and in ASCII', () => {
    const text = draw(patterns, 80, true);
    expect(text).toMatch(/x96 {2}24 % ERROR 11:57-11:58 .{8} charge failed \.\.\. gateway/);
  });

  test('Enter shows the lines of one, Esc leads back to it and then to all lines', () => {
    const onErrors = press(patterns, 'down');
    const lines = press(onErrors, 'open');
    expect(listsOf(lines).logs).toHaveLength(96);
    expect(draw(lines)).toContain('log · payment-worker, ERROR charge failed … gateway');
    const back = press(lines, 'back');
    expect(back.lists.patterns).toEqual(onErrors.lists.patterns);
    expect(draw(back)).toContain('×300');
    const all = press(back, 'back');
    expect(listsOf(all).logs).toHaveLength(400);
    // q closes as Esc does, and does not quit from here.
    expect(press(lines, 'quit', 'quit')).toMatchObject({ view: 'logs', logsAs: { kind: 'lines' } });
  });

  test('the filter counts what it lets through; n goes to errors; y copies the pattern', () => {
    expect(listsOf({ ...patterns, filter: 'ORD-29' }).patternOf.size).toBe(2);
    expect(draw({ ...patterns, filter: 'timeout' })).toContain('×96 100 %');
    expect(press(patterns, 'next').lists.patterns.at).toContain('ERROR charge failed …');
    expect(press(patterns, 'copy').notice).toContain('copied');
  });

  test('the key is in the footer of the view and in the palette, and says elsewhere where it leads', () => {
    const keysOf = (state: DashboardState) =>
      keysNow(state, {
        snapshot,
        pipeline,
        lists: listsOf(state),
        lacks: {},
        home: undefined,
        nextPipeline: { reason: 'there is one' },
      });
    const footer = (state: DashboardState): string =>
      footerRow(keysOf(state), state, 80)
        .map(({ text }) => text)
        .join('');
    expect(footer(start)).toContain('m patterns');
    expect(footer(patterns)).toContain('m lines');
    const entryIn = (state: DashboardState) =>
      paletteEntries(keysOf(state), 'patterns', state).find(({ keys }) => keys === 'm')?.meaning;
    expect(entryIn(start)).toEqual({ kind: 'run', command: 'patterns' });
    const elsewhere: DashboardState = { ...start, view: 'pipeline' };
    expect(entryIn(elsewhere)).toMatchObject({ kind: 'disabled', reason: 'for log lines: 4 shows them' });
  });
});

describe('patternsOf', () => {
  test('shares are of the time of which all lines are held', () => {
    const lines = [log(noon - 9 * minute, 'ERROR a'), log(noon - minute, 'ERROR a'), log(noon, 'INFO b')];
    const { keys, of } = patternsOf(lines, pipeline, { now: noon, wholeSince: noon - 2 * minute });
    expect(keys.map((key) => of.get(key))).toMatchObject([
      { count: 2, share: 0.5 },
      { count: 1, share: 0.5 },
    ]);
    // Of what is not held before nothing is known: that is no zero.
    const [errors, infos] = keys.map((key) => of.get(key)?.counts ?? []);
    expect(errors?.[0]).toBe(1);
    expect(errors?.[1]).toBeUndefined();
    expect(infos?.[0]).toBeUndefined();
    expect(infos?.at(-1)).toBe(1);
  });

  test('counts, shares and sparklines add up to the lines', () => {
    const line = fc.record({
      ago: fc.nat(600_000),
      word: fc.constantFrom('ERROR a 1', 'INFO b 2', 'c', 'WARN d'),
    });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 60 }), (made) => {
        const lines = made
          .map(({ ago, word }) => log(noon - ago, word))
          .sort((one, other) => one.at - other.at);
        const rows = [...patternsOf(lines, pipeline, { now: noon }).of.values()];
        const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
        expect(sum(rows.map(({ count }) => count))).toBe(lines.length);
        expect(sum(rows.map(({ share }) => share ?? 0))).toBeCloseTo(1);
        for (const { count, counts } of rows) expect(sum(counts.map((one) => one ?? 0))).toBe(count);
      }),
    );
  });
});

describe('logs tail as patterns', () => {
  let shownAs: LogsAs = allLines;
  const definitionNow = () =>
    logList({
      snapshot,
      groups: [
        { group, region: 'eu-west-1' },
        { group: '/aws/lambda/order-intake', region: 'eu-west-1' },
      ],
      names: [],
      pipeline,
      fields: [],
      shownAs,
      show: (as) => {
        shownAs = as;
      },
    });
  type State = Parameters<typeof listScreenRows<LogEntry | string>>[1];
  const size = { width: 120, height: 24 };
  const look = { utc: true, ascii: false };
  const pressKeys = (from: State, ...names: readonly string[]): State =>
    names.reduce((state, name) => {
      const definition = definitionNow();
      const data = { definition, itemsOf: definition.itemsOf, size, ascii: false };
      const next = updateList(state, { press: { key: name, text: name.length === 1 ? name : '' }, data });
      for (const effect of next.effects) {
        if (effect.kind === 'own') definition.run?.(effect.command, effect.item);
      }
      return next.state;
    }, from);
  const rowsOf = (state: State): string => {
    const definition = definitionNow();
    return listScreenRows(definition, state, definition.itemsOf(state.filter), size, look)
      .map((row) => row.map(({ text }) => text).join(''))
      .join('\n');
  };

  test('m, Enter, Esc, Esc', () => {
    const first = initialListState<LogEntry | string>(true);
    const asPatterns = pressKeys(first, 'm');
    expect(rowsOf(asPatterns)).toMatch(/×300 {2}75 % INFO {2}11:50:00-11:54:59/);
    expect(rowsOf(asPatterns)).toContain('3 of 400 lines since 11:50:00');
    const lines = pressKeys(asPatterns, 'down', 'enter');
    expect(definitionNow().itemsOf('')).toHaveLength(96);
    expect(rowsOf(lines)).toContain('log · payment-worker, ERROR charge failed');
    const back = pressKeys(lines, 'escape');
    expect(rowsOf(back)).toContain('×300');
    // The filter is closed first.
    expect(rowsOf(pressKeys({ ...back, filter: 'charge' }, 'escape'))).toContain('×300');
    pressKeys(back, 'escape');
    expect(definitionNow().itemsOf('')).toHaveLength(400);
  });
});
