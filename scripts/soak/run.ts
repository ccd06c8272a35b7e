/** A run: an account that is the truth, clients behind networks that fail, a healthy end in which all drains, and the count. */
import { mkdir, rm } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../src/sandbox/simulation/random.ts';
import { startAccount, writeConfig } from './account.ts';
import { type Recovery, runChaos } from './chaos.ts';
import { type Client, type Setting, startDashboard, startLines } from './clients.ts';
import { type FaultKind, type Lengths, phases } from './faults.ts';
import { type Sample, sampleOf, usageOf } from './measure.ts';
import { type ChaosProxy, startChaosProxy } from './proxy.ts';
import type { ClientResult, ToCome } from './report.ts';
import {
  compare,
  createTruthReader,
  type Difference,
  eventKey,
  recordKey,
  type Span,
  type Truth,
  transitionKey,
} from './truth.ts';

export const clientNames = ['dashboard', 'tail', 'logs-live', 'logs-poll', 'alarms'] as const;
export type ClientName = (typeof clientNames)[number];

export type SoakOptions = {
  readonly node: string;
  readonly cli: string;
  readonly folder: string;
  readonly seed: number;
  /** Phases of faults: as many, or as long as no more begin. */
  readonly phases?: number;
  readonly chaosMs?: number;
  /** After them all is well for so long, before the count. */
  readonly healthyMs: number;
  readonly stuckMs: number;
  readonly restMs: number;
  readonly lengths: Lengths;
  readonly kinds?: readonly FaultKind[];
  readonly clients: readonly ClientName[];
  /** Whose going on is waited for after each fault; all of them where absent. */
  readonly goesOnAt?: readonly ClientName[];
  readonly sampleEveryMs: number;
  readonly say: (line: string) => void;
};

export type SoakResult = {
  readonly results: readonly ClientResult[];
  readonly recoveries: readonly Recovery[];
  readonly samples: Readonly<Record<string, readonly Sample[]>>;
  readonly load: readonly number[];
  readonly failed: boolean;
};

const region = 'eu-west-1';
const table = 'Orders';
const groups = ['/ecs/fulfilment', '/aws/apigateway/orders-api', '/ec2/legacy-erp/messages'];
const readyMs = 240_000;
/**
 * The last line of a stretch is read so much later at the most: it is delivered late (sandbox: by up to 40 s), and one that is later than
 * what each poll looks at again waits for the deep round of each minute; both again where the machine is slow.
 */
const drainMs = 240_000;
const looksEveryMs = 500;
const truthEveryMs = 60_000;

/** By client: what it asks for again and again. */
const askedMost = {
  dashboard: 'GetRecords',
  tail: 'GetRecords',
  'logs-live': 'StartLiveTail',
  'logs-poll': 'FilterLogEvents',
  alarms: 'DescribeAlarms',
} satisfies Record<ClientName, string>;

type Started = {
  readonly client: Client;
  readonly proxy: ChaosProxy;
  /** What it should have told; undefined where that is not counted. */
  readonly truth?: (span: Span) => Promise<Truth>;
  readonly press?: (keys: string) => void;
};

/** Views that are looked at; the one of patterns and the page of the worst are left again by Escape. */
const presses = ['1', '2', '3', '4', '5', '6', '8', '1', '\t', 'j', 'W', '\u001b', '?', '\u001b'];

export const runSoak = async (options: SoakOptions): Promise<SoakResult> => {
  const { node, cli, folder, seed, say, sampleEveryMs } = options;
  await mkdir(folder, { recursive: true });
  const setting: Setting = { node, cli, folder, region };
  const account = await startAccount(setting, seed);
  const proxies: ChaosProxy[] = [];
  const started: Started[] = [];
  try {
    const config = join(folder, 'pipeline.yaml');
    const checkpoint = join(folder, 'checkpoint');
    await rm(checkpoint, { force: true });
    if (options.clients.includes('dashboard')) await writeConfig(setting, account.url, config);
    const reader = createTruthReader(account.url, region);
    const eventOf = (line: Readonly<Record<string, unknown>>): string | undefined =>
      line['type'] === 'log'
        ? eventKey(line['group'], line['stream'], line['at'], line['message'])
        : undefined;
    const events = (span: Span): Promise<Truth> => reader.events(groups, span);
    const start = {
      dashboard: (proxy: ChaosProxy): Omit<Started, 'proxy'> => {
        const client = startDashboard(proxy, config, setting);
        return { client, press: client.press };
      },
      tail: (proxy: ChaosProxy) => ({
        client: startLines(
          {
            name: 'tail',
            asks: askedMost.tail,
            args: ['tail-stream', '--table', table, '--checkpoint', checkpoint],
            proxy,
            keyOf: (line) => (line['type'] === 'change' ? recordKey(line['sequenceNumber']) : undefined),
          },
          setting,
        ),
        truth: (span: Span) => reader.records(table, span),
      }),
      'logs-live': (proxy: ChaosProxy) => ({
        client: startLines(
          {
            name: 'logs-live',
            asks: askedMost['logs-live'],
            args: ['logs', 'tail', ...groups],
            proxy,
            keyOf: eventOf,
          },
          setting,
        ),
        truth: events,
      }),
      'logs-poll': (proxy: ChaosProxy) => ({
        client: startLines(
          {
            name: 'logs-poll',
            asks: askedMost['logs-poll'],
            args: ['logs', 'tail', '--poll', ...groups],
            proxy,
            keyOf: eventOf,
          },
          setting,
        ),
        truth: events,
      }),
      alarms: (proxy: ChaosProxy) => ({
        client: startLines(
          {
            name: 'alarms',
            asks: askedMost.alarms,
            args: ['alarms', '--watch'],
            proxy,
            keyOf: (line) =>
              line['type'] === 'alarmHistory'
                ? transitionKey(line['name'], line['at'], line['to'])
                : undefined,
            sign: 'DescribeAlarms',
          },
          setting,
        ),
        truth: (span: Span) => reader.transitions(span),
      }),
    };
    for (const [index, name] of options.clients.entries()) {
      const proxy = await startChaosProxy(account.url, seed * 100 + index);
      proxies.push(proxy);
      started.push({ ...start[name](proxy), proxy });
    }
    const clients = started.map(({ client }) => client);
    const isReady = (): boolean => clients.every((client) => client.lastSign() !== undefined);
    const readyBy = Date.now() + readyMs;
    while (!isReady()) {
      if (Date.now() > readyBy)
        throw new Error(
          `not ready: ${clients.filter((one) => one.lastSign() === undefined).map(({ name }) => name)}`,
        );
      await sleep(looksEveryMs);
    }
    if (options.clients.includes('tail')) await reader.begin(table);
    const fromMs = Math.ceil(Date.now() / 1000) * 1000 + 2_000;
    await sleep(fromMs - Date.now());

    const samples: Record<string, Sample[]> = {};
    const load: number[] = [];
    const sample = async (): Promise<void> => {
      load.push(loadavg()[0] ?? 0);
      const processes = [
        ...clients,
        { name: 'account', pid: account.pid },
        { name: 'soak itself', pid: process.pid },
      ];
      for (const { name, pid } of processes) {
        const one = await sampleOf(pid);
        if (one !== undefined) samples[name] = [...(samples[name] ?? []), one];
      }
    };
    const sampling = setInterval(() => void sample(), sampleEveryMs);
    // The truth is read as it goes: at the end that would take long.
    let reading: Promise<unknown> = Promise.resolve();
    const readingOn = setInterval(() => {
      reading = reading.then(async () => {
        for (const { truth } of started) await truth?.({ fromMs, toMs: Date.now() });
      });
    }, truthEveryMs);
    const random = createRandom(seed);
    const pressing = setInterval(() => {
      for (const { press } of started) press?.(presses[Math.floor(random() * presses.length)] ?? '1');
    }, 7_000);

    const recoveries = await runChaos({
      clients: clients.filter(
        ({ name }) => options.goesOnAt === undefined || options.goesOnAt.some((one) => one === name),
      ),
      proxies,
      mostPhases: options.phases ?? Number.POSITIVE_INFINITY,
      phases: phases(seed, options.lengths, options.kinds),
      untilMs: fromMs + (options.chaosMs ?? Number.POSITIVE_INFINITY),
      stuckMs: options.stuckMs,
      restMs: options.restMs,
      onPhase: ({ kind, lastsMs, share }) =>
        say(
          `${new Date().toISOString()} ${kind} for ${(lastsMs / 1000).toFixed(1)} s, ${Math.round(share * 100)} %`,
        ),
      onRecovered: (some) =>
        say(
          `${new Date().toISOString()}   went on: ${some.map(({ client, tookMs }) => `${client} ${tookMs === undefined ? 'STUCK' : (tookMs / 1000).toFixed(1)}`).join(', ')}`,
        ),
    });
    clearInterval(pressing);
    clearInterval(readingOn);
    await sleep(options.healthyMs);
    await reading;
    const span: Span = { fromMs, toMs: Date.now() };
    const died = new Set(clients.filter((client) => client.exit() !== undefined));
    // Each has until then to tell the last of it; who has all is done at once.
    const drainedBy = Date.now() + drainMs;
    const counts = new Map<Client, { readonly truth: Truth } & Difference>();
    const toCome = new Map<Client, readonly ToCome[]>();
    for (;;) {
      for (const { client, truth: truthOf } of started) {
        if (truthOf === undefined) continue;
        const truth = await truthOf(span);
        const count = compare(truth, client.told, span);
        counts.set(client, { truth, ...count });
        const before = toCome.get(client) ?? [];
        if (before.at(-1)?.count !== count.lost.length)
          toCome.set(client, [...before, { afterMs: Date.now() - span.toMs, count: count.lost.length }]);
      }
      const isEven = [...counts.values()].every(({ lost }) => lost.length === 0);
      if (isEven || Date.now() > drainedBy) break;
      await sleep(2_000);
    }
    clearInterval(sampling);
    const results = await Promise.all(
      started.map(async ({ client, proxy }): Promise<ClientResult> => {
        const exit = await client.end();
        const count = counts.get(client);
        return {
          name: client.name,
          published:
            count === undefined ? undefined : [...count.truth.values()].reduce((sum, one) => sum + one, 0),
          lost: count?.lost ?? [],
          repeated: count?.repeated ?? [],
          invented: count?.invented ?? [],
          toCome: toCome.get(client) ?? [],
          cameAt: Object.fromEntries(
            (count?.repeated ?? []).map((key) => [key, client.told.get(key)?.cameAt ?? []]),
          ),
          stuck: recoveries.filter(({ client: name, tookMs }) => name === client.name && tookMs === undefined)
            .length,
          quietMs: proxy.longestQuietMs(new Map(Object.entries(askedMost)).get(client.name) ?? ''),
          died: died.has(client),
          exit: String(exit.code ?? exit.signal),
          complaints: client.complaints(),
          usage: usageOf(samples[client.name] ?? []),
          ...proxy.counts(),
        };
      }),
    );
    return {
      results,
      recoveries,
      samples,
      load,
      failed: results.some(
        ({ lost, repeated, invented, stuck, died: isDead, complaints }) =>
          lost.length + repeated.length + invented.length + stuck + complaints.length > 0 || isDead,
      ),
    };
  } finally {
    for (const { client } of started) if (client.exit() === undefined) await client.end();
    for (const proxy of proxies) await proxy.close();
    account.stop();
  }
};
