/** Services that are silent, drip, or list without an end. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, writeSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Clients, createClients } from '../../src/aws/clients.ts';
import { deadlineOf } from '../../src/aws/deadline.ts';
import { createKeyring } from '../../src/aws/keyring.ts';
import { createPageGuard } from '../../src/aws/page-guard.ts';
import { manyTries, persist } from '../../src/pacing/persist.ts';

let server: Server | undefined;
let clients: Clients | undefined;
afterEach(() => {
  vi.useRealTimers();
  clients?.close();
  server?.closeAllConnections();
  server?.close();
});

let now = Date.UTC(2026, 10, 27);
const clock = { now: () => (now += 1_000), sleep: async () => {} };

const accountOf = async (answer: (response: ServerResponse, nth: number) => void) => {
  let nth = 0;
  const created = createServer((request, response) => {
    request.resume().on('end', () => {
      nth += 1;
      answer(response, nth);
    });
  });
  server = created;
  await new Promise<void>((resolve) => created.listen(0, '127.0.0.1', resolve));
  const address = created.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  clients = createClients({
    region: 'eu-west-1',
    endpointUrl: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
    clock,
  });
  return { clients, asked: () => nth };
};

const json = { 'content-type': 'application/x-amz-json-1.0' };

/** Fakes the timers of deadlines only once the answer has begun: the sockets need real ones. */
const deadlinePasses = async <Value>(begun: Promise<void>, call: () => Promise<Value>): Promise<Value> => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const answer = call();
  await begun;
  await vi.advanceTimersByTimeAsync(60_000);
  return answer;
};

describe('a call', () => {
  test.each([
    ['falls silent after its headers', '{"MetricAlarms":[', undefined],
    ['is silent from the beginning', undefined, undefined],
    ['drips', '{', ' '],
  ] as const)('that %s is given up, and says so', async (_, first, drop) => {
    let begin = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const { clients } = await accountOf((response) => {
      if (first !== undefined) response.writeHead(200, json).write(first);
      const drip = () => {
        if (drop !== undefined && !response.destroyed) response.write(drop, () => setImmediate(drip));
      };
      drip();
      begin();
    });
    const answer = await deadlinePasses(begun, () => clients.describeAlarms({}));
    expect(answer).toMatchObject({
      ok: false,
      failure: { kind: 'network', code: 'TimeoutError', message: 'no answer in time' },
    });
  });

  test('that its caller gives up is no timeout', () => {
    const caller = new AbortController();
    const deadline = deadlineOf(1_000_000, caller.signal);
    caller.abort();
    expect([deadline.signal.aborted, deadline.isOver()]).toEqual([true, false]);
    deadline.clear();
  });
});

describe('a call whose settings or credentials do not come', () => {
  const { AWS_CONFIG_FILE: configFile } = process.env;
  afterEach(() => {
    if (configFile === undefined) delete process.env['AWS_CONFIG_FILE'];
    else process.env['AWS_CONFIG_FILE'] = configFile;
  });

  /** A file that nobody writes stands for a mount whose server is gone; `answer` lets its readers go on. */
  const hungFile = () => {
    const path = join(mkdtempSync(join(tmpdir(), 'orders-watch-hung-')), 'fifo');
    execFileSync('mkfifo', [path]);
    const answer = (text: string): void => {
      const end = openSync(path, 'r+');
      writeSync(end, text);
      closeSync(end);
    };
    return { path, answer };
  };

  const lateness = async (unready: Clients): Promise<unknown> => {
    clients = unready;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const answer = unready.describeAlarms({});
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    return answer;
  };
  const where = { region: 'eu-west-1', endpointUrl: 'http://127.0.0.1:9', clock };
  const settingsLate = {
    ok: false,
    failure: {
      code: 'TimeoutError',
      message: 'the settings of ~/.aws, or the CA bundle, cannot be read: no answer',
    },
  };

  test('as the CA bundle hangs, ends and says so; the next one waits for the same reader', async () => {
    const { path, answer } = hungFile();
    const made = createClients({ ...where, env: { AWS_CA_BUNDLE: path } });
    expect(await lateness(made)).toMatchObject(settingsLate);
    expect(await lateness(made)).toMatchObject(settingsLate);
    answer('no certificate');
    expect(await made.describeAlarms({})).toMatchObject({ ok: false, failure: { code: 'CaBundle' } });
  });

  test('as ~/.aws/config hangs, ends and says so, with a profile by name and without', async () => {
    const { path, answer } = hungFile();
    process.env['AWS_CONFIG_FILE'] = path;
    expect(await lateness(createClients({ ...where }))).toMatchObject(settingsLate);
    expect(await lateness(createClients({ ...where, profile: 'orders' }))).toMatchObject(settingsLate);
    answer('');
  });

  test('as what gives the keys hangs, ends and says so', async () => {
    const keyring = createKeyring({ profile: undefined, env: {}, clock });
    void keyring.keys(() => new Promise(() => {}));
    const made = createClients({
      ...where,
      env: {},
      keyring: { ...keyring, isTaking: () => true, keys: () => new Promise(() => {}) },
    });
    expect(await lateness(made)).toMatchObject({
      ok: false,
      failure: { code: 'TimeoutError', message: 'no credentials in time: what gives them does not answer' },
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const held = made.credentials();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await held).toMatchObject({
      ok: false,
      failure: { operation: 'Credentials', code: 'TimeoutError' },
    });
  });
});

describe('a listing', () => {
  test('that offers the same page again ends at its second page, however often it may be tried', async () => {
    const { clients, asked } = await accountOf((response) => {
      response.writeHead(200, json).end('{"MetricDataResults":[],"NextToken":"again"}');
    });
    const { signal } = new AbortController();
    expect(
      await clients.getMetricData({ MetricDataQueries: [], StartTime: undefined, EndTime: undefined }),
    ).toMatchObject({ ok: true });
    const next = await persist(
      { clock },
      signal,
      () =>
        clients.getMetricData({
          MetricDataQueries: [],
          StartTime: undefined,
          EndTime: undefined,
          NextToken: 'again',
        }),
      manyTries,
    );
    expect(next).toMatchObject({ ok: false, failure: { code: 'EndlessPages', kind: 'service' } });
    expect(asked()).toBe(2);
  });

  const walk = (offered: readonly string[], mostPages: number) => {
    const guard = createPageGuard({ input: 'NextToken', output: 'NextToken', mostPages });
    return offered.map((to, nth) => {
      const from = offered[nth - 1];
      return guard.problemWith(from === undefined ? {} : { NextToken: from }, { NextToken: to });
    });
  };

  test('that goes round in a circle is found at its first token that was there', () => {
    expect(walk(['a', 'b', 'c', 'a'], 100).at(-1)).toBe('the same page is offered again and again');
    expect(walk(['a', 'b', 'c'], 100)).toEqual([undefined, undefined, undefined]);
  });

  test('of ever new pages ends at its bound', () => {
    const found = walk(
      Array.from({ length: 20 }, (_, nth) => String(nth)),
      10,
    );
    expect(found.findIndex((problem) => problem !== undefined)).toBe(9);
    expect(found[9]).toBe('more than 10 pages are offered');
  });

  test('may be begun anew with the tokens of the one before, and read beside another', () => {
    const guard = createPageGuard({ input: 'NextToken', output: 'NextToken', mostPages: 10 });
    for (let nth = 0; nth < 50; nth += 1) {
      expect(guard.problemWith({}, { NextToken: 'a' })).toBeUndefined();
      expect(guard.problemWith({}, { NextToken: 'a' })).toBeUndefined();
      expect(guard.problemWith({ NextToken: 'a' }, { NextToken: 'b' })).toBeUndefined();
      expect(guard.problemWith({ NextToken: 'a' }, { NextToken: 'b' })).toBeUndefined();
      expect(guard.problemWith({ NextToken: 'b' }, {})).toBeUndefined();
    }
  });
});
