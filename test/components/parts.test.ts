/** The parts that screens are put together from. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headerRow } from '../../components/frame/header.ts';
import { beside, rowWidth, select, titleRow, wrap } from '../../components/frame/layout.ts';
import {
  currentItem,
  initialListState,
  type ListCommand,
  type ListScreenState,
  listKeys,
  reduceList,
} from '../../components/list-screen/state.ts';
import { bottomRow, type Typing, typeKey } from '../../components/screen/typing.ts';
import { worstStage } from '../../components/stages/stage-health.ts';
import { stageLine, stageTiles } from '../../components/stages/stage-strip.ts';
import type { Pipeline, StageHealth } from '../../src/pipeline/stage.ts';
import { createStore } from '../../src/store/store.ts';
import type { Row } from '../../src/terminal/row.ts';
import { textWidth } from '../../src/terminal/width.ts';
import { alarm, noon, utc, utcAscii } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';

const textOf = (row: Row): string => row.map(({ text }) => text).join('');

describe('layout', () => {
  test('a title is as wide as its panel, whatever it says', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string(),
        fc.integer({ min: 1, max: 120 }),
        (title, right, width) => {
          expect(rowWidth(titleRow(title, width, utc, { right }))).toBe(width);
        },
      ),
    );
    expect(textOf(titleRow('alarms', 24, utcAscii, { right: '3 ok' }))).toBe('- alarms -------- 3 ok -');
  });

  test('wrapping loses nothing and never goes over the edge', () => {
    const words = fc.string({ unit: fc.constantFrom('a', ' ', '김', 'é', '👍', '→', '\n') });
    fc.assert(
      fc.property(words, fc.integer({ min: 2, max: 20 }), (text, width) => {
        const rows = wrap(text, width, 10_000);
        expect(rows.join('')).toBe(text.replaceAll('\n', ''));
        expect(rows.every((row) => textWidth(row) <= width)).toBe(true);
      }),
    );
    expect(wrap('x'.repeat(1000), 10, 3)).toHaveLength(3);
  });

  test('panels stand beside each other; the cursor marks a whole row', () => {
    const row: Row = [{ text: 'a' }, { text: 'b', role: 'bad' }];
    expect(beside([row], [row], utcAscii).map(textOf)).toEqual(['ab | ab']);
    expect(select(row).every(({ selected }) => selected === true)).toBe(true);
  });
});

describe('a line that is typed', () => {
  const type = (text: string, ...keys: readonly string[]): Typing | string =>
    keys.reduce<Typing | string>(
      (typing, key) => {
        if (typeof typing === 'string') return typing;
        const step = typeKey(typing, { key, text: key.length === 1 ? key : key === 'space' ? ' ' : '' });
        return step.kind === 'typing' ? step.typing : step.kind;
      },
      { kind: 'filter', text },
    );

  test.each<readonly [string, readonly string[], string]>([
    ['', ['a', 'space', 'b'], 'a b'],
    ['a김', ['backspace'], 'a'],
    ['a👍', ['backspace'], 'a'],
    ['one two ', ['ctrl-w'], 'one '],
    ['one two', ['ctrl-u'], ''],
    ['one', ['up', 'tab'], 'one'],
  ])('%j and %j', (text, keys, expected) => {
    expect(type(text, ...keys)).toEqual({ kind: 'filter', text: expected });
  });

  test('is done with Enter, let go with Esc or Backspace at its start', () => {
    expect(type('a', 'enter')).toBe('done');
    expect(type('a', 'escape')).toBe('cancelled');
    expect(type('', 'backspace')).toBe('cancelled');
  });

  test('takes what is pasted as one short line', () => {
    const step = typeKey({ kind: 'filter', text: 'a' }, { key: 'paste', text: `b\r\nc${'x'.repeat(9999)}` });
    expect(step).toMatchObject({ kind: 'typing', typing: { text: expect.stringMatching(/^ab cx{196}$/) } });
  });

  test('is shown on the bottom row, with the commands that it may mean', () => {
    const state = { ...initialListState<unknown>(true), typing: { kind: 'palette', text: 'pau' } as const };
    const row = bottomRow(listKeys, state, 80, '_');
    expect(textOf(row)).toMatch(/^ :pau_ {2}pause \(p\)/);
    expect(rowWidth(row)).toBe(80);
    const unknown = { ...state, typing: { kind: 'palette', text: 'qqqq' } as const };
    expect(textOf(bottomRow(listKeys, unknown, 80, '_'))).toContain('no such command');
    expect(textOf(bottomRow(listKeys, { ...state, typing: undefined, notice: 'said' }, 80, '_'))).toMatch(
      /^ said/,
    );
  });
});

describe('a screen that is a list', () => {
  const items = ['a', 'b!', 'c', 'd!', 'e'];
  const around = {
    items,
    pageRows: 2,
    openedRows: () => 9,
    restsAt: 'end',
    isTrouble: (item: string) => item.endsWith('!'),
  } as const;
  const press = (...commands: readonly ListCommand[]): ListScreenState<string> =>
    commands.reduce((state, command) => reduceList(state, command, around), initialListState<string>(true));

  test('opens the newest, or what was picked', () => {
    expect(press('open').opened).toBe('e');
    expect(press('up', 'up', 'open').opened).toBe('c');
    expect(currentItem(press('first'), around)).toBe('a');
    expect(
      reduceList(initialListState<string>(true), 'open', { ...around, items: [] }).opened,
    ).toBeUndefined();
  });

  test('scrolls what is open, and the list keeps its place', () => {
    const state = press('up', 'open', 'down', 'pageDown', 'up', 'back');
    expect(state).toMatchObject({ opened: undefined, scrolled: 2, list: { at: 'd!' } });
    expect(press('open', 'up').scrolled).toBe(0);
  });

  test('goes from trouble to trouble, and round again', () => {
    expect(press('next').list.at).toBe('d!');
    expect(press('next', 'next').list.at).toBe('b!');
    expect(press('next', 'next', 'next').list.at).toBe('d!');
  });

  test('Esc closes one thing at a time, then follows again', () => {
    const opened = { ...press('up', 'open', 'help'), filter: 'x' };
    const back = (state: ListScreenState<string>) => reduceList(state, 'back', around);
    expect(back(opened)).toMatchObject({ help: false, opened: 'd!', filter: 'x' });
    expect(back(back(opened))).toMatchObject({ opened: undefined, filter: 'x' });
    expect(back(back(back(opened)))).toMatchObject({ filter: '', list: { at: 'd!' } });
    expect(back(back(back(back(opened)))).list.at).toBeUndefined();
  });

  test('pauses and follows', () => {
    expect(press('pause').paused).toBe(true);
    expect(press('pause', 'pause').paused).toBe(false);
    expect(press('pause', 'up', 'follow')).toMatchObject({ paused: false, list: { at: undefined } });
  });
});

const names = ['orders-api', 'order-intake', '결제', 'payment-worker', 'order-events', 'fulfilment'];
const pipeline: Pipeline = {
  name: 'orders',
  stages: names.map((name, i) => stageOf('sqs', { name, next: names.slice(i + 1, i + 2) })),
};
const healthOf = (name: string, health: StageHealth['health']): StageHealth => ({
  name,
  kind: 'sqs',
  region: 'eu-west-1',
  health,
  why: '',
  headline: 'age 3m10s',
  rate: 38.2,
});

describe('the strip of stages', () => {
  const stages = [healthOf('orders-api', 'ok'), healthOf('결제', 'warn'), healthOf('payment-worker', 'bad')];
  const input = { pipeline, stages, focus: 'payment-worker', look: utc, now: noon };

  test('is short on a narrow screen, and says how many it leaves out', () => {
    const rows = stageLine({ ...input, width: 80 }, 3);
    expect(textOf(rows[0] ?? [])).toContain('orders-api●→order-intake○→결제▲→payment-worker✖→');
    expect(rows.map(rowWidth)).toEqual(rows.map(() => 80));
    const [only] = stageLine({ ...input, width: 30 }, 1);
    expect(textOf(only ?? [])).toMatch(/ \+\d$/);
    expect(rowWidth(only ?? [])).toBe(30);
  });

  test('has tiles of one width where there is room', () => {
    for (const width of [30, 80, 120, 200]) {
      for (const tall of [2, 3] as const) {
        const rows = stageTiles({ ...input, width, tall });
        expect(rows.length % tall).toBe(0);
        expect([...new Set(rows.map(rowWidth))]).toEqual([width]);
      }
    }
    const text = stageTiles({ ...input, width: 120, tall: 3 })
      .map(textOf)
      .join('\n');
    expect(text).toMatch(/✖ payment-worker +─▶ ○ order-events/);
    expect(text).toContain('38/s');
    expect(text).toContain('age 3m10s');
  });

  test('shows of a stage that is not well the figure that is broken, beside its limit and since when', () => {
    const broken = { label: 'payment gateway p90', figure: '3.0 s > 1.5 s', at: noon, isNow: true };
    const wrong = { ...healthOf('payment-worker', 'bad'), since: noon - 23 * 60_000, broken };
    const rows = (width: number, tall: 2 | 3) =>
      stageTiles({ ...input, stages: [wrong], width, tall })
        .map(textOf)
        .join('\n');
    expect(rows(120, 3)).toContain('38/s for 23 m');
    // A longer label where there is room for it.
    expect(rows(120, 3)).toMatch(/ {3}3\.0 s > 1\.5 s/);
    expect(rows(150, 3)).toContain('p90 3.0 s > 1.5 s');
    expect(rows(150, 2)).toContain('p90 3.0 s > 1.5 s');
    expect(rows(120, 3)).not.toContain('age 3m10s');
    const line = (width: number, most: number) =>
      stageLine({ ...input, stages: [wrong], width }, most)
        .map(textOf)
        .join('\n');
    expect(line(100, 3)).toContain('payment-worker✖ 3.0 s > 1.5 s→');
    expect(line(80, 1)).not.toContain('3.0 s');
  });

  test('looks first at the first of the worst', () => {
    expect(worstStage(stages)).toBe('payment-worker');
    expect(worstStage([healthOf('a', 'warn'), healthOf('b', 'warn')])).toBe('a');
    expect(worstStage([])).toBeUndefined();
  });
});

describe('the header', () => {
  const store = createStore({ startedAt: noon - 60_000 });
  const header = (width: number, paused = false) =>
    headerRow({
      snapshot: store.snapshot(noon),
      names: ['orders', 'prod', 'eu-west-1'],
      width,
      look: utc,
      paused,
    });

  test('says what is watched, how bad it is, what it cost and when', () => {
    expect(textOf(header(120))).toMatch(
      /^ orders · prod · eu-west-1 +alarms: loading {3}\$\S+ {3}12:00:00 UTC ?$/,
    );
    const arns = [alarm().arn];
    store.apply([alarm(), { type: 'alarmsListed', region: 'eu-west-1', arns, at: noon }], noon);
    expect(textOf(header(120))).toMatch(/✖ 1 ALARM {3}\$/);
  });

  test('gives up the least first where it is narrow, and is always as wide as the screen', () => {
    for (let width = 20; width < 160; width += 1) expect(rowWidth(header(width))).toBe(width);
    expect(textOf(header(60))).toMatch(/^ orders .*1 ALARM.*12:00:00 UTC/);
    expect(textOf(header(80, true))).toContain('PAUSED');
  });

  test('says what it costs by the hour and in all, of which budget and what that does to the pace', () => {
    const spent = createStore({ startedAt: noon - 30 * 60_000 });
    const call = {
      type: 'call',
      service: 'cloudwatch',
      operation: 'GetMetricData',
      region: 'eu-west-1',
      durationMs: 90,
      ok: true,
      billedMetrics: 50,
      bytesScanned: 0,
      dollars: 0.0005,
    } as const;
    spent.apply(
      Array.from({ length: 20 }, (_, nth) => ({ ...call, at: noon - (nth + 1) * 60_000 })),
      noon,
    );
    spent.apply(
      [alarm(), { type: 'alarmsListed', region: 'eu-west-1', arns: [alarm().arn], at: noon }],
      noon,
    );
    const header = (width: number, budget?: number, slowdown?: number) =>
      textOf(
        headerRow({
          snapshot: spent.snapshot(noon),
          names: ['orders', 'prod'],
          width,
          look: utc,
          paused: false,
          budget,
          slowdown,
        }),
      );
    expect(header(120)).toContain('$0.030/h, $0.010 so far');
    expect(header(120, 0.05, 1)).toContain('$0.030/h of 0.05, $0.010 so far');
    expect(header(120, 0.01, 3)).toContain('$0.030/h of 0.01, 3x slower, $0.010 so far');
    expect(header(72, 0.01, 3)).toMatch(
      /^ orders · prod +✖ 1 ALARM {3}\$0\.030\/h of 0\.01, 3x slower {3}12:00:00 UTC/,
    );
  });
});
