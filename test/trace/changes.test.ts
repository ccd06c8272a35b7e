/**
 * A change's time is known to the second only, as AWS floors it: it stands after what wrote it, and no wait before or
 * after it is told more exactly than it is known (issue 13).
 */
import { describe, expect, test } from 'vitest';
import { orderRows } from '../../components/order/order-rows.ts';
import type { LogEvent } from '../../src/observation/logs.ts';
import type { ItemChange } from '../../src/observation/streams.ts';
import { groupsOf } from '../../src/pipeline/log-groups.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { createAccount } from '../../src/sandbox/create-account.ts';
import { demoPipelineYaml } from '../../src/sandbox/demo-pipeline.ts';
import { waitText } from '../../src/trace/hops.ts';
import { mainEvents } from '../../src/trace/order-events.ts';
import { type OrderTrace, observationsOf, orderTrace } from '../../src/trace/order-trace.ts';
import { change, noon, utc } from '../output/observations.ts';
import { stageOf } from '../pipeline/stages.ts';

const lambda = (name: string, next: readonly string[]) =>
  stageOf('lambda', { name, logGroups: [`/aws/lambda/${name}`], next });
const pipeline: Pipeline = {
  name: 'orders',
  orderId: { pattern: 'ORD-\\d+' },
  stages: [
    lambda('intake', ['Orders']),
    stageOf('dynamodb', { name: 'Orders', table: 'Orders', next: ['dispatch'] }),
    lambda('dispatch', ['payments']),
    stageOf('sqs', { name: 'payments', dimensions: { QueueName: 'payments' }, next: ['worker'] }),
    lambda('worker', ['shipping']),
    stageOf('ecs', { name: 'shipping', logGroups: ['/ecs/shipping'] }),
  ],
};

const line = (stage: string, ms: number, message: string): LogEvent => ({
  type: 'log',
  group: stage === 'shipping' ? '/ecs/shipping' : `/aws/lambda/${stage}`,
  stream: 's',
  at: noon + ms,
  ingestedAt: noon + ms,
  message,
  eventId: `${stage} ${ms} ${message.length}`,
  late: false,
  region: 'eu-west-1',
});

const idOf = (nth: number): string => `8f5a2f0e-1c6d-4b7e-9a53-0c1d2e3f4a${String(nth).padStart(2, '0')}`;

/** An invocation from its START to its REPORT. */
const call = (stage: string, from: number, to: number, nth: number, said = 'INFO\tdone ORD-1') => [
  line(stage, from, `START RequestId: ${idOf(nth)} Version: 1`),
  line(stage, to, `2026-01-15T12:00:00.000Z\t${idOf(nth)}\t${said}`),
  line(
    stage,
    to,
    `REPORT RequestId: ${idOf(nth)}\tDuration: ${to - from}.00 ms\tBilled Duration: ${to - from} ms\tMemory Size: 128 MB\tMax Memory Used: 9 MB`,
  ),
];

let sequence = 0;
/** As AWS tells it: in the second of that moment. */
const written = (ms: number, status: string, eventName: ItemChange['eventName'] = 'MODIFY'): ItemChange => {
  sequence += 1;
  return change({
    eventName,
    at: noon + Math.floor(ms / 1000) * 1000,
    sequenceNumber: String(sequence),
    eventId: `change ${sequence}`,
    new: { orderId: { S: 'ORD-1' }, status: { S: status } },
    changed: eventName === 'INSERT' ? [] : [{ path: 'status', old: { S: 'X' }, new: { S: status } }],
  });
};

const traced = (lines: readonly LogEvent[], ...changes: readonly ItemChange[]): OrderTrace =>
  orderTrace({ orderId: 'ORD-1', pipeline, lines, changes });
const namesOf = ({ events }: OrderTrace): readonly string[] =>
  mainEvents(events).map(({ stage, status }) => status ?? stage);

describe('within its second a change stands where the links of the pipeline put it', () => {
  test('an INSERT after the call that wrote it, and before what its stream led to', () => {
    const lines = [...call('intake', 810, 950, 1), ...call('dispatch', 990, 1200, 2)];
    expect(namesOf(traced(lines, written(900, 'PLACED', 'INSERT')))).toEqual([
      'intake',
      'PLACED',
      'dispatch',
    ]);
  });

  test('an INSERT after the line that told of it, where lines carry no request id', () => {
    const lines = [line('intake', 810, 'accepted ORD-1'), line('dispatch', 930, 'published ORD-1')];
    const trace = traced(lines, written(815, 'PLACED', 'INSERT'));
    expect(namesOf(trace)).toEqual(['intake', 'PLACED', 'dispatch']);
    // Both are somewhere in the 120 ms between the lines.
    expect(trace.summary?.hops.map(waitText)).toEqual(['0-0.2 s', '0-0.2 s']);
  });

  test('in a call that goes on for seconds, at its second', () => {
    const lines = call('worker', 500, 3300, 1);
    const trace = traced(lines, written(2700, 'PAID'));
    expect(trace.events.find(({ kind }) => kind === 'change')?.place).toBe(noon + 2000);
    expect(trace.summary?.hops).toEqual([]);
  });

  test('a later change after the call that was at work, though a stage behind it said something in that second', () => {
    const lines = [...call('worker', 370, 490, 1), line('shipping', 920, 'picking ORD-1')];
    expect(namesOf(traced(lines, written(485, 'PAID')))).toEqual(['worker', 'PAID', 'shipping']);
  });

  test('changes keep the order in which they were written', () => {
    const changes = [written(100, 'A', 'INSERT'), written(200, 'B'), written(300, 'C')];
    expect(namesOf(traced(call('intake', 50, 150, 1), ...changes.toReversed()))).toEqual([
      'intake',
      'A',
      'B',
      'C',
    ]);
  });

  test('a line of a stage that is not linked does not part a change from what wrote it', () => {
    const lines = [line('audit', 20, 'seen ORD-1'), ...call('intake', 100, 300, 1)];
    expect(namesOf(traced(lines, written(290, 'PLACED', 'INSERT')))).toEqual(['audit', 'intake', 'PLACED']);
  });

  test('--json prints it after what the call that wrote it had to say', () => {
    const lines = [...call('intake', 60, 120, 1), line('dispatch', 400, 'published ORD-1')];
    const printed = observationsOf({
      orderId: 'ORD-1',
      pipeline,
      lines,
      changes: [written(110, 'PLACED', 'INSERT')],
    });
    expect(printed.map((one) => (one.type === 'log' ? one.message.slice(0, 6) : one.type))).toEqual([
      'START ',
      '2026-0',
      'REPORT',
      'change',
      'publis',
    ]);
  });
});

describe('a wait is told as exactly as it is known', () => {
  test.each([
    [810, 810, '0.81 s'],
    [0, 999, '0-1 s'],
    [0, 120, '0-0.2 s'],
    [810, 1809, '0.8-1.9 s'],
    [58_200, 59_199, '~58 s'],
    [178_000, 178_999, '~2m58s'],
    // As far as these words go it is known.
    [7_260_000, 7_260_999, '2h01m'],
  ])('from %d to %d ms: %s', (waitMs, mostMs, words) => {
    expect(waitText({ waitMs, mostMs })).toBe(words);
  });

  test('between a line and a change a second later: what is known of it', () => {
    const trace = traced([line('intake', 190, 'accepted ORD-1')], written(1100, 'PLACED', 'INSERT'));
    expect(trace.summary?.hops.map((hop) => `${waitText(hop)} ${hop.where}`)).toEqual([
      '0.8-1.9 s between intake and Orders',
    ]);
    const rows = orderRows(trace, 120, utc).map((row) => row.map(({ text }) => text).join(''));
    expect(rows[0]).toMatch(/ORD-1 {2}PLACED {2}0\.8-1\.9 s, of which 0\.8-1\.9 s between intake and Orders/);
    expect(rows[2]).toMatch(/\+0\.8-1\.9 s/);
  });

  test('the longest wait is one that is certain', () => {
    const lines = [line('intake', 10, 'accepted ORD-1'), line('worker', 1400, 'charging ORD-1')];
    const trace = traced(lines, written(20, 'PLACED', 'INSERT'));
    expect(trace.summary?.slowest?.where).toBe('in payments');
  });

  test('after a later change of the item the order goes on from the stage that wrote it', () => {
    const lines = [...call('worker', 100, 200, 1), line('shipping', 40_000, 'picking ORD-1')];
    const trace = traced(lines, written(150, 'PAID'));
    expect(trace.summary?.slowest?.where).toBe('between worker and shipping');
  });
});

describe('a second try after an error', () => {
  const failed = (at: number) => [
    line('worker', at, 'charging ORD-1'),
    line('worker', at + 300, 'ERROR charge failed ORD-1'),
    line('worker', at + 310, 'message of ORD-1 goes back'),
  ];

  test.each([2_000, 30_000, 360_000])('%d ms later, without request ids: a wait in the queue', (later) => {
    const trace = traced([
      ...failed(0),
      line('worker', 310 + later, 'charging ORD-1'),
      line('worker', 500 + later, 'charged ORD-1'),
    ]);
    expect(mainEvents(trace.events).map(({ attempt }) => attempt)).toEqual([
      undefined,
      undefined,
      undefined,
      2,
      undefined,
    ]);
    expect(trace.summary?.slowest?.where).toBe('in payments, to be tried again');
    expect(trace.summary?.slowest?.waitMs).toBe(later);
  });

  test('three tries are counted', () => {
    const trace = traced([...failed(0), ...failed(60_000), line('worker', 120_000, 'charged ORD-1')]);
    expect(trace.events.flatMap(({ attempt }) => attempt ?? [])).toEqual([2, 3]);
  });

  test('what follows at once is of the same try, and a line after success is no second one', () => {
    const at = traced([...failed(0), line('worker', 900, 'cleaning up ORD-1')]);
    expect(at.events.flatMap(({ attempt }) => attempt ?? [])).toEqual([]);
    const fine = traced([
      line('worker', 0, 'charged ORD-1'),
      line('worker', 60_000, 'receipt of ORD-1 sent'),
    ]);
    expect(fine.events.flatMap(({ attempt }) => attempt ?? [])).toEqual([]);
  });

  test('of a service that reads no queue later lines are later requests', () => {
    const lines = [
      line('shipping', 0, 'ERROR no robot for ORD-1'),
      line('shipping', 60_000, 'picking ORD-1'),
    ];
    expect(traced(lines).events.flatMap(({ attempt }) => attempt ?? [])).toEqual([]);
  });

  test('under the same request id, as Lambda does without a queue: two calls, not one of a minute', () => {
    const error = 'ERROR\tcannot write ORD-1';
    const trace = traced([...call('intake', 0, 200, 1, error), ...call('intake', 60_000, 60_200, 1)]);
    const calls = mainEvents(trace.events);
    expect(calls.map(({ at, endedAt = 0, attempt }) => [at - noon, endedAt - noon, attempt])).toEqual([
      [0, 200, undefined],
      [60_000, 60_200, 2],
    ]);
    expect(trace.summary?.slowest?.where).toBe('until intake tried again');
  });
});

describe('as the simulation made it', () => {
  const clock = { now: () => noon, sleep: async () => {} };
  const account = createAccount({
    seed: 5,
    scenario: 'incident',
    startAt: noon,
    clock,
    historyMs: 16 * 60_000,
  });
  const parsed = parsePipelineFile(demoPipelineYaml, { file: 'demo', regions: [account.region] });
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
  const [demo] = parsed.value;
  const requestId = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

  /** All lines that name an order, with what else their invocations wrote, or as a logger without request ids has them. */
  const linesByOrder = (withIds: boolean): ReadonlyMap<string, readonly LogEvent[]> => {
    const found = new Map<string, Set<LogEvent>>();
    const ofRequest = new Map<string, LogEvent[]>();
    const ordersOf = new Map<string, Set<string>>();
    for (const { group } of groupsOf(demo.stages)) {
      for (const { at, message } of account.logs.events(group, noon - 16 * 60_000, noon)) {
        if (!withIds && /^(?:INIT_START|START|END|REPORT) /.test(message)) continue;
        const text = withIds ? message : message.replaceAll(requestId, '');
        const one = {
          ...line('', 0, text),
          group,
          at,
          ingestedAt: at,
          eventId: `${group} ${at} ${text.length}`,
          region: account.region,
        };
        for (const [id] of text.matchAll(/ORD-\d+/g)) {
          found.set(id, (found.get(id) ?? new Set()).add(one));
          for (const [request] of text.matchAll(requestId)) {
            ordersOf.set(`${group} ${request}`, (ordersOf.get(`${group} ${request}`) ?? new Set()).add(id));
          }
        }
        for (const [request] of text.matchAll(requestId)) {
          ofRequest.set(`${group} ${request}`, [...(ofRequest.get(`${group} ${request}`) ?? []), one]);
        }
      }
    }
    for (const [request, orders] of ordersOf) {
      for (const id of orders) for (const one of ofRequest.get(request) ?? []) found.get(id)?.add(one);
    }
    return new Map([...found].map(([id, lines]) => [id, [...lines]]));
  };

  test.each([true, false])(
    'changes stand after what wrote them and before what followed; with request ids: %s',
    (withIds) => {
      let looked = 0;
      for (const [orderId, lines] of [...linesByOrder(withIds)].slice(400, 700)) {
        const truth = account.orderTruth(orderId).filter(({ stage }) => stage === 'Orders');
        if (truth.length === 0) continue;
        const changes = truth.map(({ at }, index) =>
          change({
            keys: { orderId: { S: orderId } },
            eventName: index === 0 ? 'INSERT' : 'MODIFY',
            at: Math.floor(at / 1000) * 1000,
            sequenceNumber: String(index + 1),
            eventId: String(index),
            region: account.region,
          }),
        );
        const { events } = orderTrace({ orderId, pipeline: demo, lines, changes });
        const shown = mainEvents(events);
        for (const [place, { written: of }] of shown.entries()) {
          const at = of && truth[Number(of.change.eventId)]?.at;
          if (at === undefined) continue;
          looked += 1;
          const wrong = shown.filter(
            (one, other) => one.kind !== 'change' && one.at !== at && other < place !== one.at < at,
          );
          expect(wrong).toEqual([]);
        }
      }
      expect(looked).toBeGreaterThan(300);
    },
  );
});
