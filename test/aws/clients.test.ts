import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClients } from '../../src/aws/clients.ts';
import type { ApiCall } from '../../src/observation/health-of-sources.ts';
import { failureLine } from '../../src/output/failure-line.ts';

type Canned = {
  /** Given only when this says so. */
  readonly after?: Promise<unknown>;
  readonly status?: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
};

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** A loopback server that gives these answers in turn, and the access keys that it was asked with. */
const serve = async (answers: readonly Canned[]) => {
  const keys: string[] = [];
  const hosts: string[] = [];
  let nth = 0;
  const created = createServer((request, response) => {
    keys.push(/Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '');
    hosts.push(request.headers.host ?? '');
    const {
      after,
      status = 200,
      body,
      headers = {},
    } = answers[Math.min(nth, answers.length - 1)] ?? { body: '{}' };
    nth += 1;
    request.resume().on('end', async () => {
      await after;
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers }).end(body);
    });
  });
  server = created;
  await new Promise<void>((resolve) => created.listen(0, '127.0.0.1', resolve));
  const address = created.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, keys, hosts };
};

const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' };

describe('createClients', () => {
  it('answers, measures and tells the service time', async () => {
    const { url } = await serve([
      { body: '{"MetricAlarms":[]}', headers: { date: 'Thu, 15 Jan 2026 12:00:00 GMT' } },
    ]);
    const calls: ApiCall[] = [];
    const clients = createClients({
      region: 'us-east-1',
      endpointUrl: url,
      credentials,
      onCall: (call) => calls.push(call),
    });
    const answer = await clients.describeAlarms({});
    expect(answer).toMatchObject({
      ok: true,
      value: { MetricAlarms: [] },
      servedAt: Date.UTC(2026, 0, 15, 12),
    });
    expect(calls).toMatchObject([
      { operation: 'DescribeAlarms', service: 'cloudwatch', ok: true, dollars: 0, region: 'us-east-1' },
    ]);
    clients.close();
  });

  it('tells who asks what the call cost, as it tells the bill', async () => {
    const { url } = await serve([{ body: '{"MetricDataResults":[]}' }]);
    const calls: ApiCall[] = [];
    const clients = createClients({
      region: 'us-east-1',
      endpointUrl: url,
      credentials,
      onCall: (call) => calls.push(call),
    });
    const metric = (MetricName: string) => ({
      Id: MetricName,
      MetricStat: { Metric: { Namespace: 'N', MetricName }, Period: 60, Stat: 'Sum' },
    });
    const answer = await clients.getMetricData({
      MetricDataQueries: [metric('a'), metric('b')],
      StartTime: new Date(0),
      EndTime: new Date(60_000),
    });
    // CloudWatch's price list: $0.01 for 1,000 metrics.
    expect(answer).toMatchObject({ ok: true, dollars: 2e-5 });
    expect(calls.map(({ dollars }) => dollars)).toEqual([2e-5]);
    clients.close();
  });

  it('makes one attempt: backing off is the scheduler’s', async () => {
    const { url, keys } = await serve([
      { status: 400, body: '{"__type":"Throttling","message":"Rate exceeded"}' },
    ]);
    const clients = createClients({ region: 'us-east-1', endpointUrl: url, credentials });
    expect(await clients.describeAlarms({})).toMatchObject({ ok: false, failure: { kind: 'throttled' } });
    expect(keys).toHaveLength(1);
    clients.close();
  });

  it('signs with new keys after the old ones have expired', async () => {
    const { url, keys } = await serve([
      { status: 400, body: '{"__type":"ExpiredTokenException","message":"expired"}' },
      { body: '{"logGroups":[]}' },
    ]);
    const home = mkdtempSync(join(tmpdir(), 'orders-watch-'));
    const file = join(home, 'credentials');
    const write = (key: string) =>
      writeFileSync(file, `[default]\naws_access_key_id=${key}\naws_secret_access_key=secret\n`);
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
    vi.stubEnv('AWS_CONFIG_FILE', join(home, 'config'));
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_PROFILE', undefined);
    try {
      write('OLD');
      const clients = createClients({ region: 'us-east-1', endpointUrl: url });
      expect(await clients.describeLogGroups({})).toMatchObject({
        ok: false,
        failure: { code: 'ExpiredTokenException' },
      });
      write('NEW');
      expect(await clients.describeLogGroups({})).toMatchObject({ ok: true });
      expect(keys).toEqual(['OLD', 'NEW']);
      clients.close();
    } finally {
      vi.unstubAllEnvs();
      rmSync(home, { recursive: true });
    }
  });

  it('cuts off no call that is under way when the keys of another have expired', async () => {
    let release = () => {};
    const after = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { url, keys } = await serve([
      { after, body: '{"MetricAlarms":[]}' },
      { status: 400, body: '{"__type":"ExpiredTokenException","message":"expired"}' },
    ]);
    const clients = createClients({ region: 'us-east-1', endpointUrl: url, credentials });
    const slow = clients.describeAlarms({});
    await vi.waitFor(() => expect(keys).toHaveLength(1));
    const quick = await clients.listDashboards({});
    expect(quick).toMatchObject({ ok: false, failure: { code: 'ExpiredTokenException' } });
    release();
    expect(await slow).toMatchObject({ ok: true });
    clients.close();
  });

  it('names a profile that is not there, and those that are, until it is there', async () => {
    const { url, keys } = await serve([{ body: '{"MetricAlarms":[]}' }]);
    const home = mkdtempSync(join(tmpdir(), 'orders-watch-'));
    const write = (...profiles: readonly string[]): void =>
      writeFileSync(
        join(home, 'credentials'),
        profiles
          .map((name) => `[${name}]\naws_access_key_id = ${name}\naws_secret_access_key = x\n`)
          .join(''),
      );
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, 'credentials'));
    vi.stubEnv('AWS_CONFIG_FILE', join(home, 'config'));
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    try {
      write('default');
      const clients = createClients({ region: 'us-east-1', profile: 'billing', endpointUrl: url });
      const answer = await clients.describeAlarms({});
      expect(answer).toMatchObject({
        ok: false,
        failure: { kind: 'access', code: 'ProfileNotFound', region: 'us-east-1', profile: 'billing' },
      });
      expect(answer.ok ? '' : failureLine(answer.failure)).toBe(
        'DescribeAlarms in us-east-1 (billing): there is no profile "billing" in ~/.aws (ProfileNotFound). Profiles that exist: default.',
      );
      write('default', 'billing');
      expect(await clients.describeAlarms({})).toMatchObject({ ok: true });
      expect(keys).toEqual(['billing']);
      clients.close();
    } finally {
      vi.unstubAllEnvs();
      rmSync(home, { recursive: true });
    }
  });

  it('leaves a custom host alone for Live Tail, too', async () => {
    const { url, hosts } = await serve([{ status: 400, body: '{"__type":"AccessDeniedException"}' }]);
    const clients = createClients({ region: 'us-east-1', endpointUrl: url, credentials });
    await clients.startLiveTail({ logGroupIdentifiers: ['arn:aws:logs:us-east-1:1:log-group:g'] });
    expect(hosts).toEqual([new URL(url).host]);
    clients.close();
  });

  it('gives up at the signal', async () => {
    const { url } = await serve([{ body: '{}' }]);
    const clients = createClients({ region: 'us-east-1', endpointUrl: url, credentials });
    const stop = new AbortController();
    stop.abort();
    expect(await clients.describeAlarms({}, stop.signal)).toMatchObject({
      ok: false,
      failure: { code: 'AbortError' },
    });
    clients.close();
  });

  it('says what stands at the address when it is not AWS', async () => {
    const { url } = await serve([
      { status: 503, body: '<html>sign in</html>', headers: { 'content-type': 'text/html' } },
    ]);
    const clients = createClients({ region: 'us-east-1', endpointUrl: url, credentials });
    expect(await clients.describeAlarms({})).toMatchObject({ ok: false, failure: { kind: 'service' } });
    clients.close();
    const nobody = createClients({ region: 'us-east-1', endpointUrl: 'http://127.0.0.1:1', credentials });
    expect(await nobody.describeAlarms({})).toMatchObject({
      ok: false,
      failure: { kind: 'network', code: 'ECONNREFUSED' },
    });
    const noUrl = createClients({ region: 'us-east-1', endpointUrl: 'nonsense', credentials });
    expect(await noUrl.describeAlarms({})).toMatchObject({ ok: false, failure: { kind: 'usage' } });
  });
});
