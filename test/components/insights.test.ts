/** The insights view: its keys, its table, its size, whatever a query brings. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DashboardCommand } from '../../components/dashboard/commands.ts';
import type { Context } from '../../components/dashboard/context.ts';
import { onlyPipeline } from '../../components/dashboard/context.ts';
import { typedInInsights } from '../../components/dashboard/insights.ts';
import { dashboardKeys, keysNow } from '../../components/dashboard/key-bindings.ts';
import { visibleLists } from '../../components/dashboard/lists.ts';
import { detailRows } from '../../components/dashboard/opened.ts';
import { paneOf } from '../../components/dashboard/panes.ts';
import { reduce } from '../../components/dashboard/reduce.ts';
import { type DashboardState, initialState, isAtHome } from '../../components/dashboard/state.ts';
import { dashboardRows } from '../../components/dashboard/view.ts';
import { rowWidth } from '../../components/frame/layout.ts';
import {
  type Answer,
  type AnswerRow,
  emptyInsights,
  type InsightsData,
} from '../../components/insights/answer.ts';
import { sortRows } from '../../components/insights/sort-rows.ts';
import { answerTable, tableColumns } from '../../components/insights/table.ts';
import { following } from '../../components/lists/list-state.ts';
import { bottomRow, type Typing, typeKey } from '../../components/screen/typing.ts';
import { orderQuery } from '../../src/pipeline/queries/built-in.ts';
import { savedQueries } from '../../src/pipeline/queries/saved-queries.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { createStore } from '../../src/store/store.ts';
import { commandFor } from '../../src/terminal/key-table.ts';
import type { Row } from '../../src/terminal/row.ts';
import { noon } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';
import { contextOf } from './context.ts';

const hour = 3_600_000;
const pipeline: Pipeline = {
  name: 'orders',
  orderId: { path: 'orderId', pattern: 'ORD-\\d+' },
  stages: [
    stageOf('sqs', { name: 'payments', dimensions: { QueueName: 'payments' } }),
    stageOf('lambda', {
      name: 'payment-worker',
      dimensions: { FunctionName: 'payment-worker' },
      logGroups: ['/aws/lambda/payment-worker'],
    }),
    stageOf('ecs', {
      name: 'fulfilment',
      dimensions: { ClusterName: 'c', ServiceName: 's' },
      logGroups: ['/ecs/f'],
    }),
  ],
  queries: [{ name: 'mine', title: 'Mine', query: 'fields a | limit 1', of: ['fulfilment'] }],
};
const snapshot = createStore({ startedAt: noon, pipeline }).snapshot(noon);

const rowOf = (cells: Record<string, string>, region = 'eu-west-1'): AnswerRow => ({
  region,
  cells: new Map(Object.entries(cells)),
});

const errors = [
  rowOf({ '@log': '1:/ecs/f', errors: '9', last: 'ERROR out of stock ORD-7' }),
  rowOf({ '@log': '1:/aws/lambda/payment-worker', errors: '100', last: 'timeout' }),
  rowOf({ '@log': '1:/b', last: 'nothing' }),
];

const answerOf = (over: Partial<Answer> & { readonly query?: string } = {}): Answer => ({
  type: 'query',
  id: 'insights 1',
  at: noon,
  query: over.query ?? 'stats count(*) as errors by @log',
  from: noon - hour,
  to: noon,
  asked: {
    query: over.query ?? 'stats count(*) as errors by @log',
    name: 'errors-by-stage',
    of: [],
    from: noon - hour,
    to: noon,
    isAllowed: false,
  },
  phase: 'finished',
  estimated: { bytes: 2e9, dollars: 0.01 },
  groups: 2,
  missing: [],
  rows: errors,
  scanned: { bytes: 1e9, dollars: 0.005 },
  recordsScanned: 1000,
  recordsMatched: 109,
  failure: undefined,
  ...over,
});

const seenOf = (answer?: Answer, over: Partial<InsightsData> = {}): InsightsData => ({
  ...emptyInsights,
  known: savedQueries(pipeline),
  past: [{ query: 'filter x = "1"\n| limit 5', of: [], at: noon - 60_000 }],
  answer,
  ...over,
});

const start: DashboardState = {
  ...initialState({ stage: undefined, rangeMs: hour, utc: true }),
  view: 'insights',
};
const inAnswer: DashboardState = { ...start, insights: { ...start.insights, panel: 'answer' } };

const aroundOf = (state: DashboardState, seen: InsightsData): Context =>
  contextOf(state, snapshot, pipeline, seen);

const keysOf = (state: DashboardState, seen: InsightsData) =>
  keysNow(state, { ...aroundOf(state, seen), home: undefined, nextPipeline: onlyPipeline });

const pressWith =
  (seen: InsightsData) =>
  (state: DashboardState, ...commands: readonly DashboardCommand[]): DashboardState =>
    commands.reduce((before, command) => reduce(before, command, aroundOf(before, seen)), state);
const press = pressWith(seenOf());
const pressAnswered = pressWith(seenOf(answerOf()));

const type = (state: DashboardState, text: string, seen = seenOf()): DashboardState => {
  const typing: Typing = { ...(state.typing ?? { kind: 'query' }), text };
  return typedInInsights({ ...state, typing: undefined }, typing, aroundOf(state, seen));
};

const textOf = (rows: readonly Row[]): string =>
  rows.map((row) => row.map(({ text }) => text).join('')).join('\n');

const draw = (state: DashboardState, seen: InsightsData, width: number, height: number): Row[] => {
  const lists = visibleLists(snapshot, state, pipeline, seen);
  const keys = keysOf(state, seen);
  return dashboardRows({
    state,
    snapshot,
    lists,
    pipeline,
    names: ['orders'],
    budget: undefined,
    ascii: false,
    size: { width, height },
    footer: bottomRow(keys, state, width, '_'),
    help: [],
    scales: new Map(),
  });
};

describe('choosing a query', () => {
  test('lists those of the pipeline file, the built-in ones, and those run before', () => {
    const { choices, choiceOf } = visibleLists(snapshot, start, pipeline, seenOf()).insights;
    const names = choices.map((key) => choiceOf.get(key)?.name ?? choiceOf.get(key)?.title);
    expect(names[0]).toBe('mine');
    expect(names).toContain('errors-by-stage');
    expect(names.at(-1)).toBe('filter x = "1" | limit 5');
    const filtered = visibleLists(snapshot, { ...start, filter: 'cold' }, pipeline, seenOf()).insights;
    expect(filtered.choices).toEqual(['built-in cold-starts']);
  });

  test('Enter asks it over the range of the dashboard, of the groups that it names', () => {
    const asked = press(start, 'open');
    expect(asked.insights).toMatchObject({
      panel: 'answer',
      asked: {
        name: 'mine',
        query: 'fields a | limit 1',
        of: ['fulfilment'],
        from: noon - hour,
        to: noon,
        isAllowed: false,
      },
    });
  });

  test('a stage that was picked is asked alone; stages without logs are passed over', () => {
    const picked = press(start, 'right');
    expect(picked.stage).toBe('payment-worker');
    expect(press(picked, 'down', 'open').insights.asked?.of).toEqual(['payment-worker']);
    expect(press(picked, 'right').stage).toBe('fulfilment');
    expect(press(picked, 'right', 'right').stage).toBeUndefined();
    expect(press(start, 'left').stage).toBe('fulfilment');
    const silent = { ...start, stage: 'payments' };
    expect(press(silent, 'down', 'open').insights.asked?.of).toEqual([]);
    expect(textOf(draw(silent, seenOf(), 100, 24))).toContain('all stages (payments has no logs)');
  });

  test('a value is asked for, and comes in as a text', () => {
    const toOrder = press(start, ...Array.from({ length: 6 }, () => 'down' as const), 'open');
    expect(toOrder.typing).toEqual({ kind: 'value', label: 'id', text: '' });
    expect(type(toOrder, 'ORD-1" or x = "').insights.asked?.query).toBe(orderQuery('ORD-1" or x = "'));
    expect(type(toOrder, ' ').insights).toMatchObject({ asked: undefined, pending: undefined });
  });

  test('e edits it line by line, and what is typed is run; placeholders in it are asked for', () => {
    const edited = press(start, 'last', 'edit');
    expect(edited.typing).toEqual({ kind: 'query', text: 'filter x = "1"\n| limit 5' });
    const asked = type(edited, 'filter y = {who} | limit 1');
    expect(asked.typing).toEqual({ kind: 'value', label: 'who', text: '' });
    expect(type(asked, 'me').insights.asked).toMatchObject({
      query: 'filter y = "me" | limit 1',
      name: undefined,
    });
  });

  test('a long query keeps its blanks and its lines, and the part around the cursor is seen', () => {
    const step = typeKey({ kind: 'query', text: `${'x'.repeat(300)} ` }, { key: 'paste', text: ' a\n  b' });
    const typing: Typing = step.kind === 'typing' ? step.typing : { kind: 'query', text: '' };
    expect(typing.text).toMatch(/^x{300} {2}a\n {2}b$/);
    const row = bottomRow(dashboardKeys, { ...start, typing }, 80, '_');
    expect(rowWidth(row)).toBe(80);
    expect(textOf([row])).toMatch(/^ query: …x+ {2}a↵ {2}b_ {2}Enter runs it/);
    const home = typeKey({ ...typing, cursor: 3 }, { key: 'Z', text: 'Z' });
    const moved = home.kind === 'typing' ? home.typing : typing;
    const seen = bottomRow(dashboardKeys, { ...start, typing: moved }, 80, '_');
    expect(textOf([seen])).toMatch(/^ query: xxxZ_x+… {2}Enter runs it/);
    expect(rowWidth(seen)).toBe(80);
  });
});

describe('an answer', () => {
  test('Esc stops what runs, then leads back to the queries, then as everywhere', () => {
    const asked = press(start, 'open');
    const running = pressWith(seenOf(answerOf({ phase: 'running' })));
    const stopped = running(asked, 'back');
    expect(stopped.insights).toMatchObject({ asked: undefined, panel: 'answer' });
    expect(isAtHome(stopped)).toBe(false);
    const back = pressWith(seenOf(answerOf({ phase: 'stopped' })))(stopped, 'back');
    expect(back.insights.panel).toBe('queries');
    expect(isAtHome(back)).toBe(true);
    expect(pressAnswered(back, 'back').view).toBe('pipeline');
  });

  test('too much waits for Enter, and only then is allowed', () => {
    const tooMuch = seenOf(
      answerOf({ phase: 'tooMuch', rows: [], estimated: { bytes: 9e10, dollars: 0.45 } }),
    );
    expect(textOf(draw(inAnswer, tooMuch, 80, 24))).toMatch(
      /about 90 GB \(\$0\.450\), more than --max-scan 5/,
    );
    const allowed = pressWith(tooMuch)(inAnswer, 'open').insights.asked;
    expect(allowed).toMatchObject({ isAllowed: true, name: 'errors-by-stage' });
    expect(pressWith(tooMuch)(inAnswer, 'back').insights).toMatchObject({
      panel: 'queries',
      asked: undefined,
    });
  });

  test('r runs it again over the range of now; + and - say so', () => {
    const longer = pressAnswered(inAnswer, 'longer');
    expect(longer.notice).toContain('r runs it again');
    expect(pressAnswered(longer, 'again').insights.asked).toMatchObject({
      name: 'errors-by-stage',
      from: noon - 3 * hour,
    });
  });

  test('< and > move the window that is asked for, and its title says so; > leads back to now', () => {
    expect(textOf(draw(press(start, 'panBack'), seenOf(), 120, 40))).toContain(
      'insights · all stages · 10:30-11:30 UTC, 30 m ago',
    );
    const before = pressAnswered(inAnswer, 'panBack');
    expect(before.notice).toContain('r runs it again');
    expect(pressAnswered(before, 'again').insights.asked).toMatchObject({
      from: noon - 1.5 * hour,
      to: noon - 0.5 * hour,
    });
    expect(pressAnswered(before, 'panOn', 'again').insights.asked).toMatchObject({ to: noon });
  });

  test('s sorts by one column after the other, figures from the largest; S the other way', () => {
    const sorted = pressAnswered(inAnswer, 'sort', 'sort');
    expect(sorted.insights.sort).toEqual({ column: 'errors', descending: true });
    const rowsOf = (state: DashboardState) =>
      visibleLists(snapshot, state, pipeline, seenOf(answerOf())).insights.rows.map(({ cells }) =>
        cells.get('errors'),
      );
    expect(rowsOf(sorted)).toEqual(['100', '9', undefined]);
    expect(rowsOf(pressAnswered(sorted, 'sortBack'))).toEqual(['9', '100', undefined]);
    expect(pressAnswered(sorted, 'sort', 'sort').insights.sort).toBeUndefined();
    // Another query begins in its own order.
    expect(
      pressAnswered({ ...sorted, insights: { ...sorted.insights, panel: 'queries' } }, 'open').insights.sort,
    ).toBeUndefined();
  });

  test('moves over rows and columns, opens a row, and closes it', () => {
    const moved = pressAnswered(inAnswer, 'down', 'right', 'right', 'right', 'right');
    expect(moved.insights).toMatchObject({ rows: { at: errors[1] }, column: 2 });
    expect(pressAnswered(moved, 'left').insights.column).toBe(1);
    const opened = pressAnswered(moved, 'open');
    expect(opened.opened).toEqual({ kind: 'row', row: errors[1] });
    expect(pressAnswered(opened, 'back').opened).toBeUndefined();
  });

  test('o follows the order of its row; r there asks for all of its lines, of all stages', () => {
    const order = pressAnswered({ ...inAnswer, stage: 'fulfilment' }, 'order');
    expect(order.opened).toEqual({ kind: 'order', orderId: 'ORD-7' });
    const asked = pressAnswered(order, 'again');
    expect(asked).toMatchObject({ opened: order.opened, stage: 'fulfilment' });
    expect(asked.insights.asked).toMatchObject({ query: orderQuery('ORD-7'), of: [] });
    expect(pressAnswered(inAnswer, 'last', 'order').notice).toBe('no order is named here');

    const line = rowOf({
      '@timestamp': '2026-01-15 11:30:00.000',
      '@log': '1:/ecs/f',
      '@message': 'INFO packed ORD-7',
    });
    const seen = seenOf(answerOf({ query: orderQuery('ORD-7'), rows: [line] }));
    const lists = visibleLists(snapshot, asked, pipeline, seen);
    const rows = detailRows(
      { kind: 'order', orderId: 'ORD-7' },
      { state: asked, snapshot, lists, pipeline, ascii: false },
      { width: 100, height: 40 },
    );
    expect(textOf(rows)).toMatch(/done .*1 row[\s\S]*11:30:00.000 {2}fulfilment +INFO packed /);
  });

  test('y copies the message of a row, else its columns; of a query its text', () => {
    const copied = (state: DashboardState, answer = answerOf()) =>
      paneOf(state).copied(state, { lists: visibleLists(snapshot, state, pipeline, seenOf(answer)) });
    expect(copied(start)).toBe('fields a | limit 1');
    expect(JSON.parse(copied(inAnswer))).toEqual({
      '@log': '1:/ecs/f',
      errors: '9',
      last: 'ERROR out of stock ORD-7',
    });
    expect(copied(inAnswer, answerOf({ rows: [rowOf({ '@message': 'as it is', '@ptr': 'p' })] }))).toBe(
      'as it is',
    );
  });

  test('keys that do nothing say why', () => {
    const meaning = (seen: InsightsData, key: string) => commandFor(keysOf(inAnswer, seen), key, inAnswer);
    expect(meaning(seenOf(), 'r')).toMatchObject({ reason: 'nothing was asked yet' });
    expect(meaning(seenOf(), 's')).toMatchObject({ reason: 'there are no rows' });
    expect(meaning(seenOf(answerOf()), 'v')).toMatchObject({ reason: 'only rows by bin() are drawn' });
    expect(meaning(seenOf(answerOf()), 'n')).toMatchObject({ reason: 'not in insights' });
    expect(meaning(seenOf(answerOf()), 's')).toEqual({ kind: 'run', command: 'sort' });
    expect(textOf(draw(inAnswer, seenOf(answerOf({ phase: 'running' })), 80, 24))).toContain('Esc stop');
    expect(textOf(draw(inAnswer, seenOf(answerOf()), 80, 24))).toContain('Esc queries');
  });
});

describe('the screen', () => {
  test('says how far it is, what it has cost, and what is not all', () => {
    const text = (over: Partial<Answer>) => textOf(draw(inAnswer, seenOf(answerOf(over)), 100, 24));
    expect(text({ phase: 'running' })).toContain(
      'running · 3 rows so far · 1.0 GB ($0.005) of about 2.0 GB scanned',
    );
    expect(text({})).toContain('done · 3 rows · 1.0 GB ($0.005) scanned · 109 of 1000 matched');
    expect(text({ phase: 'stopped' })).toContain('r runs it again');
    expect(text({ missing: ['eu-west-1 /gone'] })).toContain('left out, no such log group: eu-west-1 /gone');
    expect(text({ rows: Array.from({ length: 10_000 }, () => rowOf({ a: '1' })) })).toContain(
      'These are the first 10000 rows',
    );
  });

  test('shows the place of a mistake in the query', () => {
    const failure = {
      kind: 'usage',
      code: 'MalformedQueryException',
      message: 'unexpected symbol found fliter at line 2 and position 3',
      hint: 'Mend the query at the place named.',
      mistake: { from: 11, to: 17 },
    } as const;
    const answer = answerOf({ query: 'fields a\n| fliter b', phase: 'failed', rows: [], failure });
    const lines = textOf(draw(inAnswer, seenOf(answer), 80, 24)).split('\n');
    const at = lines.findIndex((line) => line.startsWith(' | fliter b'));
    expect(lines[at + 1]).toMatch(/^ {3}\^{6} *$/);
  });

  test('draws rows by bin(), v shows the table alone, and the bucket under the cursor is read', () => {
    const rows = Array.from({ length: 30 }, (_, n) =>
      rowOf({ 'bin(1m)': `2026-01-15 11:${String(59 - n)}:00.000`, n: String(n) }),
    );
    const seen = seenOf(answerOf({ query: 'stats count(*) as n by bin(1m)', rows }));
    const drawn = textOf(draw(inAnswer, seen, 100, 30));
    expect(drawn).toMatch(/┤.*[▁-█]/);
    expect(drawn).toContain('bin(1m) UTC');
    const asTable = pressWith(seen)(inAnswer, 'look');
    expect(textOf(draw(asTable, seen, 100, 30))).not.toContain('┤');
    expect(textOf(draw(pressWith(seen)(inAnswer, 'down', 'down'), seen, 100, 30))).toMatch(/11:57 {2}─ n 2/);
  });

  test('opens a record whole, as far as it is there', () => {
    const row = rowOf({ '@message': '{"level":"ERROR","deep":{"a":1}}', '@ptr': 'p' });
    const state: DashboardState = { ...inAnswer, opened: { kind: 'row', row } };
    const text = (record: InsightsData['record']) =>
      textOf(draw(state, seenOf(answerOf({ rows: [row] }), { record }), 100, 30));
    expect(text({ row, fields: undefined, failure: undefined })).toContain('reading the whole record');
    const fields = new Map([
      ['@timestamp', String(noon)],
      ['a.very.long.name.of.a.field', 'value'],
      ['@message', row.cells.get('@message') ?? ''],
    ]);
    const whole = text({ row, fields, failure: undefined });
    expect(whole).toMatch(/@timestamp +01-15 12:00:00 UTC/);
    expect(whole).toMatch(/a\.very\.long\.name\.of\.a\.field +value/);
    expect(whole).toContain('"deep": {');
    const failure = { kind: 'access', code: 'AccessDenied', message: 'no permission', hint: 'Ask.' } as const;
    expect(text({ row, fields: undefined, failure })).toContain('no permission. Ask.');
  });

  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      '\u001b]0;x\u0007',
      '김민준👩‍👩‍👧',
      '\u202egnp',
      '9'.repeat(500),
      '-1.5e3',
      '',
      'a\nb\tc',
      '2026-01-15 11:00:00.000',
    ),
  );
  const anyRow = fc
    .tuple(
      fc.dictionary(fc.oneof(fc.constantFrom('@ptr', '@message', '@log', 'n', 'bin(1m)'), hostile), hostile, {
        maxKeys: 8,
      }),
      fc.constantFrom('eu-west-1', 'us-east-1'),
    )
    .map(([cells, region]) => rowOf(cells, region));
  const anyRows = fc.array(anyRow, { maxLength: 20 });

  test('a table is exactly as large as its room, whatever is in it', () => {
    fc.assert(
      fc.property(
        anyRows,
        fc.integer({ min: 1, max: 220 }),
        fc.integer({ min: 0, max: 40 }),
        fc.nat(12),
        fc.nat(20),
        fc.boolean(),
        (rows, width, height, from, at, ascii) => {
          const columns = tableColumns(rows);
          const column = columns[from % Math.max(1, columns.length)]?.name ?? '';
          const table = answerTable({
            rows: sortRows(rows, { column, descending: ascii }),
            columns,
            state: rows[at] === undefined ? following : { at: rows[at] },
            from,
            sort: { column, descending: ascii },
            size: { width, height },
            look: { utc: true, ascii },
            focused: true,
            empty: 'none',
          });
          expect(table).toHaveLength(height);
          expect(table.every((row) => rowWidth(row) === width)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('sorting keeps every row, puts what is absent last, and is turned round by S', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const sorted = sortRows(rows, { column: 'n', descending: false });
        expect(new Set(sorted)).toEqual(new Set(rows));
        const texts = sorted.map(({ cells }) => cells.get('n') ?? '');
        const firstAbsent = texts.indexOf('');
        if (firstAbsent >= 0) expect(texts.slice(firstAbsent).every((text) => text === '')).toBe(true);
        const back = sortRows(rows, { column: 'n', descending: true }).map(
          ({ cells }) => cells.get('n') ?? '',
        );
        expect(back.filter((text) => text !== '')).toEqual(texts.filter((text) => text !== '').toReversed());
      }),
    );
  });

  test('the view is exactly as large as the terminal, whatever came and is pressed', () => {
    const command = fc.constantFrom<DashboardCommand>(
      ...dashboardKeys.map((binding) => binding.command),
      'edit',
      'again',
      'sort',
      'sortBack',
      'look',
      'view7',
    );
    const phase = fc.constantFrom<Answer['phase']>(
      'estimating',
      'tooMuch',
      'running',
      'finished',
      'failed',
      'stopped',
    );
    fc.assert(
      fc.property(
        anyRows,
        phase,
        fc.constantFrom('stats count(*) by bin(1m)', 'fields @message'),
        fc.array(command, { maxLength: 10 }),
        fc.integer({ min: 20, max: 210 }),
        fc.integer({ min: 5, max: 60 }),
        (rows, at, query, commands, width, height) => {
          const seen = seenOf(answerOf({ rows, phase: at, query }));
          const drawn = draw(pressWith(seen)(inAnswer, ...commands), seen, width, height);
          expect(drawn).toHaveLength(height);
          expect([...new Set(drawn.map(rowWidth))]).toEqual([width]);
        },
      ),
      { numRuns: 150 },
    );
  });
});
