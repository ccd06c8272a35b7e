/** What is said above an order's page (issue 14, item 5). */
import { expect, test } from 'vitest';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { OrderEvent } from '../../src/trace/order-event.ts';
import { verdictOf } from '../../src/trace/verdict.ts';
import { choice } from '../orders/changes.ts';
import { stageOf } from '../pipeline/stages.ts';

const noon = Date.UTC(2026, 0, 15, 12);
const minute = 60_000;
const pipeline: Pipeline = {
  name: 'orders',
  orders: choice,
  stages: [
    stageOf('dynamodb', { name: 'Orders', table: 'Orders', next: ['dispatch'] }),
    stageOf('lambda', { name: 'dispatch', logGroups: ['/aws/lambda/dispatch'], next: ['bus'] }),
    stageOf('eventbridge', { name: 'bus', next: ['payments'] }),
    stageOf('sqs', { name: 'payments', deadLetterQueue: 'payments-dlq', next: ['payment-worker'] }),
    stageOf('lambda', { name: 'payment-worker', logGroups: ['/aws/lambda/payment-worker'] }),
  ],
};
const call = (stage: string, at: number, text: string, level: OrderEvent['level'] = 'INFO'): OrderEvent => ({
  at,
  endedAt: at + 1000,
  place: at,
  stage,
  kind: 'call',
  text,
  level,
});
const failedCall = (at: number, attempt: number) =>
  call('payment-worker', at, `charge failed ORD-7 gateway timeout attempt ${attempt} of 3`, 'ERROR');
const told = (status: string | undefined, events: readonly OrderEvent[], more: Partial<Pipeline> = {}) =>
  verdictOf({
    orderId: 'ORD-7',
    events,
    summary: {
      from: noon,
      to: noon + 31 * minute,
      totalMs: 31 * minute,
      mostMs: 31 * minute,
      statuses: status === undefined ? [] : ['PLACED', status],
      hops: [],
      slowest: undefined,
    },
    pipeline: { ...pipeline, ...more },
    now: noon + 10 * minute + 1000,
  });

test('it waits where it goes next, for as long as nothing came, with what its tries failed of', () => {
  const placed = call('dispatch', noon + 6 * minute, 'published ORD-7');
  expect(told('PLACED', [placed])).toEqual({ text: 'PLACED, waiting in payments for 4 m', level: 'warn' });
  expect(
    told('PLACED', [placed, failedCall(noon + 7 * minute, 1), failedCall(noon + 8 * minute, 2)]),
  ).toEqual({
    text: 'PLACED, waiting in payments for 2 m (2 of 3 tries failed: charge failed gateway timeout)',
    level: 'warn',
  });
});

test('it failed, with what it was given up to, or is done', () => {
  const tries = [1, 2, 3].map((attempt) => failedCall(noon + attempt * minute, attempt));
  expect(told('FAILED', tries)).toEqual({
    text: 'FAILED (3 of 3 tries failed: charge failed gateway timeout), given up to payments-dlq',
    level: 'bad',
  });
  expect(told('DELIVERED', [call('payment-worker', noon, 'charged ORD-7')])).toEqual({
    text: 'DELIVERED in 31 m',
    level: 'ok',
  });
});

test('without orders: in the file, or without a change, it is not said that it waits', () => {
  const event = call('dispatch', noon + 6 * minute, 'published ORD-7');
  expect(told(undefined, [event])?.text).toBe('last seen in dispatch 4 m ago');
  expect(
    verdictOf({ orderId: 'ORD-7', events: [event], summary: undefined, pipeline, now: noon }),
  ).toBeUndefined();
});

test("a function's own error line and what the runtime adds below it are one try", () => {
  const tryAt = (at: number): readonly OrderEvent[] => [
    { ...call('payment-worker', at, 'card declined ORD-7', 'ERROR'), endedAt: at },
    {
      at,
      place: at,
      stage: 'payment-worker',
      kind: 'log',
      text: 'RuntimeError: order ORD-7: no',
      level: 'ERROR',
    },
  ];
  const events = [...tryAt(noon), ...tryAt(noon + 6000)];
  expect(told('PLACED', events)?.text).toMatch(/\(2 tries failed: RuntimeError: order: no\)$/);
  // The runtime's line alone, as of a function that logs nothing itself.
  const lines = events.filter(({ kind }) => kind === 'log');
  expect(told('PLACED', lines)?.text).toMatch(/\(2 tries failed: /);
});
