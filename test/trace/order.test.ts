import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changesOfOrder, invocationLines, linesOfOrder } from '../../src/app/order-sources.ts';
import type { Session } from '../../src/app/session.ts';
import { type Clients, createClients } from '../../src/aws/clients.ts';
import { groupsOf } from '../../src/pipeline/log-groups.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { createAccount, type SimulatedAccount } from '../../src/sandbox/create-account.ts';
import { demoPipelineYaml } from '../../src/sandbox/demo-pipeline.ts';
import { type SandboxServer, startSandboxServer } from '../../src/sandbox/server.ts';
import { type OrderTrace, orderTrace } from '../../src/trace/order-trace.ts';
import { quickClock } from '../helpers/clock.ts';

const minute = 60_000;
const noon = Date.UTC(2026, 0, 15, 12);
const historyMs = 16 * minute;

let account: SimulatedAccount;
let server: SandboxServer;
let clients: Clients;
let session: Session;
let pipeline: Pipeline;

beforeAll(async () => {
  const clock = quickClock(noon, 10);
  account = createAccount({
    seed: 5,
    scenario: 'incident',
    startAt: noon,
    clock,
    historyMs,
  });
  server = await startSandboxServer({ account, clock });
  clients = createClients({
    region: account.region,
    endpointUrl: server.url,
    clock,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  session = {
    account: 'sandbox',
    regions: [account.region],
    origins: [{ region: account.region }],
    isRegionAsked: false,
    clock,
    clientsFor: () => clients,
    demoPipeline: demoPipelineYaml,
    close: async () => {},
  };
  const parsed = parsePipelineFile(demoPipelineYaml, { file: 'demo', regions: [account.region] });
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
  pipeline = parsed.pipelines[0];
});
afterAll(async () => {
  clients.close();
  await server.close();
});

/** An order that a line of this group names, whose line matches. */
const orderWhere = (group: string, pattern: RegExp): string => {
  for (const { message } of account.logs.events(group, noon - 12 * minute, noon - 5 * minute)) {
    const id = pattern.test(message) ? /ORD-\d+/.exec(message)?.[0] : undefined;
    if (id !== undefined) return id;
  }
  throw new Error(`no order with ${pattern}`);
};

const trace = async (orderId: string, withStream = false): Promise<OrderTrace> => {
  const { signal } = new AbortController();
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  const runtime = { stdin: process.stdin, stderr: process.stderr };
  const groups = groupsOf(pipeline.stages);
  const began = account.orderTruth(orderId)[0]?.at ?? noon;
  const window = { groups, from: began - minute, to: noon, maxScanBytes: 1e9, isStrict: false };
  const found = await linesOfOrder(orderId, window, { session, runtime, interactive: false, say }, signal);
  if (!found.ok) throw new Error(found.failure.message);
  const { lines } = found.value;
  const rest = await invocationLines(lines, () => account, session, signal);
  const since = Math.min(...lines.map(({ at }) => at)) - minute;
  const changes = withStream
    ? await changesOfOrder(orderId, pipeline, since, { session, say }, signal)
    : { ok: true as const, value: [] };
  if (!changes.ok) throw new Error(changes.failure.message);
  return orderTrace({ orderId, pipeline, lines: [...lines, ...rest], changes: changes.value });
};

const payments = '/aws/lambda/payment-worker';

describe('one order, traced', () => {
  it.each([
    ['that was paid at once', payments, /charged .* in/],
    ['that was paid at the third try', payments, /charging .* attempt 3 of 3/],
    ['that was cancelled', '/aws/lambda/order-intake', /order cancelled/],
    ['that was shipped', '/ecs/fulfilment', /shipped/],
  ])('%s: every call as the simulation made it, to the millisecond', async (_, group, pattern) => {
    const orderId = orderWhere(group, pattern);
    const { events } = await trace(orderId);
    // What is younger may not have been ingested by then.
    const truth = account
      .orderTruth(orderId)
      .filter(({ stage, ended = 0 }) => stage !== 'Orders' && ended < noon - minute);
    expect(truth.length).toBeGreaterThanOrEqual(2);
    for (const { stage, at, ended } of truth) {
      const found = events.filter((event) => event.stage === stage && event.at === at);
      expect(found, `${stage} at ${new Date(at).toISOString()}`).not.toEqual([]);
      if (stage === 'fulfilment') continue;
      expect(found).toContainEqual(expect.objectContaining({ kind: 'call', endedAt: ended }));
    }
    // And none that never was.
    const times = new Set(account.orderTruth(orderId).map(({ stage, at }) => `${stage} ${at}`));
    for (const { kind, stage, at } of events) if (kind === 'call') expect(times).toContain(`${stage} ${at}`);
  });

  it('with its changes, each at its second and after the call that made it', async () => {
    const orderId = orderWhere(payments, /charged .* in/);
    const { events, summary } = await trace(orderId, true);
    const truth = account.orderTruth(orderId).filter(({ stage }) => stage === 'Orders');
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
    const orderId = orderWhere(payments, /charging .* attempt 3 of 3/);
    const { events, summary } = await trace(orderId);
    const calls = events.filter(({ kind, stage }) => kind === 'call' && stage === 'payment-worker');
    expect(calls.map(({ attempt }) => attempt)).toEqual([undefined, 2, 3]);
    expect(summary?.slowest?.where).toMatch(/in payments|in fulfilment/);
    const waited = summary?.hops.reduce((sum, { waitMs }) => sum + waitMs, 0) ?? 0;
    expect(waited).toBeLessThanOrEqual(summary?.totalMs ?? 0);
  });

  it('no line of another order is taken for its own', async () => {
    const orderId = orderWhere(payments, /charged .* in/);
    const { events } = await trace(orderId);
    for (const { text } of events) {
      for (const [other] of text.matchAll(/ORD-\d+/g)) expect(other).toBe(orderId);
    }
  });
});
