/** Rows for pipes and files, which have no width: what is searched for is in them whole. */
import { describe, expect, test } from 'vitest';
import { orderRows } from '../../components/order/order-rows.ts';
import type { LogEvent } from '../../src/observation/logs.ts';
import { transitionRow } from '../../src/output/alarm-row.ts';
import { changeRow, gapRow } from '../../src/output/change-row.ts';
import { logRow } from '../../src/output/log-row.ts';
import { queryTable } from '../../src/output/log-table.ts';
import { alarmColumns, alarmRow } from '../../src/pipeline/alarm-row.ts';
import type { Row } from '../../src/terminal/row.ts';
import { alarm, change, gap, noon, transition } from './observations.ts';

const textOf = (row: Row): string => row.map(({ text }) => text).join('');
const id = '8f5a2f0e-1c6d-4b7e-9a53-0c1d2e3f4a5b';
const whole = { utc: true, ascii: false, whole: true };

const line = (message: string): LogEvent => ({
  type: 'log',
  group: '/aws/lambda/payment-worker',
  stream: 's',
  at: noon + 123,
  ingestedAt: noon + 200,
  message,
  eventId: '1',
  late: false,
  region: 'eu-west-1',
});

describe('a row for a pipe', () => {
  const nameOf = ({ group }: LogEvent): string => group;
  const look = { ...whole, withGroup: true, nameOf };

  test('request-id-lost-in-a-pipe: of each line of an invocation names it, with the moment and the group', () => {
    const lines = [
      `START RequestId: ${id} Version: 42`,
      `2026-01-15T12:00:00.123Z\t${id}\tERROR\tcharge failed`,
      `{"level":"INFO","requestId":"${id}","message":"paid"}`,
      `REPORT RequestId: ${id}\tDuration: 3.00 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 50 MB`,
      `RequestId: ${id} Error: Runtime exited with error: signal: killed`,
    ].map((message) => textOf(logRow(line(message), look)));
    for (const text of lines) expect(text.split(id)).toHaveLength(2);
    expect(lines[1]).toBe(
      `2026-01-15T12:00:00.123Z /aws/lambda/payment-worker ERROR charge failed requestId=${id}`,
    );
    // A short id is in nearly every text, and no word of it.
    const short = line('{"level":"ERROR","requestId":"r","message":"charge failed"}');
    expect(textOf(logRow(short, look))).toMatch(/charge failed requestId=r$/);
    expect(textOf(logRow(line('plain'), { ...look, withGroup: false }))).toBe(
      '2026-01-15T12:00:00.123Z plain',
    );
  });

  test('of a long line is all of it', () => {
    const words = 'word '.repeat(1_000);
    expect(textOf(logRow(line(`${words}ORD-1`), look))).toContain('word ORD-1');
    const json = JSON.stringify({ level: 'error', msg: 'failed', body: `${'y'.repeat(40_000)} ORD-1` });
    expect(textOf(logRow(line(json), look))).toMatch(/ERROR failed body=y{40000} ORD-1$/);
  });

  test('a template gives its fields and no others', () => {
    const json = line(`{"level":"INFO","requestId":"${id}","message":"paid"}`);
    expect(textOf(logRow(json, { ...look, withGroup: false, fields: ['level', 'message'] }))).toBe(
      '2026-01-15T12:00:00.123Z INFO paid',
    );
  });

  test('key-cut-in-a-pipe: of a change has its key whole, and its second', () => {
    const keys = { pk: { S: `ORDER#${id}` }, sk: { S: 'META#2026' }, raw: { B: 'AAECAw==' } };
    const text = textOf(changeRow(change({ keys }), whole, { keyWidth: 12, withTable: false }));
    expect(text).toBe(`2026-01-15T12:00:00Z MODIFY ORDER#${id} META#2026 AAECAw==  status PAID → FAILED`);
    expect(textOf(gapRow(gap(), whole))).toContain(`shard ${gap().scope} `);
  });

  test('of an alarm has its name and its condition whole', () => {
    const name = `payment-worker-${'very-'.repeat(12)}long`;
    const columns = { name: 12, origin: 0, condition: 4, count: 8 };
    expect(textOf(alarmRow(alarm({ name }), { now: noon, ascii: false, columns, whole: true }))).toContain(
      name,
    );
    expect(alarmColumns([alarm({ name })], Number.POSITIVE_INFINITY).name).toBe(name.length);
    expect(textOf(transitionRow(transition(), { ...whole, day: true }))).toMatch(
      /^2026-01-15T12:00:00\.000Z ✖ payments-age OK → ALARM/,
    );
  });

  test('of a query has its cells whole, and the invocation of a message', () => {
    const message = `2026-01-15T12:00:00.123Z\t${id}\tERROR\t${'charge failed '.repeat(20)}ORD-1`;
    const rows = [
      new Map([
        ['@message', message],
        ['@logStream', `2026/01/15/[42]${'0'.repeat(90)}`],
      ]),
    ];
    const text = queryTable(rows).map(textOf).join('\n');
    expect(text).toContain(`ORD-1 requestId=${id}`);
    expect(text).toContain(`[42]${'0'.repeat(90)}`);
    expect(queryTable(rows, 80).map(textOf).join('\n')).toContain('…');
  });

  test('of an order has its stages, words and moments whole', () => {
    const stage = 'payment-worker-with-a-long-name';
    const event = {
      at: noon + 7,
      place: noon + 7,
      stage,
      kind: 'call' as const,
      text: `charge failed: ${'gateway timeout '.repeat(20)}`.trim(),
      requestId: id,
    };
    const summary = {
      from: noon,
      to: noon + 7,
      totalMs: 7,
      mostMs: 7,
      statuses: [],
      hops: [],
      slowest: undefined,
    };
    const trace = { orderId: 'ORD-1', events: [event], summary };
    const [, row = []] = orderRows(trace, Number.POSITIVE_INFINITY, { utc: true, ascii: false });
    expect(textOf(row)).toContain(` 2026-01-15T12:00:00.007Z `);
    expect(textOf(row)).toContain(`${stage}  ${event.text} requestId=${id} `);
    const [, cut = []] = orderRows(trace, 120, { utc: true, ascii: false });
    expect(textOf(cut)).toMatch(/ 12:00:00\.007 .*…/);
  });
});
