/** Lines as runtimes and services really write them, of which an earlier reading lost the level, the words or the invocation. */
import { describe, expect, test } from 'vitest';
import { pickFields } from '../../src/output/log-fields.ts';
import { readLogLine } from '../../src/reading/log-lines.ts';

const id = '8f5a2f0e-1c6d-4b7e-9a53-0c1d2e3f4a5b';
const time = '2026-01-01T00:00:00.483Z';
const arn = 'arn:aws:states:eu-west-1:111122223333:express:orders:ORD-1:abc';

type Case = readonly [
  name: string,
  line: string,
  level: string | undefined,
  text: string,
  requestId?: string,
];

const cases: readonly Case[] = [
  [
    'level-number-pino: 50',
    `{"level": 50, "time": 1767225600123, "awsRequestId": "${id}", "orderId": "ORD-1", "msg": "charge failed"}`,
    'ERROR',
    'charge failed orderId=ORD-1',
    id,
  ],
  ['level-number-pino: 40', '{"level": 40, "msg": "gateway slow"}', 'WARN', 'gateway slow'],
  [
    'level-number-pino: 60, of bunyan',
    '{"name": "orders", "level": 60, "msg": "pool exhausted", "v": 0}',
    'FATAL',
    'pool exhausted name=orders',
  ],
  [
    'level-words-dotnet-text: fail',
    `${time}\t${id}\tfail\tCharge failed for ORD-1`,
    'ERROR',
    'Charge failed for ORD-1',
    id,
  ],
  ['level-words-dotnet-text: crit', `${time}\t${id}\tcrit\tNo connection`, 'ERROR', 'No connection', id],
  ['level-words-dotnet-text: dbug', `${time}\t${id}\tdbug\tgateway asked`, 'DEBUG', 'gateway asked', id],
  [
    'level-logfmt',
    'time="2026-01-01T00:00:00Z" level=error msg="access denied" client="127.0.0.1:33278" method=POST path=/authenticate',
    'ERROR',
    'access denied client=127.0.0.1:33278 method=POST path=/authenticate',
  ],
  [
    'level-logfmt: of a request',
    "method=POST path=/orders status=500 error='Timeout: gateway' duration=3000.12",
    'ERROR',
    'POST /orders 500 error=Timeout: gateway duration=3000.12',
  ],
  [
    'level-logfmt: nginx',
    '2026/01/01 00:00:00 [error] 29#29: *1 upstream timed out (110: Operation timed out)',
    'ERROR',
    '29#29: *1 upstream timed out (110: Operation timed out)',
  ],
  [
    'lambda-crash-lines: killed',
    `RequestId: ${id} Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n`,
    'ERROR',
    'Error: Runtime exited with error: signal: killed ⏎ Runtime.ExitError',
    id,
  ],
  [
    'lambda-crash-lines: ended',
    `RequestId: ${id} Process exited before completing request\n`,
    'ERROR',
    'Process exited before completing request',
    id,
  ],
  [
    'stepfunctions-failed: a task',
    `{"id": "7", "type": "TaskFailed", "details": {"cause": "card declined", "error": "CardDeclined", "resource": "invoke", "resourceType": "lambda"}, "previous_event_id": "6", "event_timestamp": "1767225600123", "execution_arn": "${arn}"}`,
    'ERROR',
    `TaskFailed CardDeclined: card declined execution_arn=${arn}`,
  ],
  [
    'long-json-level',
    JSON.stringify({ level: 'error', msg: 'charge failed', orderId: 'ORD-1', body: 'y'.repeat(33_000) }),
    'ERROR',
    `charge failed orderId=ORD-1 body=${'y'.repeat(199)}…`,
  ],
  [
    'node-json-message-object: an error',
    `{"timestamp": "${time}", "level": "ERROR", "requestId": "${id}", "message": {"errorType": "ReferenceError", "errorMessage": "cart is not defined", "stackTrace": ["ReferenceError: cart is not defined"]}}`,
    'ERROR',
    'ReferenceError: cart is not defined',
    id,
  ],
  [
    'node-json-message-object: an object',
    `{"timestamp": "${time}", "level": "INFO", "requestId": "${id}", "message": {"orderId": "ORD-1", "step": "reserve", "stock": 0}}`,
    'INFO',
    'orderId=ORD-1 step=reserve stock=0',
    id,
  ],
  [
    'pretty-printed-object',
    `${time}\t${id}\tINFO\t{\n  orderId: 'ORD-1',\n  items: [\n    { sku: 'A', qty: 1 },\n    { sku: 'B', qty: 2 }\n  ],\n  customer: {\n    id: 7\n  }\n}\n`,
    'INFO',
    "{ orderId: 'ORD-1', items: [ { sku: 'A', qty: 1 }, { sku: 'B', qty: 2 } ], customer: { id: 7 } }",
    id,
  ],
  [
    'prefix-then-pretty-json',
    `${time}\t${id}\tinfo\n{\n    "cold_start": false,\n    "level": "Error",\n    "service": "payments",\n    "message": "Charge failed for ORD-1"\n}\n`,
    'ERROR',
    'Charge failed for ORD-1 cold_start=false service=payments',
    id,
  ],
  [
    'cr-line-breaks',
    `${time}\t${id}\tERROR\tError: card declined\r    at charge (/var/task/index.js:3:9)\r    at handler (/var/task/index.js:9:3)`,
    'ERROR',
    'Error: card declined (2 more lines)',
    id,
  ],
  [
    'start-end-words: an end',
    'END of order ORD-1: ERROR card declined',
    'ERROR',
    'END of order ORD-1: ERROR card declined',
  ],
  ['start-end-words: a start', 'START processing ORD-1', undefined, 'START processing ORD-1'],
  [
    'report-out-of-memory',
    `REPORT RequestId: ${id}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB\tStatus: error\tError Type: Runtime.OutOfMemory\t\n`,
    'ERROR',
    'REPORT 3 s, 128 of 128 MB, Runtime.OutOfMemory',
    id,
  ],
  [
    'http-api-route-twice: HTTP API',
    '{"requestId": "q", "ip": "203.0.113.9", "requestTime": "01/Jan/2026:00:00:00 +0000", "httpMethod": "POST", "routeKey": "POST /orders", "status": "503", "protocol": "HTTP/1.1", "responseLength": "42"}',
    'ERROR',
    'POST /orders 503',
    'q',
  ],
  [
    'http-api-route-twice: REST API',
    '{"requestId": "q", "ip": "203.0.113.9", "caller": "-", "user": "-", "requestTime": "01/Jan/2026:00:00:00 +0000", "httpMethod": "POST", "resourcePath": "/orders", "status": "502", "protocol": "HTTP/1.1", "responseLength": "42"}',
    'ERROR',
    'POST /orders 502',
    'q',
  ],
  ['a Go panic', 'panic: nil pointer dereference', 'ERROR', 'panic: nil pointer dereference'],
  [
    'a container runtime before JSON',
    '2026-01-15T12:00:00.123456789Z stderr F {"level":"error","msg":"charge failed"}',
    'ERROR',
    'charge failed',
  ],
  [
    'the end of an invocation in JSON, with its error',
    `{"time":"${time}","type":"platform.runtimeDone","record":{"requestId":"${id}","status":"error","errorType":"Runtime.ExitError"}}`,
    'ERROR',
    'END error Runtime.ExitError',
    id,
  ],
];

describe('a real line', () => {
  test.each(cases.map((one) => ({ name: one[0], one })))(
    '$name',
    ({ one: [, line, level, text, requestId] }) => {
      const read = readLogLine(line);
      expect(read.text).toBe(text);
      expect(read.level).toBe(level);
      expect(read.requestId).toBe(requestId);
    },
  );

  test('fields-message-is-msg: level and message by template, whatever the logger calls them', () => {
    const lines = [
      '{"level": 50, "orderId": "ORD-1", "msg": "charge failed"}',
      '{"level": "error", "orderId": "ORD-1", "message": "charge failed"}',
      'level=error orderId=ORD-1 msg="charge failed"',
      '{"@l":"Error","@m":"charge failed","orderId":"ORD-1"}',
    ];
    for (const line of lines) {
      expect(pickFields(readLogLine(line), ['level', 'message'])).toBe('ERROR charge failed');
      expect(pickFields(readLogLine(line), ['level', 'msg', 'orderId'])).toBe('ERROR charge failed ORD-1');
    }
  });
});
