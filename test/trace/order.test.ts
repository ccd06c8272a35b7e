import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alarmsSince, changesOfOrder, findLines } from '../../src/app/order/order-sources.ts';
import { createClients } from '../../src/aws/clients.ts';
import type { Backend } from '../../src/backend/backend.ts';
import { observationLine } from '../../src/output/ndjson.ts';
import { groupsOf } from '../../src/pipeline/log-groups.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { succeed } from '../../src/result.ts';
import { createAccount, type SimulatedAccount } from '../../src/sandbox/create-account.ts';
import { demoPipelineYaml } from '../../src/sandbox/demo-pipeline.ts';
import { startSandboxServer } from '../../src/sandbox/server.ts';
import type { OrderTruth } from '../../src/sandbox/simulation/truth.ts';
import { textOut } from '../../src/text-out.ts';
import { type OrderTrace, observationsOf, orderTrace } from '../../src/trace/order-trace.ts';
import { backendOf } from '../helpers/backend.ts';
import { quickClock } from '../helpers/clock.ts';

const minute = 60_000;
const noon = Date.UTC(2026, 0, 15, 12);

type Traced = {
  readonly account: SimulatedAccount;
  readonly backend: Backend;
  readonly pipeline: Pipeline;
  readonly close: () => Promise<void>;
};

const open = async (scenario: 'incident' | 'calm', historyMs: number): Promise<Traced> => {
  const clock = quickClock(noon, 10);
  const account = createAccount({ seed: 5, scenario, startAt: noon, clock, historyMs });
  const server = await startSandboxServer({ account, clock });
  const clients = createClients({
    region: account.region,
    endpointUrl: server.url,
    clock,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const parsed = parsePipelineFile(demoPipelineYaml, { file: 'demo', regions: [account.region] });
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
  const close = async () => {
    clients.close();
    await server.close();
  };
  const backend = backendOf(clients, account.region, clock);
  return { account, backend, pipeline: parsed.value[0], close };
};

let outage: Traced;
beforeAll(async () => {
  outage = await open('incident', 16 * minute);
});
afterAll(() => outage.close());

/** The newest order that a line of this group names, whose line matches: its alarms had gone off by then. */
const orderWhere = ({ account }: Traced, group: string, pattern: RegExp): string => {
  const lines = [...account.logs.events(group, noon - 12 * minute, noon - 5 * minute)];
  const newest = lines.findLast(({ message }) => pattern.test(message) && /ORD-\d+/.test(message));
  const id = /ORD-\d+/.exec(newest?.message ?? '')?.[0];
  if (id !== undefined) return id;
  throw new Error(`no order with ${pattern}`);
};

type Known = Parameters<typeof orderTrace>[0];

const findOut = async (
  { account, backend, pipeline }: Traced,
  orderId: string,
  withStream = false,
): Promise<Known> => {
  const { signal } = new AbortController();
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  const runtime = { stdin: process.stdin, stderr: textOut(process.stderr) };
  const groups = groupsOf(pipeline.stages);
  const began = account.orderTruth(orderId)[0]?.at ?? noon;
  const window = { groups, from: began - minute, to: noon, maxScanBytes: 1e9, isStrict: false };
  const lines = await findLines(orderId, window, { backend, runtime, interactive: false, say }, signal);
  if (!lines.ok) throw new Error(lines.failure.message);
  const changes = withStream
    ? await changesOfOrder(orderId, pipeline, began - minute, { backend, say }, signal)
    : succeed({ found: [], troubles: [] });
  if (!changes.ok) throw new Error(changes.failure.message);
  const known = await alarmsSince(backend, backend.origins, began - minute, signal);
  const troubles = [lines.value, changes.value, known].flatMap((one) => one.troubles);
  if (troubles.length > 0) throw new Error(troubles.map(({ failure }) => failure.message).join(', '));
  return { orderId, pipeline, lines: lines.value.found, changes: changes.value.found, ...known };
};

const trace = async (of: Traced, orderId: string, withStream = false): Promise<OrderTrace> =>
  orderTrace(await findOut(of, orderId, withStream));

/** Of a change AWS tells the second; of a line the millisecond. */
const isTold = (events: OrderTrace['events'], { stage, at }: OrderTruth[number]): boolean =>
  events.some(
    (event) => event.stage === stage && (stage === 'Orders' ? Math.floor(at / 1000) * 1000 : at) === event.at,
  );

const payments = '/aws/lambda/payment-worker';

describe('one order, traced', () => {
  it.each([
    ['that was paid at once', payments, /charged .* in/],
    ['that was paid at the third try', payments, /charging .* attempt 3 of 3/],
    ['that was cancelled', '/aws/lambda/order-intake', /order cancelled/],
    ['that was shipped', '/ecs/fulfilment', /shipped/],
  ])('%s: every call as the simulation made it, to the millisecond', async (_, group, pattern) => {
    const orderId = orderWhere(outage, group, pattern);
    const { events } = await trace(outage, orderId);
    // What is younger may not have been ingested by then.
    const { account } = outage;
    const truth = account
      .orderTruth(orderId)
      .filter(({ stage, at, ended = at }) => stage !== 'Orders' && ended < noon - minute);
    expect(truth.length).toBeGreaterThanOrEqual(2);
    for (const { stage, at, ended } of truth) {
      const found = events.filter((event) => event.stage === stage && event.at === at);
      expect(found, `${stage} at ${new Date(at).toISOString()}`).not.toEqual([]);
      // Picking has no line for its end; the others' are of one moment.
      if (ended === undefined || stage === 'fulfilment') continue;
      expect(found).toContainEqual(expect.objectContaining({ kind: 'call', endedAt: ended }));
    }
    // And none that never was.
    const times = new Set(account.orderTruth(orderId).map(({ stage, at }) => `${stage} ${at}`));
    for (const { kind, stage, at } of events) if (kind === 'call') expect(times).toContain(`${stage} ${at}`);
  });

  it('with its changes, each at its second and after the call that made it', async () => {
    const orderId = orderWhere(outage, payments, /charged .* in/);
    const { events, summary } = await trace(outage, orderId, true);
    const truth = outage.account.orderTruth(orderId).filter(({ stage }) => stage === 'Orders');
    const changes = events.filter(({ kind }) => kind === 'change');
    const seconds = truth.map(({ at }) => Math.floor(at / 1000) * 1000);
    // The account goes on meanwhile: there may be younger ones.
    expect(changes.map(({ at }) => at)).toEqual(seconds.slice(0, changes.length));
    expect(changes.length).toBeGreaterThanOrEqual(truth.filter(({ at }) => at < noon).length);
    expect(summary?.statuses.slice(0, 2)).toEqual(['PLACED', 'PAID']);
    const stages = events.map(({ stage }) => stage);
    expect(stages.indexOf('Orders')).toBeGreaterThan(stages.indexOf('order-intake'));
  }, 60_000);

  it('its longest wait is found and named by the queue', async () => {
    const orderId = orderWhere(outage, payments, /charging .* attempt 3 of 3/);
    const { events, summary } = await trace(outage, orderId);
    const calls = events.filter(({ kind, stage }) => kind === 'call' && stage === 'payment-worker');
    expect(calls.map(({ attempt }) => attempt)).toEqual([undefined, 2, 3]);
    expect(summary?.slowest?.where).toMatch(/in payments|in fulfilment/);
    const waited = summary?.hops.reduce((sum, { waitMs }) => sum + waitMs, 0) ?? 0;
    expect(waited).toBeLessThanOrEqual(summary?.totalMs ?? 0);
  });

  it('no line of another order is taken for its own', async () => {
    const orderId = orderWhere(outage, payments, /charged .* in/);
    const { events } = await trace(outage, orderId);
    for (const { text } of events) {
      for (const [other] of text.matchAll(/ORD-\d+/g)) expect(other).toBe(orderId);
    }
  });

  it('through every stage that it passed, to its invoice, at the times of the simulation', async () => {
    const calm = await open('calm', 32 * minute);
    const orderId = orderWhere(calm, '/ec2/legacy-erp/messages', /invoice/);
    const { events } = await trace(calm, orderId, true);
    const truth = calm.account.orderTruth(orderId).filter(({ at, ended = at }) => ended < noon - minute);
    await calm.close();
    expect(new Set(truth.map(({ stage }) => stage))).toEqual(
      new Set([
        'orders-api',
        'order-intake',
        'Orders',
        'order-dispatch',
        'payment-worker',
        'fulfilment',
        'warehouse',
        'legacy-erp',
      ]),
    );
    expect(truth.filter((event) => !isTold(events, event))).toEqual([]);
    // And nothing that never was: each event is one of the simulation's, or a line within one of its calls.
    const within = ({ stage, at }: (typeof events)[number]): boolean =>
      truth.some((one) => one.stage === stage && one.at <= at + 1000 && at <= (one.ended ?? one.at));
    for (const event of events) {
      if (event.kind !== 'alarm' && event.at < noon - minute) expect(event).toSatisfy(within);
    }
  }, 120_000);

  it('with the alarms that were on meanwhile, by their stage', async () => {
    const orderId = orderWhere(outage, payments, /charging .* attempt 3 of 3/);
    const { events, summary } = await trace(outage, orderId);
    const on = events.filter(({ kind }) => kind === 'alarm');
    expect(on.map(({ text }) => text.split(' ').slice(0, 2).join(' '))).toContain(
      'ALARM payment-worker-errors',
    );
    for (const { at, endedAt = noon } of on) {
      expect(at).toBeLessThanOrEqual(summary?.to ?? 0);
      expect(endedAt).toBeGreaterThanOrEqual(summary?.from ?? 0);
    }
    expect(on.find(({ text }) => text.includes('payments-outage'))?.stage).not.toBe('');
  });

  it('as the lines, changes and transitions of the contract, in order of time', async () => {
    const orderId = orderWhere(outage, payments, /charging .* attempt 3 of 3/);
    const observations = observationsOf(await findOut(outage, orderId));
    const printed = observations.map((one) => JSON.parse(observationLine(one)));
    expect(new Set(printed.map(({ type }) => type))).toEqual(new Set(['log', 'alarmHistory']));
    const times = printed.map(({ at }) => at);
    expect(times).toEqual([...times].sort());
    for (const one of observations) {
      if (one.type !== 'log') continue;
      // Of an invocation that handled several orders only what is this one's.
      for (const [other] of one.message.matchAll(/ORD-\d+/g)) expect(other).toBe(orderId);
      expect(one.eventId).not.toBe('');
    }
    const starts = printed.filter(({ message = '' }) => message.startsWith('START'));
    const calls = outage.account
      .orderTruth(orderId)
      .filter(({ stage, ended = 0 }) => /intake|worker/.test(stage) && ended < noon - minute);
    expect(starts.map(({ at }) => Date.parse(at))).toEqual(expect.arrayContaining(calls.map(({ at }) => at)));
  });
});
