import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogEvent } from '../../src/observation/logs.ts';
import { pickFields } from '../../src/output/log-fields.ts';
import { logRow } from '../../src/output/log-row.ts';
import { textFilter } from '../../src/output/text-filter.ts';
import { readLogLine } from '../../src/reading/log-lines.ts';
import type { Row } from '../../src/terminal/row.ts';
import { noon } from '../output/observations.ts';

const id = '7e1c9d0a-0b1f-4f0e-9f52-1c2a3b4c5d6e';
const time = '2026-01-15T12:00:00.123Z';

describe('a log line', () => {
  test.each([
    // Node, Python and a timeout on Lambda.
    [`${time}\t${id}\tERROR\tcharge failed ORD-1\n`, 'ERROR', 'charge failed ORD-1'],
    [`[WARNING]\t${time}\t${id}\tslow gateway`, 'WARN', 'slow gateway'],
    [`${time} ${id} Task timed out after 6.00 seconds\n\n`, 'ERROR', 'Task timed out after 6.00 seconds'],
    [
      `${time}\t${id}\tERROR\tInvoke Error \t{"errorType":"Oh","errorMessage":"no","orderId":"ORD-1"}`,
      'ERROR',
      'Invoke Error Oh: no orderId=ORD-1',
    ],
    // JSON of loggers, of an API, of a container.
    ['{"level":"warn","msg":"slow","ms":812,"requestId":"r"}', 'WARN', 'slow ms=812'],
    ['{"severity":"ERROR","message":"no","error":{"name":"Oh","message":"dear"}}', 'ERROR', 'no Oh: dear'],
    [
      '{"httpMethod":"POST","path":"/orders","status":"502","responseLatency":48}',
      'ERROR',
      'POST /orders 502 48 ms',
    ],
    ['{"time":"x","stream":"stdout","log":"WARN low on gates","kubernetes":{}}', 'WARN', 'WARN low on gates'],
    // Everything else.
    [`${time} INFO  picking ORD-1`, 'INFO', 'picking ORD-1'],
    ['15 Jan 12:00:00 legacy-erp erpd[812]: invoice ORD-1', undefined, 'erpd[812]: invoice ORD-1'],
    ['info: ready', 'INFO', 'ready'],
    ['[debug] cache miss', 'DEBUG', 'cache miss'],
    ['information: none', undefined, 'information: none'],
    ['', undefined, ''],
    ['{"not json', undefined, '{"not json'],
  ] as const)('%j: %s %s', (message, level, text) => {
    expect(readLogLine(message)).toMatchObject({ text });
    expect(readLogLine(message).level).toBe(level);
  });

  test.each([
    ['\u001b[32minfo\u001b[39m: ready', 'INFO', 'ready'],
    ['\u001b[31mERROR\u001b[0m no gateway', 'ERROR', 'ERROR no gateway'],
    [`{"level":"info","message":"\\u001b[1;33mslow\\u001b[0m"}`, 'INFO', 'slow'],
    ['\u001b[38;5;208mready\u001b[m', undefined, 'ready'],
  ] as const)('in colours (%j) says what it says without them', (message, level, text) => {
    expect(readLogLine(message)).toMatchObject({ text });
    expect(readLogLine(message).level).toBe(level);
  });

  test('of Lambda about an invocation tells duration, memory and a cold start, as text and as JSON', () => {
    const report = `REPORT RequestId: ${id}\tDuration: 2417.23 ms\tBilled Duration: 2600 ms\tMemory Size: 512 MB\tMax Memory Used: 128 MB\tInit Duration: 181.50 ms\t\n`;
    expect(readLogLine(report)).toMatchObject({
      requestId: id,
      text: 'REPORT 2.4 s, 128 of 512 MB, cold start 182 ms',
      runtime: { kind: 'report', durationMs: 2417.23, memoryMb: 128, initMs: 181.5 },
    });
    const record = {
      requestId: id,
      status: 'timeout',
      metrics: { durationMs: 6000, maxMemoryUsedMB: 90 },
    };
    const json = JSON.stringify({ time, type: 'platform.report', record });
    expect(readLogLine(json)).toMatchObject({ level: 'ERROR', text: 'REPORT 6 s, 90 MB, timeout' });
  });

  test('of many lines is folded: the frames of a stack are counted', () => {
    const stack = [
      'TypeError: no gateway',
      '    at charge (/var/task/a.js:1:2)',
      '    at handler (/var/task/b.js:3:4)',
    ];
    expect(readLogLine(stack.join('\n')).text).toBe('TypeError: no gateway (2 more lines)');
    const python = [
      'Traceback (most recent call last):',
      '  File "a.py", line 1',
      '    charge()',
      'ValueError: no',
    ];
    expect(readLogLine(python.join('\n'))).toMatchObject({
      level: 'ERROR',
      text: 'Traceback (most recent call last): ⏎ ValueError: no (2 more lines)',
    });
  });

  test('is read whatever it is, a long one by its beginning', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (message) => {
        expect(readLogLine(message).text).not.toContain('\n');
      }),
    );
    expect(readLogLine(`{${'x'.repeat(90_000)}`).text.length).toBeLessThanOrEqual(2_000);
  });

  test('is picked into a row by a template', () => {
    const line = readLogLine(
      '{"level":"info","message":"order accepted","orderId":"ORD-1","customer":{"id":7}}',
    );
    expect(pickFields(line, ['level', 'orderId', 'customer.id', 'gone'])).toBe('INFO ORD-1 7 -');
    expect(pickFields(readLogLine(`${time} INFO  picking ORD-1`), ['level', 'msg'])).toBe(
      'INFO picking ORD-1',
    );
    expect(pickFields(line, ['gone'])).toBe(line.text);
  });
});

describe('a log line in a row', () => {
  const entry = (message: string, late = false): LogEvent => ({
    type: 'log',
    group: '/aws/lambda/payment-worker',
    stream: 's',
    at: noon,
    ingestedAt: noon,
    message,
    eventId: '1',
    late,
    region: 'eu-west-1',
  });
  const textOf = (row: Row): string => row.map(({ text }) => text).join('');
  const look = { utc: true, ascii: false, withGroup: true };

  test('has time, stage, level and message; a late one is marked', () => {
    const line = entry(`${time}\t${id}\tERROR\tcharge failed`, true);
    expect(textOf(logRow(line, look))).toBe('12:00:00 ↩ late payment-worker ERROR charge failed');
    expect(textOf(logRow(line, { ...look, nameOf: () => 'payments' }))).toContain('payments ERROR');
    expect(logRow(line, look).find(({ text }) => text.startsWith('ERROR'))).toMatchObject({ role: 'bad' });
  });

  test('shows what a filter found', () => {
    const highlight = textFilter('/fail\\w+/')?.highlight;
    const found = logRow(entry('charge failed, failing'), { ...look, highlight }).filter(
      ({ role }) => role === 'accent',
    );
    expect(found.map(({ text }) => text)).toEqual(['payment-worker ', 'failed', 'failing']);
  });
});
