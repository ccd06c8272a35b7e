/**
 * A network that swallows everything, drips or answers with pages of its own, for minutes, and then is well: each source says so, goes on
 * within 15 s, and takes back what it said (issue 15, 1). What AWS itself asks for, fewer calls, keeps its own backoff.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as open, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import { systemClock } from '../../src/clock.ts';
import type { Observation } from '../../src/observation/observation.ts';
import { seriesNeeded } from '../../src/pipeline/series-needed.ts';
import { createAccount } from '../../src/sandbox/create-account.ts';
import { demoPipelineYaml } from '../../src/sandbox/demo-pipeline.ts';
import { startSandboxServer } from '../../src/sandbox/server.ts';
import { mergeSources } from '../../src/sources/merge.ts';
import { acknowledged } from '../../src/sources/source.ts';
import { backendOf } from '../helpers/backend.ts';
import { runTool } from '../helpers/in-process.ts';
import { stageOf } from '../pipeline/stages.ts';

const region = 'eu-west-1';
const secondMs = 1000;
const minuteMs = 60 * secondMs;
const html = '<html><body>Bad Gateway</body></html>';

/** How the network answers while it is not well. What it has swallowed never comes. */
const troubles = {
  'accepts and is silent': () => {},
  'sends headers, then nothing': (response: ServerResponse) =>
    void response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).write('{"'),
  drips: (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).write('{');
    const drip = setInterval(() => response.write(' '), secondMs);
    response.on('close', () => clearInterval(drip));
  },
  'is cut': (response: ServerResponse) => void response.socket?.resetAndDestroy(),
  'has a proxy that answers 502 with a page': (response: ServerResponse) =>
    void response.writeHead(502, { 'content-type': 'text/html' }).end(html),
  'has a proxy that answers 504 with nothing': (response: ServerResponse) =>
    void response.writeHead(504).end(),
  'has a captive portal': (response: ServerResponse) =>
    void response.writeHead(200, { 'content-type': 'text/html' }).end(html),
  'has a captive portal that knows no such page': (response: ServerResponse) =>
    void response.writeHead(404, { 'content-type': 'text/html' }).end(html),
} as const;

type Trouble = (response: ServerResponse) => void;

/** Between the clients and the account. What it does with each operation is written down. */
const startNetwork = async (endpoint: string) => {
  let trouble: Trouble | undefined;
  /** By operation: when it first came through since the network is well. */
  let served = new Map<string, number>();
  /** Answers that had begun when the network broke: they never end. */
  let broke = 0;
  let counts = new Map<string, number>();
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const target = String(incoming.headers['x-amz-target'] ?? incoming.url ?? '');
      const operation = /(\w+)$/.exec(target)?.[1] ?? '';
      counts.set(operation, (counts.get(operation) ?? 0) + 1);
      if (trouble !== undefined) {
        trouble(response);
        return;
      }
      const onward = open(
        new URL(incoming.url ?? '/', endpoint),
        { method: incoming.method ?? 'POST', headers: incoming.headers },
        (answer) => {
          if (!served.has(operation)) served.set(operation, Date.now());
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          // A session that is open hears nothing from then on, not even that it has ended.
          const since = broke;
          answer.on('data', (part: Buffer) => since === broke && response.write(part));
          answer.on('end', () => since === broke && response.end());
        },
      );
      onward.on('error', () => response.destroy());
      response.on('close', () => onward.destroy());
      onward.end(Buffer.concat(chunks));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the network has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    breaks: (how: Trouble) => {
      trouble = how;
      broke += 1;
    },
    heals: () => {
      trouble = undefined;
      served = new Map();
    },
    /** Calls by operation since this was last asked. */
    counts: (): ReadonlyMap<string, number> => {
      const made = counts;
      counts = new Map();
      return made;
    },
    servedAt: (operation: string) => served.get(operation),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

/** What the process waits for beside its timers, which stand still here. */
const waits = /^(FSReq|GetAddrInfo|TCPConnect|WriteWrap|ShutdownWrap|Zlib|ZLIB)/;
const quietTurns = 6;

/** Lets all that is under way come to its next wait. */
const settle = async (): Promise<void> => {
  for (let quiet = 0; quiet < quietTurns; ) {
    await new Promise((resolve) => setImmediate(resolve));
    quiet = process.getActiveResourcesInfo().some((name) => waits.test(name)) ? 0 : quiet + 1;
  }
};

const stepMs = 250;
const pass = async (ms: number): Promise<void> => {
  for (let passed = 0; passed < ms; passed += stepMs) {
    vi.advanceTimersByTime(stepMs);
    await settle();
  }
};

/** All sources over one network: polled and by Live Tail. */
const watchAll = (url: string) => {
  const clients = createClients({
    region,
    endpointUrl: url,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    env: {},
  });
  const backend = backendOf(clients, region, systemClock);
  const group = '/aws/lambda/payment-worker';
  const worker = stageOf('lambda', {
    name: 'payment-worker',
    region,
    dimensions: { FunctionName: 'payment-worker' },
    logGroups: [group],
  });
  const series = seriesNeeded({ name: 'orders', stages: [worker] }, undefined);
  const demand = { series, graphs: undefined, logs: true, deployments: true, shown: true };
  const common = { origins: [{ region }], demand: () => demand, cached: () => undefined, budget: undefined };
  const logs = { groups: [{ region, group }], since: Date.now() };
  const stop = new AbortController();
  const told = new Map<string, Observation & { readonly type: 'problem' }>();
  const sources = [
    ...backend.watch({
      ...common,
      liveMs: 600_000,
      alarms: { historyMs: 3_600_000 },
      logs,
      deployments: [worker],
      tables: { at: [{ region, table: 'Orders' }], from: 'latest' },
    }),
    ...backend.watch({ ...common, origins: [], liveMs: 0, logs: { ...logs, liveTail: true } }),
  ];
  const run = async (): Promise<void> => {
    for await (const batch of acknowledged(mergeSources(sources, stop.signal))) {
      for (const one of batch) {
        if (one.type === 'problem') told.set(`${one.source} ${one.scope}`, one);
      }
    }
  };
  const ended = run();
  return {
    /** What is said and not taken back. */
    standing: () => [...told].filter(([, { failure }]) => failure !== undefined).map(([scope]) => scope),
    end: async () => {
      stop.abort();
      await settle();
      await ended;
      clients.close();
    },
  };
};

/** An operation of each source, that it polls by. */
const bySource = {
  metrics: 'GetMetricData',
  alarms: 'DescribeAlarms',
  logs: 'FilterLogEvents',
  'Live Tail': 'StartLiveTail',
  stream: 'GetRecords',
} as const;

const wellWithinMs = 15 * secondMs;
/** Long enough for each source to have been asked for, in vain. */
const brokenMs = 130 * secondMs;

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** An account, a network before it, and all sources, 20 s old. `shift` is what AWS's clock is ahead of this machine's. */
const world = async (shift = () => 0) => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
    now: Date.UTC(2026, 10, 27, 3, 14),
  });
  // The longest that chance may wait.
  vi.spyOn(Math, 'random').mockReturnValue(0.999);
  const clock = { ...systemClock, now: () => Date.now() + shift() };
  const account = createAccount({
    seed: 5,
    scenario: 'incident',
    startAt: clock.now(),
    historyMs: 20 * 60_000,
    clock,
  });
  const server = await startSandboxServer({ account, clock });
  const network = await startNetwork(server.url);
  const watched = watchAll(network.url);
  closers.push(() => server.close(), network.close, watched.end);
  await pass(20 * secondMs);
  return { network, watched };
};

/** Seconds from its healing on until each source was answered, and until nothing was said any more. */
const healing = async ({ network, watched }: Awaited<ReturnType<typeof world>>) => {
  network.heals();
  const healedAt = Date.now();
  let quietAfter: number | undefined;
  for (let passed = 0; passed < 2 * wellWithinMs && quietAfter === undefined; passed += stepMs) {
    await pass(stepMs);
    if (watched.standing().length === 0) quietAfter = (Date.now() - healedAt) / secondMs;
  }
  await pass(wellWithinMs - (Date.now() - healedAt));
  const goesOn = Object.entries(bySource).map(([source, operation]) => {
    const at = network.servedAt(operation);
    return [source, at === undefined ? Number.NaN : (at - healedAt) / secondMs] as const;
  });
  return { goesOn: Object.fromEntries(goesOn), quietAfter };
};

describe('a network that', { timeout: 120_000 }, () => {
  test.each(Object.entries(troubles))('%s, and then is well: each source goes on', async (_, trouble) => {
    const { network, watched } = await world();
    expect(watched.standing()).toEqual([]);
    network.breaks(trouble);
    await pass(brokenMs);
    expect(watched.standing().toSorted()).toEqual([
      'alarms eu-west-1',
      'deployments /aws/lambda/payment-worker',
      'logs /aws/lambda/payment-worker',
      'logs Live Tail of /aws/lambda/payment-worker',
      'metrics eu-west-1',
      'stream Orders',
    ]);
    const healed = await healing({ network, watched });
    for (const [source, after] of Object.entries(healed.goesOn))
      expect([source, after <= 15]).toEqual([source, true]);
    expect(healed.quietAfter).toBeLessThanOrEqual(15);
  });
});

/** A poll of alarms falls into it. */
const windowMs = 32 * secondMs;

describe('a laptop', { timeout: 120_000 }, () => {
  test('that sleeps for long, and wakes with dead connections: each source goes on', async () => {
    const { network, watched } = await world();
    network.breaks(troubles['accepts and is silent']);
    await pass(2 * secondMs);
    // Timers stand still meanwhile; the clock does not.
    vi.setSystemTime(Date.now() + 20 * minuteMs);
    const healed = await healing({ network, watched });
    for (const source of ['alarms', 'logs', 'Live Tail', 'stream', 'metrics'])
      expect([source, (healed.goesOn[source] ?? Number.NaN) <= 15]).toEqual([source, true]);
  });

  test.each([
    ['forward', 3_600_000],
    ['back', -3_600_000],
  ])('whose clock is set %s: no source stalls, none asks in a burst', async (_, jumpMs) => {
    let shift = 0;
    const { network, watched } = await world(() => shift);
    network.counts();
    await pass(windowMs);
    const before = network.counts();
    shift = -jumpMs;
    vi.setSystemTime(Date.now() + jumpMs);
    await pass(windowMs);
    const after = network.counts();
    for (const operation of ['GetRecords', 'FilterLogEvents', 'DescribeAlarms', 'GetMetricData']) {
      const [usual = 0, now = 0] = [before.get(operation), after.get(operation)];
      expect([operation, now >= usual / 2, now <= 2 * usual + 2]).toEqual([operation, true, true]);
    }
    expect(watched.standing()).toEqual([]);
  });
});

test('AWS that asks for fewer calls gets fewer: they are spaced out to a minute', {
  timeout: 120_000,
}, async () => {
  const { network } = await world();
  network.breaks((response) => {
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end('{"__type":"ThrottlingException","message":"Rate exceeded"}');
  });
  await pass(120 * secondMs);
  network.counts();
  await pass(300 * secondMs);
  const counts = network.counts();
  for (const operation of ['DescribeAlarms', 'StartLiveTail', 'DescribeLogGroups'])
    expect(counts.get(operation) ?? 0).toBeLessThanOrEqual(10);
});

const realTimeout = setTimeout;

const inRealTime = async <Value>(work: Promise<Value>): Promise<Value> => {
  let isOver = false;
  void work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    vi.advanceTimersByTime(50);
    await new Promise((resolve) => realTimeout(resolve, 5));
  }
  return work;
};

describe('a command that ends by itself', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'orders-watch-healing-'));
  const config = join(folder, 'orders-watch.yaml');
  const env = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: region, HOME: folder };
  beforeAll(() => writeFileSync(config, demoPipelineYaml));
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (line: string, url: string) => {
    const args = (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'(.*)'$/, '$1'));
    return runTool([...args, '--endpoint-url', url, '--config', config], { clock: systemClock, env });
  };

  test.each([
    'alarms --json',
    'doctor',
    "logs query 'fields @message | limit 1' --group /aws/lambda/payment-worker",
    'order ORD-50000',
  ])(
    '%s, begun while the network swallows everything, ends as ever within 15 s of its healing',
    async (line) => {
      const { network, watched } = await world();
      await watched.end();
      // What a command loads comes in its own time, which does not stand still: it is run once before.
      const usual = await inRealTime(run(line, network.url));
      network.breaks(troubles['accepts and is silent']);
      let ended: Awaited<ReturnType<typeof runTool>> | undefined;
      const running = run(line, network.url).then((tool) => {
        ended = tool;
      });
      await pass(8 * secondMs);
      network.heals();
      const healedAt = Date.now();
      while (ended === undefined && Date.now() - healedAt < 60 * secondMs) await pass(stepMs);
      const after = (Date.now() - healedAt) / secondMs;
      await running;
      expect(after).toBeLessThanOrEqual(15);
      expect(ended?.code).toBe(usual.code);
      expect(ended?.stderr).not.toMatch(/no answer in time/);
    },
  );
});
