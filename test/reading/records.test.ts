import { describe, expect, test } from 'vitest';
import { readLogLine } from '../../src/reading/log-lines.ts';

const line = (record: unknown): string => JSON.stringify(record);
const sns = {
  notification: { messageId: 'm-1', topicArn: 'arn:aws:sns:eu-west-1:111122223333:orders' },
  delivery: {
    destination: 'arn:aws:lambda:eu-west-1:111122223333:function:payment-worker',
    providerResponse: 'InternalServerException',
    attempts: 3,
    statusCode: 500,
  },
};
const embedded = {
  _aws: {
    CloudWatchMetrics: [
      {
        Metrics: [
          { Name: 'Latency', Unit: 'Milliseconds' },
          { Name: 'Paid', Unit: 'Count' },
        ],
      },
    ],
  },
  Latency: 12,
  Paid: 1,
  service: 'orders',
};

describe('no record is an empty row', () => {
  test.each([
    [
      'what holds others only',
      { detail: { orderId: 'ORD-1', items: [{ sku: 'A' }] } },
      undefined,
      'detail.orderId=ORD-1 detail.items=[{"sku":"A"}]',
    ],
    [
      "Rust's fields",
      { level: 'ERROR', fields: { message: 'charge failed', order: 'ORD-1' } },
      'ERROR',
      'charge failed order=ORD-1',
    ],
    ["OpenTelemetry's body", { severityNumber: 13, body: { stringValue: 'slow' } }, 'WARN', 'slow'],
    ['an object as the body', { body: { orderId: 'ORD-1' } }, undefined, 'orderId=ORD-1'],
    [
      'a list as the message',
      { level: 'INFO', message: ['paid', { orderId: 'ORD-1' }] },
      'INFO',
      'paid {"orderId":"ORD-1"}',
    ],
    ['an object as the log', { log: { message: 'paid', level: 'info' }, stream: 'stdout' }, 'INFO', 'paid'],
    [
      "structlog's event",
      { event: 'charge failed', level: 'error', order: 'ORD-1' },
      'ERROR',
      'charge failed order=ORD-1',
    ],
    ['embedded metrics', embedded, undefined, 'Latency=12 ms Paid=1 service=orders'],
    ['an empty message', { message: '' }, undefined, '{"message":""}'],
    ['nothing at all', {}, undefined, '{}'],
  ])('%s', (_, record, level, text) => {
    expect(readLogLine(line(record))).toMatchObject({ text });
    expect(readLogLine(line(record)).level).toBe(level);
  });
});

describe('an access log', () => {
  test.each([
    ['by other names', line({ status: 503, verb: 'POST', route: '/orders' }), 'POST /orders 503'],
    [
      'by the default route',
      line({ httpMethod: 'GET', routeKey: '$default', status: '500' }),
      'GET $default 500',
    ],
    [
      'of nginx in JSON',
      line({ request: 'POST /orders HTTP/1.1', status: '502', request_time: '0.512' }),
      'POST /orders 502 512 ms',
    ],
    [
      'nested',
      line({ httpRequest: { requestMethod: 'POST', requestUrl: '/orders', status: 503 } }),
      'POST /orders 503',
    ],
    [
      'nested in a log',
      line({ log: { httpMethod: 'POST', path: '/orders', status: 503 } }),
      'POST /orders 503',
    ],
    [
      'of pino-http',
      line({ level: 50, req: { method: 'POST', url: '/orders' }, res: { statusCode: 500 }, msg: 'failed' }),
      'failed POST /orders 500',
    ],
    [
      'in the common format',
      '203.0.113.9 - - [15/Jan/2026:12:00:00 +0000] "POST /orders HTTP/1.1" 503 42 q',
      'POST /orders 503 42 q',
    ],
    [
      'in CSV',
      '203.0.113.9,-,-,15/Jan/2026:12:00:00 +0000,POST,/orders,HTTP/1.1,503,42,q',
      'POST /orders 503,42,q',
    ],
    [
      'of a load balancer',
      'http 2026-01-15T12:00:00.1Z app/orders/50dc 10.0.0.1:1234 10.0.0.2:80 0.000 0.001 0.000 502 - 34 366 "POST http://a:80/orders HTTP/1.1" "curl"',
      'POST http://a:80/orders 502 "curl"',
    ],
    ['of morgan', 'POST /orders 503 12.345 ms - 42', 'POST /orders 503 12.345 ms - 42'],
  ])('%s tells the request, and a server error is one', (_, message, text) => {
    expect(readLogLine(message)).toMatchObject({ level: 'ERROR', text });
    expect(readLogLine(message.replace(/50[023]/, '200')).level).not.toBe(
      message.includes('"level":50') ? undefined : 'ERROR',
    );
  });

  test('of API Gateway, as it runs', () => {
    expect(readLogLine('(8f5a2f0e-1c6d) Method completed with status: 502')).toMatchObject({
      level: 'ERROR',
      requestId: '8f5a2f0e-1c6d',
      text: 'Method completed with status: 502',
    });
    expect(readLogLine('(8f5a2f0e-1c6d) Method completed with status: 200').level).toBeUndefined();
  });

  test('a program that tells of a request it made is no call of its own', () => {
    const told = { level: 'INFO', message: 'asked', method: 'GET', url: '/x', status: 200, durationMs: 12 };
    expect(readLogLine(line(told)).request).toBeUndefined();
    const own = { httpMethod: 'GET', path: '/x', status: 200, responseLatency: 12 };
    expect(readLogLine(line(own)).request).toEqual({ tookMs: 12 });
  });
});

/** As AWS's page of task state change events shows one of Fargate Spot; the newer stop code is ECS's model's. */
const taskEvent = (detail: Readonly<Record<string, unknown>>) => ({
  version: '0',
  id: '9bcdac79-b31f-4d3d-9410-fbd727c29fab',
  'detail-type': 'ECS Task State Change',
  source: 'aws.ecs',
  account: '111122223333',
  resources: ['arn:aws:ecs:us-east-1:111122223333:task/b99d40b3'],
  detail: {
    clusterArn: 'arn:aws:ecs:us-east-1:111122223333:cluster/default',
    desiredStatus: 'STOPPED',
    taskArn: 'arn:aws:ecs:us-east-1:111122223333:task/default/b99d40b3',
    group: 'service:web',
    ...detail,
  },
});
const spotReason = 'Your Spot Task was interrupted.';

describe('an event of a task of ECS', () => {
  test.each([
    [
      'two minutes before',
      { lastStatus: 'RUNNING', stoppedReason: spotReason, stopCode: 'TerminationNotice' },
      'WARN',
      'Spot interruption: task b99d40b3 of service:web is being stopped',
    ],
    [
      'by its newer code',
      { lastStatus: 'STOPPED', stoppedReason: spotReason, stopCode: 'SpotInterruption' },
      'WARN',
      'Spot interruption: task b99d40b3 of service:web is STOPPED',
    ],
    [
      'without a reason',
      { lastStatus: 'RUNNING', stopCode: 'SpotInterruption' },
      'WARN',
      'Spot interruption: task b99d40b3 of service:web is being stopped',
    ],
    [
      'that is no interruption',
      { lastStatus: 'STOPPED', stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Scaling activity' },
      undefined,
      'task b99d40b3 of service:web is STOPPED ServiceSchedulerInitiated (Scaling activity)',
    ],
    [
      'of a host of EC2 that is taken away',
      { lastStatus: 'RUNNING', stopCode: 'TerminationNotice' },
      undefined,
      'task b99d40b3 of service:web is being stopped TerminationNotice',
    ],
    [
      'that did not start',
      {
        lastStatus: 'STOPPED',
        stopCode: 'TaskFailedToStart',
        stoppedReason: 'CannotPullContainerError: no such image',
      },
      'ERROR',
      'task b99d40b3 of service:web is STOPPED TaskFailedToStart (CannotPullContainerError: no such image)',
    ],
  ])('%s', (_, detail, level, text) => {
    const read = readLogLine(line(taskEvent(detail)));
    expect(read.level).toBe(level);
    expect(read.text.startsWith(text), read.text).toBe(true);
  });

  test('of what AWS would not write is read as any other JSON', () => {
    for (const detail of [null, 'stopped', 7, []]) {
      expect(readLogLine(line({ ...taskEvent({}), detail })).level).toBeUndefined();
    }
  });
});

describe('a service of AWS', () => {
  test.each([
    [
      { type: 'ExecutionTimedOut', execution_arn: 'a', details: {} },
      'ERROR',
      'ExecutionTimedOut execution_arn=a',
    ],
    [
      { type: 'TaskStateEntered', execution_arn: 'a', details: { name: 'Charge' } },
      undefined,
      'TaskStateEntered Charge execution_arn=a',
    ],
    [
      { ...sns, status: 'FAILURE' },
      'ERROR',
      'delivery FAILURE to payment-worker 500 attempt 3 InternalServerException m-1',
    ],
    [
      { ...sns, status: 'SUCCESS' },
      undefined,
      'delivery SUCCESS to payment-worker 500 attempt 3 InternalServerException m-1',
    ],
    [
      {
        logType: 'ResponseMapping',
        graphQLAPIId: 'g',
        fieldInError: true,
        parentType: 'Mutation',
        fieldName: 'addOrder',
        errors: ['no'],
      },
      'ERROR',
      'ResponseMapping Mutation.addOrder no fieldInError=true',
    ],
  ])('%j', (record, level, text) => {
    expect(readLogLine(line(record)).text).toBe(text);
    expect(readLogLine(line(record)).level).toBe(level);
  });

  test('Lambda, of an environment: what it did and how it ended', () => {
    const report = {
      type: 'platform.initReport',
      record: { status: 'timeout', metrics: { durationMs: 10_008 } },
    };
    expect(readLogLine(line(report))).toMatchObject({ level: 'ERROR', text: 'INIT REPORT 10 s, timeout' });
    const dropped = { type: 'platform.logsDropped', record: { reason: 'too slow', droppedRecords: 3 } };
    expect(readLogLine(line(dropped))).toMatchObject({ level: 'WARN', text: 'LOGS DROPPED too slow' });
    expect(
      readLogLine(
        'INIT_REPORT Init Duration: 2019.39 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError',
      ),
    ).toMatchObject({
      level: 'ERROR',
      text: 'INIT_REPORT 2.0 s, Runtime.ExitError',
      runtime: { kind: 'init' },
    });
  });
});
