/** An order's second try is one whatever logger wrote of the first: the trace reads levels, ends and invocations as rows do. */
import { describe, expect, test } from 'vitest';
import type { LogEvent } from '../../src/observation/logs.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { observationsOf, orderTrace } from '../../src/trace/order-trace.ts';
import { noon } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';

const second = 1000;
const group = '/aws/lambda/payment-worker';
const pipeline: Pipeline = {
  name: 'orders',
  orderId: { path: 'orderId', pattern: 'ORD-\\d+' },
  stages: [
    stageOf('lambda', { name: 'order-intake', logGroups: ['/aws/lambda/order-intake'], next: ['payments'] }),
    stageOf('sqs', { name: 'payments', dimensions: { QueueName: 'payments' }, next: ['payment-worker'] }),
    stageOf('lambda', { name: 'payment-worker', logGroups: [group] }),
  ],
};

const line = (of: string, at: number, message: string): LogEvent => ({
  type: 'log',
  group: of,
  stream: 's',
  at: noon + at * second,
  ingestedAt: noon + at * second,
  message,
  eventId: `${of} ${at} ${message.length}`,
  late: false,
  region: 'eu-west-1',
});
const idOf = (nth: number): string => `8f5a2f0e-1c6d-4b7e-9a53-0c1d2e3f4a${String(nth).padStart(2, '0')}`;
const time = '2026-01-15T12:00:00.000Z';

/** An invocation that says these lines between its START and its REPORT. */
const call = (at: number, nth: number, ...said: readonly string[]): readonly LogEvent[] => [
  line(group, at, `START RequestId: ${idOf(nth)} Version: 42`),
  ...said.map((message) => line(group, at + 1, message)),
  line(
    group,
    at + 2,
    `REPORT RequestId: ${idOf(nth)}\tDuration: 2000.00 ms\tBilled Duration: 2000 ms\tMemory Size: 128 MB\tMax Memory Used: 99 MB`,
  ),
];

const tried = (...failed: readonly string[]) => {
  const lines = [
    line('/aws/lambda/order-intake', 0, `${time}\t${idOf(1)}\tINFO\torder accepted ORD-7`),
    ...call(5, 2, ...failed),
    ...call(37, 3, `${time}\t${idOf(3)}\tINFO\tcharged ORD-7`),
  ];
  return { orderId: 'ORD-7', pipeline, lines, changes: [] };
};

const asked = `${time}\t${idOf(2)}\tINFO\tcharging ORD-7`;

describe('a try that failed', () => {
  test.each<readonly [string, readonly string[], RegExp]>([
    [
      'pino',
      [`{"level":50,"awsRequestId":"${idOf(2)}","orderId":"ORD-7","msg":"charge failed"}`],
      /^charge failed/,
    ],
    ['bunyan, fatal', [`{"level":60,"awsRequestId":"${idOf(2)}","orderId":"ORD-7","msg":"gone"}`], /^gone/],
    ['.NET', [`${time}\t${idOf(2)}\tfail\tCharge failed for ORD-7`], /^Charge failed/],
    [
      'Python in JSON',
      [`{"log_level":"ERROR","aws_request_id":"${idOf(2)}","message":"ORD-7 declined"}`],
      /declined/,
    ],
    [
      'Node in JSON',
      [
        `{"level":"ERROR","requestId":"${idOf(2)}","message":{"orderId":"ORD-7","errorType":"Declined","errorMessage":"no"}}`,
      ],
      /^Declined: no/,
    ],
    [
      '33 KB',
      [
        JSON.stringify({
          level: 'error',
          requestId: idOf(2),
          msg: 'failed',
          orderId: 'ORD-7',
          body: 'y'.repeat(33_000),
        }),
      ],
      /^failed/,
    ],
    [
      'a process that was killed',
      [asked, `RequestId: ${idOf(2)} Error: Runtime exited with error: signal: killed\nRuntime.ExitError`],
      /signal: killed/,
    ],
    [
      'a process that ended',
      [asked, `RequestId: ${idOf(2)} Process exited before completing request`],
      /Process exited/,
    ],
    ['a timeout', [asked, `${time} ${idOf(2)} Task timed out after 3.00 seconds`], /^Task timed out/],
    [
      'an error that names no order',
      [asked, `${time}\t${idOf(2)}\tERROR\tgateway timeout`],
      /^gateway timeout/,
    ],
  ])('of %s is told, the next is the second, and the wait is blamed on the queue', (_, failed, text) => {
    const { events, summary } = orderTrace(tried(...failed));
    const calls = events.filter(({ kind, stage }) => kind === 'call' && stage === 'payment-worker');
    expect(calls.map(({ attempt }) => attempt)).toEqual([undefined, 2]);
    expect(calls[0]?.text).toMatch(text);
    expect(summary?.slowest?.where).toBe('in payments, to be tried again');
  });

  test('that Lambda runs again under the same request id is a second call', () => {
    const again = (nth: number, at: number, message: string): readonly LogEvent[] =>
      call(at, nth, `${time}\t${idOf(nth)}\t${message}`);
    const lines = [...again(2, 5, 'ERROR\tcharge failed ORD-7'), ...again(2, 65, 'INFO\tcharged ORD-7')];
    const { events } = orderTrace({ orderId: 'ORD-7', pipeline, lines, changes: [] });
    const calls = events.filter(({ kind }) => kind === 'call');
    expect(calls.map(({ at, attempt }) => [(at - noon) / second, attempt])).toEqual([
      [5, undefined],
      [65, 2],
    ]);
  });

  test('of a batch: an error that names no order may be anybody else’s', () => {
    const other = `${time}\t${idOf(2)}\tINFO\tcharging ORD-8`;
    const { events } = orderTrace(tried(asked, other, `${time}\t${idOf(2)}\tERROR\tgateway timeout`));
    const calls = events.filter(({ kind, stage }) => kind === 'call' && stage === 'payment-worker');
    expect(calls.map(({ attempt }) => attempt)).toEqual([undefined, undefined]);
  });

  test('prints the line of the error among the order’s', () => {
    const killed = `RequestId: ${idOf(2)} Error: Runtime exited with error: signal: killed`;
    const printed = observationsOf(tried(asked, killed)).flatMap((one) =>
      one.type === 'log' ? one.message : [],
    );
    expect(printed).toContain(killed);
  });
});
