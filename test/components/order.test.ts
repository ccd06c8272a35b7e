/** One order as a waterfall, and below whatever names it. */
import { describe, expect, test } from 'vitest';
import { rowWidth } from '../../components/frame/layout.ts';
import { logList } from '../../components/logs/definition.ts';
import { allLines } from '../../components/logs/logs-as.ts';
import { orderRows } from '../../components/order/order-rows.ts';
import { changeList } from '../../components/tail/definition.ts';
import type { LogEvent } from '../../src/observation/logs.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { createStore } from '../../src/store/store.ts';
import type { Row } from '../../src/terminal/row.ts';
import { orderTrace } from '../../src/trace/order-trace.ts';
import { alarm, change, noon, transition, utc, utcAscii } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';

const second = 1000;
const intake = '/aws/lambda/order-intake';
const worker = '/aws/lambda/payment-worker';

const pipeline: Pipeline = {
  name: 'orders',
  orderId: { path: 'orderId', pattern: 'ORD-\\d+' },
  stages: [
    stageOf('lambda', { name: 'order-intake', logGroups: [intake], next: ['payments'] }),
    stageOf('sqs', { name: 'payments', dimensions: { QueueName: 'payments' }, next: ['payment-worker'] }),
    stageOf('lambda', { name: 'payment-worker', logGroups: [worker] }),
  ],
};

const line = (group: string, at: number, message: string): LogEvent => ({
  type: 'log',
  group,
  stream: 's',
  at: noon + at * second,
  ingestedAt: noon + at * second,
  message,
  eventId: `${group} ${at} ${message.length}`,
  late: false,
  region: 'eu-west-1',
});

/** An invocation: its START, what it says of the order, its REPORT. */
const call = (
  group: string,
  at: number,
  seconds: number,
  id: string,
  message: string,
): readonly LogEvent[] => [
  line(group, at, `START RequestId: ${id} Version: 42`),
  line(group, at + seconds, `2026-01-15T12:00:00.000Z\t${id}\t${message}`),
  line(
    group,
    at + seconds,
    `REPORT RequestId: ${id}\tDuration: ${seconds * second} ms\tMemory Size: 512 MB\tMax Memory Used: 99 MB`,
  ),
];
const requestId = (nth: number): string =>
  `7e1c9d0a-0b1f-4f0e-9f52-1c2a3b4c5d${String(nth).padStart(2, '0')}`;

const lines = [
  ...call(intake, 0, 1, requestId(1), 'INFO\torder accepted orderId=ORD-7 total=12.40'),
  ...call(worker, 20, 3, requestId(2), 'ERROR\tcharge failed ORD-7 gateway timeout'),
  ...call(worker, 50, 1, requestId(3), 'INFO\tcharged ORD-7 12.40 EUR'),
  ...call(worker, 51, 1, requestId(4), 'INFO\tcharged ORD-70 1.00 EUR'),
];
const alarms = [alarm({ state: 'OK', dimensions: { QueueName: 'payments' } })];
const transitions = [
  transition({ at: noon - 30 * second }),
  transition({ at: noon + 30 * second, from: 'ALARM', to: 'OK' }),
  transition({ at: noon + 3600 * second }),
];

const trace = orderTrace({ orderId: 'ORD-7', pipeline, lines, changes: [], alarms, transitions });
const textOf = (rows: readonly Row[]): readonly string[] =>
  rows.map((row) =>
    row
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );

describe('the way of an order', () => {
  test('has a row for each call with the wait before it; tries are numbered, the longest wait is marked', () => {
    const [head, ...rows] = textOf(orderRows(trace, 120, utc));
    expect(head).toBe(' ORD-7  51 s, of which 27 s in payments, to be tried again');
    expect(rows.map((row) => row.slice(1, 30).trimEnd())).toEqual([
      '11:59:30.000  payments',
      '12:00:00.000  order-intake',
      '12:00:20.000  payment-worker',
      '12:00:50.000  payment-worker',
    ]);
    expect(rows[2]).toMatch(/charge failed gateway timeout +\+19 s/);
    expect(rows[3]).toMatch(/charged 12.40 EUR, 2nd try +▲ \+27 s/);
    // The id stands once, above all of it, and no other order's line is among them.
    expect(rows.join('\n')).not.toContain('ORD-7');
  });

  test('shows an alarm for as long as it was on meanwhile, and none that went on later', () => {
    const rows = textOf(orderRows(trace, 120, utc)).filter((row) => row.includes('ALARM'));
    expect(rows).toHaveLength(1);
    const [bars] = /▏.*$/.exec(rows[0] ?? '') ?? [];
    const cells = (bars ?? '').length - 1;
    // From before the order came to the thirtieth of its 51 seconds, of 33 cells.
    expect(bars).toMatch(/^▏┄+$/);
    expect(cells).toBe(Math.floor((30 / 51) * 33) + 1);
  });

  test('is as wide as the screen, and plain where it must be', () => {
    for (const width of [60, 80, 120, 200]) {
      expect(orderRows(trace, width, utc).every((row) => rowWidth(row) === width)).toBe(true);
    }
    expect(textOf(orderRows(trace, 120, utcAscii)).join('\n')).toMatch(/^[\x20-\x7e\n]*$/);
  });

  test('of nothing says so', () => {
    const nothing = orderTrace({ orderId: 'ORD-9', pipeline, lines: [], changes: [] });
    expect(textOf(orderRows(nothing, 80, utc))).toEqual([' ORD-9  nothing found']);
  });
});

describe('what names an order opens with its way', () => {
  const store = createStore({ startedAt: noon, pipeline });
  const paid = change({ keys: { orderId: { S: 'ORD-7' } }, at: noon + 51 * second });
  store.apply([...lines, paid], noon + 60 * second);
  const snapshot = store.snapshot(noon + 60 * second);
  const size = { width: 100, height: 40 };
  const paidLine = line(worker, 51, 'charged ORD-7');

  test('a line of logs tail', () => {
    const list = logList({
      snapshot,
      groups: [{ group: worker, region: 'eu-west-1' }],
      names: [],
      pipeline,
      fields: [],
      shownAs: allLines,
      show: () => {},
    });
    const text = textOf(list.detail(paidLine, size, utc)).join('\n');
    expect(text).toContain('ORD-7, as far as it is in memory');
    expect(text).toContain('orders-watch order ORD-7 asks for the rest');
    expect(text).toContain('2nd try');
  });

  test('a change of tail-stream, where there is a pipeline file', () => {
    const about = { snapshot, names: [], height: 40 };
    const text = textOf(changeList({ ...about, pipeline }).detail(paid, size, utc)).join('\n');
    expect(text).toContain('ORD-7, as far as it is in memory');
    expect(text).toContain('status PAID → FAILED');
    expect(textOf(changeList(about).detail(paid, size, utc)).join('\n')).not.toContain('in memory');
  });
});
